"""When a query is admitted, and what its answer does to the marks. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

from assay.apps.mathvidya.exams.outcome import How, Outcome, QuestionOutcome
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.i18n import gettext as _


def check_marked(status: ExamStatus) -> None:
    """Raise Conflict while the marks are not all there."""
    if status is not ExamStatus.MARKED:
        raise Conflict(_("The result is there when everything is marked."), status=status.value)


def ends_at(marked_at: datetime, days: int) -> datetime:
    """Until when a student may ask about the marks."""
    return marked_at + timedelta(days=days)


def can_ask(one: QuestionOutcome, asked: Collection[int], until: datetime, now: datetime) -> bool:
    """Whether these marks may be asked about: once, in time, and only where a teacher marked."""
    return one.how is How.TEACHER and one.number not in asked and now <= until


def check_query(
    outcome: Outcome, number: int, asked: Collection[int], until: datetime, now: datetime
) -> Decimal:
    """The question's marks as they are. Raises NotFound, and Conflict where no query is admitted."""
    one = outcome.question(number)
    if one is None:
        raise NotFound(_("There is no such question on this paper."))
    if one.how is not How.TEACHER:
        raise Conflict(_("No teacher marked this question, so there is nothing to ask about."))
    if number in asked:
        raise Conflict(_("You have asked about this question already."))
    if now > until:
        raise Conflict(_("The time for queries is over."), until=until.isoformat())
    return one.marks


def answered(before: QuestionOutcome, after: QuestionOutcome, *, may_lower: bool) -> QuestionOutcome:
    """What stands after a query: the new marking, unless it is lower and the rule says that marks stay."""
    if after.marks < before.marks and not may_lower:
        return before
    return after


def with_question(outcome: Outcome, one: QuestionOutcome) -> Outcome:
    """The outcome with this question in place of the one of its number."""
    return Outcome(questions=tuple(one if old.number == one.number else old for old in outcome.questions))
