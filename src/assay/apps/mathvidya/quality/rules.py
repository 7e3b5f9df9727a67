"""Whether markers agree: samples, differences, misses, severity. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from statistics import fmean, stdev
from uuid import UUID

from assay.apps.mathvidya.exams.outcome import Outcome

CONFIDENCE = 0.95
ENOUGH = 2
"""Markings from which an interval can be said at all."""


def share_of(evaluation_id: UUID, purpose: str) -> float:
    """A number from 0 to 1 that an evaluation always has: SHA-256 of its id, apart for each purpose."""
    digest = hashlib.sha256(f"{purpose}:{evaluation_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def is_sampled(evaluation_id: UUID, percent: int) -> bool:
    """Whether a second teacher marks it as well: drawn when it is handed in, and always drawn the same."""
    return share_of(evaluation_id, "second") * 100 < percent


def seed_is_next(evaluation_id: UUID, interval: int) -> bool:
    """Whether the marker gets a seed after this script: one in `interval`, and nobody can tell which."""
    return share_of(evaluation_id, "seed") * interval < 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that two markings see differently."""

    number: int
    given: Decimal
    reference: Decimal

    @classmethod
    def of(cls, number: int, pair: Sequence[str]) -> "Difference":
        """As it was kept."""
        return cls(number, Decimal(pair[0]), Decimal(pair[1]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A marking beside another, or beside agreed marks. `within` the tolerance, in total and in each
    question: two errors that cancel out are two errors."""

    given: Decimal
    reference: Decimal
    differences: tuple[Difference, ...]
    within: bool

    @property
    def deviation(self) -> Decimal:
        """Above 0: marked more generously."""
        return self.given - self.reference


def compare(given: Outcome, reference: Outcome, tolerance: Decimal) -> Comparison:
    """`given` beside `reference`; a question that one of them lacks counts as 0 there."""
    ours, theirs = _marks(given), _marks(reference)
    nothing = Decimal(0)
    found = tuple(
        Difference(number, ours.get(number, nothing), theirs.get(number, nothing))
        for number in sorted(ours.keys() | theirs.keys())
        if ours.get(number, nothing) != theirs.get(number, nothing)
    )
    apart = [given.total - reference.total, *(one.given - one.reference for one in found)]
    within = all(abs(one) <= tolerance for one in apart)
    return Comparison(given.total, reference.total, found, within)


def _marks(outcome: Outcome) -> Mapping[int, Decimal]:
    return {one.number: one.marks for one in outcome.questions}


def must_stop(hits: Sequence[bool], misses: int) -> bool:
    """Whether the last `misses` seeds were all missed. `hits`: newest first."""
    return len(hits) >= misses and not any(hits[:misses])


@dataclass(frozen=True, slots=True)
class Severity:
    """Mean deviation in marks over `markings`: above 0 more generous, below 0 more severe than the others.

    `low` and `high` are the 95 % interval of the mean (Student's t); None for fewer than two markings.
    """

    markings: int
    mean: float
    low: float | None
    high: float | None

    @property
    def differs(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def severity(deviations: Sequence[float]) -> Severity | None:
    """None without any marking."""
    if not deviations:
        return None
    mean, count = fmean(deviations), len(deviations)
    if count < ENOUGH:
        return Severity(count, mean, None, None)
    reach = _t(count - 1) * stdev(deviations) / sqrt(count)
    return Severity(count, mean, mean - reach, mean + reach)


def _t(freedom: int) -> float:
    """The quantile of Student's distribution for a two-sided interval."""
    from scipy.special import stdtrit  # loads scipy, so only where a chart is drawn

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


@dataclass(frozen=True, slots=True)
class Week:
    """Severity in the week that begins on `monday`."""

    monday: date
    severity: Severity


def drift(deviations: Iterable[tuple[date, float]]) -> list[Week]:
    """Severity week by week, oldest first; weeks without a marking are left out."""
    weeks: dict[date, list[float]] = {}
    for day, deviation in deviations:
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(deviation)
    return [Week(monday, found) for monday in sorted(weeks) if (found := severity(weeks[monday])) is not None]
