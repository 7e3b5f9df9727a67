"""Evaluations: made when an exam is handed in, given back, stopped and resumed, finished."""

from datetime import datetime, timedelta
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.config.settings import Config
from assay.apps.mathvidya.evaluations import assigning, queries, rules
from assay.apps.mathvidya.evaluations.rules import Promise, Shares
from assay.apps.mathvidya.evaluations.script import Script
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.evaluations import OPEN, Evaluation, EvaluationState, Purpose, SlaState
from assay.apps.mathvidya.models.people import TeacherProfile
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.sheets import service as sheets
from assay.apps.mathvidya.sla.rules import Calendar, working_time_between
from assay.apps.mathvidya.sla.service import calendar_of
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.web.i18n import gettext as _


async def create(
    db: Session,
    actor: Actor,
    student_id: UUID,
    exam_id: UUID,
    *,
    purpose: Purpose = Purpose.FIRST,
    sla_hours: int | None = None,
    clock_from: datetime | None = None,
    teacher_id: UUID | None = None,
    seed_id: UUID | None = None,
    query_id: UUID | None = None,
) -> Evaluation:
    """One more round of marking an exam, in the caller's transaction; the assignment follows it.

    The first round exists once: asked for again, it is answered. Hours are the exam's and the clock runs
    from its submission where nothing else is said; further rounds count from now. With `teacher_id` it goes
    to that teacher at once. Raises NotFound.
    """
    org_id, now = org_of(actor), clock.now()
    exam = await queries.sat(db, org_id, student_id, exam_id)
    earlier = await queries.rounds(db, org_id, student_id, exam_id)
    if purpose is Purpose.FIRST and earlier:
        return earlier[0]
    first = purpose is Purpose.FIRST
    begun = clock_from or ((exam.submitted_at or now) if first else now)
    hours = sla_hours or exam.sla_hours
    promised = await _promise(db, org_id, begun, hours)
    made = Evaluation(
        org_id=org_id,
        student_id=student_id,
        exam_id=exam_id,
        round=max((one.round for one in earlier), default=0) + 1,
        evaluation_id=uuid7(),
        purpose=purpose,
        state=EvaluationState.ASSIGNED if teacher_id else EvaluationState.WAITING,
        class_level=exam.class_level,
        teacher_id=teacher_id,
        assigned_at=now if teacher_id else None,
        sla_hours=hours,
        clock_from=begun,
        half_at=promised.half_at,
        risk_at=promised.risk_at,
        due_at=promised.due_at,
        seed_id=seed_id,
        query_id=query_id,
    )
    db.add(made)
    await db.flush()
    if teacher_id is None:
        await assigning.request(db, actor)
    return made


async def queue(
    db: Session, actor: Actor, *, after: str | None = None, limit: int = 50
) -> tuple[Page[Script], dict[str, int]]:
    """The teacher's open scripts, what is due first, and how many stand where with their time."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    page = await queries.queue(db, org_id, teacher_id, after=after, limit=limit)
    return page, await queries.tally(db, org_id, teacher_id)


async def calendar(db: Session, org_id: UUID) -> Calendar:
    return await calendar_of(db, org_id)


async def own(db: Session, actor: Actor, evaluation_id: UUID) -> Evaluation:
    """One of the teacher's open scripts. Raises NotFound, Conflict."""
    found = await queries.own_for_update(db, org_of(actor), person_of(actor), evaluation_id)
    rules.check_declinable(found.state)
    return found


async def decline(db: Session, actor: Actor, evaluation_id: UUID, reason: str) -> Evaluation:
    """The teacher gives a script back and does not get it again. Raises NotFound, Conflict."""
    evaluation = await own(db, actor, evaluation_id)
    await release(db, actor, evaluation, "declined", reason)
    await audit.record(
        db,
        actor,
        Event.EVALUATION_DECLINED,
        entity="evaluation",
        entity_id=evaluation_id,
        after={"reason": reason},
        details=queries.columns(evaluation),
    )
    return evaluation


async def release(db: Session, actor: Actor, evaluation: Evaluation, why: str, reason: str = "") -> None:
    """Take a locked evaluation from its teacher, who does not get it again; somebody else does."""
    assert evaluation.teacher_id is not None  # the database holds that of every assigned one
    said = {"why": why, "at": clock.now().isoformat(), **({"reason": reason} if reason else {})}
    evaluation.declined_by = {**evaluation.declined_by, str(evaluation.teacher_id): said}
    evaluation.teacher_id = evaluation.assigned_at = evaluation.started_at = None
    if evaluation.state is not EvaluationState.PAUSED:
        evaluation.state = EvaluationState.WAITING
    await db.flush()
    await assigning.request(db, actor)


async def assign_to(db: Session, actor: Actor, evaluation_id: UUID, teacher_id: UUID) -> Evaluation:
    """An administrator gives a script to a teacher, above capacity or on leave if it must be.

    Raises NotFound, and Conflict where the teacher may not have it: another class, a conflict, stopped,
    marked this exam before or gave this script back.
    """
    org_id = org_of(actor)
    teacher = await queries.teacher_for_update(db, org_id, teacher_id)
    evaluation = await queries.for_update(db, org_id, evaluation_id)
    if evaluation.state not in OPEN:
        raise Conflict(_("This script is finished."), state=evaluation.state.value)
    if evaluation.teacher_id == teacher_id:
        return evaluation
    await _check_may_mark(db, evaluation, teacher)
    if evaluation.teacher_id is not None:
        said = {"why": "reassigned", "at": clock.now().isoformat()}
        evaluation.declined_by = {**evaluation.declined_by, str(evaluation.teacher_id): said}
    evaluation.teacher_id, evaluation.assigned_at = teacher_id, clock.now()
    evaluation.started_at = None
    if evaluation.state is not EvaluationState.PAUSED:
        evaluation.state = EvaluationState.ASSIGNED
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.EVALUATION_ASSIGNED,
        entity="evaluation",
        entity_id=evaluation_id,
        details={**queries.columns(evaluation), "teacher": str(teacher_id), "by_hand": True},
    )
    await notices.tell(
        db,
        org_id,
        teacher.account_id,
        Kind.ASSIGNED,
        _("You have a new script to mark"),
        key=f"assigned:{evaluation_id}:{teacher_id}",
        href=assigning.QUEUE,
    )
    return evaluation


