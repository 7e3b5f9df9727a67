"""Use cases of handing in: look at what is there, hand it in, and what the clock does when nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams import queries
from assay.apps.mathvidya.exams import rules as course
from assay.apps.mathvidya.exams import service as exams
from assay.apps.mathvidya.exams.service import Sitting
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus
from assay.apps.mathvidya.sheets import service as sheets
from assay.apps.mathvidya.submission import rules
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

BY_STUDENT, BY_CLOCK = "student", "clock"


@dataclass(frozen=True, slots=True)
class Standing:
    """What would be handed in now. `missing` keeps it from being; `hints` are worth a look."""

    view: Sitting
    not_chosen: Sequence[int]
    pages: int
    missing: Sequence[str]
    hints: Sequence[str]


async def standing(db: Session, actor: Actor, exam_id: UUID) -> Standing:
    """Raises Conflict before the start, NotFound for somebody else's exam."""
    view = await exams.sitting(db, actor, exam_id)
    found = await sheets.ready(db, view.exam, needs_pages=rules.needs_pages(view))
    return Standing(view, rules.not_chosen(view), found.pages, found.missing, found.hints)


async def submit(db: Session, actor: Actor, exam_id: UUID) -> ExamInstance:
    """Hand the exam in. The second time nothing happens and the answer is the same.

    Raises Conflict with `missing` where pages are not all looked at, or none came and not everything written
    is declared unanswered.
    """
    found = await queries.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    if found.status in (ExamStatus.SUBMITTED, ExamStatus.MARKED):
        return found
    course.check_open(found.status)
    view = await exams.sitting_of(db, found)
    ready = await sheets.ready(db, found, needs_pages=rules.needs_pages(view))
    rules.check_ready(ready.missing)
    await _close(db, actor, view, BY_STUDENT, clock.now())
    return found


async def move_on(db: Session, actor: Actor, student_id: UUID, exam_id: UUID) -> bool:
    """What the clock does with an exam: writing time over, then uploading over. False when nothing is due.

    Every page that arrived and was read is handed in, confirmed or not: nothing acknowledged is left out.
    """
    found = await queries.exam(db, org_of(actor), student_id, exam_id, lock=True)
    now = clock.now()
    if found.status not in queries.LIVE or found.uploads_until is None or found.deadline_at is None:
        return False
    if found.written_max and now <= found.uploads_until:
        if found.status is not ExamStatus.RUNNING or now <= found.deadline_at + course.GRACE:
            return False
        found.status = ExamStatus.UPLOADING
        await db.flush()
        return True
    if now <= found.deadline_at + course.GRACE:
        return False
    if found.written_max and await sheets.being_read(db, found):
        return False  # a page that came in time is still looked at
    at = found.uploads_until if found.written_max else found.deadline_at
    await _close(db, actor, await exams.sitting_of(db, found), BY_CLOCK, at)
    return True


async def receipt(db: Session, actor: Actor, exam_id: UUID) -> dict[str, Any]:
    """The document that the receipt's hash is of. Raises NotFound until the exam is handed in."""
    found = await exams.own(db, actor, exam_id)
    if found.receipt_entry is None:
        raise NotFound(_("There is a receipt once the exam is handed in."))
    return rules.receipt(await exams.sitting_of(db, found), await sheets.handed_in(db, found))


async def proof(db: Session, actor: Actor, exam_id: UUID) -> str:
    """The log's proof of the receipt (c2sp.org/tlog-proof@v1). Raises NotFound, and NotYet for a moment."""
    found = await exams.own(db, actor, exam_id)
    if found.receipt_entry is None:
        raise NotFound(_("There is a receipt once the exam is handed in."))
    return await audit.receipt_for(db, found.receipt_entry)


async def _close(db: Session, actor: Actor, view: Sitting, by: str, at: datetime) -> None:
    found = view.exam
    pages = await sheets.handed_in(db, found)
    document = rules.receipt(view, pages)
    found.status, found.closed_by, found.submitted_at = ExamStatus.SUBMITTED, by, at
    found.receipt_entry = await audit.record(
        db,
        actor,
        Event.EXAM_SUBMITTED,
        entity="mathvidya-exam",
        entity_id=found.exam_id,
        details={
            "digest": rules.digest(document),
            "closed_by": by,
            "pages": len(pages),
            "unanswered": len(view.unanswered),
        },
    )
    on_screen = await exams.score_on_screen(db, found)
    if pages and rules.needs_pages(view):
        await evaluations.create(db, actor, found.student_id, found.exam_id)
        return
    # Nothing was written: no teacher need look, and the result is there at once.
    nothing = course.not_written(view.snapshot, view.unanswered)
    await exams.settle(db, actor, found, course.joined(on_screen.questions, nothing))
