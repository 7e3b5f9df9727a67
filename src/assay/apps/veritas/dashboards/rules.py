"""The dropout risk with its reasons, and figures made ready for charts. Pure.

The risk is a sum of four parts, each told with its points; 60 and more is high, 30 and more medium.

* **trend**, at most 30: the mean of the last two results against the mean of those before, in points of
  percentage; a fall of 20 gives half.
* **missed**, at most 35: the share of the exams of the last half year that closed without a sitting, from
  two exams on.
* **unfinished**, at most 15: the share of sittings in which nothing was answered.
* **inactivity**, at most 20: days since the last sitting beyond 21, if an exam could have been sat since;
  30 days beyond give half.

Nothing of monitoring, flags or cases enters it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assay.apps.veritas.models.people import Risk
from assay.kernel.web.i18n import gettext as _

VERSION = "1"
TREND, MISSED, UNFINISHED, INACTIVE = 30.0, 35.0, 15.0, 20.0
HALF_FALL, QUIET_DAYS, HALF_QUIET = 20.0, 21, 30.0
MEDIUM, HIGH = 30.0, 60.0


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a student. `percents` oldest first; counts are of exams and of sittings."""

    percents: tuple[float, ...] = ()
    closed: int = 0
    """Exams assigned and closed in the last half year."""
    missed: int = 0
    """Of these, those without a sitting."""
    sittings: int = 0
    unfinished: int = 0
    idle_days: int = 0
    """Days since the last sitting; 0 when no exam could have been sat since."""


@dataclass(frozen=True, slots=True)
class Reason:
    reason: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Dropout:
    risk: Risk
    score: float
    reasons: tuple[Reason, ...]

    def document(self) -> dict[str, Any]:
        items = [{"reason": one.reason, "points": one.points, "text": one.text} for one in self.reasons]
        return {"version": VERSION, "items": items}


def dropout(record: Record) -> Dropout:
    """The risk that a student gives up, 0 to 100, with the reasons by falling points."""
    reasons = [one for one in (_trend(record), _missed(record), _unfinished(record), _idle(record)) if one]
    reasons.sort(key=lambda one: (-one.points, one.reason))
    score = min(100.0, round(sum(one.points for one in reasons), 1))
    risk = Risk.HIGH if score >= HIGH else Risk.MEDIUM if score >= MEDIUM else Risk.LOW
    return Dropout(risk, score, tuple(reasons))


def _trend(record: Record) -> Reason | None:
    if len(record.percents) < 3:
        return None
    last, before = record.percents[-2:], record.percents[:-2]
    fall = sum(before) / len(before) - sum(last) / len(last)
    if fall <= 0:
        return None
    points = round(TREND * fall / (fall + HALF_FALL), 1)
    text = _("results fell by %(fall)s points: +%(points)s") % {
        "fall": f"{fall:.0f}",
        "points": f"{points:g}",
    }
    return Reason("trend", points, text)


def _missed(record: Record) -> Reason | None:
    if record.closed < 2 or not record.missed:
        return None
    points = round(MISSED * record.missed / record.closed, 1)
    text = _("missed %(missed)s of %(closed)s exams: +%(points)s") % {
        "missed": record.missed,
        "closed": record.closed,
        "points": f"{points:g}",
    }
    return Reason("missed", points, text)


def _unfinished(record: Record) -> Reason | None:
    if not record.unfinished:
        return None
    points = round(UNFINISHED * record.unfinished / record.sittings, 1)
    text = _("left %(unfinished)s of %(sittings)s sittings without an answer: +%(points)s") % {
        "unfinished": record.unfinished,
        "sittings": record.sittings,
        "points": f"{points:g}",
    }
    return Reason("unfinished", points, text)


def _idle(record: Record) -> Reason | None:
    beyond = record.idle_days - QUIET_DAYS
    if beyond <= 0:
        return None
    points = round(INACTIVE * beyond / (beyond + HALF_QUIET), 1)
    text = _("no sitting for %(days)s days, with an exam to sit: +%(points)s") % {
        "days": record.idle_days,
        "points": f"{points:g}",
    }
    return Reason("inactivity", points, text)


def bin_edges() -> list[float]:
    """The edges of the ten classes of a distribution of percentages."""
    return [float(edge) for edge in range(0, 101, 10)]


def counts(figures: dict[str, Any], key: str, size: int = 10) -> list[int]:
    """The classes of a stored distribution, empty ones filled in."""
    stored = figures.get(key) or {}
    return [int(stored.get(str(index), 0)) for index in range(size)]


def pass_share(attempts: int, passed: int) -> float | None:
    return passed / attempts if attempts else None


def ordered(points: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
    """Points of a trend for a line: the number of the exam across, the percentage up."""
    return [(float(place), round(percent, 1)) for place, percent in sorted(points)]
