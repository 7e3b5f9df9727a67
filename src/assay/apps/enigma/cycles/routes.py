"""Cycles over HTTP: the API, and the administrator's pages."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from starlette.datastructures import FormData

from assay.apps.enigma.actors import CycleAdmin, CycleReader
from assay.apps.enigma.cycles import pages as page_data
from assay.apps.enigma.cycles import queries, service
from assay.apps.enigma.cycles.forms import CycleForm, CycleOut, StepOut
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import Action
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render, wants_fragment

api = APIRouter()
pages = APIRouter()


def cycle_out(cycle: AdmissionCycle) -> CycleOut:
    return CycleOut(
        cycle_id=str(cycle.cycle_id),
        name=cycle.name,
        max_seats=cycle.max_seats,
        starts_at=cycle.starts_at,
        ends_at=cycle.ends_at,
        results_at=cycle.results_at,
        phase=cycle.phase.value,
        is_open=cycle.is_open,
        exclusive=cycle.exclusive,
        policy=cycle.policy,
        policy_hash=cycle.policy_hash,
        applications_hash=cycle.applications_hash,
        version=cycle.version,
    )


def step_out(step: service.Step) -> StepOut:
    return StepOut(
        action=step.action.value,
        phase=step.phase.value,
        state=step.state,
        job_id=str(step.job_id) if step.job_id else None,
        done=step.done,
        total=step.total,
        note=step.error or step.note,
        result=dict(step.result) if step.result is not None else None,
    )


@api.post("/admin/cycles", status_code=201)
async def create_cycle(
    form: CycleForm, actor: CycleAdmin, db: Db, response: Response, _once: Idempotent
) -> CycleOut:
    """Set up an admission cycle. It takes applications once it is opened."""
    cycle = await service.create(db, actor, form)
    response.headers["ETag"] = etag_of(cycle.version)
    return cycle_out(cycle)


@api.get("/admin/cycles")
async def list_cycles(
    actor: CycleReader, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The organisation's cycles, newest first; `next` is the cursor of the following page."""
    page = await queries.cycles(db, org_of(actor), after=after, limit=limit)
    return {"items": [cycle_out(cycle) for cycle in page.items], "next": page.next}


@api.get("/admin/cycles/{cycle_id}")
async def get_cycle(cycle_id: UUID, actor: CycleReader, db: Db, response: Response) -> CycleOut:
    cycle = await queries.cycle(db, org_of(actor), cycle_id)
    response.headers["ETag"] = etag_of(cycle.version)
    return cycle_out(cycle)


