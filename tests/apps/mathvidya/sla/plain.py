"""Working time in the plainest way there is, to hold the rule against: day by day, minute by minute."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from assay.apps.mathvidya.sla.rules import Calendar

OFFSET = timedelta(hours=5, minutes=30)
Span = tuple[datetime, datetime]


def spans(calendar: Calendar, first: date, last: date) -> Iterator[Span]:
    """The working time of each day from `first` to `last`, in UTC."""
    day = first
    while day <= last:
        if day.weekday() in calendar.workdays and day not in calendar.holidays:
            opens = datetime.combine(day, calendar.opens, UTC) - OFFSET
            yield opens, datetime.combine(day, calendar.closes, UTC) - OFFSET
        day += timedelta(days=1)


def without(span: Span, pauses: Iterable[Span]) -> list[Span]:
    """What is left of `span` outside `pauses`."""
    left = [span]
    for begun, ended in pauses:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, begun)), (max(start, ended), end))
            if piece[0] < piece[1]
        ]
    return left


def due(calendar: Calendar, start: datetime, work: timedelta, pauses: Sequence[Span] = ()) -> datetime:
    """Walks from day to day and takes each day's time off the work."""
    if not work:
        return start
    first = (start.astimezone(UTC) + OFFSET).date()
    for opens, closes in spans(calendar, first, first + timedelta(days=3000)):
        if closes <= start:
            continue
        for begun, ended in sorted(without((max(opens, start), closes), pauses)):
            if work <= ended - begun:
                return begun + work
            work -= ended - begun
    raise AssertionError("The work does not end.")


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The sum of what `start` to `end` has in common with each day's working time."""
    first, last = start.astimezone(UTC) + OFFSET, end.astimezone(UTC) + OFFSET
    total = timedelta()
    for opens, closes in spans(calendar, first.date(), last.date()):
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total


def due_by_steps(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """Looks at every second after `start` and counts those in working time."""
    moment = start.astimezone(UTC) + OFFSET
    while seconds:
        at = time(moment.hour, moment.minute, moment.second)
        if (
            moment.weekday() in calendar.workdays
            and moment.date() not in calendar.holidays
            and calendar.opens <= at < calendar.closes
        ):
            seconds -= 1
        moment += timedelta(seconds=1)
    return moment - OFFSET
