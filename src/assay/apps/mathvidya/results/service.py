"""Use cases of results: publish the marks that count, show them, ask about one, answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams import queries as exam_queries
from assay.apps.mathvidya.exams import rules as course
from assay.apps.mathvidya.exams import service as exams
from assay.apps.mathvidya.exams.outcome import Outcome
from assay.apps.mathvidya.exams.service import Sitting
from assay.apps.mathvidya.models.evaluations import Evaluation, MarkQuery, Purpose, QueryState
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.results import queries, rules
from assay.apps.mathvidya.results.forms import QueryForm
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Result:
    """A marked exam with its paper, answers, marks and queries."""

    view: Sitting
    outcome: Outcome
    queries: Sequence[MarkQuery]
    until: datetime

    @property
    def exam(self) -> ExamInstance:
        return self.view.exam

    def can_ask(self, number: int) -> bool:
        one = self.outcome.question(number)
        asked = {row.number for row in self.queries}
        return one is not None and rules.can_ask(one, asked, self.until, clock.now())


async def result(db: Session, actor: Actor, exam_id: UUID) -> Result:
    """The student's own result. Raises NotFound, and Conflict while it is being marked."""
    return await result_of(db, await exams.own(db, actor, exam_id))


async def result_of(db: Session, found: ExamInstance) -> Result:
    """A result for whoever may see it: the caller decides that. Raises Conflict while it is being marked."""
    rules.check_marked(found.status)
    assert found.marked_at is not None  # the status says so
    settings = await config.get(db, found.org_id)
    return Result(
        view=await exams.sitting_of(db, found),
        outcome=Outcome.model_validate(found.result),
        queries=await queries.asked(db, found.org_id, found.student_id, found.exam_id),
        until=rules.ends_at(found.marked_at, settings.query_days),
    )


async def publish(db: Session, actor: Actor, student_id: UUID, evaluation_id: UUID) -> None:
    """The marks of a finished evaluation become the exam's, or answer its query. Asked again, the same."""
    one = await queries.evaluation(db, org_of(actor), student_id, evaluation_id)
    found = await exam_queries.exam(db, one.org_id, student_id, one.exam_id, lock=True)
    if one.purpose is Purpose.QUERY:
        await _answer(db, actor, found, one)
        return
    view = await exams.sitting_of(db, found)
    on_screen = course.on_screen(view.snapshot, view.chosen)
    written = Outcome.model_validate(one.outcome).questions
    outcome = course.joined(on_screen, written)
    if found.result == outcome.document():
        return
    await exams.settle(db, actor, found, outcome)


async def ask(db: Session, actor: Actor, exam_id: UUID, form: QueryForm) -> MarkQuery:
    """Ask about the marks of one question; another teacher looks at it, on a clock of its own.

    Raises NotFound, and Conflict where none is admitted: asked already, too late, not marked by a teacher.
    """
    found = await exam_queries.exam(db, *_own(actor), exam_id, lock=True)
    here = await result_of(db, found)
    now = clock.now()
    before = rules.check_query(
        here.outcome, form.number, {row.number for row in here.queries}, here.until, now
    )
    made = MarkQuery(
        org_id=found.org_id,
        student_id=found.student_id,
        exam_id=found.exam_id,
        number=form.number,
        reason=form.reason,
        marks_before=before,
    )
    db.add(made)
    await db.flush()
    settings = await config.get(db, found.org_id)
    await evaluations.create(
        db,
        actor,
        found.student_id,
        found.exam_id,
        purpose=Purpose.QUERY,
        sla_hours=settings.query_hours,
        query_id=made.query_id,
    )
    await audit.record(
        db,
        actor,
        Event.QUERY_MADE,
        entity="mathvidya-exam",
        entity_id=found.exam_id,
        after={"reason": form.reason},
        details={"number": form.number, "marks": str(before)},
    )
    return made


async def _answer(db: Session, actor: Actor, found: ExamInstance, one: Evaluation) -> None:
    assert one.query_id is not None  # a round of this purpose has one
    asked = await queries.query(db, one.org_id, one.student_id, one.query_id, lock=True)
    if asked.state is not QueryState.OPEN:
        return
    outcome = Outcome.model_validate(found.result)
    before = outcome.question(asked.number)
    after = Outcome.model_validate(one.outcome).question(asked.number)
    assert before is not None
    assert after is not None
    settings = await config.get(db, found.org_id)
    stands = rules.answered(before, after, may_lower=settings.query_may_lower)
    asked.state, asked.answered_at = QueryState.ANSWERED, clock.now()
    asked.marks_after, asked.answer = stands.marks, "\n".join(after.comments)
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.QUERY_ANSWERED,
        entity="mathvidya-exam",
        entity_id=found.exam_id,
        after={"answer": asked.answer},
        details={
            "number": asked.number,
            "before": str(before.marks),
            "given": str(after.marks),
            "after": str(stands.marks),
        },
    )
    if stands != before:
        await exams.settle(db, actor, found, rules.with_question(outcome, stands))
    await _tell(db, found, asked)


async def _tell(db: Session, found: ExamInstance, asked: MarkQuery) -> None:
    account = await exam_queries.account_of(db, found.org_id, found.student_id)
    if account is None:
        return
    if asked.marks_after == asked.marks_before:
        body = _("The marks stand.")
    else:
        body = _("The marks are %(after)s now; they were %(before)s.") % {
            "after": asked.marks_after,
            "before": asked.marks_before,
        }
    await notices.tell(
        db,
        found.org_id,
        account,
        Kind.QUERY,
        _("Your query about question %(number)s is answered") % {"number": asked.number},
        body,
        key=f"query:{asked.query_id}",
        href=f"/mathvidya/student/exams/{found.exam_id}/result",
    )


def _own(actor: Actor) -> tuple[UUID, UUID]:
    return org_of(actor), person_of(actor)
