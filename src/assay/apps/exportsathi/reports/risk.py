"""Risk of an export, 0 to 100: additive, each part with its reason and what would lower it. Pure but for the
weights, which are read once from `content/`.

Every factor is a ladder of levels along which points never fall, and the last rungs come to 100 together. So
the score is the sum of its parts, stays within 0 to 100 without being cut, and no input made worse lowers it.
It orders exports by how much may go wrong; it is no probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from assay.apps.exportsathi.reports import risk_wording as wording

CONTENT = Path(__file__).parent / "content"
VERSION = 1
FULL = 100
METHOD = "method"
"""The source of what rests on our own weights and rules."""
SURE, LIKELY = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class RiskInputs:
    """`policy`: free, unknown, state-trading, restricted or prohibited. `confidence`: of the code, None where
    there is none. `open_certificates`: those without which goods are stopped, not yet there. `days`: the
    longest of their lead times, working days. `missing`: numbers the business has not. `payment_days`: after
    shipment. `delivery`: buyer, seller-pays or seller-risks, by the Incoterm. `worst_source`: checked,
    unverified or expired. `sources`: by factor, what its level stands on.
    """

    policy: str = "free"
    destination: str = "known"
    dual_use: bool = False
    confidence: float | None = 1.0
    open_certificates: int = 0
    days: int = 0
    missing: int = 0
    payment_days: int = 0
    delivery: str = "buyer"
    worst_source: str = "checked"
    sources: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One factor: its points of `most`, why, and what would lower it (empty at 0 points)."""

    key: str
    label: str
    level: str
    points: int
    most: int
    why: str
    lower: str
    sources: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class Risk:
    score: int
    parts: tuple[RiskPart, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Factor:
    key: str
    levels: Mapping[str, int]

    @property
    def most(self) -> int:
        return max(self.levels.values())


@cache
def weights(version: int = VERSION) -> tuple[Factor, ...]:
    """The factors of a version. Raises ValueError where they would not be a scale of 0 to 100."""
    read = yaml.safe_load((CONTENT / f"risk-{version}.yaml").read_text())
    return check_weights(tuple(Factor(one["key"], dict(one["levels"])) for one in read["factors"]))


def check_weights(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Raises ValueError unless points never fall along a ladder and the worst come to 100."""
    for one in factors:
        points = list(one.levels.values())
        if points[0] != 0 or any(later < earlier for earlier, later in pairwise(points)):
            raise ValueError(f"The points of {one.key} do not rise from 0.")
    if sum(one.most for one in factors) != FULL:
        raise ValueError("The worst levels of all factors do not come to 100.")
    return tuple(factors)


def assess(inputs: RiskInputs, *, version: int = VERSION) -> Risk:
    """The score and all its parts, the heaviest first; parts of no points are told too."""
    levels = levels_of(inputs)
    given = inputs.sources or {}
    parts = [
        RiskPart(
            factor.key,
            wording.label(factor.key),
            levels[factor.key],
            factor.levels[levels[factor.key]],
            factor.most,
            wording.why(factor.key, levels[factor.key], inputs),
            wording.lower(factor.key) if factor.levels[levels[factor.key]] else "",
            given.get(factor.key) or (METHOD,),
        )
        for factor in weights(version)
    ]
    parts.sort(key=lambda one: (-one.points, -one.most))
    return Risk(sum(one.points for one in parts), tuple(parts), version)


def levels_of(inputs: RiskInputs) -> dict[str, str]:
    """The rung of each ladder."""
    return {
        "policy": inputs.policy,
        "destination": inputs.destination,
        "dual-use": "possible" if inputs.dual_use else "none",
        "code": _code(inputs.confidence),
        "certificates": _rung(inputs.open_certificates, (0, 1, 3), ("none", "one", "some", "many")),
        "time": _rung(inputs.days, (7, 22), ("week", "month", "longer")),
        "business": _rung(inputs.missing, (0, 1, 2), ("complete", "one", "some", "many")),
        "payment": _rung(inputs.payment_days, (0, 30, 90), ("advance", "month", "quarter", "longer")),
        "delivery": inputs.delivery,
        "sources": inputs.worst_source,
    }


def _code(confidence: float | None) -> str:
    if confidence is None:
        return "open"
    if confidence >= SURE:
        return "sure"
    return "likely" if confidence >= LIKELY else "doubtful"


def _rung(amount: int, limits: Sequence[int], names: Sequence[str]) -> str:
    """The name of the first limit that holds `amount`, the last name where none does."""
    for limit, name in zip(limits, names, strict=False):
        if amount <= limit:
            return name
    return names[-1]
