"""Cases over HTTP: the queue, the dossier, decisions, and the student's own side of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import PlainTextResponse

from assay.apps.veritas.actors import Student, Teacher
from assay.apps.veritas.analysis import cases, ruleset, service, views
from assay.apps.veritas.analysis.forms import (
    AnalyseForm,
    AnalysisOut,
    CaseOut,
    QueuedOut,
    QueueOut,
    ReviewForm,
    WordsForm,
)
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()


@api.post("/analysis/behavior")
async def analyse(form: AnalyseForm, actor: Teacher, db: Db, _once: Idempotent) -> AnalysisOut:
    """Analyse an attempt anew under the rules of today: its review priority, with every contribution."""
    done, job = await service.reanalyse(db, actor, form.attempt_id, summary=form.summary)
    return AnalysisOut(summary_job=job, **views.analysis_facts(done))


@api.get("/analysis/rules", response_class=PlainTextResponse)
async def published_rules(_actor: Teacher) -> str:
    """The rules of the review priority as published (YAML)."""
    return ruleset.source()


@api.get("/teacher/cases")
async def queue(
    actor: Teacher, db: Db, exam_id: UUID | None = None, after: str | None = None, limit: int = 50
) -> QueueOut:
    """Cases that wait for a person, the highest priority first, and how flags fared so far."""
    page, tally = await cases.queue(db, actor, exam_id=exam_id, after=after, limit=limit)
    return QueueOut.of([QueuedOut.of(row) for row in page.items], page.next, tally)


@api.get("/teacher/exams/{exam_id}/flagged")
async def flagged(exam_id: UUID, actor: Teacher, db: Db) -> list[dict[str, Any]]:
    """Students of an exam whose attempts stand before people."""
    return [
        views.flagged_facts(row) for row in await service.get_flagged_students_for_exam(db, actor, exam_id)
    ]


@api.get("/teacher/attempts/{attempt_id}/case")
async def case(attempt_id: UUID, actor: Teacher, db: Db) -> dict[str, Any]:
    """The case in full: contributions, what was not observed, events over answers, decisions."""
    return views.dossier_facts(await cases.dossier(db, actor, attempt_id))


@api.post("/teacher/attempts/{attempt_id}/flag", status_code=201)
async def flag(attempt_id: UUID, actor: Teacher, db: Db, _once: Idempotent) -> CaseOut:
    """Open a case by hand. It is decided like any other."""
    return CaseOut.of(attempt_id, await cases.flag(db, actor, attempt_id))


@api.post("/teacher/attempts/{attempt_id}/review")
async def review(attempt_id: UUID, form: ReviewForm, actor: Teacher, db: Db, _once: Idempotent) -> CaseOut:
    """Decide: one person may clear; a warning or a void takes two different people."""
    return CaseOut.of(attempt_id, await cases.review(db, actor, attempt_id, form))


@api.post("/teacher/attempts/{attempt_id}/expunge")
async def expunge(attempt_id: UUID, actor: Teacher, db: Db) -> CaseOut:
    """Empty a cleared case: texts and analysis go, the count stays."""
    return CaseOut.of(attempt_id, await cases.expunge(db, actor, attempt_id))


@api.post("/student/attempts/{attempt_id}/statement")
async def statement(attempt_id: UUID, form: WordsForm, actor: Student, db: Db, _once: Idempotent) -> CaseOut:
    """Say what happened, before the decision."""
    return CaseOut.of(attempt_id, await cases.state_own(db, actor, attempt_id, form.text))


@api.post("/student/attempts/{attempt_id}/appeal")
async def appeal(attempt_id: UUID, form: WordsForm, actor: Student, db: Db, _once: Idempotent) -> CaseOut:
    """Appeal against a warning or a void, within the window."""
    return CaseOut.of(attempt_id, await cases.appeal(db, actor, attempt_id, form.text))


@pages.get("/teacher/cases")
async def queue_page(
    request: Request, actor: Teacher, db: Db, exam_id: UUID | None = None, after: str | None = None
) -> Response:
    page, tally = await cases.queue(db, actor, exam_id=exam_id, after=after)
    return render(
        request,
        "veritas/analysis/queue.html",
        block="rows",
        rows=page.items,
        next=page.next,
        first=after is None,
        tally=tally,
        exam_id=exam_id,
    )


@pages.get("/teacher/attempts/{attempt_id}/case")
async def case_page(request: Request, attempt_id: UUID, actor: Teacher, db: Db) -> Response:
    found = await cases.dossier(db, actor, attempt_id)
    return render(request, "veritas/analysis/case.html", **views.case_context(found))


@pages.post("/teacher/attempts/{attempt_id}/review")
async def review_page(request: Request, attempt_id: UUID, actor: Teacher, db: Db) -> Response:
    form = parse(ReviewForm, await form_data(request))
    done = await cases.review(db, actor, attempt_id, form)
    toast = _("Decided.") if done.verdict else _("Another person has to agree before anything follows.")
    return redirect(request, f"/veritas/teacher/attempts/{attempt_id}/case", toast=toast)


@pages.post("/teacher/attempts/{attempt_id}/expunge")
async def expunge_page(request: Request, attempt_id: UUID, actor: Teacher, db: Db) -> Response:
    await cases.expunge(db, actor, attempt_id)
    return redirect(request, "/veritas/teacher/cases", toast=_("The case is emptied."))


@pages.get("/student/attempts/{attempt_id}/case")
async def own_case_page(request: Request, attempt_id: UUID, actor: Student, db: Db) -> Response:
    found = await cases.own_case(db, actor, attempt_id)
    return render(request, "veritas/analysis/own_case.html", **views.own_context(found))


@pages.post("/student/attempts/{attempt_id}/statement")
async def statement_page(request: Request, attempt_id: UUID, actor: Student, db: Db) -> Response:
    form = parse(WordsForm, await form_data(request))
    await cases.state_own(db, actor, attempt_id, form.text)
    return redirect(
        request, f"/veritas/student/attempts/{attempt_id}/case", toast=_("Your statement is with the case.")
    )


@pages.post("/student/attempts/{attempt_id}/appeal")
async def appeal_page(request: Request, attempt_id: UUID, actor: Student, db: Db) -> Response:
    form = parse(WordsForm, await form_data(request))
    await cases.appeal(db, actor, attempt_id, form.text)
    return redirect(
        request, f"/veritas/student/attempts/{attempt_id}/case", toast=_("Your appeal is lodged.")
    )
