"""Exams over HTTP: the API of whoever sets them. Pages: `exams.page_routes`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from assay.apps.veritas.actors import Author, Teacher
from assay.apps.veritas.exams import (
    assigning,
    authoring,
    figures,
    page_routes,
    queries,
    queries_people,
    question_pages,
    seb,
    service,
    transfer,
)
from assay.apps.veritas.exams.forms import (
    AssignForm,
    ExamForm,
    ExamOut,
    FigureForm,
    GrantForm,
    ImportOut,
    OrderForm,
    ProblemOut,
    QuestionForm,
    QuestionOut,
    question_of,
)
from assay.apps.veritas.models.exams import Exam, ExamQuestion, ExamStatus
from assay.apps.veritas.models.people import Level
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.errors import NotFound
from assay.kernel.files import attachment, get_store
from assay.kernel.questions.lint import check
from assay.kernel.questions.transfer import Format
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.forms import parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = APIRouter()
pages.include_router(page_routes.pages)
pages.include_router(question_pages.pages)

Databases = Annotated[Database, Depends(get_database)]
IfMatch = Annotated[str | None, Header()]


def _question_out(exam: Exam, row: ExamQuestion) -> QuestionOut:
    return QuestionOut.of(
        row, check(question_of(row)), regrade_offered=row.version > 1 and exam.status is not ExamStatus.DRAFT
    )


async def _exam_out(db: Db, actor: Actor, exam_id: UUID) -> ExamOut:
    board = await service.board(db, actor, exam_id)
    return ExamOut.of(
        board.exam,
        level=board.level,
        questions=len(board.items),
        assigned=board.assigned,
        problems=[
            ProblemOut(severity=one.severity, message=one.message, question_id=one.question_id)
            for one in board.problems
        ],
    )


@api.post("/teacher/exams", status_code=201)
async def create_exam(
    form: ExamForm, actor: Author, db: Db, response: Response, _once: Idempotent
) -> ExamOut:
    """Set up an exam as a draft. Whoever makes it manages it."""
    exam = await service.create(db, actor, form)
    response.headers["ETag"] = etag_of(exam.version)
    return ExamOut.of(exam, level=Level.MANAGE, questions=0, assigned=0)


@api.get("/teacher/exams")
async def list_exams(actor: Teacher, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """The exams the teacher has a permission for, newest first; `next` is the cursor of the next page."""
    page = await queries.exams(db, org_of(actor), person_of(actor), after=after, limit=limit)
    items = [
        ExamOut.of(one.exam, level=one.level, questions=one.questions, assigned=one.assigned)
        for one in page.items
    ]
    return {"items": items, "next": page.next}


@api.get("/teacher/exams/{exam_id}")
async def get_exam(exam_id: UUID, actor: Teacher, db: Db, response: Response) -> ExamOut:
    """The exam, and all that stands against publishing it."""
    found = await _exam_out(db, actor, exam_id)
    response.headers["ETag"] = etag_of(found.version)
    return found


@api.put("/teacher/exams/{exam_id}")
async def put_exam(
    exam_id: UUID, form: ExamForm, actor: Teacher, db: Db, response: Response, if_match: IfMatch = None
) -> ExamOut:
    """Replace the settings; `If-Match` carries the version you saw."""
    exam = await service.change(db, actor, exam_id, form, version=check_if_match(if_match))
    response.headers["ETag"] = etag_of(exam.version)
    return await _exam_out(db, actor, exam_id)


@api.post("/teacher/exams/{exam_id}/publish")
async def publish_exam(exam_id: UUID, actor: Teacher, db: Db) -> ExamOut:
    """Let it be sat within its window. 422 lists everything that stands against it."""
    await service.publish(db, actor, exam_id)
    return await _exam_out(db, actor, exam_id)


@api.post("/teacher/exams/{exam_id}/close")
async def close_exam(exam_id: UUID, actor: Teacher, db: Db) -> ExamOut:
    """Nobody can start it any more; sittings under way go on to their deadline."""
    await service.close(db, actor, exam_id)
    return await _exam_out(db, actor, exam_id)


@api.get("/teacher/exams/{exam_id}/questions")
async def list_questions(exam_id: UUID, actor: Teacher, db: Db) -> dict[str, Any]:
    """The current version of every question, in order, with what lint found."""
    exam = await service.reach(db, actor, exam_id)
    rows = await queries.current_questions(db, exam.org_id, exam_id)
    return {"items": [_question_out(exam, row) for row in rows]}


@api.post("/teacher/exams/{exam_id}/questions", status_code=201)
async def post_question(
    exam_id: UUID, form: QuestionForm, actor: Teacher, db: Db, response: Response, _once: Idempotent
) -> QuestionOut:
    """A new question; with `question_id` the next version of that one."""
    if form.question_id is None:
        row = await authoring.add(db, actor, exam_id, form.question())
    else:
        row = await authoring.revise(db, actor, exam_id, form.question_id, form.question(), version=None)
    response.headers["ETag"] = etag_of(row.version)
    return _question_out(await service.reach(db, actor, exam_id), row)


@api.get("/teacher/exams/{exam_id}/questions/{question_id}")
async def get_question(
    exam_id: UUID, question_id: UUID, actor: Teacher, db: Db, response: Response, version: int | None = None
) -> QuestionOut:
    """One question in its current version, or in the one named."""
    exam = await service.reach(db, actor, exam_id)
    row = await queries.question(db, exam.org_id, exam_id, question_id, version=version)
    response.headers["ETag"] = etag_of(row.version)
    return _question_out(exam, row)


@api.put("/teacher/exams/{exam_id}/questions/{question_id}")
async def put_question(
    exam_id: UUID,
    question_id: UUID,
    form: QuestionForm,
    actor: Teacher,
    db: Db,
    response: Response,
    if_match: IfMatch = None,
) -> QuestionOut:
    """The next version of a question; `If-Match` carries the version you saw."""
    row = await authoring.revise(
        db, actor, exam_id, question_id, form.question(), version=check_if_match(if_match)
    )
    response.headers["ETag"] = etag_of(row.version)
    return _question_out(await service.reach(db, actor, exam_id), row)


@api.delete("/teacher/exams/{exam_id}/questions/{question_id}", status_code=204)
async def delete_question(exam_id: UUID, question_id: UUID, actor: Teacher, db: Db) -> None:
    """Take a question out of a draft."""
    await authoring.remove(db, actor, exam_id, question_id)


@api.post(
    "/teacher/exams/{exam_id}/questions/{question_id}/figures",
    status_code=201,
    max_body_size=page_routes.UPLOAD,
)
async def post_figure(
    exam_id: UUID,
    question_id: UUID,
    file: UploadFile,
    name: Annotated[str, Form()],
    alt: Annotated[str, Form()],
    actor: Teacher,
    database: Databases,
) -> QuestionOut:
    """Add a figure (PNG or JPEG) to a question, which makes its next version."""
    form = parse(FigureForm, {"name": name, "alt": alt})
    row = await figures.add(database, actor, exam_id, question_id, form, await transfer.read_upload(file))
    return QuestionOut.of(row, check(question_of(row)))


@api.get("/teacher/exams/{exam_id}/questions/{question_id}/figures/{name}", response_class=StreamingResponse)
async def get_figure(
    exam_id: UUID, question_id: UUID, name: str, actor: Teacher, db: Db
) -> StreamingResponse:
    """The file of a figure."""
    figure = await figures.find(db, actor, exam_id, question_id, name)
    return StreamingResponse(get_store().open(figure.key), media_type=figures.media_type(figure))


@api.put("/teacher/exams/{exam_id}/order", status_code=204)
async def put_order(exam_id: UUID, form: OrderForm, actor: Teacher, db: Db) -> None:
    """Put a draft's questions in order."""
    await authoring.order(db, actor, exam_id, form.order)


