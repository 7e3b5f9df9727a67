"""The log folded: nothing is counted twice, everything can be taken back, the order is the log's."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assay.apps.mathvidya.marking.rules import FACTS, Op, OpKind, Script, refusals, state
from tests.apps.mathvidya.marking.papers import SHEETS, mark, method, op, paper

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
BODY = {"stamp": "tick", "x": 0.5, "y": 0.5}


@some.composite
def operations(draw: some.DrawFn, kinds: Sequence[OpKind] = tuple(OpKind)) -> Op:
    """Any operation, fitting or not."""
    kind = draw(some.sampled_from(kinds))
    if kind is OpKind.MARK:
        marks = draw(some.sampled_from([None, "0", "0.5", "1"]))
        return mark(draw(some.sampled_from([21, 22])), draw(some.integers(0, 2)), marks)
    if kind is OpKind.METHOD:
        return op("method", 22, method=draw(some.integers(0, 1)))
    if kind is OpKind.ERASE:
        return op("erase", body={"op_id": str(op("stamp").op_id)})
    if kind is OpKind.REGION:
        body = draw(some.sampled_from([{}, {"x": 0.1, "y": 0.1, "w": 0.5, "h": 0.2}]))
        return op("region", 21, sheet_id=SHEETS[0], body=body)
    return op(kind.value, draw(some.sampled_from([21, 22])), sheet_id=SHEETS[0], body=BODY)


CHANGES = [one for one in OpKind if one not in (*FACTS, OpKind.UNDO, OpKind.REDO)]
logs = some.lists(operations(), max_size=30)
changes = some.lists(operations(CHANGES), max_size=10)


def looks(script: Script) -> tuple[object, ...]:
    """What a marker sees of it; what was seen and what could be undone aside."""
    return script.marks, script.methods, list(script.drawn), script.regions


@unhurried
@given(logs)
def test_replay_of_any_part_changes_nothing(log: list[Op]) -> None:
    once = state(log)
    assert state([*log, *log]) == once
    assert state([one for one in log for _twice in range(2)]) == once


@unhurried
@given(logs, changes)
def test_undo_takes_every_change_back(log: list[Op], more: list[Op]) -> None:
    back = [op("undo") for _one in more]
    assert looks(state([*log, *more, *back])) == looks(state(log))


@unhurried
@given(logs, changes)
def test_redo_brings_back_what_undo_took(log: list[Op], more: list[Op]) -> None:
    there = [op("undo") for _one in more] + [op("redo") for _one in more]
    assert looks(state([*log, *more, *there])) == looks(state([*log, *more]))


@unhurried
@given(logs)
def test_redo_after_a_new_change_does_nothing(log: list[Op]) -> None:
    changed = [*log, op("undo"), mark(21, 0, "1")]
    assert state([*changed, op("redo")]) == state(changed)
    assert not state(changed).can_redo


@unhurried
@given(logs)
def test_as_many_undos_as_operations_leave_nothing(log: list[Op]) -> None:
    nothing = state([*log, *(op("undo") for _one in log)])
    assert looks(nothing) == looks(Script())
    assert not nothing.can_undo


@unhurried
@given(logs, some.data())
def test_what_was_seen_depends_on_no_order(log: list[Op], data: some.DataObject) -> None:
    one, other = state(log), state(data.draw(some.permutations(log)))
    assert (one.seen_pages, one.seen_questions, one.acknowledged) == (
        other.seen_pages,
        other.seen_questions,
        other.acknowledged,
    )


@unhurried
@given(logs, some.data())
def test_batch_sent_again_after_a_lost_answer_changes_nothing(log: list[Op], data: some.DataObject) -> None:
    arrived = data.draw(some.integers(0, len(log)))
    again = data.draw(some.integers(0, arrived))
    assert state([*log[:arrived], *log[again:]]) == state(log)


def test_the_later_of_two_marks_counts() -> None:
    script = state([mark(21, 0, "1"), mark(21, 0, "0")])
    assert script.marks == {(21, "", "a", 0, 0): Decimal(0)}


def test_marks_taken_back_leave_the_step_unmarked() -> None:
    assert state([mark(21, 0, "1"), mark(21, 0, None)]).marks == {}


def test_erased_stamp_comes_back_by_undo() -> None:
    stamp = op("stamp", 21, sheet_id=SHEETS[0], body=BODY)
    erased = [stamp, op("erase", body={"op_id": str(stamp.op_id)})]
    assert list(state(erased).drawn) == []
    assert list(state([*erased, op("undo")]).drawn) == [stamp.op_id]


@pytest.mark.parametrize(
    ("steps", "step", "admitted"),
    [
        (("1",), 0, ["0", "1"]),  # a question worth one mark is right or wrong
        (("1", "1"), 0, ["0", "1"]),
        (("2", "1"), 0, ["0", "1", "2"]),
        (("0.5", "1", "1.5"), 0, ["0", "0.5"]),
        (("0.5", "1", "1.5"), 1, ["0", "0.5", "1"]),
        (("0.5", "0.5"), 1, ["0", "0.5"]),
    ],
)
def test_halves_are_given_only_where_the_scheme_has_halves(
    steps: tuple[str, ...], step: int, admitted: list[str]
) -> None:
    wanted = [Decimal(half) / 2 for half in range(8)]
    assert [one for one in wanted if method(*steps).admits(step, one)] == [Decimal(one) for one in admitted]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (mark(21, 0, "1.5"), "marks"),
        (mark(21, 0, "0.5"), "marks"),
        (mark(22, 2, "2"), "marks"),
        (mark(21, 2, "1"), "step"),
        (mark(22, 2, "1", method=1), "step"),
        (mark(22, 0, "1", method=2), "method"),
        (mark(22, 0, "0.5", choice="b"), "number"),
        (mark(36, 0, "1"), "number"),
        (mark(1, 0, "1"), "number"),
        (op("seen_question", 1), "number"),
        (op("method", 21, method=1), "method"),
        (op("seen_page", sheet_id=op("undo").op_id), "sheet_id"),
    ],
)
def test_what_does_not_fit_the_scheme_is_refused(sent: Op, field: str) -> None:
    assert refusals(paper(), sent) == [field]


def test_question_declared_unanswered_takes_no_marks() -> None:
    assert refusals(paper(unanswered=frozenset({21})), mark(21, 0, "1")) == ["number"]
    assert refusals(paper(), mark(21, 0, "1")) == []
