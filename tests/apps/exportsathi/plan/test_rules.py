"""Seven days: nothing before what it needs, the longest chain, circles named."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.exportsathi.plan.rules import DAYS, Task, date_of, in_order, lay
from assay.kernel.errors import Conflict

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no failure."""


def task(name: str, days: int, *needs: str) -> Task:
    return Task(name, name, "", days, needs, interim="meanwhile")


@st.composite
def graphs(draw: st.DrawFn, most: int = 12) -> list[Task]:
    """Tasks without a circle, in any order, some needing what is not there."""
    count = draw(st.integers(1, most))
    tasks = []
    for at in range(count):
        needs = draw(st.lists(st.integers(0, at - 1), max_size=4, unique=True)) if at else []
        strange = draw(st.sampled_from([(), ("not-there",)]))
        tasks.append(task(f"t{at}", draw(st.integers(0, 12)), *(f"t{need}" for need in needs), *strange))
    return draw(st.permutations(tasks))


def longest_chain(tasks: list[Task]) -> int:
    """By brute force: every chain of tasks, each needing the one before."""
    by_id = {one.task_id: one for one in tasks}

    def behind(name: str) -> int:
        one = by_id[name]
        return one.days + max((behind(need) for need in one.needs if need in by_id), default=0)

    return max(behind(one.task_id) for one in tasks)


@calm
@given(graphs())
def test_no_task_begins_before_what_it_needs_is_finished(tasks: list[Task]) -> None:
    plan = lay(tasks)
    laid = {one.task.task_id: one for one in plan.tasks}
    assert len(laid) == len(tasks)
    place = {one.task.task_id: at for at, one in enumerate(plan.tasks)}
    for one in plan.tasks:
        assert 1 <= one.day <= DAYS
        assert one.finish == one.start + one.task.days
        for need in one.task.needs:
            if need in laid:
                assert laid[need].finish <= one.start
                assert laid[need].day <= one.day
                assert place[need] < place[one.task.task_id]


@calm
@given(graphs())
def test_a_task_waits_for_nothing_but_what_it_needs(tasks: list[Task]) -> None:
    laid = {one.task.task_id: one for one in lay(tasks).tasks}
    for one in laid.values():
        ends = [laid[need].finish for need in one.task.needs if need in laid]
        assert one.start == max(ends, default=0)


@calm
@given(graphs())
def test_the_length_is_that_of_the_longest_chain_and_the_path_is_such_a_chain(tasks: list[Task]) -> None:
    plan = lay(tasks)
    assert plan.length == longest_chain(tasks)
    by_id = {one.task_id: one for one in tasks}
    assert sum(by_id[name].days for name in plan.path) == plan.length
    for earlier, later in zip(plan.path, plan.path[1:], strict=False):
        assert earlier in by_id[later].needs
    assert {one.task.task_id for one in plan.tasks if one.critical} == set(plan.path)


@calm
@given(graphs(most=5))
def test_on_small_graphs_the_order_is_the_first_of_all_that_are_possible(tasks: list[Task]) -> None:
    names = [one.task_id for one in tasks]
    by_id = {one.task_id: one for one in tasks}

    def possible(order: tuple[str, ...]) -> bool:
        return all(
            order.index(need) < order.index(name)
            for name in order
            for need in by_id[name].needs
            if need in by_id
        )

    # permutations of the list come in the order of the list: the first that is possible is the wanted one
    assert in_order(tasks) == list(next(one for one in permutations(names) if possible(one)))


@calm
@given(graphs())
def test_what_takes_longer_is_flagged_and_nothing_else(tasks: list[Task]) -> None:
    for one in lay(tasks).tasks:
        assert one.beyond == (one.finish > DAYS)
        assert not one.later or one.day == DAYS


def test_a_circle_is_refused_and_named() -> None:
    tasks = [task("a", 1, "c"), task("b", 1, "a"), task("c", 1, "b"), task("d", 1, "a"), task("e", 1)]
    with pytest.raises(Conflict) as refused:
        lay(tasks)
    named = refused.value.detail.split(": ")[1].rstrip(".").split(" → ")
    assert named[0] == named[-1]
    assert set(named) == {"a", "b", "c"}


def test_weekends_are_passed_over() -> None:
    friday = date(2026, 12, 4)
    assert date_of(friday, 1) == friday
    assert date_of(friday, 2) == date(2026, 12, 7)
    assert date_of(friday, 7) == date(2026, 12, 14)
    assert date_of(date(2026, 12, 5), 1) == date(2026, 12, 7)


def test_no_tasks_are_a_plan_of_nothing() -> None:
    assert (lay([]).length, lay([]).path) == (0, ())
