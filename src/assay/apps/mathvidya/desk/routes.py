"""The desk over HTTP: the board of promised times, teachers' work, assignment by hand."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import EvaluationAdmin
from assay.apps.mathvidya.desk import service, views
from assay.apps.mathvidya.desk.forms import (
    AssignForm,
    BoardOut,
    DayOut,
    LineOut,
    LoadOut,
    StopForm,
    StoppedOut,
    WorkloadOut,
)
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

BOARD = "/mathvidya/admin/board"
WORKLOAD = "/mathvidya/admin/workload"


@api.get("/admin/board")
async def get_board(
    actor: EvaluationAdmin,
    db: Db,
    time: SlaState | None = None,
    state: EvaluationState | None = None,
    teacher_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> BoardOut:
    """Open scripts by when they are due, and how the institution stands with its promises."""
    board = await service.board(db, actor)
    page = await service.lines(
        db, actor, sla_state=time, state=state, teacher_id=teacher_id, after=after, limit=limit
    )
    return BoardOut(
        open=board.total,
        states=views.states(board),
        times=views.times(board),
        due=[DayOut(day=day, scripts=count) for day, count in board.due],
        kept=board.kept,
        items=[LineOut.of(line) for line in page.items],
        next=page.next,
    )


@api.post("/admin/evaluations/{evaluation_id}/assign")
async def assign_evaluation(evaluation_id: UUID, form: AssignForm, actor: EvaluationAdmin, db: Db) -> LineOut:
    """Give a script to a teacher by hand, above capacity if it must be."""
    return LineOut.of(await service.assign(db, actor, evaluation_id, form.teacher_id))


@api.post("/admin/evaluations/assign", status_code=202)
async def assign_waiting(actor: EvaluationAdmin, db: Db) -> None:
    """Have everything that waits for a teacher looked at now."""
    await service.assign_waiting(db, actor)


@api.get("/admin/workload")
async def get_workload(actor: EvaluationAdmin, db: Db) -> WorkloadOut:
    """Every teacher with capacity, open scripts, leave, and what was finished."""
    return WorkloadOut(items=[LoadOut.of(one) for one in await service.workload(db, actor)])


@api.post("/admin/teachers/{teacher_id}/stop")
async def stop_teacher(teacher_id: UUID, form: StopForm, actor: EvaluationAdmin, db: Db) -> StoppedOut:
    """No more work for this teacher; what is not begun goes to others."""
    return StoppedOut.of(await service.stop(db, actor, teacher_id, form.reason))


@api.post("/admin/teachers/{teacher_id}/resume")
async def resume_teacher(teacher_id: UUID, actor: EvaluationAdmin, db: Db) -> StoppedOut:
    """The teacher gets work again."""
    return StoppedOut.of(await service.resume(db, actor, teacher_id))


@pages.get("/admin")
async def overview_page(request: Request, actor: EvaluationAdmin, db: Db) -> Response:
    board = await service.board(db, actor)
    loads = await service.workload(db, actor)
    return render(
        request,
        "mathvidya/desk/overview.html",
        board=board,
        waiting=board.of_state(EvaluationState.WAITING),
        at_risk=board.of_time(SlaState.AT_RISK),
        late=board.of_time(SlaState.BREACHED),
        times=views.time_bars(board),
        days=views.day_bars(board),
        loads=views.load_bars(loads),
        able=sum(one.gets_work for one in loads),
        teachers=len(loads),
        room=sum(max(one.capacity - one.at_work, 0) for one in loads if one.gets_work),
    )


@pages.get("/admin/board")
async def board_page(
    request: Request, actor: EvaluationAdmin, db: Db, time: SlaState | None = None, after: str | None = None
) -> Response:
    board = await service.board(db, actor)
    page = await service.lines(db, actor, sla_state=time, after=after)
    chosen = time.value if time else ""
    return render(
        request,
        "mathvidya/desk/board.html",
        board=board,
        tabs=views.filters(board, chosen),
        rows=[views.row(line) for line in page.items],
        waiting=board.of_state(EvaluationState.WAITING),
        here=f"{BOARD}?time={chosen}" if chosen else BOARD,
        next=page.next,
        first=after is None,
    )


@pages.get("/admin/board/{evaluation_id}")
async def script_page(request: Request, evaluation_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    line, able = await service.script(db, actor, evaluation_id)
    return render(request, "mathvidya/desk/script.html", row=views.row(line), able=able)


@pages.post("/admin/board/{evaluation_id}/assign")
async def assign_page(request: Request, evaluation_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    form = parse(AssignForm, {"teacher_id": (await form_data(request)).get("teacher_id", "")})
    await service.assign(db, actor, evaluation_id, form.teacher_id)
    return redirect(request, BOARD, toast=_("The script is given to the teacher."))


@pages.post("/admin/board/assign")
async def assign_waiting_page(request: Request, actor: EvaluationAdmin, db: Db) -> Response:
    await service.assign_waiting(db, actor)
    return redirect(request, BOARD, toast=_("What waits is being assigned."))


@pages.get("/admin/workload")
async def workload_page(request: Request, actor: EvaluationAdmin, db: Db) -> Response:
    return render(request, "mathvidya/desk/workload.html", rows=await service.workload(db, actor))


@pages.post("/admin/teachers/{teacher_id}/stop")
async def stop_page(request: Request, teacher_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    form = parse(StopForm, {"reason": (await form_data(request)).get("reason", "")})
    await service.stop(db, actor, teacher_id, form.reason)
    return redirect(request, WORKLOAD, toast=_("The teacher gets no more scripts."))


@pages.post("/admin/teachers/{teacher_id}/resume")
async def resume_page(request: Request, teacher_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    await service.resume(db, actor, teacher_id)
    return redirect(request, WORKLOAD, toast=_("The teacher gets scripts again."))
