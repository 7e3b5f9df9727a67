"""Monitoring over HTTP: batches come in, and the record is read by those who may."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from assay.apps.veritas.actors import Teacher
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.monitoring import reading, service
from assay.apps.veritas.monitoring.batch import BODY_LIMIT, schema
from assay.apps.veritas.monitoring.forms import BatchOut, MonitoringOut
from assay.apps.veritas.monitoring.wording import KindName
from assay.kernel import ingest
from assay.kernel.access import Actor, public
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Database, Db
from assay.kernel.web.csrf import SELF_SIGNED
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()

Page = Annotated[
    Actor, public("Batches are signed with the key of their attempt; a beacon can carry no other credential.")
]
SELF_SIGNED.add("/api/v1/veritas/monitor/events")


@api.post(
    "/monitor/events",
    status_code=202,
    response_model=BatchOut,
    max_body_size=BODY_LIMIT,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": schema()}}}},
)
async def receive(request: Request, _page: Page) -> Response:
    """Take a batch of events. 202 when it is durable; the same batch again is answered the same.

    403: the signature does not hold. 404: no such attempt. 409: finished, or other events were recorded under
    these numbers. 413, 422: too large, malformed. 429: busy, try again after `Retry-After`.
    """
    arrived = service.open_batch(request.app.state.settings, await request.body())
    database: Database = request.app.state.database
    queue = ingest.attach(request.app, "veritas.events", lambda: service.make_ingest(database))
    done = await queue.put(arrived)
    answer = BatchOut(first_seq=done.first_seq, last_seq=done.last_seq, digest=done.digest)
    return Response(answer.model_dump_json(), status_code=202, media_type="application/json")


@api.get("/teacher/attempts/{attempt_id}/monitoring")
async def monitoring(
    attempt_id: UUID,
    actor: Teacher,
    db: Db,
    kind: Annotated[list[KindName] | None, Query()] = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> MonitoringOut:
    """How an attempt was sat: a page of its events, all incidents and counts, and what the record proves."""
    attempt = await attempts.of_teacher(db, org_of(actor), person_of(actor), attempt_id)
    kinds = [one.value for one in kind or ()]
    return await reading.record_of(db, attempt, kinds=kinds, after=after, limit=limit)


@pages.get("/teacher/attempts/{attempt_id}/monitoring")
async def monitoring_page(
    request: Request, attempt_id: UUID, actor: Teacher, db: Db, after: str | None = None
) -> HTMLResponse:
    """The same for people: events over answers on one time line."""
    attempt = await attempts.of_teacher(db, org_of(actor), person_of(actor), attempt_id)
    shown = await reading.timeline(db, attempt, after=after)
    return render(request, "veritas/monitoring/attempt.html", attempt=attempt, **shown)
