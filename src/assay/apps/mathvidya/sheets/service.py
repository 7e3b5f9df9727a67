"""Use cases of answer pages: look, confirm, turn, order, delete; ask for one again; what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams import queries as exams
from assay.apps.mathvidya.jobspecs import RESUME_EVALUATIONS, ExamArgs
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.sheets import AnswerSheetUpload, SheetState
from assay.apps.mathvidya.sheets import queries, rules
from assay.apps.mathvidya.sheets.forms import AcceptForm, OrderForm
from assay.apps.mathvidya.sheets.rules import Readiness, Sheet
from assay.apps.mathvidya.sheets.vision.verdict import Verdict
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import AssayError, Conflict, NotFound
from assay.kernel.files import FileStore
from assay.kernel.jobs import defer
from assay.kernel.web.i18n import gettext as _

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Pages:
    """An exam's pages as its student sees them: those that count, in order, and those that were refused."""

    exam: ExamInstance
    sheets: Sequence[Sheet]
    refused: Sequence[Sheet]
    is_open: bool
    ready: Readiness
    max_bytes: int


async def pages(db: Session, actor: Actor, exam_id: UUID) -> Pages:
    """The own exam's pages. Raises NotFound."""
    exam = await exams.exam(db, org_of(actor), person_of(actor), exam_id)
    everything = await all_sheets(db, exam)
    live = [one for one in everything if one.state in rules.LIVE]
    refused = [one for one in everything if one.state is SheetState.REFUSED]
    settings = await config.get(db, exam.org_id)
    is_open = _is_open(exam, live)
    ready = rules.readiness(everything, needs_pages=False)
    return Pages(exam, live, refused, is_open, ready, settings.upload_mb * MB)


async def accept(db: Session, actor: Actor, exam_id: UUID, sheet_id: UUID, form: AcceptForm) -> Sheet:
    """The student has seen this page and means it so. A second time nothing changes.

    Raises Conflict naming in `findings` what has to be acknowledged, or after submit; OutOfOrder before the
    page was looked at.
    """
    exam, row = await _to_change(db, actor, exam_id, sheet_id)
    if form.page_number is not None:
        row.page_number = form.page_number
        await db.flush()
    everything = await all_sheets(db, exam)
    sheet = sheet_of(row)
    rules.check_acceptable(sheet, everything, acknowledged=form.acknowledged)
    if row.state is SheetState.CONFIRMED:
        return sheet
    row.state, row.confirmed_at = SheetState.CONFIRMED, clock.now()
    await audit.record(
        db,
        actor,
        Event.SHEET_CONFIRMED,
        entity="mathvidya-sheet",
        entity_id=sheet_id,
        details={
            "exam_id": str(exam_id),
            "sha256": row.sha256,
            "page_number": row.page_number,
            "acknowledged": [one.kind.value for one in rules.notes(sheet, everything) if one.asked],
        },
    )
    await db.flush()
    return sheet_of(row)


async def turn(db: Session, actor: Actor, exam_id: UUID, sheet_id: UUID) -> Sheet:
    """Turn a page by a quarter, clockwise. Raises Conflict after submit."""
    _exam, row = await _to_change(db, actor, exam_id, sheet_id)
    row.rotation = (row.rotation + 90) % 360
    await db.flush()
    return sheet_of(row)


async def reorder(db: Session, actor: Actor, exam_id: UUID, form: OrderForm) -> None:
    """Put the pages in the order of the form. Raises Conflict unless it names each page that counts once."""
    exam = await _open_exam(db, actor, exam_id)
    live = [one for one in await all_sheets(db, exam) if one.state in rules.LIVE]
    rules.check_order(form.sheet_ids, live)
    await queries.put_in_order(db, exam.org_id, exam.student_id, exam_id, form.sheet_ids)


async def remove(db: Session, actor: Actor, exam_id: UUID, sheet_id: UUID) -> None:
    """Take a page out: it stays in the record and is not marked. A second time nothing happens."""
    _exam, row = await _to_change(db, actor, exam_id, sheet_id)
    if row.state in (*rules.LIVE, SheetState.REFUSED):
        row.state = SheetState.REMOVED
        await db.flush()


async def ready(db: Session, exam: ExamInstance, *, needs_pages: bool) -> Readiness:
    """What keeps the exam's pages from being submitted. `needs_pages`: something written was not declared
    unanswered."""
    return rules.readiness(await all_sheets(db, exam), needs_pages=needs_pages)


async def being_read(db: Session, exam: ExamInstance) -> bool:
    """Whether a page that arrived waits to be looked at."""
    return any(one.state is SheetState.STORED for one in await all_sheets(db, exam))


async def handed_in(db: Session, exam: ExamInstance) -> list[dict[str, Any]]:
    """The pages that are marked, in order: number, SHA-256 of the file each came in, and its place in it."""
    return [
        {"number": one.page_number, "sha256": one.sha256, "file_page": one.file_page}
        for one in await all_sheets(db, exam)
        if one.state in rules.SEEN
    ]


