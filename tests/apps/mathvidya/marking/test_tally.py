"""Sums, and what keeps a marking from being finished."""

from decimal import Decimal

import pytest

from assay.apps.mathvidya.marking.rules import Op, Paper, state
from assay.apps.mathvidya.marking.scheme import Scheme
from assay.apps.mathvidya.marking.tally import Lack, QuestionTally, problems, tally
from tests.apps.mathvidya.marking.papers import SHEETS, full, mark, op, paper, seen


def awarded(found: Paper, ops: list[Op]) -> dict[int, Decimal]:
    return {one.question.number: one.awarded for one in tally(found, state(ops))}


def of(number: int, ops: list[Op]) -> QuestionTally:
    return next(one for one in tally(paper(), state(ops)) if one.question.number == number)


def lacking(ops: list[Op], found: Paper | None = None) -> list[tuple[Lack, int]]:
    found = found or paper()
    return [(one.lack, one.number) for one in problems(found, state(ops))]


def test_steps_add_up_by_themselves() -> None:
    assert awarded(paper(), full()) == {21: Decimal(2), 22: Decimal(3), 36: Decimal(4)}


def test_only_the_chosen_method_counts() -> None:
    both = [*full(), mark(22, 0, "2", method=1), op("method", 22, method=1)]
    assert of(22, both).awarded == 2
    assert not of(22, both).complete
    assert of(22, [*both, op("method", 22, method=0)]).awarded == 3


def test_better_of_two_choices_counts_and_is_shown() -> None:
    ops = [mark(21, 0, "1"), mark(21, 1, "0"), mark(21, 0, "2", choice="b")]
    found = of(21, ops)
    assert (found.awarded, found.chosen, found.both) == (Decimal(2), ("b",), (True,))
    assert found.complete


def test_first_of_equal_choices_counts() -> None:
    assert of(21, [mark(21, 0, "0"), mark(21, 1, "1"), mark(21, 0, "1", choice="b")]).chosen == ("a",)


def test_choice_within_a_case_is_taken_by_itself() -> None:
    ops = [
        mark(36, 0, "1", "i"),
        mark(36, 0, "0", "ii"),
        *(mark(36, step, marks, "iii", choice="b") for step, marks in enumerate(["0.5", "0", "1"])),
    ]
    found = of(36, ops)
    assert (found.awarded, found.chosen, found.complete) == (Decimal("2.5"), ("a", "a", "b"), True)


def test_declared_question_gets_nothing_and_needs_no_marks() -> None:
    found = paper(unanswered=frozenset({22}))
    ops = [one for one in [*seen(), *full()] if not (one.kind == "mark" and one.number == 22)]
    assert awarded(found, ops)[22] == 0
    assert lacking(ops, found) == []


def test_complete_marking_can_be_finished() -> None:
    assert lacking([*seen(), *full()]) == []


@pytest.mark.parametrize("sheet", [0, 1, 2])
def test_page_unseen_keeps_it_open(sheet: int) -> None:
    ops = [one for one in seen() if not (one.kind == "seen_page" and one.sheet_id == SHEETS[sheet])]
    assert lacking([*ops, *full()]) == [(Lack.PAGE_UNSEEN, sheet + 1)]


def test_blank_page_unacknowledged_keeps_it_open() -> None:
    ops = [one for one in seen() if one.kind != "blank_ack"]
    assert lacking([*ops, *full()]) == [(Lack.BLANK_UNACKNOWLEDGED, 2)]
    assert lacking([*ops, *full()], paper(blank=False)) == []


@pytest.mark.parametrize("number", [21, 22, 36])
def test_question_unseen_keeps_it_open(number: int) -> None:
    ops = [one for one in seen() if one.number != number]
    assert lacking([*ops, *full()]) == [(Lack.QUESTION_UNSEEN, number)]


@pytest.mark.parametrize("number", [21, 22, 36])
def test_question_unmarked_keeps_it_open(number: int) -> None:
    ops = [one for one in full() if one.number != number]
    assert lacking([*seen(), *ops]) == [(Lack.UNMARKED, number)]


@pytest.mark.parametrize("place", range(9))
def test_one_step_without_marks_keeps_it_open(place: int) -> None:
    ops = full()
    gone = ops.pop(place)
    assert lacking([*seen(), *ops]) == [(Lack.PARTLY_MARKED, gone.number)]


def test_a_choice_begun_and_left_keeps_it_open() -> None:
    ops = [*full(), mark(36, 0, "0.5", "iii", choice="b")]
    assert lacking([*seen(), *ops]) == [(Lack.PARTLY_MARKED, 36)]


def test_marks_the_scheme_does_not_give_keep_it_open() -> None:
    """The API refuses them; should one ever stand in the log, the marking cannot be finished with it."""
    for marks in ("0.5", "3"):
        assert (Lack.NOT_ADMITTED, 21) in lacking([*seen(), *full(), mark(21, 0, marks)])


def test_a_page_that_came_later_must_be_seen_too() -> None:
    found = paper()
    fewer = Paper(found.scheme, found.pages[:2], found.unanswered)
    ops = [one for one in [*seen(), *full()] if one.sheet_id != SHEETS[2]]
    assert lacking(ops, fewer) == []
    assert lacking(ops, found) == [(Lack.PAGE_UNSEEN, 3)]


def test_one_question_marked_again_needs_no_page_seen() -> None:
    found = paper()
    only = Paper(Scheme(found.scheme.questions[:1]), found.pages, whole=False)
    ops = [op("seen_question", 21), mark(21, 0, "1"), mark(21, 1, "0")]
    assert lacking(ops, only) == []
    assert lacking(ops[1:], only) == [(Lack.QUESTION_UNSEEN, 21)]
