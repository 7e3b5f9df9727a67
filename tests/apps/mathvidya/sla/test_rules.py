"""Due times in working hours, against examples worked by hand and against a plain implementation."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.apps.mathvidya.sla.rules import (
    Calendar,
    NoWorkingTime,
    due_after_pauses,
    due_time,
    merged,
    milestones,
    parse_workdays,
    time_spent,
    workdays_text,
    working_hours,
    working_time_between,
)
from assay.kernel.clock import IST
from assay.kernel.errors import Invalid
from tests.apps.mathvidya.sla import plain
from tests.apps.mathvidya.sla.strategies import calendars, pauses, starts, usual, works

USUAL = Calendar()
REPUBLIC_DAY = Calendar(holidays=frozenset({date(2026, 1, 26)}))


def ist(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=IST)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"),
    [
        (USUAL, "2026-01-23T17:30:00", 48, "2026-01-30T11:30:00"),
        (REPUBLIC_DAY, "2026-01-23T17:30:00", 48, "2026-01-31T11:30:00"),
        (Calendar(frozenset(range(5))), "2026-01-23T17:30:00", 48, "2026-02-02T11:30:00"),
        (USUAL, "2026-01-19T09:00:00", 48, "2026-01-24T12:00:00"),
        (USUAL, "2026-01-19T09:00:00", 9, "2026-01-19T18:00:00"),
        (USUAL, "2026-01-19T09:00:00", 54, "2026-01-24T18:00:00"),
        (USUAL, "2026-01-19T18:00:00", 1, "2026-01-20T10:00:00"),
        (USUAL, "2026-01-19T17:59:59", 1, "2026-01-20T09:59:59"),
        (REPUBLIC_DAY, "2026-01-24T18:00:00", 9, "2026-01-27T18:00:00"),
        (USUAL, "2026-01-25T12:00:00", "0.5", "2026-01-26T09:30:00"),
        (USUAL, "2026-01-19T03:00:00", "0.0005", "2026-01-19T09:00:02"),
    ],
)
def test_due_time_is_worked_out_to_the_second(
    calendar: Calendar, start: str, hours: int | str, due: str
) -> None:
    found = due_time(calendar, ist(start), working_hours(Decimal(hours)))
    assert found.isoformat() == f"{due}+05:30"


def test_work_that_fills_the_day_is_due_at_the_closing_second_and_one_second_more_the_next_morning() -> None:
    start = ist("2026-01-19T17:30:00")
    assert due_time(USUAL, start, timedelta(minutes=30)) == ist("2026-01-19T18:00:00")
    assert due_time(USUAL, start, timedelta(minutes=30, seconds=1)) == ist("2026-01-20T09:00:01")


@pytest.mark.parametrize("start", ["2026-01-19T18:00:00", "2026-01-19T23:00:00", "2026-01-20T08:59:59"])
def test_start_outside_hours_counts_from_the_next_opening(start: str) -> None:
    assert due_time(USUAL, ist(start), timedelta(hours=1)) == ist("2026-01-20T10:00:00")


def test_no_work_is_due_at_once_even_on_a_sunday() -> None:
    sunday = ist("2026-01-25T12:34:56")
    assert due_time(USUAL, sunday, timedelta()) == sunday


def test_start_of_another_zone_is_answered_in_indian_time() -> None:
    found = due_time(USUAL, datetime(2026, 1, 23, 12, tzinfo=UTC), timedelta(hours=48))
    assert found.isoformat() == "2026-01-30T11:30:00+05:30"


@settings(max_examples=300, deadline=None)
@given(calendars() | usual(), starts, works)
@example(USUAL, ist("2026-01-19T18:00:00"), timedelta(hours=9))
def test_due_time_agrees_with_walking_from_day_to_day(
    calendar: Calendar, start: datetime, work: timedelta
) -> None:
    work = min(work, 60 * calendar.day)
    assert due_time(calendar, start, work) == plain.due(calendar, start, work)


@settings(max_examples=12, deadline=None)
@given(usual(), starts, st.integers(0, 4000))
def test_due_time_agrees_with_counting_every_second(
    calendar: Calendar, start: datetime, seconds: int
) -> None:
    calendar = Calendar(frozenset(range(7)), time(9), time(18), frozenset(list(calendar.holidays)[:1]))
    found = due_time(calendar, start, timedelta(seconds=seconds))
    assert found == plain.due_by_steps(calendar, start, seconds)


@settings(max_examples=200, deadline=None)
@given(calendars() | usual(), starts, starts)
def test_working_time_between_is_what_days_have_in_common_with_it(
    calendar: Calendar, one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    expected = plain.between(calendar, start, end)
    assert working_time_between(calendar, start, end) == expected
    assert working_time_between(calendar, end, start) == -expected


@settings(max_examples=200, deadline=None)
@given(calendars() | usual(), starts, works)
def test_between_a_start_and_its_due_time_lies_the_work_and_a_second_earlier_less(
    calendar: Calendar, start: datetime, work: timedelta
) -> None:
    due = due_time(calendar, start, work)
    assert working_time_between(calendar, start, due) == work
    if work:
        assert working_time_between(calendar, start, due - timedelta(microseconds=1)) < work


@settings(max_examples=200, deadline=None)
@given(calendars() | usual(), starts, works, pauses)
def test_no_time_runs_in_pauses(
    calendar: Calendar, start: datetime, work: timedelta, stops: list[plain.Span]
) -> None:
    work = min(work, 60 * calendar.day)
    due = due_after_pauses(calendar, start, work, stops)
    assert due == plain.due(calendar, start, work, stops)
    assert due is not None
    assert time_spent(calendar, start, due, stops) == work


@settings(max_examples=100, deadline=None)
@given(usual(), starts, works, pauses)
def test_warnings_come_in_order_and_before_what_is_due(
    calendar: Calendar, start: datetime, work: timedelta, stops: list[plain.Span]
) -> None:
    half, most, due = milestones(calendar, start, work, stops, (50, 80, 100))
    assert half is not None
    assert most is not None
    assert due is not None
    assert start <= half <= most <= due
    assert time_spent(calendar, start, half, stops) == work / 2


def test_while_a_pause_lasts_nothing_is_due() -> None:
    start, paused = ist("2026-01-19T09:00:00"), ist("2026-01-19T12:00:00")
    assert due_after_pauses(USUAL, start, timedelta(hours=48), [(paused, None)]) is None
    assert time_spent(USUAL, start, ist("2026-01-30T09:00:00"), [(paused, None)]) == timedelta(hours=3)


def test_pause_that_begins_after_the_due_time_changes_nothing() -> None:
    start, late = ist("2026-01-19T09:00:00"), ist("2026-01-20T09:00:00")
    assert due_after_pauses(USUAL, start, timedelta(hours=2), [(late, None)]) == ist("2026-01-19T11:00:00")


def test_pauses_that_touch_or_overlap_are_one() -> None:
    hours = [ist(f"2026-01-19T{hour:02}:00:00") for hour in range(9, 18)]
    assert merged([(hours[2], hours[4]), (hours[0], hours[2]), (hours[6], None), (hours[7], hours[8])]) == [
        (hours[0], hours[4]),
        (hours[6], None),
    ]


def test_work_of_a_thousand_years_costs_no_more_than_work_of_a_day() -> None:
    holidays = frozenset(date(2026, 1, 1) + timedelta(days=20 * n) for n in range(500))
    calendar, start = Calendar(holidays=holidays), ist("2026-01-19T10:00:00")
    begun = perf_counter()
    for _round in range(200):
        found = due_time(calendar, start, timedelta(hours=9 * 300 * 1000))
    assert found.year > 2900
    assert perf_counter() - begun < 0.5


def test_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(NoWorkingTime, match="Name at least one"):
        Calendar(frozenset())


@pytest.mark.parametrize(("opens", "closes"), [(time(9), time(9)), (time(18), time(9))])
def test_calendar_whose_hours_do_not_end_after_they_begin_is_refused(opens: time, closes: time) -> None:
    with pytest.raises(NoWorkingTime, match="end after they begin"):
        Calendar(opens=opens, closes=closes)


def test_negative_work_missing_zone_and_the_end_of_the_calendar_are_refused() -> None:
    with pytest.raises(Invalid, match="not negative"):
        due_time(USUAL, ist("2026-01-19T09:00:00"), timedelta(seconds=-1))
    with pytest.raises(Invalid, match="zone"):
        due_time(USUAL, datetime(2026, 1, 19, 9), timedelta(hours=1))  # noqa: DTZ001
    with pytest.raises(Invalid, match="9999"):
        due_time(USUAL, ist("2026-01-19T09:00:00"), timedelta(hours=9 * 313 * 8000))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-sat", {0, 1, 2, 3, 4, 5}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon,wed,fri", {0, 2, 4}),
        ("Mon-Wed, saturday", {0, 1, 2, 5}),
        ("sat-tue", {5, 6, 0, 1}),
        ("sun", {6}),
    ],
)
def test_working_days_are_read(text: str, days: set[int]) -> None:
    assert parse_workdays(text) == days


@pytest.mark.parametrize("text", ["", "mon-", "-", "mon--fri", "mond", "mon,,tue", "1-5"])
def test_working_days_that_make_no_sense_are_named(text: str) -> None:
    with pytest.raises(NoWorkingTime, match="no day of the week"):
        parse_workdays(text)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_working_days_are_read_as_they_are_written(days: frozenset[int]) -> None:
    assert parse_workdays(workdays_text(days)) == days


@pytest.mark.parametrize("hours", ["-1", "nan", "inf", "1e30"])
def test_hours_no_calendar_holds_are_refused(hours: str) -> None:
    with pytest.raises(Invalid):
        working_hours(Decimal(hours))
