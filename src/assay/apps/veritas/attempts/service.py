"""What happens to an attempt's clock: the deadline worked out anew, extensions, pauses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assay.apps.veritas.attempts import rules
from assay.apps.veritas.events import Event
from assay.apps.veritas.models.attempts import LIVE, AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.people.accommodations import Measures
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Session


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt at an exam, with what is done for the student who sits it."""

    exam: Exam
    attempt: ExamAttempt
    measures: Measures


def timing(exam: Exam) -> rules.Timing:
    return rules.Timing(exam.opens_at, exam.closes_at, exam.duration_seconds)


def deadline_of(exam: Exam, attempt: ExamAttempt, measures: Measures, now: datetime) -> datetime:
    """The one deadline, of a stored attempt; of a paused one as it stands at `now`."""
    return rules.deadline(
        timing(exam),
        measures,
        attempt.started_at,
        extra_seconds=attempt.extra_seconds,
        paused_seconds=attempt.paused_seconds,
        paused_at=attempt.paused_at,
        now=now,
    )


async def refresh(db: Session, exam: Exam, attempt: ExamAttempt) -> Sitting:
    """Work out the deadline of a live attempt from what holds now, and store it where it moved.

    The exam's window and the student's accommodations can change while the sitting goes on.
    """
    measures = await people.measures(
        db, attempt.org_id, attempt.exam_id, attempt.student_id, since=attempt.started_at
    )
    if attempt.status in LIVE:
        due = _not_before_start(exam, attempt, measures)
        if due != attempt.deadline_at:
            attempt.deadline_at = due
            attempt.changed_at = clock.now()
            await db.flush()
    return Sitting(exam, attempt, measures)


async def extend(db: Session, actor: Actor, exam: Exam, attempt: ExamAttempt, seconds: int) -> Sitting:
    """Give a live attempt `seconds` more; the row is locked by the caller. Raises OutOfOrder."""
    rules.check_live(attempt.status)
    attempt.extra_seconds += seconds
    return await _changed(db, actor, exam, attempt, Event.ATTEMPT_EXTENDED, {"seconds": seconds})


async def pause(db: Session, actor: Actor, exam: Exam, attempt: ExamAttempt) -> Sitting:
    """Stop the clock of a running attempt; the row is locked by the caller. Raises OutOfOrder."""
    rules.check_transition(attempt.status, AttemptStatus.PAUSED)
    attempt.status, attempt.paused_at = AttemptStatus.PAUSED, clock.now()
    return await _changed(db, actor, exam, attempt, Event.ATTEMPT_PAUSED, {})


async def resume(
    db: Session, actor: Actor, exam: Exam, attempt: ExamAttempt, *, at_most: int | None = None
) -> Sitting:
    """Let the clock run again and give the pause back, `at_most` seconds of it. Raises OutOfOrder."""
    rules.check_transition(attempt.status, AttemptStatus.RUNNING)
    given = rules.pause_seconds(attempt.paused_at, clock.now()) if attempt.paused_at else 0
    given = given if at_most is None else min(given, at_most)
    attempt.status, attempt.paused_at = AttemptStatus.RUNNING, None
    attempt.paused_seconds += given
    return await _changed(db, actor, exam, attempt, Event.ATTEMPT_RESUMED, {"seconds": given})


async def _changed(
    db: Session, actor: Actor, exam: Exam, attempt: ExamAttempt, event: Event, details: Mapping[str, Any]
) -> Sitting:
    attempt.changed_at = clock.now()
    sitting = await refresh(db, exam, attempt)
    await db.flush()
    await audit.record(
        db,
        actor,
        event,
        entity="attempt",
        entity_id=attempt.attempt_id,
        details={**details, "deadline_at": attempt.deadline_at.isoformat()},
    )
    return sitting


def _not_before_start(exam: Exam, attempt: ExamAttempt, measures: Measures) -> datetime:
    """The deadline; the stored one where the window was moved to before the start of the sitting."""
    _opens_at, closes_at = rules.window(timing(exam), measures)
    if attempt.started_at >= closes_at:
        return attempt.deadline_at
    return deadline_of(exam, attempt, measures, clock.now())
