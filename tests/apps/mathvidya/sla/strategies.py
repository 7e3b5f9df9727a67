"""Calendars, starts and pauses as Hypothesis makes them up."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from assay.apps.mathvidya.sla.rules import Calendar

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SPREAD = 90
"""Days in which starts, holidays and pauses lie."""

seconds_of_day = st.integers(0, 86_399).map(lambda second: (BEGIN + timedelta(seconds=second)).time())
days = st.integers(0, SPREAD).map(lambda day: date(2026, 1, 1) + timedelta(days=day))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any working days and hours; holidays thick enough that weeks are lost to them."""
    opens, closes = sorted(draw(st.lists(seconds_of_day, min_size=2, max_size=2, unique=True)))
    workdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return Calendar(workdays, opens, closes, draw(st.frozensets(days, max_size=30)))


@st.composite
def usual(draw: st.DrawFn) -> Calendar:
    """From nine to six, Monday to Saturday, with some holidays."""
    return Calendar(holidays=draw(st.frozensets(days, max_size=30)), opens=time(9), closes=time(18))


moments = st.integers(0, SPREAD * 86_400).map(lambda second: BEGIN + timedelta(seconds=second))
edges = st.tuples(st.integers(0, SPREAD), st.sampled_from([9, 18]), st.integers(-1, 1)).map(
    lambda edge: (
        BEGIN - timedelta(hours=5, minutes=30) + timedelta(days=edge[0], hours=edge[1], seconds=edge[2])
    )
)
"""Openings and closings of the usual hours, and the second on either side."""
starts = moments | edges
works = st.integers(0, 400 * 3600).map(lambda second: timedelta(seconds=second)) | st.integers(0, 60).map(
    lambda hours: timedelta(hours=hours)
)
pauses = st.lists(
    st.tuples(starts, st.integers(0, 20 * 86_400)).map(
        lambda pause: (pause[0], pause[0] + timedelta(seconds=pause[1]))
    ),
    max_size=4,
)
