"""The phase table: every action in every situation, and a cycle walked by a random caller."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assay.apps.enigma.phases import (
    APPLICATION_TRANSITIONS,
    ORDER,
    TRANSITIONS,
    Action,
    ApplicationStatus,
    Phase,
    check,
)
from assay.kernel.errors import OutOfOrder


@given(
    st.sampled_from(Action),
    st.sampled_from(Phase),
    st.sets(st.sampled_from(Action)),
    st.sets(st.sampled_from(Action)),
)
def test_an_action_begins_only_where_the_table_says(
    action: Action, phase: Phase, finished: set[Action], running: set[Action]
) -> None:
    started = finished | running
    needed = TRANSITIONS[action]
    allowed = phase is needed.source and (needed.after is None or needed.after in finished)
    if action in started:
        assert check(action, phase, finished, started) is False
    elif allowed:
        assert check(action, phase, finished, started) is True
    else:
        with pytest.raises(OutOfOrder) as caught:
            check(action, phase, finished, started)
        assert caught.value.members["phase"] == phase.value
        assert caught.value.members["needed"] == needed.source.value


def test_the_actions_lead_through_all_nine_phases_once() -> None:
    visited = [Phase.SUBMISSION]
    for action in Action:
        transition = TRANSITIONS[action]
        assert transition.source is visited[-1]
        if transition.target is not visited[-1]:
            visited.append(transition.target)
    assert tuple(visited) == ORDER
    assert len(ORDER) == 9


def test_every_application_can_reach_published_and_none_goes_back() -> None:
    def reach(status: ApplicationStatus) -> set[ApplicationStatus]:
        following = APPLICATION_TRANSITIONS[status]
        return {status}.union(*(reach(one) for one in following))

    for status in ApplicationStatus:
        assert ApplicationStatus.PUBLISHED in reach(status)
        assert status not in set().union(*(reach(one) for one in APPLICATION_TRANSITIONS[status]))


class CycleMachine(RuleBasedStateMachine):
    """A caller asks for any action at any time; steps finish when they like."""

    def __init__(self) -> None:
        super().__init__()
        self.phase = Phase.SUBMISSION
        self.finished: set[Action] = set()
        self.started: set[Action] = set()

    @rule(action=st.sampled_from(Action))
    def ask(self, action: Action) -> None:
        try:
            begins = check(action, self.phase, self.finished, self.started)
        except OutOfOrder:
            assert action not in self.started
            return
        if begins:
            self.started.add(action)
            if TRANSITIONS[action].at_start:
                self.phase = TRANSITIONS[action].target

    @precondition(lambda self: self.started - self.finished)
    @rule()
    def finish(self) -> None:
        action = next(iter(self.started - self.finished))
        self.finished.add(action)
        self.phase = TRANSITIONS[action].target

    @invariant()
    def at_most_one_step_is_at_work(self) -> None:
        assert len(self.started - self.finished) <= 1

    @invariant()
    def steps_happen_in_order(self) -> None:
        order = list(Action)
        assert self.started == set(order[: len(self.started)])


TestCycleMachine = CycleMachine.TestCase
