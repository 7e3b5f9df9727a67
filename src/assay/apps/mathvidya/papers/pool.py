"""The questions a paper may take, sorted into lots of which any is as good as the other.

The solver counts: so many from this lot, so many from that. Which ones is then drawn by the seed. So its
work does not grow with the bank, and no question of a lot is preferred.
"""

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from assay.apps.mathvidya.bank.document import Cognitive, Difficulty, Kind, Unit
from assay.apps.mathvidya.papers.blueprint import Blueprint

TIERS = 4
"""Parts of a section's questions by how often they were used: the least used are taken first."""


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


class Cell(NamedTuple):
    """What the blueprint tells apart."""

    kind: Kind
    unit: Unit
    cognitive: Cognitive
    difficulty: Difficulty
    offers: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """Questions of one cell, equally fresh, in the order they are drawn in.

    `family` is set where the family has questions in other lots too: then the lot holds only this one.
    """

    cell: Cell
    tier: int
    seen: bool
    members: tuple[Candidate, ...]
    family: str = ""


def usable(blueprint: Blueprint, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that fit a section of the blueprint and one of its units, in canonical order."""
    fitting = [one for one in candidates if one.unit in blueprint.units and _fits(blueprint, one)]
    return sorted(fitting, key=lambda one: (one.question_id, one.version))


def _fits(blueprint: Blueprint, one: Candidate) -> bool:
    section = blueprint.section_of(one.kind)
    if section is None or one.marks != section.marks:
        return False
    return not section.patterns or one.pattern in section.patterns


def offers_choice(blueprint: Blueprint, one: Candidate) -> bool:
    """Whether a case study carries the "OR" its section asks for."""
    section = blueprint.section_of(one.kind)
    if section is None or section.choices == 0 or one.kind is not Kind.CASE:
        return False
    return section.choice_part in one.offers if section.choice_part else bool(one.offers)


def cell_of(blueprint: Blueprint, one: Candidate) -> Cell:
    return Cell(one.kind, one.unit, one.cognitive, one.difficulty, offers_choice(blueprint, one))


def lot_number(seed: str, question_id: UUID) -> bytes:
    """What decides between two questions that are as good: depends on nothing but seed and question."""
    return hashlib.sha256(f"assay mathvidya paper\x1f{seed}\x1f{question_id}".encode()).digest()


def lots(blueprint: Blueprint, candidates: Sequence[Candidate], seed: str, *, families: bool) -> list[Lot]:
    """`candidates` (usable ones) as lots, the same for the same seed and questions.

    With `families`, a lot holds one question of each family, the freshest.
    """
    tiers = _tiers(candidates)
    kin_seen: dict[str, int] = defaultdict(int)
    for one in candidates:
        kin_seen[one.family] += one.seen
    kin_seen.pop("", None)

    def order(one: Candidate) -> tuple[int, int, int, int, bytes]:
        freshness = (one.seen, tiers[one.question_id], kin_seen.get(one.family, 0), one.used)
        return (*freshness, lot_number(seed, one.question_id))

    groups: dict[Cell, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=order):
        groups[cell_of(blueprint, one)].append(one)
    if families:
        groups = {cell: _freshest(members) for cell, members in groups.items()}
    spread = _spread_families(groups.values()) if families else frozenset()
    made: dict[tuple[Cell, int, bool, str], list[Candidate]] = defaultdict(list)
    for cell in sorted(groups):
        for one in groups[cell]:
            family = one.family if one.family in spread else ""
            made[cell, tiers[one.question_id], one.seen > 0, family].append(one)
    return [Lot(cell, tier, seen, tuple(m), family) for (cell, tier, seen, family), m in made.items()]


def _freshest(members: Iterable[Candidate]) -> list[Candidate]:
    """The first of each family; those without one all stay."""
    kept: dict[object, Candidate] = {}
    for one in members:
        kept.setdefault(one.family or one.question_id, one)
    return list(kept.values())


def _spread_families(groups: Iterable[Iterable[Candidate]]) -> frozenset[str]:
    """Families with questions in several cells."""
    once: set[str] = set()
    twice: set[str] = set()
    for members in groups:
        for one in members:
            (twice if one.family in once else once).add(one.family)
    return frozenset(twice - {""})


def _tiers(candidates: Sequence[Candidate]) -> dict[UUID, int]:
    """0 for the least used quarter of a kind, up to 3; questions used as often share a tier."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for one in candidates:
        by_kind[one.kind].append(one.used)
    for used in by_kind.values():
        used.sort()
    return {
        one.question_id: bisect_left(by_kind[one.kind], one.used) * TIERS // len(by_kind[one.kind])
        for one in candidates
    }