@api.post("/teacher/exams/{exam_id}/assign")
async def assign_exam(exam_id: UUID, form: AssignForm, actor: Teacher, db: Db) -> dict[str, int]:
    """Assign students or groups, with accommodations if given."""
    return {"students": await assigning.assign(db, actor, exam_id, form)}


@api.get("/teacher/exams/{exam_id}/assign")
async def list_assigned(
    exam_id: UUID, actor: Teacher, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Who is assigned, by name."""
    exam = await service.reach(db, actor, exam_id)
    page = await queries_people.assignments(db, exam.org_id, exam_id, after=after, limit=limit)
    return {"items": page.items, "next": page.next}


@api.delete("/teacher/exams/{exam_id}/assign/{student_id}", status_code=204)
async def unassign_student(exam_id: UUID, student_id: UUID, actor: Teacher, db: Db) -> None:
    """The student is no longer to sit the exam; an attempt that was begun stays."""
    await assigning.unassign(db, actor, exam_id, student_id)


@api.get("/teacher/exams/{exam_id}/permissions")
async def list_permissions(exam_id: UUID, actor: Teacher, db: Db) -> dict[str, Any]:
    exam = await service.reach(db, actor, exam_id)
    return {"items": await queries_people.permissions(db, exam.org_id, exam_id)}


@api.post("/teacher/exams/{exam_id}/permissions", status_code=204)
async def grant_permission(exam_id: UUID, form: GrantForm, actor: Teacher, db: Db) -> None:
    """Set what a teacher may do with the exam; a level of null takes it away."""
    await assigning.grant(db, actor, exam_id, form)


@api.post("/teacher/exams/{exam_id}/import", max_body_size=page_routes.UPLOAD)
async def import_questions(
    exam_id: UUID,
    file: UploadFile,
    actor: Teacher,
    db: Db,
    _once: Idempotent,
    format: Annotated[Format | None, Query(description="Left out, it is told from the file.")] = None,
    dry_run: bool = False,
) -> ImportOut:
    """Add the questions of a file to a draft. With `dry_run` nothing is stored and the answer is the same."""
    data = await transfer.read_upload(file)
    return await transfer.bring(
        db, actor, exam_id, data, name=file.filename or "", format=format, dry_run=dry_run
    )


@api.get("/teacher/exams/{exam_id}/export")
@api.post("/teacher/exams/{exam_id}/export")
async def export_questions(exam_id: UUID, actor: Teacher, db: Db, format: Format) -> Response:
    """The exam's questions as a file. What could not be carried stands in the header `Assay-Dropped`."""
    exam, made = await transfer.take(db, actor, exam_id, format)
    headers = {
        "Content-Disposition": attachment(f"{exam.title}{made.suffix}"),
        "Assay-Dropped": str(len(made.dropped)),
    }
    return Response(made.data, media_type=made.content_type, headers=headers)


@api.get("/teacher/exams/{exam_id}/export/dropped")
async def export_dropped(exam_id: UUID, actor: Teacher, db: Db, format: Format) -> dict[str, Any]:
    """What an export in this format could not carry."""
    _exam, made = await transfer.take(db, actor, exam_id, format)
    return {"format": format.value, "dropped": made.dropped}


@api.get("/teacher/exams/{exam_id}/seb")
async def seb_file(exam_id: UUID, actor: Teacher, db: Db) -> Response:
    """The exam's settings file for Safe Exam Browser."""
    exam = await service.reach(db, actor, exam_id)
    return seb_response(exam)


def seb_response(exam: Exam) -> Response:
    """The settings file, as a download. Raises NotFound where the exam has no settings."""
    if "config_key" not in exam.seb:
        raise NotFound(_("This exam has no settings for Safe Exam Browser. Save it once more."))
    headers = {"Content-Disposition": attachment(f"{exam.title}.seb")}
    return Response(seb.file(exam.seb), media_type=seb.CONTENT_TYPE, headers=headers)
