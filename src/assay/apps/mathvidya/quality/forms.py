"""What an administrator may send about the quality of marking, and what is told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.exams.outcome import Marks


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedForm(_Form):
    """A finished marking whose marks are agreed. Without `tolerance` the institution's is taken."""

    evaluation_id: UUID
    tolerance: Annotated[Decimal, Field(ge=0, le=20, multiple_of=Decimal("0.5"))] | None = None


class SeedOut(BaseModel):
    """`given`, `missed`: how often a marker had it, and did not come near enough."""

    seed_id: UUID
    class_level: str
    agreed_score: Marks
    tolerance: Marks
    is_active: bool
    given: int
    missed: int


class RoundOut(BaseModel):
    """A round that was asked for."""

    evaluation_id: UUID
    round: int
    purpose: str
    state: str


class SeverityOut(BaseModel):
    markings: int
    mean: float
    low: float | None
    high: float | None


class WeekOut(SeverityOut):
    monday: date


class MarkerOut(BaseModel):
    """A marker beside the others: in marks, above 0 more generous."""

    teacher_id: UUID
    name: str
    stopped: bool
    seeds: int
    seeds_missed: int
    severity: SeverityOut | None
    weeks: list[WeekOut]


class DifferenceOut(BaseModel):
    number: int
    first: Marks
    second: Marks


class ConflictOut(BaseModel):
    """Two markings that lie too far apart; `adjudicated` is the third's total once there is one."""

    evaluation_id: UUID
    class_level: str
    first: Marks
    second: Marks
    adjudicated: Marks | None
    differences: list[DifferenceOut]
    made_at: datetime


class QualityOut(BaseModel):
    markers: list[MarkerOut]
    conflicts: list[ConflictOut]
    seeds: list[SeedOut]
