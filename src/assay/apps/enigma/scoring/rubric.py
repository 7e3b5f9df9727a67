"""The rubric: traits with anchored descriptions, and how traits make components. Versioned and hashed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import rfc8785
import yaml

from assay.kernel.errors import Invalid

DEFAULT_VERSION = "rubric-v1"
COMPONENTS = ("essay", "achievements")


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing looked for. `anchors` has a description for every integer of the scale."""

    key: str
    title: str
    asks: str
    anchors: Mapping[int, str]


@dataclass(frozen=True)
class Rubric:
    """Traits in order; `components` maps essay and achievements to weights of traits, in the same order."""

    version: str
    low: int
    high: int
    traits: tuple[Trait, ...]
    components: Mapping[str, tuple[float, ...]]
    hash: str

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(trait.key for trait in self.traits)

    @property
    def scores(self) -> tuple[int, ...]:
        """Every admissible score, lowest first."""
        return tuple(range(self.low, self.high + 1))


def parse(source: str) -> Rubric:
    """A rubric from YAML. Its hash is SHA-256 over the RFC 8785 form: comments and layout do not count.

    Raises Invalid that names what is missing.
    """
    try:
        data = yaml.safe_load(source)
        low, high = int(data["scale"]["low"]), int(data["scale"]["high"])
        traits = tuple(_trait(entry, low, high) for entry in data["traits"])
        keys = [trait.key for trait in traits]
        components = {name: _weights(name, data["components"][name], keys) for name in COMPONENTS}
        version = str(data["version"])
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise Invalid(f"The rubric cannot be read: {problem}.") from problem
    if not low < high or not traits or len(set(keys)) != len(keys):
        raise Invalid("A rubric needs a scale from low to high and traits with keys of their own.")
    return Rubric(version, low, high, traits, components, _digest(data))


@lru_cache
def load(version: str = DEFAULT_VERSION) -> Rubric:
    """The shipped rubric of that version. Raises Invalid for one that is not shipped."""
    file = resources.files(__package__) / f"{version}.yaml"
    if not version.replace("-", "").isalnum() or not file.is_file():
        raise Invalid(f"There is no rubric {version}.")
    return parse(file.read_text(encoding="utf-8"))


def _trait(entry: Mapping[str, Any], low: int, high: int) -> Trait:
    anchors = {int(score): str(text).strip() for score, text in entry["anchors"].items()}
    if sorted(anchors) != list(range(low, high + 1)):
        raise ValueError(f"trait {entry['key']} needs one anchor for each score from {low} to {high}")
    return Trait(str(entry["key"]), str(entry["title"]), str(entry["asks"]), anchors)


def _weights(name: str, weights: Mapping[str, float], keys: Sequence[str]) -> tuple[float, ...]:
    unknown = set(weights) - set(keys)
    if unknown or not weights or min(weights.values()) <= 0:
        raise ValueError(f"component {name} needs positive weights of known traits")
    return tuple(float(weights.get(key, 0)) for key in keys)


def _digest(data: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(_text_keys(data))).hexdigest()


def _text_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _text_keys(value) for key, value in data.items()}
    return [_text_keys(value) for value in data] if isinstance(data, list) else data
