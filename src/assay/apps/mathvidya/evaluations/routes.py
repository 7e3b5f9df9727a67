"""A teacher's queue over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import Teacher
from assay.apps.mathvidya.evaluations import service, views
from assay.apps.mathvidya.evaluations.forms import DeclinedOut, DeclineForm, QueueOut, ScriptOut
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()


@api.get("/evaluations")
async def list_evaluations(actor: Teacher, db: Db, after: str | None = None, limit: int = 50) -> QueueOut:
    """The teacher's open scripts, what is due first. No student is named."""
    page, counts = await service.queue(db, actor, after=after, limit=limit)
    return QueueOut(items=[ScriptOut.of(one) for one in page.items], counts=counts, next=page.next)


@api.post("/evaluations/{evaluation_id}/decline")
async def decline_evaluation(evaluation_id: UUID, form: DeclineForm, actor: Teacher, db: Db) -> DeclinedOut:
    """Give a script back; somebody else gets it."""
    await service.decline(db, actor, evaluation_id, form.reason)
    return DeclinedOut(evaluation_id=evaluation_id)


@pages.get("/teacher")
async def queue_page(request: Request, actor: Teacher, db: Db, after: str | None = None) -> Response:
    page, counts = await service.queue(db, actor, after=after)
    calendar = await service.calendar(db, org_of(actor))
    return render(
        request,
        "mathvidya/evaluations/queue.html",
        rows=[views.row(one, calendar) for one in page.items],
        counts=counts,
        total=sum(counts.values()),
        hours=views.when(calendar),
        next=page.next,
        first=after is None,
    )


@pages.get("/teacher/evaluations/{evaluation_id}/decline")
async def decline_form_page(request: Request, evaluation_id: UUID, actor: Teacher, db: Db) -> Response:
    script = await service.own(db, actor, evaluation_id)
    return render(
        request, "mathvidya/evaluations/decline.html", script=script, code=views.code(evaluation_id)
    )


@pages.post("/teacher/evaluations/{evaluation_id}/decline")
async def decline_page(request: Request, evaluation_id: UUID, actor: Teacher, db: Db) -> Response:
    form = parse(DeclineForm, {"reason": (await form_data(request)).get("reason", "")})
    await service.decline(db, actor, evaluation_id, form.reason)
    return redirect(request, "/mathvidya/teacher", toast=_("The script goes to somebody else."))
