"""Money over days: what comes in and goes out, what is left each day, and what the gap costs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.finance.rules import DAYS_OF_YEAR, HUNDRED, ZERO, paisa

Curve = tuple[tuple[int, Decimal], ...]
"""Balance in rupees at the end of each day, no day left out."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Rupees on a day, above zero coming in. Day 0 is when it all begins."""

    day: int
    amount: Decimal
    label: str


def curve(flows: Iterable[Flow], *, opening: Decimal = ZERO, until: int = 0) -> Curve:
    """The balance of every day from day 0 to the last flow, or to `until` if that is later."""
    by_day: dict[int, Decimal] = defaultdict(Decimal)
    for flow in flows:
        by_day[flow.day] += flow.amount
    balance, days = opening, []
    for day in range(min([0, *by_day]), max([until, *by_day]) + 1):
        balance += by_day.get(day, ZERO)
        days.append((day, balance))
    return tuple(days)


def peak_gap(days: Curve) -> tuple[int, Decimal]:
    """The first day of the lowest balance, and how far below zero that is (0 where it never is)."""
    day, lowest = min(days, key=lambda point: (point[1], point[0]))
    return day, max(ZERO, -lowest)


def days_below(days: Curve) -> int:
    return sum(balance < 0 for _day, balance in days)


def tied_up(days: Curve) -> Decimal:
    """Rupees below zero, added up over the days: what interest is counted on."""
    return sum((-balance for _day, balance in days if balance < 0), ZERO)


def interest(days: Curve, percent: Decimal) -> Decimal:
    """Simple interest on what is below zero at the end of each day, `percent` a year of 365 days."""
    return paisa(tied_up(days) * percent / HUNDRED / DAYS_OF_YEAR)


def spread(total: Decimal, first: int, last: int, label: str) -> list[Flow]:
    """`total` in equal parts on each day from `first` to `last`; the last takes what rounding leaves."""
    count = max(1, last - first + 1)
    each = paisa(total / count)
    flows = [Flow(first + index, each, label) for index in range(count - 1)]
    return [*flows, Flow(first + count - 1, total - each * (count - 1), label)]


def steps(days: Curve) -> tuple[tuple[Decimal, Decimal], ...]:
    """The curve as it is drawn: a point before and after each change, so that steps stay steps."""
    points: list[tuple[Decimal, Decimal]] = []
    for index, (day, balance) in enumerate(days):
        changed = index == 0 or days[index - 1][1] != balance
        if changed and index:
            points.append((Decimal(day), days[index - 1][1]))
        if changed or index == len(days) - 1:
            points.append((Decimal(day), balance))
    return tuple(points)


def total(flows: Sequence[Flow]) -> Decimal:
    return sum((flow.amount for flow in flows), ZERO)
