"""From what was observed of an attempt to its review priority, in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.apps.veritas.analysis.ruleset import RuleSet, Signal
from assay.apps.veritas.models.people import Risk
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

HIGHEST = 100.0


@dataclass(frozen=True, slots=True)
class Observation:
    """One signal in one attempt: episodes, seconds they took in all, and the events they rest on.

    `excused` episodes overlap a network loss; `by_model` events come from a model alone (evidence D).
    Neither is part of `count` and `seconds`.
    """

    count: int = 0
    seconds: float = 0.0
    excused: int = 0
    by_model: int = 0
    events: tuple[int, ...] = ()

    def document(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "seconds": round(self.seconds, 1),
            "excused": self.excused,
            "by_model": self.by_model,
            "events": list(self.events),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Observation":
        return cls(
            int(document["count"]),
            float(document["seconds"]),
            int(document["excused"]),
            int(document["by_model"]),
            tuple(document["events"]),
        )


@dataclass(frozen=True, slots=True)
class Cohort:
    """The exam's own distribution: medians of count and seconds by signal, over `size` attempts."""

    size: int = 0
    medians: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {"size": self.size, "medians": {key: list(pair) for key, pair in self.medians.items()}}

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> "Cohort":
        if not document:
            return cls()
        medians = {key: (float(pair[0]), float(pair[1])) for key, pair in document["medians"].items()}
        return cls(int(document["size"]), medians)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one signal adds. `median_*` are None while the class is too small to compare with."""

    signal: str
    points: float
    count: int
    seconds: float
    excused: int
    by_model: int
    is_off: bool
    median_count: float | None
    median_seconds: float | None
    events: tuple[int, ...]

    def document(self, rules: RuleSet) -> dict[str, Any]:
        return {
            "signal": self.signal,
            "points": self.points,
            "count": self.count,
            "seconds": self.seconds,
            "excused": self.excused,
            "by_model": self.by_model,
            "is_off": self.is_off,
            "median_count": self.median_count,
            "median_seconds": self.median_seconds,
            "events": list(self.events),
            "text": words(self, rules),
        }


@dataclass(frozen=True, slots=True)
class Assessment:
    """`contributions` by falling points; `not_observed` and `not_recorded` are keys of signals."""

    priority: float
    level: Risk
    contributions: tuple[Contribution, ...]
    not_observed: tuple[str, ...]
    not_recorded: tuple[str, ...]


def saturating(amount: float, half: float) -> float:
    """From 0 towards 1 as `amount` grows; one half at `half`."""
    return amount / (amount + half) if amount > 0 else 0.0


def assess(
    rules: RuleSet,
    observed: Mapping[str, Observation],
    *,
    cohort: Cohort | None = None,
    off: frozenset[str] = frozenset(),
    unrecorded: frozenset[str] = frozenset(),
) -> Assessment:
    """The review priority of an attempt under `rules`, 0 to 100, with what each signal adds.

    `off` names signals (or kinds of events) whose rule is off for this student; `unrecorded` kinds of
    events that the exam does not record. More of anything never lowers the priority, and a rule that is
    off never raises it.
    """
    cohort = cohort if cohort and cohort.size >= rules.cohort_at_least else None
    made: list[Contribution] = []
    absent: list[str] = []
    silent: list[str] = []
    for signal in rules.signals:
        seen = observed.get(signal.key, Observation())
        if seen.count or seen.excused or seen.by_model:
            made.append(_contribution(signal, seen, cohort, is_off=_is_off(signal, off)))
        elif signal.kinds and signal.kinds <= unrecorded:
            silent.append(signal.key)
        else:
            absent.append(signal.key)
    made.sort(key=lambda one: (-one.points, one.signal))
    priority = min(HIGHEST, round(sum(one.points for one in made), 1))
    return Assessment(priority, level_of(priority, rules), tuple(made), tuple(absent), tuple(silent))


def level_of(priority: float, rules: RuleSet) -> Risk:
    if priority >= rules.high:
        return Risk.HIGH
    return Risk.MEDIUM if priority >= rules.medium else Risk.LOW


def _is_off(signal: Signal, off: frozenset[str]) -> bool:
    # Accommodations may name the signal, or every kind of event it is made of.
    return signal.key in off or bool(signal.kinds and signal.kinds <= off)


def _contribution(signal: Signal, seen: Observation, cohort: Cohort | None, *, is_off: bool) -> Contribution:
    usual = cohort.medians.get(signal.key, (0.0, 0.0)) if cohort else None
    count = max(0.0, seen.count - (usual[0] if usual else 0.0))
    seconds = max(0.0, seen.seconds - (usual[1] if usual else 0.0))
    part = signal.share * saturating(count, signal.half_count)
    if signal.half_seconds is not None:
        part += (1 - signal.share) * saturating(seconds, signal.half_seconds)
    return Contribution(
        signal=signal.key,
        points=0.0 if is_off else round(signal.weight * part, 1),
        count=seen.count,
        seconds=round(seen.seconds, 1),
        excused=seen.excused,
        by_model=seen.by_model,
        is_off=is_off,
        median_count=usual[0] if usual else None,
        median_seconds=usual[1] if usual else None,
        events=seen.events,
    )


def words(one: Contribution, rules: RuleSet) -> str:
    """ "left the page 7 times, 214 s in all: +18; class median 2 times, 9 s" """
    signal = next(signal for signal in rules.signals if signal.key == one.signal)
    lasts = signal.half_seconds is not None
    text = f"{_(signal.words)} {_amount(one.count, one.seconds if lasts else None)}: +{one.points:g}"
    if one.is_off:
        text += "; " + _("this rule is off for the student")
    if one.median_count is not None:
        usual = _times(one.median_count)
        if lasts:
            usual += f", {one.median_seconds or 0:.0f} s"
        text += "; " + _("class median %(usual)s") % {"usual": usual}
    if one.excused:
        text += "; " + ngettext(
            "%(num)d more time during a network loss, not counted",
            "%(num)d more times during a network loss, not counted",
            one.excused,
        ) % {"num": one.excused}
    if one.by_model:
        text += "; " + ngettext(
            "%(num)d report by a model alone, not counted",
            "%(num)d reports by a model alone, not counted",
            one.by_model,
        ) % {"num": one.by_model}
    return text


def absences(found: Assessment, rules: RuleSet) -> dict[str, Any]:
    """What was not observed, and what the exam does not record, in words."""
    told = {signal.key: _(signal.absent) for signal in rules.signals}
    return {
        "not_observed": [told[key] for key in found.not_observed],
        "not_recorded": [told[key] for key in found.not_recorded],
    }


def _times(count: float) -> str:
    if count == 1:
        return _("once")
    return _("%(num)s times") % {"num": f"{count:g}"}


def _amount(count: int, seconds: float | None) -> str:
    if seconds is None:
        return _times(count)
    return _("%(times)s, %(seconds)s s in all") % {"times": _times(count), "seconds": f"{seconds:.0f}"}
