"""The scoring policy of a cycle: everything that decides a place, fixed at the freeze and hashed."""

import hashlib
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.kernel.audit.chain import canonical

UNITS = 10_000
"""Whole units in a point: scores are integers, so that every machine gives the same order."""

POLICY_SCHEMA: Literal["assay.enigma/policy@1"] = "assay.enigma/policy@1"


class Component(StrEnum):
    ACADEMIC = "academic"
    TESTS = "tests"
    ACHIEVEMENTS = "achievements"
    ESSAY = "essay"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReservedSeats(_Frozen):
    """Seats kept for a declared category.

    `vertical` seats are filled from the category after the open seats; `horizontal` ones are a minimum
    inside the whole list, met by replacing the lowest-ranked others.
    """

    category: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]
    seats: Annotated[int, Field(ge=1)]
    kind: Literal["vertical", "horizontal"] = "vertical"


class ScrubbingPolicy(_Frozen):
    neutral_pronouns: bool = False
    categories: tuple[Literal["caste", "religion", "place"], ...] = ()
    review_above: Annotated[float, Field(ge=0, le=1)] = 0.3


class EvaluationPolicy(_Frozen):
    """How worker and judge score. `tolerance`: points a judge may differ before a person decides."""

    rubric: str = "rubric-v1"
    replicates: Annotated[int, Field(ge=1, le=9)] = 3
    spread_limit: Annotated[float, Field(ge=0)] = 1.0
    tolerance: Annotated[float, Field(ge=0)] = 1.0
    judge_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    allow_baseline: bool = False
    """Publish on the baseline engine's scores; the public result says so."""


class Policy(_Frozen):
    """Weights are whole numbers; a component an applicant has not given is left out and the rest rescaled.

    Ties are broken by the named components in turn, then by a lot drawn from the frozen cycle.
    """

    schema_: Annotated[Literal["assay.enigma/policy@1"], Field(alias="schema")] = POLICY_SCHEMA
    weights: dict[Component, Annotated[int, Field(ge=0, le=1000)]] = Field(
        default_factory=lambda: {
            Component.ACADEMIC: 30,
            Component.TESTS: 25,
            Component.ACHIEVEMENTS: 25,
            Component.ESSAY: 20,
        }
    )
    tie_break: tuple[Component, ...] = (
        Component.ACADEMIC,
        Component.TESTS,
        Component.ESSAY,
        Component.ACHIEVEMENTS,
    )
    reserved: tuple[ReservedSeats, ...] = ()
    waitlist: Annotated[int, Field(ge=0)] = 0
    scrubbing: ScrubbingPolicy = ScrubbingPolicy()
    evaluation: EvaluationPolicy = EvaluationPolicy()
    retention_days: Annotated[int, Field(ge=30, le=3650)] = 365

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _check(self) -> "Policy":
        if set(self.weights) != set(Component):
            raise ValueError(f"Give a weight for each of {', '.join(Component)}.")
        if not any(self.weights.values()):
            raise ValueError("At least one weight must be above zero.")
        if not self.weights[Component.ACADEMIC]:
            raise ValueError("The academic weight must be above zero: it is the one everybody has.")
        if len(set(self.tie_break)) != len(self.tie_break):
            raise ValueError("Each component may stand once in the tie-break order.")
        names = [(seats.category, seats.kind) for seats in self.reserved]
        if len(set(names)) != len(names):
            raise ValueError("Each category may stand once for each kind of reserved seats.")
        return self

    def document(self) -> dict[str, Any]:
        """The policy as JSON, in the form that is hashed and published."""
        return self.model_dump(mode="json", by_alias=True)

    def digest(self) -> str:
        """SHA-256 of the RFC 8785 form, in hex."""
        return hashlib.sha256(canonical(self.document())).hexdigest()