async def pause(db: Session, actor: Actor, evaluation_id: UUID, reason: str) -> Evaluation:
    """Stop the promised time: the student must photograph a page again. A second time changes nothing.

    Raises NotFound, Conflict. What was late before the pause stays late.
    """
    evaluation = await queries.for_update(db, org_of(actor), evaluation_id)
    if evaluation.state is EvaluationState.PAUSED:
        return evaluation
    rules.check_pausable(evaluation.state)
    await note_breach(db, actor, evaluation)
    evaluation.state = EvaluationState.PAUSED
    evaluation.paused_at, evaluation.pause_reason = clock.now(), reason
    await db.flush()
    return evaluation


async def resume(db: Session, actor: Actor, student_id: UUID, exam_id: UUID) -> int:
    """The pages are there: every paused round of the exam goes on; how many there were.

    None does while a page is still awaited: a request to resume may be older than the pause.
    """
    org_id = org_of(actor)
    if await sheets.awaits_page(db, org_id, student_id, exam_id):
        return 0
    paused = await queries.paused_for_update(db, org_id, student_id, exam_id)
    calendar, shares = await calendar_of(db, org_id), shares_of(await config.get(db, org_id))
    for one in paused:
        _resume(one, calendar, shares)
    await db.flush()
    if any(one.state is EvaluationState.WAITING for one in paused):
        await assigning.request(db, actor)
    return len(paused)


async def finished(db: Session, actor: Actor, evaluation: Evaluation) -> None:
    """After a marker's submission, in its transaction: a breach that no sweep has seen is recorded, and the
    room that was made is given to what waits."""
    await note_breach(db, actor, evaluation)
    await assigning.request(db, actor)


async def note_breach(db: Session, actor: Actor, evaluation: Evaluation) -> None:
    """Record in a locked evaluation that its time is over, if it is and no sweep has seen it yet."""
    at = evaluation.submitted_at or clock.now()
    if evaluation.sla_state is SlaState.BREACHED or at <= evaluation.due_at:
        return
    evaluation.sla_state, evaluation.breached_at = SlaState.BREACHED, evaluation.due_at
    await record_breach(db, actor, evaluation.evaluation_id, evaluation.due_at)
    await db.flush()


async def record_breach(db: Session, actor: Actor, evaluation_id: UUID, due_at: datetime) -> None:
    await audit.record(
        db,
        actor,
        Event.EVALUATION_BREACHED,
        entity="evaluation",
        entity_id=evaluation_id,
        details={"due_at": due_at.isoformat()},
    )


def shares_of(settings: Config) -> Shares:
    return Shares(settings.half_percent, settings.risk_percent)


async def _promise(db: Session, org_id: UUID, begun: datetime, hours: int) -> Promise:
    shares = shares_of(await config.get(db, org_id))
    return rules.promise(await calendar_of(db, org_id), begun, hours, shares=shares)


async def _check_may_mark(db: Session, evaluation: Evaluation, teacher: TeacherProfile) -> None:
    rounds = await queries.rounds(db, evaluation.org_id, evaluation.student_id, evaluation.exam_id)
    others = {one.teacher_id for one in rounds if one.evaluation_id != evaluation.evaluation_id}
    if teacher.stopped_at is not None:
        raise Conflict(_("This teacher is stopped. Let them resume first."), reason="stopped")
    if evaluation.class_level not in teacher.classes:
        raise Conflict(_("This teacher does not mark this class."), reason="class")
    if teacher.teacher_id in others:
        raise Conflict(_("This teacher has marked this exam before."), reason="marked-before")
    if str(teacher.teacher_id) in evaluation.declined_by:
        raise Conflict(_("This teacher had this script before."), reason="declined")
    conflict = await queries.has_conflict(db, evaluation.org_id, teacher.teacher_id, evaluation.student_id)
    if conflict or teacher.teacher_id == evaluation.student_id:
        raise Conflict(_("This teacher and this student have a conflict of interest."), reason="conflict")


def _resume(evaluation: Evaluation, calendar: Calendar, shares: Shares) -> None:
    assert evaluation.paused_at is not None
    stood = working_time_between(calendar, evaluation.paused_at, clock.now())
    if evaluation.sla_state is not SlaState.BREACHED:
        evaluation.paused_seconds += round(stood.total_seconds())
    promised = rules.promise(
        calendar,
        evaluation.clock_from,
        evaluation.sla_hours,
        timedelta(seconds=evaluation.paused_seconds),
        shares,
    )
    evaluation.half_at, evaluation.risk_at = promised.half_at, promised.risk_at
    evaluation.due_at = promised.due_at
    evaluation.paused_at, evaluation.pause_reason = None, ""
    if evaluation.teacher_id is None:
        evaluation.state = EvaluationState.WAITING
    else:
        evaluation.state = EvaluationState.STARTED if evaluation.started_at else EvaluationState.ASSIGNED
