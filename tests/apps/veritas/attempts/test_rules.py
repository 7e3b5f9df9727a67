"""The one deadline function, by its properties."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assay.apps.veritas.attempts import rules
from assay.apps.veritas.attempts.rules import Timing, deadline
from assay.apps.veritas.models.attempts import LIVE, AttemptStatus
from assay.apps.veritas.people.accommodations import Measures, Window
from assay.kernel.errors import OutOfOrder

OPENS = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECONDS = st.integers(0, 86_400)
multipliers = st.decimals("1", "4", places=2)
minutes = st.integers(0, 300)


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    length = draw(st.integers(1, 200_000))
    return Timing(OPENS, OPENS + timedelta(seconds=length), draw(st.integers(60, 86_400)))


@st.composite
def starts(draw: st.DrawFn) -> tuple[Timing, datetime]:
    timing = draw(timings())
    length = int((timing.closes_at - timing.opens_at).total_seconds())
    return timing, timing.opens_at + timedelta(seconds=draw(st.integers(0, length - 1)))


@given(starts(), multipliers, minutes, SECONDS, SECONDS)
def test_never_before_the_start(
    start: tuple[Timing, datetime], multiplier: Decimal, more: int, extra: int, paused: int
) -> None:
    timing, at = start
    measures = Measures(multiplier=multiplier, extra_minutes=more)
    assert deadline(timing, measures, at, extra_seconds=extra, paused_seconds=paused) > at


@given(starts(), multipliers, multipliers, minutes, minutes)
def test_more_is_never_less(
    start: tuple[Timing, datetime], a: Decimal, b: Decimal, few: int, many: int
) -> None:
    timing, at = start
    low = Measures(multiplier=min(a, b), extra_minutes=min(few, many))
    high = Measures(multiplier=max(a, b), extra_minutes=max(few, many))
    assert deadline(timing, low, at) <= deadline(timing, high, at)


@given(starts(), multipliers, minutes)
def test_never_beyond_the_window_unless_given_live(
    start: tuple[Timing, datetime], multiplier: Decimal, more: int
) -> None:
    timing, at = start
    measures = Measures(multiplier=multiplier, extra_minutes=more)
    assert deadline(timing, measures, at) <= timing.closes_at


@given(starts(), multipliers, SECONDS, SECONDS)
def test_what_is_given_live_is_given_exactly(
    start: tuple[Timing, datetime], multiplier: Decimal, extra: int, paused: int
) -> None:
    timing, at = start
    measures = Measures(multiplier=multiplier)
    given_live = deadline(timing, measures, at, extra_seconds=extra, paused_seconds=paused)
    assert given_live - deadline(timing, measures, at) == timedelta(seconds=extra + paused)


@given(starts(), SECONDS, SECONDS)
def test_pause_that_lasts_keeps_what_is_left(
    start: tuple[Timing, datetime], before: int, lasted: int
) -> None:
    timing, at = start
    paused_at = at + timedelta(seconds=before)
    assume(paused_at <= deadline(timing, Measures(), at))
    left_then = deadline(timing, Measures(), at) - paused_at
    now = paused_at + timedelta(seconds=lasted)
    assert deadline(timing, Measures(), at, paused_at=paused_at, now=now) - now == left_then


@given(starts(), SECONDS)
def test_pause_that_ended_counts_like_the_one_that_lasted(
    start: tuple[Timing, datetime], lasted: int
) -> None:
    timing, at = start
    now = at + timedelta(seconds=lasted)
    lasting = deadline(timing, Measures(), at, paused_at=at, now=now)
    ended = deadline(timing, Measures(), at, paused_seconds=rules.pause_seconds(at, now))
    assert lasting == ended


@given(starts(), multipliers, SECONDS)
def test_same_answer_every_time(start: tuple[Timing, datetime], multiplier: Decimal, extra: int) -> None:
    timing, at = start
    measures = Measures(multiplier=multiplier)
    asked = [deadline(timing, measures, at, extra_seconds=extra) for _ in range(2)]
    assert asked[0] == asked[1]


def test_alternate_window_takes_the_place_of_the_exams() -> None:
    timing = Timing(OPENS, OPENS + timedelta(hours=2), 3600)
    later = Window(opens_at=OPENS + timedelta(days=1), closes_at=OPENS + timedelta(days=1, minutes=40))
    at = OPENS + timedelta(days=1)
    assert deadline(timing, Measures(window=later), at) == later.closes_at


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"extra_seconds": -1}, "never taken"),
        ({"paused_seconds": -1}, "never taken"),
        ({"paused_at": OPENS}, "needs the time"),
    ],
)
def test_nonsense_is_refused(wrong: dict[str, object], says: str) -> None:
    timing = Timing(OPENS, OPENS + timedelta(hours=2), 3600)
    with pytest.raises(ValueError, match=says):
        deadline(timing, Measures(), OPENS, **wrong)  # type: ignore[arg-type]


def test_start_after_the_window_is_refused() -> None:
    with pytest.raises(ValueError, match="before its window ends"):
        deadline(Timing(OPENS, OPENS + timedelta(hours=2), 3600), Measures(), OPENS + timedelta(hours=2))


@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(0, 60))
def test_grace_takes_only_what_was_typed_in_time(typed: int, received: int, grace: int) -> None:
    assume(typed <= received)
    arrived = rules.arrival(
        OPENS,
        grace,
        typed_at=OPENS + timedelta(seconds=typed),
        received_at=OPENS + timedelta(seconds=received),
    )
    assert arrived.accepted == (received <= 0 or (typed <= 0 and received <= grace))
    assert arrived.in_grace == (arrived.accepted and received > 0)


def test_future_typing_is_as_late_as_its_arrival() -> None:
    arrived = rules.arrival(
        OPENS,
        30,
        typed_at=OPENS - timedelta(seconds=1),
        received_at=OPENS + timedelta(seconds=31),
    )
    assert not arrived.accepted


@given(st.uuids())
def test_attempt_key_fits_a_bigint(attempt_id: UUID) -> None:
    assert 0 <= rules.attempt_key(attempt_id) < 2**63


def test_same_start_names_the_same_attempt() -> None:
    exam, student = UUID(int=1), UUID(int=2)
    one, two = rules.attempt_id_of(exam, student, 1), rules.attempt_id_of(exam, student, 2)
    assert one == rules.attempt_id_of(exam, student, 1)
    assert one != two


def test_every_status_says_what_comes_next() -> None:
    assert set(rules.NEXT) == set(AttemptStatus)
    for status in AttemptStatus:
        if status not in LIVE:
            assert not rules.NEXT[status] & set(LIVE)
            with pytest.raises(OutOfOrder):
                rules.check_transition(status, AttemptStatus.RUNNING)


def test_keys_of_two_devices_differ() -> None:
    attempt_id = UUID(int=7)
    assert rules.monitor_key(b"k" * 32, attempt_id, 1) != rules.monitor_key(b"k" * 32, attempt_id, 2)
