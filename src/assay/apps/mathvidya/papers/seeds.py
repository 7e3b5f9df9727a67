"""The templates every organisation starts with: the board's paper of each class, and practice papers.

The board's two are those of the session 2026-27 as the specification gives them. Shares of difficulty are
ours: the board publishes none. A practice paper of one section takes the units in the board's proportions,
as near as whole questions come; one of a unit is short.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from assay.apps.mathvidya.bank.document import HALF, MARKS, ClassLevel, Cognitive, Difficulty, Kind, Unit
from assay.apps.mathvidya.papers.blueprint import Blueprint, Label, Scope, Section

SESSION = "2026-27"

UNIT_MARKS: Mapping[ClassLevel, Mapping[Unit, int]] = {
    ClassLevel.X: {
        Unit.NUMBER_SYSTEMS: 6,
        Unit.ALGEBRA: 20,
        Unit.COORDINATE_GEOMETRY: 6,
        Unit.GEOMETRY: 15,
        Unit.TRIGONOMETRY: 12,
        Unit.MENSURATION: 10,
        Unit.STATISTICS_PROBABILITY: 11,
    },
    ClassLevel.XII: {
        Unit.RELATIONS_FUNCTIONS: 8,
        Unit.ALGEBRA: 10,
        Unit.CALCULUS: 35,
        Unit.VECTORS_3D: 14,
        Unit.LINEAR_PROGRAMMING: 5,
        Unit.PROBABILITY: 8,
    },
}
COGNITIVE = {Cognitive.REMEMBER: 55, Cognitive.APPLY: 25, Cognitive.ANALYSE: 20}
DIFFICULTY = {Difficulty.EASY: 35, Difficulty.MEDIUM: 45, Difficulty.HARD: 20}

TWO, ONE = Decimal(2), Decimal(1)
SECTIONS: Mapping[ClassLevel, tuple[Section, ...]] = {
    ClassLevel.X: (
        Section(label="A", counts={Kind.MCQ: 18, Kind.ASSERTION_REASON: 2}, marks=MARKS[Kind.MCQ]),
        Section(label="B", counts={Kind.VSA: 5}, marks=MARKS[Kind.VSA], choices=2),
        Section(label="C", counts={Kind.SA: 6}, marks=MARKS[Kind.SA], choices=2),
        Section(label="D", counts={Kind.LA: 4}, marks=MARKS[Kind.LA], choices=2),
        Section(
            label="E",
            counts={Kind.CASE: 3},
            marks=MARKS[Kind.CASE],
            choices=3,
            choice_part=TWO,
            patterns=((ONE, ONE, TWO),),
        ),
    ),
    ClassLevel.XII: (
        Section(label="A", counts={Kind.MCQ: 18, Kind.ASSERTION_REASON: 2}, marks=MARKS[Kind.MCQ]),
        Section(label="B", counts={Kind.VSA: 5}, marks=MARKS[Kind.VSA], choices=2),
        Section(label="C", counts={Kind.SA: 6}, marks=MARKS[Kind.SA], choices=3),
        Section(label="D", counts={Kind.LA: 4}, marks=MARKS[Kind.LA], choices=2),
        Section(
            label="E",
            counts={Kind.CASE: 3},
            marks=MARKS[Kind.CASE],
            choices=2,
            choice_part=TWO,
            patterns=((ONE, ONE, TWO), (TWO, TWO)),
        ),
    ),
}
SECTION_MINUTES: Mapping[Label, int] = {"A": 40, "B": 20, "C": 40, "D": 45, "E": 30}

UNIT_SECTIONS = (
    Section(label="A", counts={Kind.MCQ: 6}, marks=MARKS[Kind.MCQ]),
    Section(label="B", counts={Kind.VSA: 2}, marks=MARKS[Kind.VSA]),
    Section(label="C", counts={Kind.SA: 2}, marks=MARKS[Kind.SA]),
)
LONG_ANSWER = Section(label="D", counts={Kind.LA: 1}, marks=MARKS[Kind.LA])
CASE_STUDY = Section(label="D", counts={Kind.CASE: 1}, marks=MARKS[Kind.CASE])
UNIT_LAST: Mapping[ClassLevel, Mapping[Unit, Section]] = {
    ClassLevel.X: {
        Unit.ALGEBRA: LONG_ANSWER,
        Unit.COORDINATE_GEOMETRY: CASE_STUDY,
        Unit.GEOMETRY: LONG_ANSWER,
        Unit.TRIGONOMETRY: LONG_ANSWER,
        Unit.MENSURATION: LONG_ANSWER,
        Unit.STATISTICS_PROBABILITY: LONG_ANSWER,
    },
    ClassLevel.XII: {
        Unit.RELATIONS_FUNCTIONS: CASE_STUDY,
        Unit.ALGEBRA: LONG_ANSWER,
        Unit.CALCULUS: LONG_ANSWER,
        Unit.VECTORS_3D: LONG_ANSWER,
        Unit.PROBABILITY: CASE_STUDY,
    },
}
"""What the practice paper of a unit ends with; of the others the board asks neither."""


def blueprints() -> Iterator[tuple[str, Blueprint]]:
    """Every template as (code, blueprint); codes are unique within an organisation."""
    for level in ClassLevel:
        yield f"{level.lower()}-board", board(level)
        for section in SECTIONS[level]:
            yield f"{level.lower()}-section-{section.label.lower()}", of_section(level, section)
        for unit in UNIT_MARKS[level]:
            yield f"{level.lower()}-unit-{unit}", of_unit(level, unit)


def board(level: ClassLevel) -> Blueprint:
    """The board's paper of a class: 38 questions, 80 marks, three hours."""
    return Blueprint(
        class_level=level,
        session=SESSION,
        title=f"Class {level}, full paper",
        scope=Scope.FULL,
        minutes=180,
        total=Decimal(80),
        sections=SECTIONS[level],
        units={unit: Decimal(marks) for unit, marks in UNIT_MARKS[level].items()},
        cognitive=COGNITIVE,
        difficulty=DIFFICULTY,
    )


