"""Working time: when something is due that takes so many working hours, and how many of them have passed.

Time runs between the opening and the closing hour of working days that are no holidays, and only then.

* What takes exactly the rest of a day is due at that day's closing second, 18:00:00, and not at the next
  day's opening. A due time is the first moment at which all of its working time has passed.
* A start at the closing second, or at any moment outside working hours, counts from the next opening; a
  start at 09:00:00 counts from that very second.
* What takes no time at all is due at its start, whenever that is.
* In a pause no time runs, whoever makes it.

All days are days in India, which is at UTC+05:30 the whole year. Moments are whole microseconds, and nothing
is rounded on the way. A due time costs two look-ups, however far away it lies.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from assay.kernel.clock import IST
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

FIRST = datetime(1, 1, 1, tzinfo=IST)
"""A Monday, with the ordinal 1."""
SECOND = 1_000_000
"""Microseconds, as all that follows."""
DAY = 86_400 * SECOND
WEEK = 7
LAST_DAY = date.max.toordinal()
MONDAY_TO_SATURDAY = frozenset(range(6))
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Pause = tuple[datetime, datetime | None]
"""From when to when no time runs; None while it lasts."""


class NoWorkingTime(Invalid):
    slug, title = "no-working-time", "There is no working time"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work is done: `workdays` are 0 (Monday) to 6, hours are of India, `opens` before `closes`.

    Raises NoWorkingTime where no time would ever run.
    """

    workdays: frozenset[int] = MONDAY_TO_SATURDAY
    opens: time = time(9)
    closes: time = time(18)
    holidays: frozenset[date] = frozenset()

    opening: int = field(init=False, repr=False, compare=False)
    length: int = field(init=False, repr=False, compare=False)
    """The opening as microseconds from midnight, and a day's working time."""
    days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    before: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """`workdays` in order, and how many of them come before each day of the week."""
    off: tuple[int, ...] = field(init=False, repr=False, compare=False)
    places: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Holidays that would be working days, as ordinals, and the number of working days before each."""

    def __post_init__(self) -> None:
        if not self.workdays:
            raise NoWorkingTime(_("No day of the week is a working day. Name at least one."))
        if not self.workdays <= frozenset(range(WEEK)):
            raise NoWorkingTime(_("Days of the week are numbered from 0 (Monday) to 6."))
        opening, closing = _of_day(self.opens), _of_day(self.closes)
        if opening >= closing:
            raise NoWorkingTime(_("Working hours end after they begin."))
        days = tuple(sorted(self.workdays))
        before = tuple(bisect_left(days, weekday) for weekday in range(WEEK))
        off = tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() in self.workdays))
        derived: dict[str, object] = {
            "opening": opening,
            "length": closing - opening,
            "days": days,
            "before": before,
            "off": off,
            "places": tuple(
                (ordinal - 1) // WEEK * len(days) + before[(ordinal - 1) % WEEK] - place
                for place, ordinal in enumerate(off)
            ),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def day(self) -> timedelta:
        """The working time of one day."""
        return timedelta(microseconds=self.length)


def due_time(calendar: Calendar, start: datetime, work: timedelta) -> datetime:
    """When `work` of working time has passed since `start`, in Indian time.

    Raises Invalid for a start without a zone, for negative work, and for what lies beyond the year 9999.
    """
    work_left = _span(work)
    if not work_left:
        return _local(start)
    return _moment(calendar, _position(calendar, _local(start)) + work_left)


def due_after_pauses(
    calendar: Calendar, start: datetime, work: timedelta, pauses: Iterable[Pause]
) -> datetime | None:
    """As `due_time`, but no time runs in `pauses`, in any order; None while one of them lasts."""
    begun, end = _position(calendar, _local(start)), _span(work)
    if not end:
        return _local(start)
    end += begun
    for paused, resumed in merged(pauses):
        from_ = max(_position(calendar, _local(paused)), begun)
        if from_ >= end:
            break
        if resumed is None:
            return None
        end += max(_position(calendar, _local(resumed)) - from_, 0)
    return _moment(calendar, end)


def working_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much working time passes from `start` to `end`; negative where `end` comes first."""
    return timedelta(microseconds=_position(calendar, _local(end)) - _position(calendar, _local(start)))


def time_spent(calendar: Calendar, start: datetime, now: datetime, pauses: Iterable[Pause]) -> timedelta:
    """Working time from `start` to `now` outside `pauses`; none before the start."""
    begun, until = _position(calendar, _local(start)), _position(calendar, _local(now))
    spent = until - begun
    for paused, resumed in merged(pauses):
        from_ = max(_position(calendar, _local(paused)), begun)
        to = until if resumed is None else min(_position(calendar, _local(resumed)), until)
        spent -= max(to - from_, 0)
    return timedelta(microseconds=max(spent, 0))