async def all_sheets(db: Session, exam: ExamInstance) -> list[Sheet]:
    """All pages of an exam, those that no longer count too, in order."""
    rows = await queries.sheets(db, exam.org_id, exam.student_id, exam.exam_id)
    return [sheet_of(row) for row in rows]


async def ask_rescan(db: Session, actor: Actor, sheet_id: UUID, reason: str) -> Sheet:
    """A teacher cannot read this page: the student may send it again after submit. Asked twice, asked once.

    The caller pauses the evaluation. Raises NotFound unless the page is the teacher's to mark.
    """
    row = await queries.sheet_of_teacher(db, org_of(actor), person_of(actor), sheet_id)
    row = await queries.sheet(db, row.org_id, row.student_id, row.exam_id, sheet_id)
    if row.state not in rules.SEEN:
        raise Conflict(_("This page does not count any more."))
    if row.rescan_asked_at is None:
        row.rescan_asked_at, row.rescan_reason = clock.now(), reason
        await audit.record(
            db,
            actor,
            Event.RESCAN_ASKED,
            entity="mathvidya-sheet",
            entity_id=sheet_id,
            details={"exam_id": str(row.exam_id)},
        )
        await db.flush()
    return sheet_of(row)


async def settle_rescan(db: Session, actor: Actor, exam: ExamInstance) -> None:
    """Where no page is asked for any more, what stood still goes on."""
    if not await awaits_page(db, exam.org_id, exam.student_id, exam.exam_id):
        args = ExamArgs(student_id=exam.student_id, exam_id=exam.exam_id)
        await defer(db, actor, RESUME_EVALUATIONS, args, key=str(exam.exam_id))


async def awaits_page(db: Session, org_id: UUID, student_id: UUID, exam_id: UUID) -> bool:
    """Whether a page of the exam was asked for again and has not come yet."""
    return await queries.open_rescans(db, org_id, student_id, exam_id) > 0


async def picture_key(db: Session, actor: Actor, sheet_id: UUID, *, to_mark: bool) -> str:
    """Where the upright picture of a page lies: one's own, or with `to_mark` a teacher's. Raises NotFound."""
    find = queries.sheet_of_teacher if to_mark else queries.sheet_of_student
    row = await find(db, org_of(actor), person_of(actor), sheet_id)
    if row.object_key is None or row.state is SheetState.REMOVED:
        raise NotFound(_("There is no picture of this page."))
    return row.object_key


async def picture(store: FileStore, row: AnswerSheetUpload) -> bytes:
    """The upright picture of a page, as it is marked. Call it outside of transactions. Raises NotFound."""
    if row.object_key is None:
        raise NotFound(_("There is no picture of this page."))
    return b"".join([chunk async for chunk in store.open(row.object_key)])


def sheet_of(row: AnswerSheetUpload) -> Sheet:
    return Sheet(
        sheet_id=row.sheet_id,
        file_id=row.upload_file_id,
        file_page=row.file_page,
        position=row.position,
        state=row.state,
        announced_sha256=row.announced_sha256,
        sha256=row.sha256,
        size=row.size,
        mime=row.mime,
        page_number=row.page_number,
        rotation=row.rotation,
        verdict=Verdict.of(row.verdict) if "measures" in row.verdict else None,
        refusal=str(row.verdict.get("refusal", "")),
        confirmed_at=row.confirmed_at,
        replaced_by=row.replaced_by,
        rescan_asked_at=row.rescan_asked_at,
        rescan_reason=row.rescan_reason,
    )


async def _open_exam(db: Session, actor: Actor, exam_id: UUID, *, rescan: bool = False) -> ExamInstance:
    """The own exam, locked, so that changes to its pages come one by one. Raises NotFound, Conflict."""
    exam = await exams.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    rules.check_open(exam.status, exam.uploads_until, clock.now(), rescan=rescan)
    return exam


async def _to_change(
    db: Session, actor: Actor, exam_id: UUID, sheet_id: UUID
) -> tuple[ExamInstance, AnswerSheetUpload]:
    exam = await exams.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    row = await queries.sheet(db, exam.org_id, exam.student_id, exam_id, sheet_id)
    rescan = row.rescan_asked_at is not None or await _takes_place_of_rescan(db, exam, sheet_id)
    rules.check_open(exam.status, exam.uploads_until, clock.now(), rescan=rescan)
    return exam, row


async def _takes_place_of_rescan(db: Session, exam: ExamInstance, sheet_id: UUID) -> bool:
    everything = await all_sheets(db, exam)
    return any(one.replaced_by == sheet_id and one.rescan_asked_at is not None for one in everything)


def _is_open(exam: ExamInstance, live: Sequence[Sheet]) -> bool:
    asked = any(one.rescan_asked_at is not None for one in live)
    try:
        rules.check_open(exam.status, exam.uploads_until, clock.now(), rescan=asked)
    except AssayError:
        return False
    return True
