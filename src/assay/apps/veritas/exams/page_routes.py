"""Pages of an exam: list, detail, editor, import, assignment, permissions."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from assay.apps.veritas.actors import Author, Teacher
from assay.apps.veritas.exams import assigning, authoring, figures, queries, queries_people, service, transfer
from assay.apps.veritas.exams import pages as page_data
from assay.apps.veritas.exams.forms import AssignForm, ExamForm, FigureForm, GrantForm
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.exams.titles import heading_of
from assay.apps.veritas.models.people import Level
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.errors import Invalid
from assay.kernel.questions.transfer import LARGEST, Format
from assay.kernel.web.forms import FormData, form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()
Databases = Annotated[Database, Depends(get_database)]
BASE = "/veritas/teacher/exams"
UPLOAD = LARGEST + 100_000


def _exam_form(data: Mapping[str, Any]) -> ExamForm:
    return parse(ExamForm, page_data.nested(data), field_of=page_data.page_field)


def _back(request: Request, exam_id: UUID, toast: str, part: str = "") -> Response:
    return redirect(request, f"{BASE}/{exam_id}{part}", toast=toast)


@pages.get("/teacher/exams")
async def exams_page(request: Request, actor: Teacher, db: Db, after: str | None = None) -> Response:
    page = await queries.exams(db, org_of(actor), person_of(actor), after=after)
    return render(
        request, "veritas/exams/list.html", page=page, first=after is None, tones=page_data.STATUS_TONES
    )


@pages.get("/teacher/exams/new")
async def new_exam_page(request: Request, _actor: Author) -> Response:
    return render(
        request,
        "veritas/exams/form.html",
        exam=None,
        values=page_data.blank_values(),
        **page_data.choices(),
    )


@pages.post("/teacher/exams")
async def create_exam_page(request: Request, actor: Author, db: Db) -> Response:
    exam = await service.create(db, actor, _exam_form(await form_data(request)))
    return _back(request, exam.exam_id, _("The exam is set up as a draft. Add its questions."))


@pages.get("/teacher/exams/{exam_id}")
async def exam_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    board = await service.board(db, actor, exam_id)
    return render(
        request,
        "veritas/exams/detail.html",
        board=board,
        headings={row.question_id: heading_of(row) for row in board.rows},
        exam=board.exam,
        manages=board.level is Level.MANAGE,
        drawn=Template.model_validate(board.exam.template),
        monitoring=MonitoringPolicy.model_validate(board.exam.monitoring_policy),
        review=page_data.review_rows(board.exam),
        tones=page_data.STATUS_TONES,
        kind_options=page_data.kind_options(),
        formats=list(Format),
        **page_data.format_choices(),
        **page_data.choices(),
    )


@pages.get("/teacher/exams/{exam_id}/edit")
async def edit_exam_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    exam = await service.reach(db, actor, exam_id, Level.MANAGE)
    return render(
        request,
        "veritas/exams/form.html",
        exam=exam,
        values=page_data.values_of(exam),
        **page_data.choices(),
    )


@pages.post("/teacher/exams/{exam_id}/edit")
async def change_exam_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    data = await form_data(request)
    await service.change(db, actor, exam_id, _exam_form(data), version=version_of(data))
    return _back(request, exam_id, _("The changes are saved."))


@pages.post("/teacher/exams/{exam_id}/publish")
async def publish_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    await service.publish(db, actor, exam_id)
    return _back(request, exam_id, _("The exam is published."))


@pages.post("/teacher/exams/{exam_id}/close")
async def close_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    await service.close(db, actor, exam_id)
    return _back(request, exam_id, _("The exam is closed. Nobody can start it any more."))


@pages.post("/teacher/exams/{exam_id}/questions/{question_id}/remove")
async def remove_page(request: Request, exam_id: UUID, question_id: UUID, actor: Teacher, db: Db) -> Response:
    await authoring.remove(db, actor, exam_id, question_id)
    return _back(request, exam_id, _("The question is removed."))


@pages.post("/teacher/exams/{exam_id}/questions/{question_id}/up")
async def up_page(request: Request, exam_id: UUID, question_id: UUID, actor: Teacher, db: Db) -> Response:
    await authoring.move(db, actor, exam_id, question_id, up=True)
    return _back(request, exam_id, "", "#questions")


@pages.post("/teacher/exams/{exam_id}/questions/{question_id}/down")
async def down_page(request: Request, exam_id: UUID, question_id: UUID, actor: Teacher, db: Db) -> Response:
    await authoring.move(db, actor, exam_id, question_id, up=False)
    return _back(request, exam_id, "", "#questions")


@pages.post("/teacher/exams/{exam_id}/questions/{question_id}/figures", max_body_size=UPLOAD)
async def figure_page(
    request: Request, exam_id: UUID, question_id: UUID, actor: Teacher, database: Databases
) -> Response:
    data = await form_data(request)
    form = parse(FigureForm, {"name": data.get("name", ""), "alt": data.get("alt", "")})
    file = _sent_file(data)
    content = await transfer.read_upload(file)
    await figures.add(database, actor, exam_id, question_id, form, content)
    toast = _("The figure is added. Place it by ![](figure:%(name)s).") % {"name": form.name}
    return _back(request, exam_id, toast, f"/questions/{question_id}")


@pages.get("/teacher/exams/{exam_id}/import")
async def import_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    exam = await service.reach(db, actor, exam_id, Level.MANAGE)
    return render(request, "veritas/exams/import.html", exam=exam, found=None, **page_data.format_choices())


@pages.post("/teacher/exams/{exam_id}/import", max_body_size=UPLOAD)
async def import_file_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    data = await form_data(request)
    file = _sent_file(data)
    dry_run = data.get("dry_run") == "true"
    found = await transfer.bring(
        db,
        actor,
        exam_id,
        await transfer.read_upload(file),
        name=file.filename or "",
        format=_format(data),
        dry_run=dry_run,
    )
    exam = await service.reach(db, actor, exam_id)
    return render(
        request,
        "veritas/exams/import.html",
        block="outcome",
        exam=exam,
        found=found,
        **page_data.format_choices(),
    )


def _sent_file(data: FormData) -> UploadFile:
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid(_("Choose a file."), fields={"file": _("Choose a file.")})
    return file


def _format(data: FormData) -> Format | None:
    named = str(data.get("format", ""))
    return Format(named) if named in set(Format) else None


@pages.get("/teacher/exams/{exam_id}/assign")
async def assign_page(
    request: Request, exam_id: UUID, actor: Teacher, db: Db, after: str | None = None
) -> Response:
    exam = await service.reach(db, actor, exam_id)
    page = await queries_people.assignments(db, exam.org_id, exam_id, after=after)
    level = await queries.level_of(db, exam.org_id, person_of(actor), exam_id)
    return render(
        request,
        "veritas/exams/assign.html",
        exam=exam,
        page=page,
        first=after is None,
        groups=await queries_people.groups(db, exam.org_id),
        manages=level is Level.MANAGE,
    )


@pages.post("/teacher/exams/{exam_id}/assign")
async def assign_form_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    form = parse(AssignForm, _assignment(await form_data(request)), field_of=_assign_field)
    number = await assigning.assign(db, actor, exam_id, form)
    return _back(request, exam_id, _("%(number)s students are assigned.") % {"number": number}, "/assign")


def _assignment(data: FormData) -> dict[str, Any]:
    groups = data.get("groups", [])
    measures = {
        "multiplier": data.get("multiplier") or "1",
        "extra_minutes": data.get("extra_minutes") or 0,
        "pauses_allowed": data.get("pauses_allowed") or 0,
    }
    plain = measures == {"multiplier": "1", "extra_minutes": 0, "pauses_allowed": 0}
    return {
        "emails": str(data.get("emails", "")).replace(",", " ").replace(";", " ").split(),
        "groups": [groups] if isinstance(groups, str) and groups else list(groups or []),  # type: ignore[arg-type]
        "everyone": data.get("everyone") == "true",
        "accommodations": None if plain else measures,
    }


def _assign_field(name: str) -> str:
    parts = name.split(".")
    return "emails" if parts[0] == "body" else parts[-1] if parts[0] == "accommodations" else parts[0]


@pages.post("/teacher/exams/{exam_id}/assign/{student_id}/remove")
async def unassign_page(
    request: Request, exam_id: UUID, student_id: UUID, actor: Teacher, db: Db
) -> Response:
    await assigning.unassign(db, actor, exam_id, student_id)
    return _back(request, exam_id, _("The student is no longer assigned."), "/assign")


@pages.get("/teacher/exams/{exam_id}/permissions")
async def permissions_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    exam = await service.reach(db, actor, exam_id)
    level = await queries.level_of(db, exam.org_id, person_of(actor), exam_id)
    return render(
        request,
        "veritas/exams/permissions.html",
        exam=exam,
        granted=await queries_people.permissions(db, exam.org_id, exam_id),
        levels=list(Level),
        manages=level is Level.MANAGE,
        me=person_of(actor),
    )


@pages.post("/teacher/exams/{exam_id}/permissions")
async def grant_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    data = await form_data(request)
    form = parse(GrantForm, {"email": data.get("email", ""), "level": data.get("level") or None})
    await assigning.grant(db, actor, exam_id, form)
    return _back(request, exam_id, _("The permission is granted."), "/permissions")


@pages.post("/teacher/exams/{exam_id}/permissions/{teacher_id}/revoke")
async def revoke_page(request: Request, exam_id: UUID, teacher_id: UUID, actor: Teacher, db: Db) -> Response:
    await assigning.grant(db, actor, exam_id, GrantForm(teacher_id=teacher_id, level=None))
    return _back(request, exam_id, _("The permission is taken back."), "/permissions")
