"""What a student is shown, for every policy and every date: nothing before its phase."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assay.apps.veritas.exams.policies import NEVER_DURING, ReviewPhase, ReviewPolicy, Shown
from assay.apps.veritas.review import rules
from assay.apps.veritas.review.rules import Times, begins, phase, shown, visible

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORDER = list(ReviewPhase)


def times(submitted: float | None = 1, closed: float = 8, **more: bool) -> Times:
    ended = START + submitted * HOUR if submitted is not None else None
    return Times(START, ended, START + closed * HOUR, **more)


MOMENTS = st.integers(-100, 5000).map(lambda minutes: START + timedelta(minutes=minutes))
TIMES = st.builds(
    Times,
    st.just(START),
    st.none() | st.integers(0, 600).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.integers(0, 3000).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.booleans(),
)


@st.composite
def policies(draw: st.DrawFn, *, lasting: bool = False) -> ReviewPolicy:
    show = {}
    for what in draw(st.sets(st.sampled_from(list(Shown)))):
        allowed = ORDER[1:] if what in NEVER_DURING else ORDER
        if lasting:
            show[what] = tuple(allowed[draw(st.integers(0, len(allowed) - 1)) :])
        else:
            show[what] = tuple(draw(st.sets(st.sampled_from(allowed))))
    return ReviewPolicy(show=show, date=draw(MOMENTS))


def test_phases_follow_each_other() -> None:
    policy = ReviewPolicy(date=START + 20 * HOUR)
    stands = [phase(policy, times(), START + hours * HOUR) for hours in (-1, 0, 0.9, 1, 7.9, 8, 19.9, 20)]
    during, submitted, closed, dated = ReviewPhase
    assert stands == [None, during, during, submitted, submitted, closed, closed, dated]


def test_date_before_the_exam_is_over_for_all_waits_for_that() -> None:
    policy = ReviewPolicy(date=START + 2 * HOUR)
    assert phase(policy, times(), START + 3 * HOUR) is ReviewPhase.AFTER_SUBMIT
    assert phase(policy, times(), START + 8 * HOUR) is ReviewPhase.AFTER_DATE


def test_exam_over_for_all_does_not_end_a_sitting() -> None:
    assert phase(ReviewPolicy(), times(submitted=None), START + 100 * HOUR) is ReviewPhase.DURING


def test_who_sits_again_sees_of_the_first_attempt_what_is_shown_during() -> None:
    policy = ReviewPolicy(show={Shown.KEY: (ReviewPhase.AFTER_SUBMIT,)})
    assert visible(policy, Shown.KEY, times(), START + 2 * HOUR)
    assert not visible(policy, Shown.KEY, times(sits_again=True), START + 2 * HOUR)


def test_nothing_is_shown_before_the_attempt_began() -> None:
    assert shown(ReviewPolicy(), times(), START - HOUR) == frozenset()


@given(policies(), TIMES, MOMENTS)
def test_key_and_mark_are_never_shown_while_the_student_sits(
    policy: ReviewPolicy, stands: Times, now: datetime
) -> None:
    if stands.submitted_at is None or now < stands.submitted_at or stands.sits_again:
        assert not shown(policy, stands, now) & set(NEVER_DURING)


@given(policies(), TIMES, MOMENTS, st.sampled_from(list(Shown)))
def test_nothing_is_shown_before_the_first_phase_that_shows_it(
    policy: ReviewPolicy, stands: Times, now: datetime, what: Shown
) -> None:
    if not visible(policy, what, stands, now):
        return
    first = min(rules.LATER[one] for one in ReviewPhase if policy.shows(what, one))
    stood = phase(policy, stands, now)
    assert stood is not None
    assert rules.LATER[stood] >= first
    if not stands.sits_again:
        begun = begins(policy, stands)[stood]
        assert begun is not None
        assert begun <= now


@given(policies(), TIMES, MOMENTS, MOMENTS)
def test_phases_never_go_back(policy: ReviewPolicy, stands: Times, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    first, second = phase(policy, stands, earlier), phase(policy, stands, later)
    if first is not None:
        assert second is not None
        assert rules.LATER[first] <= rules.LATER[second]


@given(policies(lasting=True), TIMES, MOMENTS, MOMENTS)
def test_what_a_lasting_policy_shows_once_it_shows_for_good(
    policy: ReviewPolicy, stands: Times, one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other))
    assert shown(policy, stands, earlier) <= shown(policy, stands, later)
