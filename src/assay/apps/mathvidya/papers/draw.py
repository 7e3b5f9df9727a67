"""From numbers to questions: which of a lot, which of two is the alternative, in what order they stand."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from assay.apps.mathvidya.papers.blueprint import Blueprint, Section
from assay.apps.mathvidya.papers.pool import Candidate, Cell, Lot, cell_of


@dataclass(frozen=True, slots=True)
class Counts:
    """What the solver found: how many of each lot, and how many of each cell are alternatives."""

    taken: Sequence[tuple[Lot, int]]
    alternatives: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One question of the paper, its alternative, or that its own "OR" is shown."""

    section: str
    question: Candidate
    alternative: Candidate | None = None
    shows_or: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions in the paper's order. `kin`: two may come from one template, for the bank has no more."""

    places: tuple[Place, ...]
    kin: bool = False

    @property
    def seen(self) -> int:
        """How many the student has had before."""
        return sum(one.seen > 0 for one in self.questions())

    def questions(self) -> Iterator[Candidate]:
        """All of them, alternatives behind their questions."""
        for place in self.places:
            yield place.question
            if place.alternative is not None:
                yield place.alternative


def draw(blueprint: Blueprint, counts: Counts, seed: str) -> tuple[Place, ...]:
    """The places of the paper; all that is left to chance follows from the seed."""
    random = Random(f"{seed}/order")
    cells: dict[Cell, list[Candidate]] = defaultdict(list)
    families: set[str] = set()
    for lot, number in counts.taken:
        cells[lot.cell] += _members(lot, number, families)
    first: dict[Cell, list[Candidate]] = {}
    second: list[Candidate] = []
    for cell, members in cells.items():
        mixed = random.sample(members, len(members))
        alternatives = counts.alternatives.get(cell, 0)
        second += mixed[:alternatives]
        first[cell] = mixed[alternatives:]
    mains = [one for cell in first for one in first[cell]]
    partner = _pairs(blueprint, mains, second)
    return tuple(
        place
        for section in blueprint.sections
        for place in _section(blueprint, section, mains, partner, random)
    )


def _members(lot: Lot, number: int, families: set[str]) -> list[Candidate]:
    """The first `number` of the lot, those of families not in the paper yet before the others."""
    taken: list[Candidate] = []
    rest: list[Candidate] = []
    for one in lot.members:
        if len(taken) == number:
            break
        if one.family in families:
            rest.append(one)
            continue
        taken.append(one)
        families |= {one.family} - {""}
    return [*taken, *rest][:number]


def _pairs(
    blueprint: Blueprint, mains: Sequence[Candidate], second: Sequence[Candidate]
) -> dict[Candidate, Candidate]:
    """Question to alternative: of the same kind and unit always, as like as there are."""
    likenesses: tuple[Callable[[Candidate], object], ...] = (
        lambda one: cell_of(blueprint, one),
        lambda one: (one.kind, one.unit, one.cognitive),
        lambda one: (one.kind, one.unit),
    )
    partner: dict[Candidate, Candidate] = {}
    left = list(second)
    for likeness in likenesses:
        free: dict[object, list[Candidate]] = defaultdict(list)
        for one in mains:
            if one not in partner:
                free[likeness(one)].append(one)
        unpaired = []
        for other in left:
            matches = free[likeness(other)]
            if matches:
                partner[matches.pop()] = other
            else:
                unpaired.append(other)
        left = unpaired
    return partner


def _section(
    blueprint: Blueprint,
    section: Section,
    mains: Sequence[Candidate],
    partner: Mapping[Candidate, Candidate],
    random: Random,
) -> Iterator[Place]:
    """Each kind together, mixed within. As many case studies show their "OR" as the section has choices."""
    showing = section.choices
    for kind in section.counts:
        of_kind = [one for one in mains if one.kind is kind]
        for one in random.sample(of_kind, len(of_kind)):
            shows = showing > 0 and cell_of(blueprint, one).offers
            showing -= shows
            yield Place(section.label, one, partner.get(one), shows)
