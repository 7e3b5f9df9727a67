"""Exams over HTTP: generating, starting, answering on screen, and the student's pages of it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from assay.apps.mathvidya.actors import Student
from assay.apps.mathvidya.exams import making, rules, service
from assay.apps.mathvidya.exams import pages as shown
from assay.apps.mathvidya.exams.forms import (
    AnswerForm,
    ExamOut,
    ExamsOut,
    GenerateForm,
    SavedOut,
    SittingOut,
    UnansweredForm,
)
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.sla import wording
from assay.apps.mathvidya.sla.service import calendar_of
from assay.kernel import clock
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.errors import NotFound
from assay.kernel.files import attachment, get_store
from assay.kernel.ids import uuid7
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

Databases = Annotated[Database, Depends(get_database)]
SVG = "image/svg+xml"
PRIVATE = {"Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}


@api.get("/exams")
async def list_exams(actor: Student, db: Db, after: str | None = None, limit: int = 50) -> ExamsOut:
    """My exams, newest first; `next` is the cursor of the following page."""
    page = await service.exams(db, actor, after=after, limit=limit)
    return ExamsOut(items=[shown.exam_out(one) for one in page.items], next=page.next)


@api.post("/exams", status_code=201)
async def generate(form: GenerateForm, actor: Student, database: Databases) -> ExamOut:
    """Make a paper from a template: one exam of the month. 402 tells what is left and when it resets.

    422 with `findings` where the bank cannot meet the template: which constraint, and by how much.
    """
    return shown.exam_out(await making.generate(database, actor, form))


@api.get("/exams/{exam_id}")
async def get_exam(exam_id: UUID, actor: Student, db: Db) -> ExamOut:
    return shown.exam_out(await service.own(db, actor, exam_id))


@api.post("/exams/{exam_id}/start")
async def start(exam_id: UUID, actor: Student, db: Db) -> SittingOut:
    """Begin. The paper opens and the clock runs; a second start is answered the same."""
    await service.start(db, actor, exam_id)
    return shown.sitting_out(await service.sitting(db, actor, exam_id))


@api.get("/exams/{exam_id}/sitting")
async def get_sitting(exam_id: UUID, actor: Student, db: Db) -> SittingOut:
    """The paper without its key, and what was answered. 409 before the start."""
    return shown.sitting_out(await service.sitting(db, actor, exam_id))


@api.get("/exams/{exam_id}/paper.pdf", response_class=Response)
async def paper_pdf(exam_id: UUID, actor: Student, db: Db) -> Response:
    """The paper in print: questions, then answer sheets, a code on each page. 409 before the start."""
    found = (await service.sitting(db, actor, exam_id)).exam
    headers = {"Content-Disposition": attachment(f"{found.title}.pdf"), "Cache-Control": "private, no-store"}
    return Response(await making.printed(found), media_type="application/pdf", headers=headers)


@api.put("/exams/{exam_id}/answers/{number}")
async def put_answer(exam_id: UUID, number: int, form: AnswerForm, actor: Student, db: Db) -> SavedOut:
    """Save one revision of an answer on screen. What this acknowledges is stored for good."""
    return shown.saved_out(*await service.save_answer(db, actor, exam_id, number, form))


@api.put("/exams/{exam_id}/unanswered")
async def put_unanswered(exam_id: UUID, form: UnansweredForm, actor: Student, db: Db) -> SittingOut:
    """Declare which questions on paper were not answered; they get no marks and nobody looks for them."""
    await service.declare_unanswered(db, actor, exam_id, form.numbers)
    return shown.sitting_out(await service.sitting(db, actor, exam_id))


@api.get("/exams/{exam_id}/figures/{number}/{choice}/{name}", response_class=Response)
async def get_figure(exam_id: UUID, number: int, choice: str, name: str, actor: Student, db: Db) -> Response:
    """A figure of a question on the own paper."""
    view = await service.sitting(db, actor, exam_id)
    figure = rules.figure(view.snapshot, number, choice, name)
    if figure is None:
        raise NotFound(_("There is no such figure."))
    if figure.svg:
        return Response(figure.svg, media_type=SVG, headers=PRIVATE)
    content = b"".join([chunk async for chunk in get_store().open(figure.key)])
    return Response(content, media_type="image/png", headers=PRIVATE)


@pages.get("/student/exams")
async def exams_page(request: Request, actor: Student, db: Db, after: str | None = None) -> Response:
    """The exams, and what may be had; who has not said the class yet is asked for it first."""
    if not await making.has_profile(db, actor):
        return redirect(request, "/mathvidya/student/profile")
    page = await service.exams(db, actor, after=after, limit=20)
    return render(
        request,
        "mathvidya/exams/list.html",
        page=page,
        first=after is None,
        offer=await making.offer(db, actor),
        key=uuid7(),
    )


@pages.post("/student/exams")
async def generate_on_page(request: Request, actor: Student, database: Databases) -> Response:
    form = parse(GenerateForm, await form_data(request))
    made = await making.generate(database, actor, form)
    return redirect(request, f"{shown.HERE}/{made.exam_id}", toast=_("Your paper is ready."))


@pages.get("/student/exams/{exam_id}")
async def exam_page(
    request: Request,
    exam_id: UUID,
    actor: Student,
    db: Db,
    language: Annotated[str, Query(pattern="^(en|hi)$")] = "en",
) -> Response:
    """Before the start what awaits; then the exam itself; after it, the receipt."""
    found = await service.own(db, actor, exam_id)
    if found.status is ExamStatus.GENERATED:
        calendar = await calendar_of(db, found.org_id)
        return render(
            request,
            "mathvidya/exams/before.html",
            exam=found,
            reading=service.READING,
            writing=timedelta(minutes=found.minutes),
            uploading=await service.uploading_time(db, found.org_id),
            promised=wording.promised(calendar, found.sla_hours),
            working_time=wording.when(calendar),
        )
    if found.status not in (ExamStatus.RUNNING, ExamStatus.UPLOADING):
        return render(request, "mathvidya/exams/done.html", exam=found, here=shown.HERE, api=shown.API)
    view = await service.sitting_of(db, found)
    return render(
        request,
        "mathvidya/exams/page.html",
        exam=found,
        sections=list(shown.sections(view, language)),
        spoken=language,
        hindi=shown.has_hindi(view),
        now=clock.now(),
        api=shown.API,
        here=shown.HERE,
    )


@pages.post("/student/exams/{exam_id}/start")
async def start_on_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    await service.start(db, actor, exam_id)
    return redirect(request, f"{shown.HERE}/{exam_id}")
