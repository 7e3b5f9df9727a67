"""What a proctor does to running sittings: pause, resume, extend, say something; to one, a group or all."""

from dataclasses import dataclass
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.live import queries, rules
from assay.apps.veritas.live.rules import Action
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.monitoring.service import attempt_topic, exam_topic, told_topic
from assay.apps.veritas.people import queries as people
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.listen import notify
from assay.kernel.db.session import Session

EVENTS = {
    Action.PAUSE: Event.ATTEMPT_PAUSED,
    Action.RESUME: Event.ATTEMPT_RESUMED,
    Action.EXTEND: Event.ATTEMPT_EXTENDED,
}


@dataclass(frozen=True, slots=True)
class Reached:
    """How many sittings something reached, and the notice that tells them."""

    attempts: int
    notice_no: int


async def act_on_one(
    db: Session, actor: Actor, attempt_id: UUID, action: Action, *, seconds: int = 0, words: str = ""
) -> tuple[ExamAttempt, int]:
    """Do `action` to one live attempt; it, and the number of its notice. Raises NotFound, OutOfOrder."""
    org_id = org_of(actor)
    attempt = await attempts.of_teacher(
        db, org_id, person_of(actor), attempt_id, level=Level.MANAGE, lock=True
    )
    exam = await exams.published(db, org_id, attempt.exam_id)
    if action is Action.PAUSE:
        await attempt_service.pause(db, actor, exam, attempt)
    elif action is Action.RESUME:
        await attempt_service.resume(db, actor, exam, attempt)
    elif action is Action.EXTEND:
        await attempt_service.extend(db, actor, exam, attempt, seconds)
    else:
        clocks.check_live(attempt.status)
    notice_no = await _tell(db, actor, exam, action, attempt=attempt.attempt, group=None, words=words)
    await notify(db, {attempt_topic(attempt_id), exam_topic(exam.exam_id)})
    return attempt, notice_no


async def act_on_many(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    action: Action,
    *,
    group: str | None = None,
    seconds: int = 0,
    words: str = "",
) -> Reached:
    """Do `action` to all who sit the exam, or to those of a group; who it does not apply to is passed over.

    A handful of statements, one entry in the log and one notice, however many sit. Raises NotFound.
    """
    org_id, now = org_of(actor), clock.now()
    exam = await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.MANAGE)
    sitting = await queries.lock_clocks(db, org_id, exam_id, group=group, attempt=None)
    reached = len(sitting)
    if action is not Action.MESSAGE and sitting:
        measures = await people.measures_of(
            db,
            org_id,
            exam_id,
            [one.student_id for one in sitting],
            since=min(one.started_at for one in sitting),
        )
        timing = attempt_service.timing(exam)
        moved = [
            after
            for one in sitting
            if (after := rules.changed(one, action, seconds, now, timing, measures[one.student_id]))
        ]
        await queries.set_clocks(db, org_id, moved, now)
        reached = len(moved)
        await audit.record(
            db,
            actor,
            EVENTS[action],
            entity="exam",
            entity_id=exam_id,
            details={"attempts": reached, "seconds": seconds, "group": group is not None},
        )
    notice_no = await _tell(db, actor, exam, action, attempt=None, group=group, words=words)
    await notify(db, {told_topic(exam_id), exam_topic(exam_id)})
    return Reached(reached, notice_no)


async def _tell(
    db: Session,
    actor: Actor,
    exam: Exam,
    action: Action,
    *,
    attempt: int | None,
    group: str | None,
    words: str,
) -> int:
    return await queries.add_notice(
        db,
        org_of(actor),
        exam.exam_id,
        action,
        attempt=attempt,
        group=group,
        body=words,
        by=actor.label or str(actor.account_id),
        now=clock.now(),
    )