def milestones(
    calendar: Calendar, start: datetime, work: timedelta, pauses: Iterable[Pause], percents: Sequence[int]
) -> list[datetime | None]:
    """When each of `percents` of `work` has passed, as `due_after_pauses`: 50 and 80 for warnings, 100."""
    known = merged(pauses)
    return [due_after_pauses(calendar, start, work * percent / 100, known) for percent in percents]


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """`pauses` in order, those that touch or overlap as one; one that lasts swallows all after it."""
    out: list[Pause] = []
    for start, end in sorted(pauses, key=_first):
        if out:
            begun, ended = out[-1]
            if ended is None:
                break
            if start <= ended:
                out[-1] = (begun, None if end is None else max(ended, end))
                continue
        out.append((start, end))
    return out


def working_hours(hours: Decimal | int) -> timedelta:
    """`hours` as working time, to the second. Raises Invalid for negative, endless or absurdly many."""
    try:
        seconds = int((Decimal(hours) * 3600).to_integral_value(ROUND_HALF_UP))
        work = timedelta(seconds=seconds)
    except (ArithmeticError, ValueError):
        raise Invalid(_("This is not a number of hours that a calendar can hold.")) from None
    if work < timedelta():
        raise Invalid(_("Working hours are not negative."))
    return work


def parse_workdays(text: str) -> frozenset[int]:
    """Days of the week from `mon-sat`, `mon,wed,fri` or both mixed; a range may run over Sunday.

    Names are English, short or whole, in any casing. Raises NoWorkingTime naming the part it cannot read.
    """
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().lower().partition("-")
        start = _weekday(first, part)
        end = _weekday(last, part) if dash else start
        days.update((start + step) % WEEK for step in range((end - start) % WEEK + 1))
    return frozenset(days)


def workdays_text(workdays: Iterable[int]) -> str:
    """`workdays` as `parse_workdays` reads them: runs of three or more as a range."""
    parts: list[str] = []
    run: list[int] = []
    for day in [*sorted(workdays), WEEK + 1]:
        if run and day != run[-1] + 1:
            names = [NAMES[one] for one in run]
            parts.extend([f"{names[0]}-{names[-1]}"] if len(run) > 2 else names)
            run = []
        run.append(day)
    return ",".join(parts)


def _weekday(name: str, part: str) -> int:
    name = name.strip()
    for names in (NAMES, LONG_NAMES):
        if name in names:
            return names.index(name)
    words = _("'%(part)s' is no day of the week. Write days as mon-sat or mon,wed,fri.")
    raise NoWorkingTime(words % {"part": part.strip()})


def _position(calendar: Calendar, local: datetime) -> int:
    """Working time from the beginning of the calendar to `local`, a moment in Indian time."""
    ordinal = local.toordinal()
    weeks, weekday = divmod(ordinal - 1, WEEK)
    place = bisect_left(calendar.off, ordinal)
    full = weeks * len(calendar.days) + calendar.before[weekday] - place
    if weekday not in calendar.workdays or (place < len(calendar.off) and calendar.off[place] == ordinal):
        return full * calendar.length
    passed = _of_day(local) - calendar.opening
    return full * calendar.length + min(max(passed, 0), calendar.length)


def _moment(calendar: Calendar, position: int) -> datetime:
    """The first moment before which `position` of working time has passed: never an opening, always later."""
    days, passed = divmod(position - 1, calendar.length)
    weeks, place = divmod(days + bisect_right(calendar.places, days), len(calendar.days))
    ordinal = weeks * WEEK + calendar.days[place] + 1
    if ordinal > LAST_DAY:
        raise Invalid(_("This would be due after the year 9999."))
    return FIRST + timedelta(ordinal - 1, 0, calendar.opening + passed + 1)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Invalid(_("Give the time a zone, as in 2026-01-23T17:30:00+05:30."))
    try:
        return moment.astimezone(IST)
    except OverflowError:
        raise Invalid(_("This time lies outside the years 1 to 9999.")) from None


def _of_day(moment: time | datetime) -> int:
    """Microseconds from midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND + moment.microsecond


def _span(work: timedelta) -> int:
    if work < timedelta():
        raise Invalid(_("Working hours are not negative."))
    return (work.days * 86_400 + work.seconds) * SECOND + work.microseconds


def _first(pause: Pause) -> datetime:
    return pause[0]