def of_section(level: ClassLevel, section: Section) -> Blueprint:
    """One section of the board's paper; each unit within a question of its proportion."""
    return Blueprint(
        class_level=level,
        session=SESSION,
        title=f"Class {level}, section {section.label}",
        scope=Scope.SECTION,
        minutes=SECTION_MINUTES[section.label],
        total=section.total,
        sections=(section,),
        units=spread(section.total, UNIT_MARKS[level]),
        unit_tolerance=section.marks,
    )


def of_unit(level: ClassLevel, unit: Unit) -> Blueprint:
    """A short paper of one unit."""
    last = UNIT_LAST[level].get(unit)
    sections = (*UNIT_SECTIONS, last) if last else UNIT_SECTIONS
    total = sum((section.total for section in sections), Decimal(0))
    return Blueprint(
        class_level=level,
        session=SESSION,
        title=f"Class {level}, {unit.replace('-', ' ')}",
        scope=Scope.UNIT,
        minutes=50 if last else 35,
        total=total,
        sections=sections,
        units={unit: total},
    )


def spread(total: Decimal, weights: Mapping[Unit, int]) -> dict[Unit, Decimal]:
    """`total` in half marks by weight: rounded down, the largest remainders up. Adds up to `total`."""
    halves, whole = int(total / HALF), sum(weights.values())
    parts = {unit: halves * weight // whole for unit, weight in weights.items()}
    by_rest = sorted(weights, key=lambda unit: (-(halves * weights[unit] % whole), unit))
    for unit in by_rest[: halves - sum(parts.values())]:
        parts[unit] += 1
    return {unit: part * HALF for unit, part in parts.items()}
