"""Pauses that a student takes, as an accommodation allows; the time is given back up to what was granted."""

from datetime import timedelta
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.attempts.service import Sitting
from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt, ExamNotice
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.sitting import queries
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _


async def pauses_left(db: Session, sitting: Sitting) -> int:
    """How often the student may still stop the clock."""
    allowed = sitting.measures.pauses_allowed
    return max(0, allowed - await queries.breaks_taken(db, sitting.attempt)) if allowed else 0


async def take(db: Session, actor: Actor, attempt_id: UUID) -> Sitting:
    """Stop the own clock, as an accommodation allows. Raises Conflict when no pause is left."""
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id, lock=True)
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    sitting = await attempt_service.refresh(db, exam, attempt)
    clocks.check_transition(attempt.status, AttemptStatus.PAUSED)
    if not await pauses_left(db, sitting):
        raise Conflict(_("You have no pause left. Ask whoever supervises the exam."))
    db.add(
        ExamNotice(
            org_id=attempt.org_id,
            exam_id=attempt.exam_id,
            attempt=attempt.attempt,
            kind=queries.BREAK,
            made_by=actor.label,
            made_at=clock.now(),
        )
    )
    return await attempt_service.pause(db, actor, exam, attempt)


async def end(db: Session, actor: Actor, attempt_id: UUID) -> Sitting:
    """Go on after the own pause. A proctor's pause ends when the proctor says so: Conflict."""
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id, lock=True)
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    if attempt.status is AttemptStatus.RUNNING:
        return await attempt_service.refresh(db, exam, attempt)
    return await _resume(db, actor, exam, attempt)


async def _resume(db: Session, actor: Actor, exam: Exam, attempt: ExamAttempt) -> Sitting:
    """End a student's own pause; what lies past the length granted is not given back."""
    clocks.check_transition(attempt.status, AttemptStatus.RUNNING)
    if not await queries.is_on_break(db, attempt):
        raise Conflict(_("The exam was paused for you. It goes on when whoever supervises it says so."))
    measures = (await attempt_service.refresh(db, exam, attempt)).measures
    return await attempt_service.resume(db, actor, exam, attempt, at_most=60 * measures.pause_minutes)


async def is_on_break(db: Session, attempt: ExamAttempt) -> bool:
    """Whether the student stopped the clock, and can let it run again."""
    return attempt.status is AttemptStatus.PAUSED and await queries.is_on_break(db, attempt)


async def end_overlong(db: Session, actor: Actor, attempt: int) -> bool:
    """Let the clock run again after a student's own pause that lasted as long as was granted."""
    stored = await attempts.by_key(db, org_of(actor), attempt, lock=True)
    if stored.status is not AttemptStatus.PAUSED or not await queries.is_on_break(db, stored):
        return False
    exam = await queries.exam_of(db, stored.org_id, stored.exam_id)
    measures = (await attempt_service.refresh(db, exam, stored)).measures
    paused_at = stored.paused_at or clock.now()
    if clock.now() - paused_at < timedelta(minutes=measures.pause_minutes):
        return False
    await _resume(db, actor, exam, stored)
    return True
