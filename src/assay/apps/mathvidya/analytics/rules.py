"""Figures of one student's results. Pure.

Mastery of a unit is the share of its marks that were earned, over all marked exams. Its interval is Wilson's
score interval at 95 % (E. B. Wilson, JASA 22, 1927) with the number of questions as the number of trials:
marks within one question hang together, so that counting marks would promise too much.

The next full paper is expected at the mean of the last three, in percent. How wide the range around it is
follows from how far such forecasts of other students' papers were off: 80 % of them were off by at most half
the range (split conformal prediction; Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World",
2005).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from math import ceil, sqrt
from statistics import median

from assay.apps.mathvidya.bank.document import Unit
from assay.apps.mathvidya.exams.outcome import How, Outcome, PartOutcome, QuestionOutcome
from assay.kernel.clock import IST

Z95 = 1.959964
LAST = 3
"""Papers that a forecast is the mean of."""
COVERAGE = 0.8
FEWEST_ERRORS = 20
"""Forecasts that must have been put to the test before a range is told."""
FEWEST_PAPERS = 2
STRONG = 0.85
"""At this mastery a unit is no longer proposed for practice."""
MOST_UNITS = 3
UNKNOWN = 0.5
"""What is taken of a unit that no paper asked for."""


class Loss(StrEnum):
    """Where marks were lost."""

    NOT_ANSWERED = "not_answered"
    WRONG_CHOICE = "wrong_choice"
    START = "start"
    """The first step already: the way to the answer was not found."""
    MIDDLE = "middle"
    FINISH = "finish"
    """Only at the end: a slip, a unit, a conclusion."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """A unit: marks earned of `possible` in `questions` of `exams`; shares of 1 with their interval."""

    unit: Unit
    exams: int
    questions: int
    earned: float
    possible: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What the next full paper is expected to bring, in percent."""

    low: float
    middle: float
    high: float


def is_due(at: time, last: datetime | None, now: datetime) -> bool:
    """Whether figures of everyone are to be computed: `at` (in India) has come since `last`."""
    local = now.astimezone(IST)
    latest = datetime.combine(local.date(), at, IST)
    if latest > local:
        latest -= timedelta(days=1)
    return last is None or last < latest


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit to practise, and the marks a full paper may gain by it. `mastery` is None where it was never
    asked for."""

    unit: Unit
    mastery: float | None
    gain: float


def wilson(earned: float, possible: float, trials: int) -> tuple[float, float]:
    """Wilson's interval of the share `earned / possible`, as of `trials` trials; (0, 1) without any."""
    if trials <= 0 or possible <= 0:
        return 0.0, 1.0
    share, z2 = earned / possible, Z95 * Z95
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    # The share lies within by definition; rounding must not say otherwise.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def mastery(outcomes: Iterable[Outcome]) -> list[Mastery]:
    """Each unit that was asked for, weakest first."""
    earned: dict[Unit, float] = defaultdict(float)
    possible: dict[Unit, float] = defaultdict(float)
    questions: Counter[Unit] = Counter()
    exams: Counter[Unit] = Counter()
    for outcome in outcomes:
        exams.update(outcome.units().keys())
        for one in outcome.questions:
            earned[one.unit] += float(one.marks)
            possible[one.unit] += float(one.out_of)
            questions[one.unit] += 1
    found = []
    for unit, marks in possible.items():
        low, high = wilson(earned[unit], marks, questions[unit])
        share = earned[unit] / marks
        found.append(Mastery(unit, exams[unit], questions[unit], earned[unit], marks, share, low, high))
    return sorted(found, key=lambda one: (one.share, one.unit))


def losses(outcomes: Iterable[Outcome]) -> dict[Unit, dict[Loss, float]]:
    """Marks lost in each unit, by where they were lost."""
    found: dict[Unit, Counter[Loss]] = defaultdict(Counter)
    for outcome in outcomes:
        for one in outcome.questions:
            for loss, marks in _lost(one):
                found[one.unit][loss] += marks  # type: ignore[assignment]
    return {unit: dict(counts) for unit, counts in found.items()}


def _lost(one: QuestionOutcome) -> Iterable[tuple[Loss, float]]:
    missing = float(one.out_of - one.marks)
    if missing <= 0:
        return
    if one.how in (How.DECLARED, How.NOTHING):
        yield Loss.NOT_ANSWERED, missing
    elif one.how is How.KEY:
        yield Loss.WRONG_CHOICE, missing
    else:
        for part in one.parts:
            yield from _lost_in(part)


def _lost_in(part: PartOutcome) -> Iterable[tuple[Loss, float]]:
    last = len(part.steps) - 1
    for place, step in enumerate(part.steps):
        missing = float(step.out_of - step.marks)
        if missing <= 0:
            continue
        if place == 0:
            yield Loss.START, missing
        elif place == last:
            yield Loss.FINISH, missing
        else:
            yield Loss.MIDDLE, missing


def forecast(percents: Sequence[float]) -> float | None:
    """The next full paper in percent, from those before it, oldest first; None with too few."""
    return sum(percents[-LAST:]) / len(percents[-LAST:]) if len(percents) >= FEWEST_PAPERS else None


def half_width(errors: Sequence[float]) -> float | None:
    """What `COVERAGE` of forecasts were off by at most; None with too few of them.

    The quantile of split conformal prediction: the k-th smallest of n, k = ceil((n + 1) * coverage).
    """
    n = len(errors)
    if n < FEWEST_ERRORS:
        return None
    return sorted(errors)[min(n, ceil((n + 1) * COVERAGE)) - 1]


def expected(percents: Sequence[float], width: float | None) -> Expected | None:
    """The range for the next full paper; None with too few papers or forecasts."""
    middle = forecast(percents)
    if middle is None or width is None:
        return None
    return Expected(max(0.0, middle - width), middle, min(100.0, middle + width))


def trend(percents: Sequence[float]) -> float | None:
    """Percentage points from paper to paper, the median of all slopes (Theil and Sen); None below three."""
    if len(percents) < 3:
        return None
    slopes = [
        (percents[j] - percents[i]) / (j - i)
        for i in range(len(percents))
        for j in range(i + 1, len(percents))
    ]
    return median(slopes)


def proposals(found: Sequence[Mastery], weights: Mapping[Unit, float]) -> list[Proposal]:
    """What to practise next: where a full paper has most marks to gain. `weights`: its marks by unit.

    A unit that was never asked for is taken as half known.
    """
    shares = {one.unit: one.share for one in found}
    gains = [
        Proposal(unit, shares.get(unit), (1 - shares.get(unit, UNKNOWN)) * marks)
        for unit, marks in weights.items()
        if shares.get(unit, UNKNOWN) < STRONG
    ]
    return sorted(gains, key=lambda one: (-one.gain, one.unit))[:MOST_UNITS]
