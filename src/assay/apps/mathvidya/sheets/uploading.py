"""How a page comes in: announced, sent straight to the store, confirmed by its hash, size and type.

No transaction is open while bytes move. A crash between any two steps leaves a page that is announced, or one
that has arrived and waits to be looked at; asked again, each step goes on where it was.
"""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.config.settings import Config
from assay.apps.mathvidya.exams import queries as exams
from assay.apps.mathvidya.jobspecs import CHECK_SHEETS, SheetArgs
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.sheets import AnswerSheetUpload, SheetState
from assay.apps.mathvidya.sheets import checking, queries, rules
from assay.apps.mathvidya.sheets.forms import PresignForm
from assay.apps.mathvidya.sheets.rules import Sheet
from assay.apps.mathvidya.sheets.service import MB, all_sheets, sheet_of
from assay.kernel import clock, files
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import AssayError, Conflict, NotFound, TooLarge
from assay.kernel.files import FileInfo, FileStore, SignedRequest, WrongType
from assay.kernel.files.sniff import PDF
from assay.kernel.ids import uuid5_of, uuid7
from assay.kernel.jobs import defer
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Announced:
    """A page to come and the request that brings it; `request` is None where it has arrived before."""

    sheet: Sheet
    request: SignedRequest | None


async def announce(
    database: Database, store: FileStore, actor: Actor, exam_id: UUID, form: PresignForm
) -> Announced:
    """Say that a file will come. The same bytes announced again are the same page: a new link while they are
    missing, nothing to send once they are there.

    Raises TooLarge, WrongType, NotFound, and Conflict after submit or with too many pages.
    """
    org_id = org_of(actor)
    async with database.transaction(org_id=org_id) as db:
        exam, settings = await _exam_to_fill(db, actor, exam_id, form.replaces)
        known = _same_bytes(await all_sheets(db, exam), form.sha256)
    limit = settings.upload_mb * MB
    _check_form(form, settings)
    if known is not None and known.state is not SheetState.ANNOUNCED:
        return Announced(known, None)
    if known is not None:
        try:
            again = await files.renew_upload(database, store, actor, known.file_id, **_promised(form, limit))
        except NotFound:  # it arrived and was never confirmed; or it was given up long ago
            return await _begin_again(database, store, actor, exam_id, known, form, limit)
        return Announced(known, again.request)
    upload = await files.begin_upload(database, store, actor, name=form.name, **_promised(form, limit))
    async with database.transaction(org_id=org_id) as db:
        exam, settings = await _exam_to_fill(db, actor, exam_id, form.replaces)
        everything = await all_sheets(db, exam)
        if _same_bytes(everything, form.sha256) is not None:
            await files.discard(db, org_id, upload.file_id)
            raise Conflict(_("This page is being sent from another window."))
        if sum(one.state in rules.LIVE for one in everything) >= settings.most_pages:
            await files.discard(db, org_id, upload.file_id)
            raise Conflict(_("This exam has as many pages as are taken."), most=settings.most_pages)
        return Announced(await _add(db, exam, upload.file_id, form), upload.request)


async def confirm(
    database: Database, store: FileStore, actor: Actor, exam_id: UUID, sheet_id: UUID
) -> list[Sheet]:
    """The file is there: measure it, keep it, and look at it, at once where it is one picture. The pages it
    became. Asked again, it is answered the same.

    Raises Conflict (it has not arrived, or the exam was submitted), WrongType, TooLarge, DigestMismatch.
    """
    org_id, student_id = org_of(actor), person_of(actor)
    async with database.transaction(org_id=org_id) as db:
        row = await queries.sheet(db, org_id, student_id, exam_id, sheet_id)
        if row.state is not SheetState.ANNOUNCED:
            return await _of_file(db, row)
        _exam, settings = await _exam_to_fill(db, actor, exam_id, await _replaced(db, row))
        file_id, announced = row.upload_file_id, row.announced_sha256
    try:
        found, count = await _take_in(database, store, actor, file_id, announced, settings)
    except (WrongType, TooLarge) as error:
        await _refuse(database, actor, exam_id, sheet_id, error)
        raise
    async with database.transaction(org_id=org_id) as db:
        await _store(db, actor, exam_id, sheet_id, found, count)
    if found.content_type != PDF:
        await checking.check_file(database, store, actor, student_id, exam_id, file_id)
    async with database.transaction(org_id=org_id) as db:
        return await _of_file(db, await queries.sheet(db, org_id, student_id, exam_id, sheet_id))


