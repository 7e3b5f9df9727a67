"""Cases: what a reviewer is shown, what people decide, what the student says, and the end of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.apps.veritas.analysis import (
    queries,
    queries_cases,
    queries_features,
    rules_cases,
    ruleset,
    service,
)
from assay.apps.veritas.analysis.forms import ReviewForm
from assay.apps.veritas.analysis.rules_cases import Said, Stage
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.models.analysis import BehaviorAnalysis, CaseDecision, CaseState, ReviewCase
from assay.apps.veritas.models.attempts import AttemptAnswer, ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.models.people import Level, StudentProfile
from assay.apps.veritas.monitoring.kinds import BY_NAME
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.people import service as people_service
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.web.formats import day

UNTOLD = ("heartbeat", "answer_saved", "resize")
"""Kinds a timeline leaves out: answers have their own lane."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a reviewer needs to decide, and nothing of any other attempt."""

    attempt: ExamAttempt
    exam: Exam
    student: StudentProfile
    case: ReviewCase
    analysis: BehaviorAnalysis | None
    decisions: Sequence[CaseDecision]
    moments: Sequence[queries_features.Moment]
    answers: Sequence[AttemptAnswer]
    may_decide: bool


async def queue(
    db: Session, actor: Actor, *, exam_id: UUID | None = None, after: str | None = None, limit: int = 50
) -> tuple[Page[queries_cases.Queued], queries_cases.Tally]:
    """Cases that wait, at the exams the teacher reaches, and how the flags fared so far."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    if exam_id is not None:
        await exams.exam(db, org_id, teacher_id, exam_id)
    page = await queries_cases.queue(db, org_id, teacher_id, exam_id=exam_id, after=after, limit=limit)
    return page, await queries_cases.tally(db, org_id, teacher_id, exam_id)


async def dossier(db: Session, actor: Actor, attempt_id: UUID) -> Dossier:
    """One case in full, for a teacher who reaches the exam. Raises NotFound."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    attempt = await attempts.of_teacher(db, org_id, teacher_id, attempt_id)
    case = await queries_cases.case(db, org_id, attempt.attempt)
    said = await queries_cases.decisions(db, org_id, attempt.attempt)
    level = await exams.level_of(db, org_id, teacher_id, attempt.exam_id)
    shown = case.state is not CaseState.EXPUNGED
    return Dossier(
        attempt=attempt,
        exam=await queries.exam_by_id(db, org_id, attempt.exam_id),
        student=await people.student(db, org_id, attempt.student_id),
        case=case,
        analysis=await queries.latest_analysis(db, org_id, attempt.attempt),
        decisions=said,
        moments=await queries_features.moments(
            db, org_id, attempt.attempt, leaving_out=[BY_NAME[name].number for name in UNTOLD]
        )
        if shown
        else [],
        answers=await attempts.revisions(db, org_id, attempt.attempt) if shown else [],
        may_decide=(
            level in (Level.GRADE, Level.MANAGE)
            and case.state in rules_cases.STAGES
            and teacher_id not in {one.reviewer_id for one in said}
        ),
    )


async def flag(db: Session, actor: Actor, attempt_id: UUID) -> ReviewCase:
    """Open a case by hand, as a person may who saw something. A case that is there already is answered."""
    org_id = org_of(actor)
    attempt = await attempts.of_teacher(db, org_id, person_of(actor), attempt_id, level=Level.GRADE)
    if await queries.open_case(db, org_id, attempt.exam_id, attempt.attempt, actor.label or "teacher"):
        await audit.record(
            db, actor, Event.CASE_OPENED, entity="attempt", entity_id=attempt_id, details={"by": "person"}
        )
        await service.tell(db, attempt, "veritas/case_opened", "opened", {})
    return await queries_cases.case(db, org_id, attempt.attempt)


