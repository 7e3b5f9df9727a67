"""Grading over HTTP: what waits for a mark, the mark, regrades."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from assay.apps.veritas.actors import Teacher
from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.exams.titles import heading_of
from assay.apps.veritas.grading import marking, regrading, views
from assay.apps.veritas.grading.forms import (
    GradeOut,
    JobOut,
    MarkForm,
    QueuedOut,
    RegradeForm,
    RegradeOut,
    ScriptOut,
    WaitingOut,
)
from assay.kernel.db.session import Db
from assay.kernel.jobs import status
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HERE = "/veritas/teacher/exams"


@api.get("/teacher/exams/{exam_id}/marking")
async def waiting(exam_id: UUID, actor: Teacher, db: Db) -> list[WaitingOut]:
    """The questions of an exam, and how many answers to each wait for a person."""
    return views.waiting_out(await marking.board(db, actor, exam_id))


@api.get("/teacher/exams/{exam_id}/marking/{question_id}")
async def queue(
    exam_id: UUID,
    question_id: UUID,
    actor: Teacher,
    db: Db,
    names: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """The answers to one question that wait; without `names` nothing says whose they are."""
    page = await marking.queue(db, actor, exam_id, question_id, names=names, after=after, limit=limit)
    items = [
        QueuedOut(
            attempt_id=one.attempt_id, grading=one.grading, suggested=one.suggested, student=one.student
        )
        for one in page.items
    ]
    return {"items": items, "next": page.next}


@api.get("/teacher/attempts/{attempt_id}/marks/{question_id}")
async def get_script(
    attempt_id: UUID, question_id: UUID, actor: Teacher, db: Db, names: bool = False
) -> ScriptOut:
    """One answer with its question, rubric and every grading, the one that counts first."""
    return views.script_out(await marking.script(db, actor, attempt_id, question_id, names=names))


@api.put("/teacher/attempts/{attempt_id}/marks/{question_id}")
async def put_mark(attempt_id: UUID, question_id: UUID, form: MarkForm, actor: Teacher, db: Db) -> GradeOut:
    """Mark an answer. 409 where somebody else did since `grading`."""
    return GradeOut.of(await marking.mark(db, actor, attempt_id, question_id, form))


@api.post("/teacher/attempts/{attempt_id}/marks/{question_id}/suggest", status_code=202)
async def ask_suggestion(
    attempt_id: UUID, question_id: UUID, actor: Teacher, db: Db, _once: Idempotent
) -> JobOut:
    """Have a model suggest a mark, as a job. It stands beside the answer and counts for nothing."""
    return JobOut(job_id=await marking.ask_suggestion(db, actor, attempt_id, question_id))


@api.post("/teacher/exams/{exam_id}/regrade")
async def regrade(
    exam_id: UUID, form: RegradeForm, actor: Teacher, db: Db, response: Response, _once: Idempotent
) -> RegradeOut:
    """Grade every attempt again by the keys as they are now: as a dry run (200, nothing is stored), or as a
    job (202)."""
    if form.dry_run:
        return views.regrade_out(await regrading.dry_run(db, actor, exam_id, nobody_loses=form.nobody_loses))
    row = await regrading.apply(db, actor, exam_id, form)
    response.status_code = 202
    return views.regrade_out(await regrading.outcome(db, actor, exam_id, row.regrade_id))


@api.get("/teacher/exams/{exam_id}/regrades/{regrade_id}")
async def get_regrade(exam_id: UUID, regrade_id: UUID, actor: Teacher, db: Db) -> RegradeOut:
    """What a regrade changed, per student; `applied_at` is null until it is done."""
    return views.regrade_out(await regrading.outcome(db, actor, exam_id, regrade_id))


@pages.get("/teacher/exams/{exam_id}/marking")
async def marking_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    board = await marking.board(db, actor, exam_id)
    return render(
        request,
        "veritas/grading/marking.html",
        exam=board.exam,
        total=board.waiting,
        rows=[one for one in views.waiting_out(board) if one.waiting],
        headings={one.question_id: heading_of(one) for one, _found in board.rows},
    )


@pages.get("/teacher/exams/{exam_id}/marking/{question_id}")
async def next_page(
    request: Request,
    exam_id: UUID,
    question_id: UUID,
    actor: Teacher,
    db: Db,
    attempt: UUID | None = None,
    behind: UUID | None = None,
    names: bool = False,
) -> Response:
    """The answer named by `attempt`, or the next one that waits `behind` another."""
    if attempt is not None:
        found = await marking.script(db, actor, attempt, question_id, names=names)
    else:
        after = attempt_key(behind) if behind else None
        found_next = await marking.next_script(db, actor, exam_id, question_id, after=after, names=names)
        if found_next is None:
            return redirect(request, f"{HERE}/{exam_id}/marking", toast=_("Every answer to it is marked."))
        found = found_next
    board = await marking.board(db, actor, exam_id)
    left = next((one.waiting for one in views.waiting_out(board) if one.question_id == question_id), 0)
    return render(
        request,
        "veritas/grading/script.html",
        names=names,
        left=left,
        here=f"{HERE}/{exam_id}/marking",
        **views.script_context(found),
    )


@pages.post("/teacher/attempts/{attempt_id}/marks/{question_id}")
async def mark_page(
    request: Request, attempt_id: UUID, question_id: UUID, actor: Teacher, db: Db
) -> Response:
    sent = await form_data(request)
    names = sent.pop("names", "") == "true"
    await marking.mark(db, actor, attempt_id, question_id, parse(MarkForm, sent))
    found = await marking.script(db, actor, attempt_id, question_id)
    there = f"{HERE}/{found.exam.exam_id}/marking/{question_id}?behind={attempt_id}"
    return redirect(request, f"{there}&names=true" if names else there, toast=_("Marked."))


@pages.post("/teacher/attempts/{attempt_id}/marks/{question_id}/suggest")
async def suggest_page(
    request: Request, attempt_id: UUID, question_id: UUID, actor: Teacher, db: Db
) -> Response:
    await marking.ask_suggestion(db, actor, attempt_id, question_id)
    found = await marking.script(db, actor, attempt_id, question_id)
    return redirect(
        request,
        f"{HERE}/{found.exam.exam_id}/marking/{question_id}?attempt={attempt_id}",
        toast=_("A suggestion was asked for. It stands here in a moment: load the page again."),
    )


@pages.get("/teacher/exams/{exam_id}/regrade")
async def regrade_page(
    request: Request,
    exam_id: UUID,
    actor: Teacher,
    db: Db,
    trial: bool = False,
    nobody_loses: Annotated[bool, Query()] = False,
) -> Response:
    """The trial run, which stores nothing, and the regrades there were."""
    tried = await regrading.dry_run(db, actor, exam_id, nobody_loses=nobody_loses) if trial else None
    return render(
        request,
        "veritas/grading/regrade.html",
        exam=tried.exam if tried else (await marking.board(db, actor, exam_id)).exam,
        earlier=await regrading.earlier(db, actor, exam_id),
        nobody_loses=nobody_loses,
        **(views.regrade_context(tried) if tried else {"found": None}),
    )


@pages.post("/teacher/exams/{exam_id}/regrade")
async def apply_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    form = parse(RegradeForm, {**await form_data(request), "dry_run": False})
    row = await regrading.apply(db, actor, exam_id, form)
    return redirect(
        request, f"{HERE}/{exam_id}/regrades/{row.regrade_id}", toast=_("The regrade is running.")
    )


@pages.get("/teacher/exams/{exam_id}/regrades/{regrade_id}")
async def applied_page(request: Request, exam_id: UUID, regrade_id: UUID, actor: Teacher, db: Db) -> Response:
    found = await regrading.outcome(db, actor, exam_id, regrade_id)
    assert found.row is not None
    job = await status(db, found.row.job_id) if found.row.job_id and not found.row.applied_at else None
    return render(
        request,
        "veritas/grading/regraded.html",
        exam=found.exam,
        regrade=found.row,
        job=job,
        **views.regrade_context(found),
    )
