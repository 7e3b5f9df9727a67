"""The bank over HTTP: questions in versions, search, import, and the pages of those who look after them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, UploadFile

from assay.apps.mathvidya.actors import BankAdmin
from assay.apps.mathvidya.bank import editing, service, transfer, views
from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Question, Unit
from assay.apps.mathvidya.bank.forms import ImportForm, ImportOut, QuestionOut, QuestionRow, QuestionsOut
from assay.apps.mathvidya.bank.queries import Filter
from assay.kernel.db.session import Db
from assay.kernel.errors import Invalid, NotFound, TooLarge
from assay.kernel.files import get_store
from assay.kernel.questions.render import excerpt
from assay.kernel.questions.transfer import LARGEST, Format
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HERE = "/mathvidya/admin/questions"
UPLOAD = LARGEST + 100_000
PRIVATE = {"Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}


@api.get("/questions")
async def list_questions(
    actor: BankAdmin,
    db: Db,
    class_level: ClassLevel | None = None,
    unit: Unit | None = None,
    kind: Kind | None = None,
    tag: Annotated[str, Query(max_length=40)] = "",
    words: Annotated[str, Query(max_length=200)] = "",
    retired: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> QuestionsOut:
    """Questions of the bank in their current versions, without their keys."""
    wanted = Filter(class_level, unit, kind, tag, words, retired)
    page = await service.search(db, actor, wanted, after=after, limit=limit)
    return QuestionsOut(items=[QuestionRow.of(row) for row in page.items], next=page.next)


@api.post("/questions", status_code=201)
async def make_question(form: Question, actor: BankAdmin, db: Db, _once: Idempotent) -> QuestionOut:
    return QuestionOut.model_validate(await service.make(db, actor, form), from_attributes=True)


@api.get("/questions/{question_id}")
async def get_question(
    question_id: UUID, actor: BankAdmin, db: Db, response: Response, version: int | None = None
) -> QuestionOut:
    """A question with key and scheme; `version` for an older one."""
    row = await service.question(db, actor, question_id, version)
    response.headers["ETag"] = etag_of(row.version)
    return QuestionOut.model_validate(row, from_attributes=True)


@api.put("/questions/{question_id}")
async def change_question(
    question_id: UUID, form: Question, actor: BankAdmin, db: Db, request: Request
) -> QuestionOut:
    """A new version. `If-Match` names the one it is made from; papers that exist keep theirs."""
    version = check_if_match(request.headers.get("if-match"))
    row = await service.change(db, actor, question_id, form, version=version)
    return QuestionOut.model_validate(row, from_attributes=True)


@api.delete("/questions/{question_id}")
async def retire_question(question_id: UUID, actor: BankAdmin, db: Db) -> QuestionRow:
    """Put it into no more papers. Nothing is deleted: papers stand on it."""
    return QuestionRow.of(await service.retire(db, actor, question_id, retired=True))


@api.get("/questions/{question_id}/{version}/figures/{name}", response_class=Response)
async def get_figure(question_id: UUID, version: int, name: str, actor: BankAdmin, db: Db) -> Response:
    row = await service.question(db, actor, question_id, version)
    figures = Question.model_validate(row.document).figures
    figure = next((one for one in figures if one.name == name), None)
    if figure is None:
        raise NotFound(_("There is no such figure."))
    if figure.svg:
        return Response(figure.svg, media_type="image/svg+xml", headers=PRIVATE)
    content = b"".join([chunk async for chunk in get_store().open(figure.key)])
    return Response(content, media_type="image/png", headers=PRIVATE)


@api.post("/questions/import", max_body_size=UPLOAD)
async def import_questions(
    file: UploadFile,
    actor: BankAdmin,
    db: Db,
    _once: Idempotent,
    form: Annotated[ImportForm, Query()],
    format: Annotated[Format | None, Query(description="Left out, it is told from the file.")] = None,
    dry_run: bool = False,
) -> ImportOut:
    """Add the questions of a file (CSV, QTI 2.2 and 3.0, Moodle XML, GIFT)."""
    return await _bring(db, actor, file, form, format, dry_run=dry_run)


async def _bring(
    db: Db, actor: BankAdmin, file: UploadFile, form: ImportForm, format: Format | None, *, dry_run: bool
) -> ImportOut:
    data = await file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(_("The file is larger than 5 MB. Split it."))
    tags = tuple(one for one in form.tags.lower().replace(",", " ").split() if one)
    defaults = transfer.Defaults(
        form.class_level, form.unit, form.topic, form.cognitive, form.difficulty, tags
    )
    found = transfer.read(data, file.filename or "", format, defaults)
    made: list[UUID] = []
    if not dry_run and found.questions:
        made = await service.take_in(
            db, actor, found.questions, source=(file.filename or "file")[:120], dropped=len(found.dropped)
        )
    return ImportOut(
        format=found.format.value,
        dry_run=dry_run,
        questions=len(found.questions),
        dropped=[{"where": one.where, "what": one.what, "why": one.why} for one in found.dropped],
        question_ids=made,
    )


def _names() -> dict[str, Any]:
    return {
        "units": views.unit_names(),
        "kinds": views.kind_names(),
        "levels": views.cognitive_names(),
        "difficulties": views.difficulty_names(),
    }


@pages.get("/admin/questions")
async def questions_page(request: Request, actor: BankAdmin, db: Db) -> Response:
    given = dict(request.query_params)
    wanted = Filter(
        class_level=ClassLevel(given["class_level"]) if given.get("class_level") in set(ClassLevel) else None,
        unit=Unit(given["unit"]) if given.get("unit") in set(Unit) else None,
        kind=Kind(given["kind"]) if given.get("kind") in set(Kind) else None,
        words=given.get("words", "")[:200],
        retired=given.get("retired") == "true",
    )
    page = await service.search(db, actor, wanted, after=given.get("after"), limit=25)
    return render(
        request,
        "mathvidya/bank/list.html",
        block="rows",
        page=page,
        wanted=wanted,
        given=given,
        total=await service.count(db, actor),
        first="after" not in given,
        excerpt=excerpt,
        here=HERE,
        **_names(),
    )


@pages.post("/admin/questions/set-up")
async def set_up_page(request: Request, actor: BankAdmin, db: Db) -> Response:
    """Put the questions that come with Assay into the bank."""
    number = await service.set_up_own(db, actor)
    return redirect(request, HERE, toast=_("%(n)s questions were added.") % {"n": number})


@pages.get("/admin/questions/new")
async def new_page(request: Request, _actor: BankAdmin) -> Response:
    return _editor(request, None, {})


@pages.post("/admin/questions")
async def make_page(request: Request, actor: BankAdmin, db: Db) -> Response:
    row = await service.make(db, actor, editing.question(await form_data(request), None))
    return redirect(request, f"{HERE}/{row.question_id}", toast=_("Saved."))


@pages.get("/admin/questions/import")
async def import_page(request: Request, _actor: BankAdmin) -> Response:
    return render(
        request, "mathvidya/bank/import.html", found=None, formats=_formats(), here=HERE, **_names()
    )


@pages.post("/admin/questions/import", max_body_size=UPLOAD)
async def import_file_page(request: Request, actor: BankAdmin, db: Db) -> Response:
    data = await form_data(request)
    file = data.get("file")
    if isinstance(file, str | list) or file is None or not file.filename:
        raise Invalid(_("Choose a file."), fields={"file": _("Choose a file.")})
    named = str(data.get("format", ""))
    found = await _bring(
        db,
        actor,
        UploadFile(file.file, filename=file.filename),
        parse(ImportForm, data),
        Format(named) if named in set(Format) else None,
        dry_run=data.get("dry_run") == "true",
    )
    return render(
        request,
        "mathvidya/bank/import.html",
        block="outcome",
        found=found,
        formats=_formats(),
        here=HERE,
        **_names(),
    )


def _formats() -> dict[str, str]:
    return {
        Format.CSV.value: "CSV",
        Format.QTI2.value: "QTI 2.2",
        Format.QTI3.value: "QTI 3.0",
        Format.MOODLE.value: "Moodle XML",
        Format.GIFT.value: "GIFT",
    }


@pages.get("/admin/questions/{question_id}")
async def question_page(
    request: Request, question_id: UUID, actor: BankAdmin, db: Db, version: int | None = None
) -> Response:
    row = await service.question(db, actor, question_id, version)
    return render(
        request,
        "mathvidya/bank/detail.html",
        row=row,
        shown=views.shown(row),
        versions=await service.versions(db, actor, question_id),
        here=HERE,
        **_names(),
    )


@pages.get("/admin/questions/{question_id}/edit")
async def edit_page(request: Request, question_id: UUID, actor: BankAdmin, db: Db) -> Response:
    row = await service.question(db, actor, question_id)
    return _editor(request, row, editing.fields(Question.model_validate(row.document)))


@pages.post("/admin/questions/{question_id}")
async def change_page(request: Request, question_id: UUID, actor: BankAdmin, db: Db) -> Response:
    data = await form_data(request)
    row = await service.question(db, actor, question_id)
    written = editing.question(data, Question.model_validate(row.document))
    await service.change(db, actor, question_id, written, version=version_of(data))
    return redirect(request, f"{HERE}/{question_id}", toast=_("Saved as a new version."))


@pages.post("/admin/questions/{question_id}/retire")
async def retire_page(request: Request, question_id: UUID, actor: BankAdmin, db: Db) -> Response:
    retired = (await form_data(request)).get("retired") == "true"
    await service.retire(db, actor, question_id, retired=retired)
    said = _("It is put into no more papers.") if retired else _("It may be put into papers again.")
    return redirect(request, f"{HERE}/{question_id}", toast=said)


def _editor(request: Request, row: Any, values: dict[str, Any]) -> Response:
    return render(
        request,
        "mathvidya/bank/edit.html",
        row=row,
        values=values,
        choices=range(1, editing.CHOICES + 1),
        parts=range(1, editing.PARTS + 1),
        here=HERE,
        **_names(),
    )