async def review(db: Session, actor: Actor, attempt_id: UUID, form: ReviewForm) -> ReviewCase:
    """Decide in a case, as first reviewer, second reviewer or over an appeal: whichever it waits for.

    A void takes the attempt out, an appeal that lifts it brings it back. Raises NotFound, Conflict when the
    case waits for nobody, Forbidden for a person who has decided in it before, Invalid.
    """
    org_id, reviewer = org_of(actor), person_of(actor)
    attempt = await attempts.of_teacher(db, org_id, reviewer, attempt_id, level=Level.GRADE, lock=True)
    case = await queries_cases.case(db, org_id, attempt.attempt, lock=True)
    earlier = await queries_cases.decisions(db, org_id, attempt.attempt)
    said = [Said(Stage(one.stage), one.reviewer_id, one.verdict) for one in earlier]
    ruling = rules_cases.decide(case.state, said, reviewer, form.verdict)
    await people_service.ensure_teacher(db, actor)
    db.add(
        CaseDecision(
            org_id=org_id,
            attempt=attempt.attempt,
            number=len(earlier) + 1,
            stage=ruling.stage.value,
            reviewer_id=reviewer,
            reviewer=actor.label,
            verdict=form.verdict,
            reasons=form.reasons,
            decided_at=clock.now(),
        )
    )
    case.state = ruling.state
    if ruling.verdict is not None:
        case.verdict, case.decided_at = ruling.verdict, clock.now()
        case.overturned = case.overturned or ruling.overturned
        case.appeal_until = rules_cases.appeal_until(
            ruling.verdict, ruling.stage, clock.now(), ruleset.load().appeal_days
        )
        attempt.status = rules_cases.status_after(
            ruling.verdict,
            attempt.status,
            answered=attempt.answered,
            to_mark=attempt.to_mark,
            is_graded=attempt.graded_at is not None,
        )
        attempt.changed_at = clock.now()
        await service.tell(
            db,
            attempt,
            "veritas/case_decided",
            ruling.stage.value,
            {
                "verdict": ruling.verdict.value,
                "appeal_until": day(case.appeal_until).striptags() if case.appeal_until else "",
            },
        )
    await audit.record(
        db,
        actor,
        Event.CASE_DECIDED,
        entity="attempt",
        entity_id=attempt_id,
        after={"reasons": form.reasons},
        details={
            "stage": ruling.stage.value,
            "said": form.verdict.value,
            "verdict": ruling.verdict.value if ruling.verdict else None,
            "overturned": ruling.overturned,
        },
    )
    await db.flush()
    return case


@dataclass(frozen=True, slots=True)
class OwnCase:
    """What a student sees of the case about their attempt: all of what is held against them."""

    attempt: ExamAttempt
    exam: Exam
    case: ReviewCase
    analysis: BehaviorAnalysis | None
    decisions: Sequence[CaseDecision]


async def own_case(db: Session, actor: Actor, attempt_id: UUID) -> OwnCase:
    """The case about the student's own attempt. Raises NotFound."""
    org_id = org_of(actor)
    attempt = await attempts.own(db, org_id, person_of(actor), attempt_id)
    case = await queries_cases.case(db, org_id, attempt.attempt)
    # What the first reviewer thinks is no decision yet, and would weigh on the second.
    settled = case.state not in (CaseState.OPEN, CaseState.SECOND_REVIEW)
    return OwnCase(
        attempt,
        await queries.exam_by_id(db, org_id, attempt.exam_id),
        case,
        await queries.latest_analysis(db, org_id, attempt.attempt),
        await queries_cases.decisions(db, org_id, attempt.attempt) if settled else [],
    )


async def state_own(db: Session, actor: Actor, attempt_id: UUID, words: str) -> ReviewCase:
    """The student says what happened; said again before the decision, the new words count."""
    attempt, case = await _own_for_update(db, actor, attempt_id)
    rules_cases.check_statement(case.state)
    case.statement, case.statement_at = words, clock.now()
    await audit.record(
        db,
        actor,
        Event.STATEMENT_MADE,
        entity="attempt",
        entity_id=attempt.attempt_id,
        after={"statement": words},
    )
    await db.flush()
    return case


async def appeal(db: Session, actor: Actor, attempt_id: UUID, words: str) -> ReviewCase:
    """The student appeals against a warning or a void. Raises Conflict, and Gone after the window."""
    attempt, case = await _own_for_update(db, actor, attempt_id)
    rules_cases.check_appeal(case.state, case.verdict, case.appeal_until, clock.now())
    case.state = CaseState.APPEALED
    case.appeal, case.appealed_at = words, clock.now()
    await audit.record(
        db,
        actor,
        Event.APPEAL_LODGED,
        entity="attempt",
        entity_id=attempt.attempt_id,
        after={"appeal": words},
    )
    await db.flush()
    return case


async def expunge(db: Session, actor: Actor, attempt_id: UUID) -> ReviewCase:
    """Empty a cleared case: texts and analysis go, that there was a case stays. Raises Conflict."""
    org_id = org_of(actor)
    attempt = await attempts.of_teacher(
        db, org_id, person_of(actor), attempt_id, level=Level.MANAGE, lock=True
    )
    case = await queries_cases.case(db, org_id, attempt.attempt, lock=True)
    rules_cases.check_expungement(case.state, case.verdict)
    case.state = CaseState.EXPUNGED
    case.statement = case.appeal = None
    await queries_cases.empty(db, org_id, attempt.attempt)
    await audit.record(db, actor, Event.CASE_EXPUNGED, entity="attempt", entity_id=attempt_id)
    await db.flush()
    return case


async def _own_for_update(db: Session, actor: Actor, attempt_id: UUID) -> tuple[ExamAttempt, ReviewCase]:
    org_id = org_of(actor)
    attempt = await attempts.own(db, org_id, person_of(actor), attempt_id)
    return attempt, await queries_cases.case(db, org_id, attempt.attempt, lock=True)
