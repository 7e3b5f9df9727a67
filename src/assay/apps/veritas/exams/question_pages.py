"""Pages of a question: its editor with a live preview, and the exam as a student would see it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from assay.apps.veritas.actors import Teacher
from assay.apps.veritas.exams import authoring, queries, question_form, rules, service
from assay.apps.veritas.exams.forms import question_of
from assay.apps.veritas.exams.page_routes import BASE
from assay.apps.veritas.models.exams import Exam, ExamStatus
from assay.apps.veritas.models.people import Level
from assay.kernel.db.session import Db
from assay.kernel.ids import uuid7
from assay.kernel.questions import render as texts
from assay.kernel.questions import variants
from assay.kernel.questions.document import Finding, Option, Question, QuestionType
from assay.kernel.questions.expression import FormulaError
from assay.kernel.questions.lint import check
from assay.kernel.web.forms import form_data
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()


@pages.get("/teacher/exams/{exam_id}/questions/new")
async def new_question_page(
    request: Request, exam_id: UUID, actor: Teacher, db: Db, kind: QuestionType = QuestionType.SINGLE
) -> Response:
    exam = await service.reach(db, actor, exam_id, Level.MANAGE)
    rules.check_draft(exam.status, _("Adding a question"))
    return _editor(request, exam, question_form.blank_values(kind), None, None)


@pages.post("/teacher/exams/{exam_id}/questions/new")
async def add_question_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    question = question_form.question_from(await form_data(request))
    await authoring.add(db, actor, exam_id, question)
    return redirect(request, f"{BASE}/{exam_id}#questions", toast=_("The question is added."))


@pages.get("/teacher/exams/{exam_id}/questions/option")
async def option_row(
    request: Request,
    exam_id: UUID,
    actor: Teacher,
    db: Db,
    kind: QuestionType = QuestionType.SINGLE,
    gone: Annotated[bool, Query(description="The row is taken away: nothing takes its place.")] = False,
) -> Response:
    """One more row for an option, or nothing in place of one that is taken away."""
    await service.reach(db, actor, exam_id, Level.MANAGE)
    if gone:
        return Response("", media_type="text/html")
    option = Option(id=f"o{uuid7().hex[-6:]}", text="")
    return render(
        request, "veritas/exams/option.html", exam_id=exam_id, kind=kind, option=option, checked=False
    )


@pages.post("/teacher/exams/{exam_id}/questions/preview")
async def preview_question(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    """The question as it is being written: what a student would see, and what lint finds."""
    await service.reach(db, actor, exam_id, Level.MANAGE)
    question, missing = question_form.draft_from(await form_data(request))
    found = shown(question, seed=1) if question else None
    return render(request, "veritas/exams/preview_live.html", found=found, missing=missing)


@pages.get("/teacher/exams/{exam_id}/questions/{question_id}")
async def question_page(
    request: Request, exam_id: UUID, question_id: UUID, actor: Teacher, db: Db
) -> Response:
    exam = await service.reach(db, actor, exam_id, Level.MANAGE)
    row = await queries.question(db, exam.org_id, exam_id, question_id)
    return _editor(request, exam, question_form.values_of(question_of(row)), row.question_id, row.version)


@pages.post("/teacher/exams/{exam_id}/questions/{question_id}")
async def change_question_page(
    request: Request, exam_id: UUID, question_id: UUID, actor: Teacher, db: Db
) -> Response:
    data = await form_data(request)
    exam = await service.reach(db, actor, exam_id, Level.MANAGE)
    before = question_of(await queries.question(db, exam.org_id, exam_id, question_id))
    version = str(data.get("version", ""))
    await authoring.revise(
        db,
        actor,
        exam_id,
        question_id,
        question_form.question_from(data, before=before),
        version=int(version) if version.isdigit() else None,
    )
    toast = _("The question is saved.")
    if exam.status is not ExamStatus.DRAFT:
        toast = _("Saved as a new version. Attempts keep their marks until you regrade.")
    return redirect(request, f"{BASE}/{exam_id}#questions", toast=toast)


@pages.get("/teacher/exams/{exam_id}/preview")
async def preview_page(
    request: Request,
    exam_id: UUID,
    actor: Teacher,
    db: Db,
    seed: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """The exam as a student would see it, with the values that `seed` stands for."""
    board = await service.board(db, actor, exam_id)
    return render(
        request,
        "veritas/exams/preview.html",
        exam=board.exam,
        instructions=texts.paragraphs(board.exam.instructions),
        previews=[
            shown(item.question, seed, item.findings, files=_files(exam_id, item.question_id))
            for item in board.items
        ],
        seed=seed,
    )


def _files(exam_id: UUID, question_id: UUID) -> str:
    return f"/api/v1{BASE}/{exam_id}/questions/{question_id}/figures"


def shown(question: Question, seed: int, findings: Any = None, *, files: str = "") -> dict[str, Any]:
    """What the templates of a preview need of one question; `files` is where its figures are fetched."""
    listed: list[Finding] = check(question) if findings is None else list(findings)
    values = variants.draw(question.body.parameters, seed)
    body = variants.fill_body(question.body, values)
    known = {one.name: one for one in body.figures}
    try:
        answer = variants.fill_key(question.kind, question.key, values).value
    except FormulaError:
        answer = ""
    return {
        "question": question,
        "body": body,
        "text": texts.paragraphs(body.text, known, (lambda one: f"{files}/{one.name}") if files else None),
        "options": [(one.id, texts.inline(one.text)) for one in body.options],
        "values": {name: variants.shown(value) for name, value in values.items()},
        "answer": answer,
        "findings": listed,
    }


def _editor(
    request: Request, exam: Exam, values: dict[str, Any], question_id: UUID | None, version: int | None
) -> Response:
    return render(
        request,
        "veritas/exams/question.html",
        exam=exam,
        values=values,
        kind=QuestionType(values["kind"]),
        question_id=question_id,
        version=version,
        kinds=list(QuestionType),
        sat=exam.status is not ExamStatus.DRAFT,
    )
