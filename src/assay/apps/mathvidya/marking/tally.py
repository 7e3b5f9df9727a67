"""What a marking amounts to: sums, and what it still lacks. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from assay.apps.mathvidya.marking.rules import Paper, Script
from assay.apps.mathvidya.marking.scheme import Option, Question, Slot

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """One option of a slot: what it got, and whether each of its steps has its marks (`complete`), none has
    (`untouched`), or some have."""

    option: Option
    awarded: Decimal
    complete: bool
    untouched: bool


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """`awarded` so far; `chosen` is the option that counts in each slot, None where none is complete."""

    question: Question
    awarded: Decimal
    complete: bool
    declared: bool
    chosen: tuple[str | None, ...]
    both: tuple[bool, ...]
    """Of each slot: both options were marked, and the better counts."""


def counted(script: Script, question: Question, option: Option) -> Counted:
    """What `option` got by the steps of the chosen methods."""
    steps: list[Decimal | None] = []
    for part in option.parts:
        steps += script.given((question.number, part.label, option.choice), part)
    given = [marks for marks in steps if marks is not None]
    return Counted(option, sum(given, NOTHING), len(given) == len(steps), not given)


def tally(paper: Paper, script: Script) -> list[QuestionTally]:
    """Each question's marks. Sums only: no total is ever typed."""
    return [_question(paper, script, question) for question in paper.scheme.questions]


def _question(paper: Paper, script: Script, question: Question) -> QuestionTally:
    if question.number in paper.unanswered:
        nothing = tuple(None for _slot in question.slots)
        return QuestionTally(question, NOTHING, True, True, nothing, tuple(False for _slot in question.slots))
    slots = [_slot(script, question, slot) for slot in question.slots]
    return QuestionTally(
        question,
        awarded=sum((awarded for awarded, *_rest in slots), NOTHING),
        complete=all(complete for _awarded, complete, *_rest in slots),
        declared=False,
        chosen=tuple(chosen for *_rest, chosen, _both in slots),
        both=tuple(both for *_rest, both in slots),
    )


def _slot(script: Script, question: Question, slot: Slot) -> tuple[Decimal, bool, str | None, bool]:
    """Marks, whether nothing is missing, the option that counts, whether there was a choice to make."""
    options = [counted(script, question, option) for option in slot.options]
    complete = [one for one in options if one.complete]
    missing = not complete or any(not one.complete and not one.untouched for one in options)
    best = max(complete, key=lambda one: one.awarded, default=None)  # of equals, the first
    awarded = max((one.awarded for one in options), default=NOTHING)
    return awarded, not missing, best.option.choice if best else None, len(complete) > 1


class Lack(StrEnum):
    """Why a marking cannot be finished yet."""

    PAGE_UNSEEN = "page_unseen"
    BLANK_UNACKNOWLEDGED = "blank_unacknowledged"
    QUESTION_UNSEEN = "question_unseen"
    UNMARKED = "unmarked"
    PARTLY_MARKED = "partly_marked"
    NOT_ADMITTED = "not_admitted"
    """Marks over a step's maximum, or a half where the scheme has none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`number` is a page's for the first two kinds, a question's for the others."""

    lack: Lack
    number: int
    sheet_id: UUID | None = None


def problems(paper: Paper, script: Script) -> list[Problem]:
    """Everything that keeps the marking from being finished, pages first."""
    found: list[Problem] = []
    for page in paper.pages if paper.whole else ():
        if page.sheet_id not in script.seen_pages:
            found.append(Problem(Lack.PAGE_UNSEEN, page.number, page.sheet_id))
        if page.blank and page.sheet_id not in script.acknowledged:
            found.append(Problem(Lack.BLANK_UNACKNOWLEDGED, page.number, page.sheet_id))
    for one in tally(paper, script):
        number = one.question.number
        if number not in script.seen_questions:
            found.append(Problem(Lack.QUESTION_UNSEEN, number))
        if not one.complete:
            untouched = all(
                counted(script, one.question, option).untouched
                for slot in one.question.slots
                for option in slot.options
            )
            found.append(Problem(Lack.UNMARKED if untouched else Lack.PARTLY_MARKED, number))
        if not _admitted(script, one.question):
            found.append(Problem(Lack.NOT_ADMITTED, number))
    return found


def _admitted(script: Script, question: Question) -> bool:
    for key, part in question.parts():
        method = part.methods[script.method(key)]
        for step, marks in enumerate(script.given(key, part)):
            if marks is not None and not method.admits(step, marks):
                return False
    return True