@api.put("/admin/cycles/{cycle_id}")
async def put_cycle(
    cycle_id: UUID,
    form: CycleForm,
    actor: CycleAdmin,
    db: Db,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> CycleOut:
    """Replace the settings of a cycle that is not frozen; `If-Match` carries the version you saw."""
    cycle = await service.change(db, actor, cycle_id, form, version=check_if_match(if_match))
    response.headers["ETag"] = etag_of(cycle.version)
    return cycle_out(cycle)


@api.post("/admin/cycles/{cycle_id}/open")
async def open_cycle(cycle_id: UUID, actor: CycleAdmin, db: Db) -> StepOut:
    return step_out(await service.open_submissions(db, actor, cycle_id))


@api.post("/admin/cycles/{cycle_id}/freeze")
async def freeze_cycle(cycle_id: UUID, actor: CycleAdmin, db: Db) -> StepOut:
    return step_out(await service.freeze(db, actor, cycle_id))


@api.post("/admin/cycles/{cycle_id}/preprocess")
async def preprocess_cycle(cycle_id: UUID, actor: CycleAdmin, db: Db) -> StepOut:
    return step_out(await service.begin(db, actor, cycle_id, Action.PREPROCESS))


@api.post("/admin/cycles/{cycle_id}/complete")
async def complete_cycle(cycle_id: UUID, actor: CycleAdmin, db: Db) -> StepOut:
    return step_out(await service.begin(db, actor, cycle_id, Action.COMPLETE))


@api.get("/admin/cycles/{cycle_id}/steps/{action}")
async def get_step(cycle_id: UUID, action: Action, actor: CycleReader, db: Db) -> StepOut:
    """Where a step stands: the figures that page and command line show as well."""
    return step_out(await service.step(db, actor, cycle_id, action))


@api.get("/admin/cycles/{cycle_id}/dashboard")
async def get_dashboard(cycle_id: UUID, actor: CycleReader, db: Db) -> dict[str, Any]:
    """Counts by status, steps taken, submissions by day, and the spread of final scores."""
    board = await service.dashboard(db, actor, cycle_id)
    return {
        "cycle": cycle_out(board["cycle"]),
        "steps": [step_out(step) for step in board["steps"].values()],
        "counts": board["counts"],
        "total": board["total"],
        "next": board["next"].value if board["next"] else None,
        "submissions_by_day": board["days"],
        "scores_by_ten": board["bins"],
    }


@pages.get("/admin")
async def cycles_page(request: Request, actor: CycleReader, db: Db, after: str | None = None) -> Response:
    page = await queries.cycles(db, org_of(actor), after=after)
    return render(request, "enigma/cycles/list.html", page=page, first=after is None)


@pages.get("/admin/cycles/new")
async def new_cycle_page(request: Request, _actor: CycleAdmin) -> Response:
    return render(request, "enigma/cycles/form.html", cycle=None, values=page_data.blank_values())


@pages.post("/admin/cycles")
async def create_cycle_page(request: Request, actor: CycleAdmin, db: Db) -> Response:
    form = _cycle_form(await form_data(request))
    cycle = await service.create(db, actor, form)
    return redirect(request, f"/enigma/admin/cycles/{cycle.cycle_id}", toast=_("The cycle is set up."))


@pages.get("/admin/cycles/{cycle_id}")
async def cycle_page(request: Request, cycle_id: UUID, actor: CycleReader, db: Db) -> Response:
    board = await service.dashboard(db, actor, cycle_id)
    context = page_data.board(board, actor)
    running = context["running"]
    # The poll of a step that has ended loads the whole page: phases, figures and lists have changed too.
    over = wants_fragment(request) and not (running and running.live)
    headers = {"HX-Refresh": "true"} if over else None
    return render(request, "enigma/cycles/detail.html", block="progress", headers=headers, **context)


@pages.get("/admin/cycles/{cycle_id}/edit")
async def edit_cycle_page(request: Request, cycle_id: UUID, actor: CycleAdmin, db: Db) -> Response:
    cycle = await queries.cycle(db, org_of(actor), cycle_id)
    return render(request, "enigma/cycles/form.html", cycle=cycle, values=page_data.values_of(cycle))


@pages.post("/admin/cycles/{cycle_id}/edit")
async def change_cycle_page(request: Request, cycle_id: UUID, actor: CycleAdmin, db: Db) -> Response:
    data = await form_data(request)
    form = _cycle_form(data)
    await service.change(db, actor, cycle_id, form, version=version_of(data))
    return redirect(request, f"/enigma/admin/cycles/{cycle_id}", toast=_("The changes are saved."))


@pages.post("/admin/cycles/{cycle_id}/open")
async def open_cycle_page(request: Request, cycle_id: UUID, actor: CycleAdmin, db: Db) -> Response:
    await service.open_submissions(db, actor, cycle_id)
    return _back(request, cycle_id, _("Applications can come in."))


@pages.post("/admin/cycles/{cycle_id}/freeze")
async def freeze_cycle_page(request: Request, cycle_id: UUID, actor: CycleAdmin, db: Db) -> Response:
    await service.freeze(db, actor, cycle_id)
    return _back(request, cycle_id, _("Frozen. Policy and applications are committed to in the log."))


@pages.post("/admin/cycles/{cycle_id}/preprocess")
async def preprocess_page(request: Request, cycle_id: UUID, actor: CycleAdmin, db: Db) -> Response:
    await service.begin(db, actor, cycle_id, Action.PREPROCESS)
    return _back(request, cycle_id, _("Metrics are being computed."))


@pages.post("/admin/cycles/{cycle_id}/complete")
async def complete_page(request: Request, cycle_id: UUID, actor: CycleAdmin, db: Db) -> Response:
    await service.begin(db, actor, cycle_id, Action.COMPLETE)
    return _back(request, cycle_id, _("The archive is being written."))


def _back(request: Request, cycle_id: UUID, toast: str) -> Response:
    return redirect(request, f"/enigma/admin/cycles/{cycle_id}", toast=toast)


def _cycle_form(data: FormData | Mapping[str, Any]) -> CycleForm:
    return parse(CycleForm, page_data.nested(data), field_of=page_data.page_field)
