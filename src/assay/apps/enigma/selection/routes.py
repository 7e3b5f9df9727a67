"""Selection over HTTP: run it, see the list, take the bundle away."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import StreamingResponse

from assay.apps.enigma.actors import CycleReader, Selector, Visitor
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.cycles.forms import StepOut
from assay.apps.enigma.cycles.routes import step_out
from assay.apps.enigma.intake.rules import pseudonym
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import PUBLIC, Action, Phase
from assay.apps.enigma.selection import queries, service
from assay.kernel.db.session import Database, Db, Role, get_database
from assay.kernel.errors import NotFound, OutOfOrder
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()
Databases = Annotated[Database, Depends(get_database)]


@api.post("/admin/cycles/{cycle_id}/select-top-k")
async def select_top_k(cycle_id: UUID, actor: Selector, db: Db) -> StepOut:
    return step_out(await cycle_service.begin(db, actor, cycle_id, Action.SELECT_TOP_K))


@api.get("/admin/cycles/{cycle_id}/ranking")
async def ranking(
    cycle_id: UUID, actor: CycleReader, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The list by pseudonym, best first; until publication for those who select or audit."""
    cycle, _made = await service.outcome(db, actor, cycle_id)
    page = await queries.ranking(db, cycle.org_id, cycle_id, after=after, limit=limit)
    return {
        "items": [
            {
                "pseudonym": pseudonym(row.application_id),
                "rank": row.rank,
                "aggregate": float(row.aggregate),
                "components": row.components,
                "status": row.status.value,
                "seat": row.seat,
                "waitlist_place": row.waitlist_place,
            }
            for row in page.items
        ],
        "next": page.next,
    }


@api.get("/cycles/{cycle_id}/selection-bundle")
async def public_bundle(cycle_id: UUID, _actor: Visitor, database: Databases) -> StreamingResponse:
    """Everything needed to recompute the selection, by pseudonym: open to all once it is published."""
    async with database.transaction(role=Role.SYSTEM) as system:
        cycle = await cycles.public_cycle(system, cycle_id)
    if cycle is None:
        raise NotFound("There is no such admission cycle.")
    if cycle.phase not in PUBLIC:
        raise OutOfOrder(
            "The bundle is public once the results are.",
            phase=cycle.phase.value,
            needed=Phase.PUBLISHED.value,
        )
    return await _bundle(database, cycle)


@api.get("/admin/cycles/{cycle_id}/selection-bundle")
async def admin_bundle(cycle_id: UUID, actor: CycleReader, db: Db, database: Databases) -> StreamingResponse:
    """The same bundle, from the selection on; until publication for those who select or audit."""
    cycle, _made = await service.outcome(db, actor, cycle_id)
    return await _bundle(database, cycle)


async def _bundle(database: Database, cycle: AdmissionCycle) -> StreamingResponse:
    # Made before the answer begins: a receipt that is not there yet is an error, not half a file.
    async with database.transaction(org_id=cycle.org_id) as db:
        header = await service.bundle_header(db, cycle)

    async def lines() -> Any:
        async with database.transaction(org_id=cycle.org_id) as db:
            async for line in service.bundle_lines(db, cycle, header):
                yield line

    name = f'attachment; filename="selection-{cycle.cycle_id}.jsonl"'
    return StreamingResponse(lines(), media_type="application/jsonl", headers={"Content-Disposition": name})


@pages.post("/admin/cycles/{cycle_id}/select-top-k")
async def select_page(request: Request, cycle_id: UUID, actor: Selector, db: Db) -> Response:
    await cycle_service.begin(db, actor, cycle_id, Action.SELECT_TOP_K)
    return redirect(request, f"/enigma/admin/cycles/{cycle_id}", toast=_("The selection is running."))


@pages.get("/admin/cycles/{cycle_id}/ranking")
async def ranking_page(
    request: Request, cycle_id: UUID, actor: CycleReader, db: Db, after: str | None = None
) -> Response:
    cycle, made = await service.outcome(db, actor, cycle_id)
    page = await queries.ranking(db, cycle.org_id, cycle_id, after=after)
    return render(
        request,
        "enigma/selection/ranking.html",
        block="rows",
        cycle=cycle,
        made=made,
        rows=[(row, pseudonym(row.application_id)) for row in page.items],
        next=page.next,
        first=after is None,
        seats=await queries.counts_by_seat(db, cycle.org_id, cycle_id),
    )
