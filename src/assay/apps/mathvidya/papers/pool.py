"""The questions a paper may take, in lots of which any is as good as the other.

The solver counts: so many from this lot, so many from that; the seed draws which. Exposure is controlled by
what it is offered: first the freshest part of the bank, a larger one where that makes no paper, all at last.
"""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from assay.apps.mathvidya.bank.document import Cognitive, Difficulty, Kind, Question, Unit
from assay.apps.mathvidya.papers.blueprint import Blueprint

FEWEST = 3
"""Questions of a type and unit that are offered at least, where there are as many."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of the bank, without its text.

    `pattern`: the marks of its parts; `offers`: those of the parts with an alternative. `seen`: how often
    this student had it; `used`: how often anybody did. `family`: the template that made it, if one did: two
    of a family ask the same with other numbers.
    """

    question_id: UUID
    version: int
    kind: Kind
    unit: Unit
    cognitive: Cognitive
    difficulty: Difficulty
    marks: Decimal
    pattern: tuple[Decimal, ...] = ()
    offers: tuple[Decimal, ...] = ()
    family: str = ""
    seen: int = 0
    used: int = 0


def candidate_of(
    question_id: UUID, version: int, question: Question, *, seen: int = 0, used: int = 0
) -> Candidate:
    """A question as the solver sees it."""
    return Candidate(
        question_id=question_id,
        version=version,
        kind=question.kind,
        unit=question.unit,
        cognitive=question.cognitive,
        difficulty=question.difficulty,
        marks=question.marks,
        pattern=tuple(part.marks for part in question.parts),
        offers=tuple(part.marks for part in question.parts if part.alternative is not None),
        family=family_of(question.source),
        seen=seen,
        used=used,
    )


def family_of(source: str) -> str:
    """The template in "x-ap-03/2", which names one variant of it; empty for any other source."""
    template, slash, variant = source.rpartition("/")
    return template if slash and variant.isdigit() else ""


class Cell(NamedTuple):
    """What the blueprint tells apart."""

    kind: Kind
    unit: Unit
    cognitive: Cognitive
    difficulty: Difficulty
    offers: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """Questions of one cell, in the order they are drawn in; `seen`: the student has had them.

    `family` is set where the family has questions in other cells too: then the lot holds only this one.
    """

    cell: Cell
    seen: bool
    members: tuple[Candidate, ...]
    family: str = ""


def usable(blueprint: Blueprint, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that fit a section of the blueprint and one of its units."""
    worth = {kind: section for section in blueprint.sections for kind in section.counts}
    return [
        one
        for one in candidates
        if one.unit in blueprint.units
        and (section := worth.get(one.kind)) is not None
        and one.marks == section.marks
        and (not section.patterns or one.pattern in section.patterns)
    ]


def offers_choice(blueprint: Blueprint, one: Candidate) -> bool:
    """Whether a case study carries the "OR" its section asks for."""
    if one.kind is not Kind.CASE:
        return False
    section = blueprint.section_of(one.kind)
    if section is None or section.choices == 0:
        return False
    return section.choice_part in one.offers if section.choice_part else bool(one.offers)


def cell_of(blueprint: Blueprint, one: Candidate) -> Cell:
    return Cell(one.kind, one.unit, one.cognitive, one.difficulty, offers_choice(blueprint, one))


def in_order(candidates: Sequence[Candidate], seed: str) -> list[Candidate]:
    """The freshest first; where two are as fresh, the seed decides, whatever order they came in.

    Fresh is what the student has not had, nor anything of its family; then what was used least.
    """
    kin_seen: dict[str, int] = defaultdict(int)
    for one in candidates:
        if one.family:
            kin_seen[one.family] += one.seen
    hashed = hashlib.sha256(f"assay mathvidya paper\x1f{seed}\x1f".encode())

    def order(one: Candidate) -> tuple[int, int, int, bytes]:
        number = hashed.copy()
        number.update(one.question_id.bytes)
        return (one.seen, kin_seen.get(one.family, 0), one.used, number.digest())

    return sorted(candidates, key=order)


def freshest(blueprint: Blueprint, ordered: Sequence[Candidate], share: float) -> list[Candidate]:
    """The first `share` (0 to 1) of each type and unit, one of each family. `ordered`: from `in_order`."""
    groups: dict[Hashable, list[Candidate]] = defaultdict(list)
    for one in ordered:
        groups[one.kind, one.unit, offers_choice(blueprint, one)].append(one)
    kept: list[Candidate] = []
    for members in groups.values():
        different = _one_of_each(members)
        kept += different[: max(FEWEST, round(len(different) * share))]
    return kept


def lots(blueprint: Blueprint, ordered: Sequence[Candidate], *, families: bool) -> list[Lot]:
    """`ordered` (from `in_order`) as lots. With `families`, a cell holds one question of each family."""
    cells: dict[Cell, list[Candidate]] = defaultdict(list)
    for one in ordered:
        cells[cell_of(blueprint, one)].append(one)
    spread: frozenset[str] = frozenset()
    if families:
        cells = {cell: _one_of_each(some) for cell, some in cells.items()}
        spread = _in_several(cells.values())
    made: dict[tuple[Cell, bool, str], list[Candidate]] = defaultdict(list)
    for cell, members in cells.items():
        for one in members:
            made[cell, one.seen > 0, one.family if one.family in spread else ""].append(one)
    return [Lot(cell, seen, tuple(members), family) for (cell, seen, family), members in made.items()]


def _one_of_each(members: Iterable[Candidate]) -> list[Candidate]:
    """The first of each family; those without one all stay."""
    kept: dict[Hashable, Candidate] = {}
    for one in members:
        kept.setdefault(one.family or one.question_id, one)
    return list(kept.values())


def _in_several(cells: Iterable[Iterable[Candidate]]) -> frozenset[str]:
    """Families with questions in several cells."""
    once: set[str] = set()
    twice: set[str] = set()
    for members in cells:
        for one in members:
            (twice if one.family in once else once).add(one.family)
    return frozenset(twice - {""})
