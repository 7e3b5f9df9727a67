"""Who gets which script, and how far the promised time has run."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.apps.mathvidya.evaluations.rules import (
    Free,
    Shares,
    Wanted,
    assign,
    check_declinable,
    promise,
    reached,
)
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.apps.mathvidya.sla.rules import Calendar
from assay.kernel.clock import IST
from assay.kernel.errors import Conflict

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
A, B, C = (UUID(int=n) for n in (1, 2, 3))


def free(teacher_id: UUID, at_work: int = 0, capacity: int = 10, classes: str = "X") -> Free:
    return Free(teacher_id, frozenset({classes}), at_work, capacity)


def scripts(count: int, level: str = "X", barred: frozenset[UUID] = frozenset()) -> list[Wanted]:
    return [Wanted(UUID(int=100 + n), level, barred) for n in range(count)]


def test_least_loaded_gets_the_next() -> None:
    assert list(assign(scripts(3), [free(A, 2), free(B, 0)], NOW).values()) == [B, B, A]


def test_of_two_with_as_little_who_has_waited_longer_is_next() -> None:
    waited = Free(B, frozenset({"X"}), 0, 10, NOW - timedelta(days=2))
    busy = Free(A, frozenset({"X"}), 0, 10, NOW - timedelta(days=1))
    assert list(assign(scripts(1), [busy, waited], NOW).values()) == [B]


def test_nobody_gets_more_than_the_capacity() -> None:
    found = assign(scripts(5), [free(A, 1, 2), free(B, 0, 2)], NOW)
    assert sorted(found.values()) == [A, B, B]


def test_class_bars_and_holder_are_respected() -> None:
    wanted = [
        Wanted(UUID(int=100), "XII"),
        Wanted(UUID(int=101), "X", frozenset({A})),
        Wanted(UUID(int=102), "X", holder=B),
    ]
    found = assign(wanted, [free(A), free(B, 1), free(C, 5, classes="XII")], NOW)
    assert found == {UUID(int=100): C, UUID(int=101): B, UUID(int=102): A}


def test_what_nobody_can_take_is_left_and_bars_nobody_else() -> None:
    wanted = [Wanted(UUID(int=100), "X", frozenset({A, B})), Wanted(UUID(int=101), "X")]
    assert assign(wanted, [free(A), free(B, 1)], NOW) == {UUID(int=101): A}


def test_script_taken_from_a_full_teacher_makes_room_there() -> None:
    wanted = [Wanted(UUID(int=100), "X", holder=A), Wanted(UUID(int=101), "X", frozenset({B}))]
    assert assign(wanted, [free(A, 2, 2), free(B, 0, 5)], NOW) == {UUID(int=100): B, UUID(int=101): A}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 5), st.sets(st.sampled_from(["X", "XII"]), min_size=1)),
        max_size=6,
    ),
    st.lists(st.tuples(st.sampled_from(["X", "XII"]), st.sets(st.integers(1, 6))), max_size=25),
)
def test_each_goes_to_the_least_loaded_who_may_have_it(
    teachers: list[tuple[int, int, set[str]]], wanted: list[tuple[str, set[int]]]
) -> None:
    """Against a search through all teachers for each script."""
    people = [
        Free(UUID(int=n), frozenset(classes), at_work, capacity)
        for n, (at_work, capacity, classes) in enumerate(teachers, 1)
    ]
    loads = {one.teacher_id: one.open for one in people}
    asked = [
        Wanted(UUID(int=100 + n), level, frozenset(UUID(int=b) for b in barred))
        for n, (level, barred) in enumerate(wanted)
    ]
    found = assign(asked, people, NOW)
    for script in asked:
        may = [
            one
            for one in people
            if script.class_level in one.classes
            and one.teacher_id not in script.barred
            and loads[one.teacher_id] < one.capacity
        ]
        chosen = found.get(script.evaluation_id)
        if chosen is None:
            assert not may
            continue
        assert loads[chosen] == min(loads[one.teacher_id] for one in may)
        assert chosen in {one.teacher_id for one in may}
        loads[chosen] += 1


def test_promise_names_half_four_fifths_and_the_whole() -> None:
    monday = datetime(2026, 11, 30, 9, tzinfo=IST)
    made = promise(Calendar(), monday, 9)
    assert [one.isoformat() for one in (made.half_at, made.risk_at, made.due_at)] == [
        "2026-11-30T13:30:00+05:30",
        "2026-11-30T16:12:00+05:30",
        "2026-11-30T18:00:00+05:30",
    ]
    later = promise(Calendar(), monday, 9, timedelta(hours=1), Shares(25, 75))
    assert [one.isoformat() for one in (later.half_at, later.due_at)] == [
        "2026-11-30T12:15:00+05:30",
        "2026-12-01T10:00:00+05:30",
    ]


def test_state_follows_from_the_moments_and_changes_at_them() -> None:
    made = promise(Calendar(), datetime(2026, 11, 30, 9, tzinfo=IST), 9)
    second = timedelta(seconds=1)
    assert reached(made, made.half_at - second) is SlaState.ON_TIME
    assert reached(made, made.half_at) is SlaState.HALF
    assert reached(made, made.risk_at) is SlaState.AT_RISK
    assert reached(made, made.due_at - second) is SlaState.AT_RISK
    assert reached(made, made.due_at) is SlaState.BREACHED


@pytest.mark.parametrize("state", [EvaluationState.WAITING, EvaluationState.SUBMITTED])
def test_only_work_of_a_teacher_can_be_given_back(state: EvaluationState) -> None:
    with pytest.raises(Conflict):
        check_declinable(state)
