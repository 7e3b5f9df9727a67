"""What a paper consists of: sections, marks of the units, shares of the levels. Checked when it is read."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assay.apps.mathvidya.bank.document import (
    HALF,
    ON_SCREEN,
    ClassLevel,
    Cognitive,
    Difficulty,
    Kind,
    Marks,
    Unit,
)

UNITS: Mapping[ClassLevel, tuple[Unit, ...]] = {
    ClassLevel.X: (
        Unit.NUMBER_SYSTEMS,
        Unit.ALGEBRA,
        Unit.COORDINATE_GEOMETRY,
        Unit.GEOMETRY,
        Unit.TRIGONOMETRY,
        Unit.MENSURATION,
        Unit.STATISTICS_PROBABILITY,
    ),
    ClassLevel.XII: (
        Unit.RELATIONS_FUNCTIONS,
        Unit.ALGEBRA,
        Unit.CALCULUS,
        Unit.VECTORS_3D,
        Unit.LINEAR_PROGRAMMING,
        Unit.PROBABILITY,
    ),
}
"""The units of a class, in the board's order."""

Count = Annotated[int, Field(ge=1, le=60)]
HalfMarks = Annotated[Decimal, Field(ge=0, le=200, multiple_of=HALF)]
Percent = Annotated[int, Field(ge=0, le=100)]
Label = Literal["A", "B", "C", "D", "E"]


class Scope(StrEnum):
    """The whole of a class, one section of its paper, or one unit."""

    FULL = "full"
    SECTION = "section"
    UNIT = "unit"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Key = TypeVar("Key", bound=StrEnum)
Value = TypeVar("Value")


def in_order(mapping: Mapping[Key, Value]) -> dict[Key, Value]:
    """`mapping` in the order its keys are defined in."""
    kinds = dict.fromkeys(type(key) for key in mapping)
    return {key: mapping[key] for kind in kinds for key in kind if key in mapping}


class Section(_Document):
    """Questions of the same marks, numbered on.

    `choices`: how many of them offer a choice. Of case studies that is how many carry an "OR" in a part of
    `choice_part` marks; of other written questions, how many are paired with another question of the same
    kind and unit. `patterns`: the marks of a case study's parts, any of them; empty where all are welcome.
    """

    label: Label
    counts: Annotated[dict[Kind, Count], Field(min_length=1)]
    marks: Marks
    choices: Annotated[int, Field(ge=0, le=60)] = 0
    choice_part: Marks | None = None
    patterns: tuple[tuple[Marks, ...], ...] = ()

    @field_validator("counts")
    @classmethod
    def _ordered(cls, value: dict[Kind, int]) -> dict[Kind, int]:
        return in_order(value)

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def total(self) -> Decimal:
        return self.count * self.marks

    @property
    def paired(self) -> bool:
        """Whether its choices are pairs of whole questions."""
        return self.choices > 0 and Kind.CASE not in self.counts


class Blueprint(_Document):
    """A paper of `total` marks for `minutes`.

    `units` are marks and add up to the total; each is met within `unit_tolerance` marks. The shares of
    `cognitive` levels and `difficulty` are percent of the total, met within their tolerances, which are
    percentage points. Of a question with a choice the first counts; the second is of the same unit and marks.
    """

    class_level: ClassLevel
    session: Annotated[str, Field(pattern=r"^20\d\d-\d\d$", examples=["2026-27"])]
    title: Annotated[str, Field(min_length=3, max_length=120)]
    scope: Scope
    minutes: Annotated[int, Field(ge=5, le=300)]
    total: Annotated[Decimal, Field(ge=1, le=200, multiple_of=HALF)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=5)]
    units: Annotated[dict[Unit, HalfMarks], Field(min_length=1)]
    unit_tolerance: HalfMarks = Decimal(0)
    cognitive: dict[Cognitive, Percent] = Field(default_factory=dict)
    cognitive_tolerance: Percent = 5
    difficulty: dict[Difficulty, Percent] = Field(default_factory=dict)
    difficulty_tolerance: Percent = 15

    @field_validator("units", "cognitive", "difficulty")
    @classmethod
    def _ordered(cls, value: dict[Any, Any]) -> dict[Any, Any]:
        # JSONB keeps no order, and the solver's path must not depend on it.
        return in_order(value)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for message in problems(self):
            raise ValueError(message)
        return self

    @property
    def questions(self) -> int:
        return sum(section.count for section in self.sections)

    @property
    def on_screen(self) -> bool:
        """Whether all of it is answered on screen: what plans with multiple choice alone may take."""
        return all(kind in ON_SCREEN for section in self.sections for kind in section.counts)

    def section_of(self, kind: Kind) -> Section | None:
        """The section that takes questions of `kind`; there is one at most."""
        return next((section for section in self.sections if kind in section.counts), None)

    def document(self) -> dict[str, Any]:
        """The blueprint as a JSON document."""
        return self.model_dump(mode="json")


def problems(blueprint: Blueprint) -> Iterator[str]:
    """What keeps a blueprint from being used, in words."""
    labels = [section.label for section in blueprint.sections]
    if labels != sorted(set(labels)):
        yield "Name each section once, in order."
    kinds = [kind for section in blueprint.sections for kind in section.counts]
    if len(set(kinds)) != len(kinds):
        yield "A type of question belongs to one section."
    for section in blueprint.sections:
        yield from _section(section)
    total = sum((section.total for section in blueprint.sections), Decimal(0))
    if total != blueprint.total:
        yield f"The sections give {total} marks, and the paper {blueprint.total}."
    units = sum(blueprint.units.values(), Decimal(0))
    if units != blueprint.total:
        yield f"The units add up to {units} marks, and the paper gives {blueprint.total}."
    strange = sorted(set(blueprint.units) - set(UNITS[blueprint.class_level]))
    if strange:
        yield f"Class {blueprint.class_level} has no unit {strange[0]}."
    for shares in (blueprint.cognitive, blueprint.difficulty):
        if shares and sum(shares.values()) != 100:
            yield f"The shares add up to {sum(shares.values())} %, not to 100 %."


def _section(section: Section) -> Iterator[str]:
    where = f"Section {section.label}"
    if section.choices > section.count:
        yield f"{where} offers more choices than it has questions."
    if section.choices and any(kind in ON_SCREEN for kind in section.counts):
        yield f"{where}: questions answered on screen offer no choice."
    if Kind.CASE in section.counts and len(section.counts) > 1:
        yield f"{where}: case studies have a section of their own."
    if Kind.CASE not in section.counts and (section.patterns or section.choice_part):
        yield f"{where}: only case studies have parts with marks of their own."
    if any(sum(pattern) != section.marks for pattern in section.patterns):
        yield f"{where}: the parts of a case study add up to its marks."
