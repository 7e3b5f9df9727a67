"""The published rules of the review priority: versioned YAML beside this file, hashed."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import rfc8785
import yaml

from assay.kernel.errors import Invalid

CURRENT = "1"


@dataclass(frozen=True, slots=True)
class Span:
    """What an episode is made of: the kind of event that begins it, and the one that ends it if it lasts."""

    begins: str
    ends: str | None


@dataclass(frozen=True, slots=True)
class Signal:
    """Events that tell the same thing, and how much they weigh.

    `half_count` episodes, or `half_seconds` in all, give half of what each can give. `share` is the part
    of `weight` that the count decides; without `half_seconds` it is 1.
    """

    key: str
    words: str
    absent: str
    weight: float
    half_count: float
    half_seconds: float | None
    share: float
    spans: tuple[Span, ...]
    incidents: tuple[str, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that begin an episode of it."""
        return frozenset(span.begins for span in self.spans)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version. `hash` is of all of it; `definition` only of how episodes are made (see `features`).

    Stored features made under the same `definition` can be scored by another version without the events.
    """

    version: str
    join_seconds: float
    network_margin_seconds: float
    cohort_at_least: int
    medium: float
    high: float
    case_from: float
    appeal_days: int
    signals: tuple[Signal, ...]
    hash: str
    definition: str


def parse(source: str) -> RuleSet:
    """A rule set from YAML. Raises Invalid that says what is wrong with it."""
    try:
        data = yaml.safe_load(source)
        signals = tuple(_signal(entry) for entry in data["signals"])
        made = {
            "join": data["join_seconds"],
            "margin": data["network_margin_seconds"],
            "signals": [[s["key"], s.get("spans", []), s.get("incidents", [])] for s in data["signals"]],
        }
        found = RuleSet(
            version=str(data["version"]),
            join_seconds=float(data["join_seconds"]),
            network_margin_seconds=float(data["network_margin_seconds"]),
            cohort_at_least=int(data["cohort_at_least"]),
            medium=float(data["levels"]["medium"]),
            high=float(data["levels"]["high"]),
            case_from=float(data["case_from"]),
            appeal_days=int(data["appeal_days"]),
            signals=signals,
            hash=hashlib.sha256(rfc8785.dumps(data)).hexdigest(),
            definition=hashlib.sha256(rfc8785.dumps(made)).hexdigest()[:16],
        )
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise Invalid(f"The rules cannot be read: {error!r}.") from None
    _check(found)
    return found


def _signal(entry: dict[str, Any]) -> Signal:
    lasts = entry.get("half_seconds")
    return Signal(
        key=str(entry["key"]),
        words=str(entry["words"]),
        absent=str(entry["absent"]),
        weight=float(entry["weight"]),
        half_count=float(entry["half_count"]),
        half_seconds=None if lasts is None else float(lasts),
        share=float(entry["share"]) if lasts is not None else 1.0,
        spans=tuple(Span(str(span["from"]), span.get("to")) for span in entry.get("spans", ())),
        incidents=tuple(entry.get("incidents", ())),
    )


def _check(rules: RuleSet) -> None:
    keys = [signal.key for signal in rules.signals]
    if len(set(keys)) != len(keys):
        raise Invalid("Two signals of the rules have the same key.")
    if not 0 < rules.medium < rules.high <= 100 or not 0 < rules.case_from <= 100:
        raise Invalid("The levels of the rules must rise and lie within 100.")
    for signal in rules.signals:
        halves = (signal.half_count, signal.half_seconds if signal.half_seconds is not None else 1.0)
        if signal.weight < 0 or min(halves) <= 0 or not 0 <= signal.share <= 1:
            raise Invalid(f"The signal {signal.key} of the rules has a number outside its range.")
        if not signal.spans and not signal.incidents:
            raise Invalid(f"The signal {signal.key} of the rules names nothing to look for.")


def source(version: str = CURRENT) -> str:
    """The YAML as published. Raises Invalid for a version there is none of."""
    file = resources.files(__package__) / f"rules-v{version}.yaml"
    if not version.isalnum() or not file.is_file():
        raise Invalid(f"There are no rules of version {version}.")
    return file.read_text(encoding="utf-8")


@lru_cache
def load(version: str = CURRENT) -> RuleSet:
    """The rules of `version`. Raises Invalid."""
    return parse(source(version))
