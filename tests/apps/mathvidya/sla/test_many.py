"""Due times of many starts at once are those of each start alone."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.apps.mathvidya.sla.many import EPOCH, PIECE, due_times
from assay.apps.mathvidya.sla.rules import Calendar, due_time
from assay.kernel.errors import Invalid
from tests.apps.mathvidya.sla.strategies import calendars, starts, usual, works

MICROSECOND = timedelta(microseconds=1)


def together(calendar: Calendar, pairs: list[tuple[datetime, timedelta]]) -> list[datetime]:
    found = due_times(
        calendar,
        np.asarray([(start - EPOCH) // MICROSECOND for start, _work in pairs], np.int64),
        np.asarray([work // MICROSECOND for _start, work in pairs], np.int64),
    )
    return [EPOCH + timedelta(microseconds=one) for one in found.tolist()]


@settings(max_examples=150, deadline=None)
@given(calendars() | usual(), st.lists(st.tuples(starts, works), max_size=8))
def test_many_due_times_are_those_of_each_alone(
    calendar: Calendar, pairs: list[tuple[datetime, timedelta]]
) -> None:
    assert together(calendar, pairs) == [due_time(calendar, *pair) for pair in pairs]


def test_more_than_one_piece_keeps_its_order() -> None:
    begun = datetime(2026, 1, 1, tzinfo=EPOCH.tzinfo)
    pairs = [
        (begun + timedelta(minutes=31 * n), timedelta(hours=n % 60)) for n in reversed(range(PIECE + 100))
    ]
    calendar = Calendar()
    assert together(calendar, pairs) == [due_time(calendar, *pair) for pair in pairs]


def test_negative_work_and_the_end_of_the_calendar_are_refused() -> None:
    begun = datetime(2026, 1, 1, tzinfo=EPOCH.tzinfo)
    with pytest.raises(Invalid, match="not negative"):
        together(Calendar(), [(begun, timedelta(seconds=-1))])
    with pytest.raises(Invalid, match="9999"):
        together(Calendar(), [(begun, timedelta(hours=9 * 313 * 8000))])