async def _take_in(
    database: Database, store: FileStore, actor: Actor, file_id: UUID, sha256: str, settings: Config
) -> tuple[FileInfo, int]:
    """The file where it is kept, and how many pages it holds."""
    limit = settings.upload_mb * MB
    found = await _stored(database, actor, file_id)
    if found is None:
        try:
            found = await files.finish_upload(
                database, store, actor, file_id, allowed=settings.upload_types, sha256=sha256, max_bytes=limit
            )
        except NotFound as error:
            # Either nothing was sent, or another request took it in just now.
            found = await _stored(database, actor, file_id)
            if found is None:
                raise Conflict(
                    _("This page has not arrived yet. Send it again."), reason="missing"
                ) from error
    if found.content_type != PDF:
        return found, 1
    return found, await checking.count_pages(store, found.key, settings.most_pages)


async def _stored(database: Database, actor: Actor, file_id: UUID) -> FileInfo | None:
    async with database.transaction(org_id=org_of(actor)) as db:
        try:
            return await files.info(db, org_of(actor), file_id)
        except NotFound:
            return None


async def _store(
    db: Session, actor: Actor, exam_id: UUID, sheet_id: UUID, found: FileInfo, count: int
) -> None:
    """Note that the file arrived, with a row for each of its pages, and have them looked at."""
    exam = await exams.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    row = await queries.sheet(db, exam.org_id, exam.student_id, exam_id, sheet_id)
    if row.state is not SheetState.ANNOUNCED:
        return
    rescan = await _is_rescan(db, exam, await _replaced(db, row))
    rules.check_open(exam.status, exam.uploads_until, clock.now(), rescan=rescan)
    row.state, row.sha256, row.size, row.mime = (
        SheetState.STORED,
        found.sha256,
        found.size,
        found.content_type,
    )
    row.original_key = found.key
    last = await queries.last_position(db, exam.org_id, exam.student_id, exam_id)
    for number in range(2, count + 1):
        db.add(
            AnswerSheetUpload(
                org_id=exam.org_id,
                student_id=exam.student_id,
                exam_id=exam_id,
                sheet_id=uuid5_of(row.upload_file_id, str(number)),
                upload_file_id=row.upload_file_id,
                file_page=number,
                position=last + number - 1,
                state=SheetState.STORED,
                announced_sha256=row.announced_sha256,
                sha256=found.sha256,
                size=found.size,
                mime=found.content_type,
                original_key=found.key,
                verdict={},
            )
        )
    await db.flush()
    args = SheetArgs(student_id=exam.student_id, exam_id=exam_id, file_id=row.upload_file_id)
    # A picture is looked at in this very request; the job is for the case that it does not live to the end.
    delay = checking.PATIENCE if count == 1 and found.content_type != PDF else checking.AT_ONCE
    await defer(db, actor, CHECK_SHEETS, args, key=str(row.upload_file_id), delay=delay)


async def _refuse(database: Database, actor: Actor, exam_id: UUID, sheet_id: UUID, error: AssayError) -> None:
    async with database.transaction(org_id=org_of(actor)) as db:
        row = await queries.sheet(db, org_of(actor), person_of(actor), exam_id, sheet_id)
        if row.state is SheetState.ANNOUNCED:
            row.state, row.verdict = SheetState.REFUSED, {"refusal": error.detail}
            await files.discard(db, row.org_id, row.upload_file_id)


