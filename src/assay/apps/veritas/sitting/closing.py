"""The end of a sitting: by the student, by the clock, or because nothing was answered; and its receipt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams.policies import Shown
from assay.apps.veritas.grading import service as grading
from assay.apps.veritas.jobspecs import AFTER_SUBMIT, AttemptArgs
from assay.apps.veritas.models.attempts import LIVE, AttemptStatus, ClosedBy, ExamAttempt
from assay.apps.veritas.monitoring.service import attempt_topic, exam_topic
from assay.apps.veritas.review.service import shows
from assay.apps.veritas.sitting import queries, rules
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.listen import notify
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.jobs import defer
from assay.kernel.web.i18n import gettext as _


async def complete_exam_attempt(
    db: Session, actor: Actor, attempt_id: UUID, *, device: int | None = None
) -> ExamAttempt:
    """Submit what is saved. The second time nothing happens and the answer is the same.

    Raises NotFound for a foreign attempt, Conflict from a superseded page.
    """
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id, lock=True)
    if attempt.status not in LIVE:
        return attempt
    if device is not None and device < attempt.device:
        raise Conflict(
            _("This exam goes on in another window or on another device. Submit it there."),
            reason="superseded",
            device=attempt.device,
        )
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    await attempt_service.refresh(db, exam, attempt)
    now = clock.now()
    late = attempt.status is AttemptStatus.RUNNING and clocks.is_overdue(
        attempt.deadline_at, exam.grace_seconds, now
    )
    by = ClosedBy.CLOCK if late else ClosedBy.STUDENT
    await _close(db, actor, attempt, AttemptStatus.SUBMITTED, by, at=attempt.deadline_at if late else now)
    return attempt


async def abandon_exam_attempt(db: Session, actor: Actor, attempt: ExamAttempt) -> None:
    """End a live attempt, locked by the caller, in which nothing was answered by its deadline."""
    rules.check_nothing_answered(attempt.answered)
    await _close(db, actor, attempt, AttemptStatus.ABANDONED, ClosedBy.CLOCK, at=attempt.deadline_at)


async def close_overdue(db: Session, actor: Actor, attempt: int) -> bool:
    """Close an attempt whose deadline and grace are past; False when it is not (any more) due.

    A lost connection is no abandonment: what was saved is submitted.
    """
    stored = await attempts.by_key(db, org_of(actor), attempt, lock=True)
    if stored.status is not AttemptStatus.RUNNING:
        return False
    exam = await queries.exam_of(db, stored.org_id, stored.exam_id)
    await attempt_service.refresh(db, exam, stored)
    if not clocks.is_overdue(stored.deadline_at, exam.grace_seconds, clock.now()):
        return False
    if clocks.closing_status(stored.answered) is AttemptStatus.ABANDONED:
        await abandon_exam_attempt(db, actor, stored)
    else:
        await _close(db, actor, stored, AttemptStatus.SUBMITTED, ClosedBy.CLOCK, at=stored.deadline_at)
    return True


async def receipt(db: Session, actor: Actor, attempt_id: UUID) -> tuple[ExamAttempt, dict[str, Any] | None]:
    """A closed attempt, and the document that its receipt's digest is of. NotFound until it is closed.

    The document holds the responses: None while the exam does not show them.
    """
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id)
    if attempt.receipt_digest is None or attempt.receipt_entry is None:
        raise NotFound(_("There is a receipt once the attempt is submitted."))
    return attempt, await _document(db, attempt) if await shows(db, attempt, Shown.RESPONSE) else None


async def proof(db: Session, actor: Actor, attempt_id: UUID) -> str:
    """The log's proof of the receipt (c2sp.org/tlog-proof@v1). Raises NotFound, and NotYet for a moment."""
    attempt, _document_of = await receipt(db, actor, attempt_id)
    assert attempt.receipt_entry is not None  # `receipt` has seen to it
    return await audit.receipt_for(db, attempt.receipt_entry)


async def _close(
    db: Session, actor: Actor, attempt: ExamAttempt, status: AttemptStatus, by: ClosedBy, *, at: datetime
) -> None:
    clocks.check_transition(attempt.status, status)
    digest = clocks.digest(rules.receipt_bytes(await _document(db, attempt)))
    attempt.status, attempt.closed_by = status, by
    attempt.submitted_at, attempt.changed_at = at, clock.now()
    attempt.paused_at = None
    attempt.receipt_digest = digest
    attempt.receipt_entry = await audit.record(
        db,
        actor,
        Event.ATTEMPT_SUBMITTED,
        entity="attempt",
        entity_id=attempt.attempt_id,
        details={
            "exam_id": str(attempt.exam_id),
            "status": status.value,
            "closed_by": by.value,
            "answered": attempt.answered,
            "digest": digest.hex(),
        },
    )
    await db.flush()
    if status is AttemptStatus.SUBMITTED:
        await grading.grade_submitted(db, attempt)
    await notify(db, {attempt_topic(attempt.attempt_id), exam_topic(attempt.exam_id)})
    await defer(
        db, actor, AFTER_SUBMIT, AttemptArgs(attempt=attempt.attempt), key=f"attempt:{attempt.attempt}"
    )


async def _document(db: Session, attempt: ExamAttempt) -> dict[str, Any]:
    finals = await attempts.final_answers(db, attempt.org_id, attempt.attempt)
    return rules.receipt(
        attempt.attempt_id,
        attempt.exam_id,
        attempt.form,
        [
            rules.Final(row.question_id, row.revision, row.response, row.received_at, row.in_grace)
            for row in finals.values()
        ],
    )