async def _begin_again(
    database: Database,
    store: FileStore,
    actor: Actor,
    exam_id: UUID,
    known: Sheet,
    form: PresignForm,
    limit: int,
) -> Announced:
    """A page whose file is not on its way any more: there already, or given up and announced anew."""
    if await _stored(database, actor, known.file_id) is not None:
        sheets = await confirm(database, store, actor, exam_id, known.sheet_id)
        return Announced(sheets[0], None)
    upload = await files.begin_upload(
        database,
        store,
        actor,
        name=form.name,
        **_promised(form, limit),
    )
    async with database.transaction(org_id=org_of(actor)) as db:
        row = await queries.sheet(db, org_of(actor), person_of(actor), exam_id, known.sheet_id)
        row.upload_file_id = upload.file_id
        await db.flush()
        return Announced(sheet_of(row), upload.request)


async def _exam_to_fill(
    db: Session, actor: Actor, exam_id: UUID, replaces: UUID | None
) -> tuple[ExamInstance, Config]:
    """The own exam, locked, where pages may come. Raises NotFound, Conflict."""
    exam = await exams.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    rescan = await _is_rescan(db, exam, replaces)
    rules.check_open(exam.status, exam.uploads_until, clock.now(), rescan=rescan)
    if not exam.written_max:
        raise Conflict(_("This paper has no written part: there are no pages to send."))
    return exam, await config.get(db, exam.org_id)


async def _is_rescan(db: Session, exam: ExamInstance, replaces: UUID | None) -> bool:
    if replaces is None:
        return False
    row = await queries.sheet(db, exam.org_id, exam.student_id, exam.exam_id, replaces)
    return row.rescan_asked_at is not None and row.state in rules.LIVE


async def _replaced(db: Session, row: AnswerSheetUpload) -> UUID | None:
    """The page that `row` is to take the place of."""
    for other in await queries.sheets(db, row.org_id, row.student_id, row.exam_id):
        if other.replaced_by == row.sheet_id:
            return other.sheet_id
    return None


async def _add(db: Session, exam: ExamInstance, file_id: UUID, form: PresignForm) -> Sheet:
    position = 1 + await queries.last_position(db, exam.org_id, exam.student_id, exam.exam_id)
    row = AnswerSheetUpload(
        org_id=exam.org_id,
        student_id=exam.student_id,
        exam_id=exam.exam_id,
        sheet_id=uuid7(),
        upload_file_id=file_id,
        file_page=1,
        position=position,
        state=SheetState.ANNOUNCED,
        announced_sha256=form.sha256,
        rotation=0,
        verdict={},
        rescan_reason="",
    )
    if form.replaces is not None:
        old = await queries.sheet(db, exam.org_id, exam.student_id, exam.exam_id, form.replaces)
        if old.state in rules.LIVE:
            old.replaced_by, row.position = row.sheet_id, old.position
    db.add(row)
    await db.flush()
    return sheet_of(row)


async def _of_file(db: Session, row: AnswerSheetUpload) -> list[Sheet]:
    rows = await queries.of_file(db, row.org_id, row.student_id, row.exam_id, row.upload_file_id)
    return [sheet_of(one) for one in rows]


def _same_bytes(sheets: list[Sheet], sha256: str) -> Sheet | None:
    return next((one for one in sheets if one.state in rules.LIVE and one.announced_sha256 == sha256), None)


class _Promised(TypedDict):
    content_type: str
    sha256: str
    max_bytes: int


def _promised(form: PresignForm, limit: int) -> _Promised:
    """What the link holds the sender to."""
    return {"content_type": form.content_type, "sha256": form.sha256, "max_bytes": limit}


def _check_form(form: PresignForm, settings: Config) -> None:
    if form.size > settings.upload_mb * MB:
        raise TooLarge(
            _("This file is larger than %(mb)s MB. Photograph the page again, or scan it at a lower quality.")
            % {"mb": settings.upload_mb},
            max_bytes=settings.upload_mb * MB,
        )
    if form.content_type not in settings.upload_types:
        raise WrongType(_("Send a photo as JPEG or PNG, or a scan as PDF."), found=form.content_type)
