"""Which questions make a paper: exactly what the blueprint asks for, or what stands in the way.

How many questions come from each lot (`pool.Lot`) is found by OR-tools CP-SAT; then the seed draws. Nothing
is minimised on the way to a paper: it is any that fits, among the freshest questions that make one. One
worker and no clock: the same seed and pool give the same paper on every run with the same OR-tools. Marks are
counted in halves, so that everything is whole numbers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, TypeVar

from assay.apps.mathvidya.bank.document import HALF
from assay.apps.mathvidya.papers.blueprint import Blueprint, Section
from assay.apps.mathvidya.papers.draw import Counts, Selection, draw
from assay.apps.mathvidya.papers.pool import Candidate, Cell, Lot, freshest, in_order, lots, usable
from assay.apps.mathvidya.papers.shortage import Deviation, Shortage, causes, told

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

DETERMINISTIC_LIMIT = 4.0
"""Of CP-SAT's own measure of work, which no clock enters; a board paper takes a small part of it."""

LARGEST = 100_000
MISSING, OFF_UNIT, OFF_SHARE = 40, 20, 1
"""Costs of the nearest paper, for each half mark: a question or choice that is missing, a unit's marks, and
marks of a level beyond its tolerance."""

Terms = list["cp_model.IntVar"]
"""Variables that are meant to be added up."""
Key = TypeVar("Key")


class SolverGaveUp(RuntimeError):
    """CP-SAT found neither a paper nor that there is none, within its limit of work."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the solver is offered, the freshest first: a share of the bank, and how much is demanded of it."""

    share: float = 1
    alike: bool = False
    families: bool = True


OFFERS = (_Offer(0.25, alike=True), _Offer(0.5, alike=True), _Offer(), _Offer(families=False))


def select(
    blueprint: Blueprint, candidates: Iterable[Candidate], seed: str, *, allow_seen: bool = False
) -> Selection | Shortage:
    """A paper, or why there is none.

    Questions the student has had are left out; with `allow_seen` as few of them are taken as make a paper. No
    two questions come from one template, unless the bank cannot do otherwise. Raises SolverGaveUp.
    """
    everything = in_order(usable(blueprint, candidates), seed)
    fresh = [one for one in everything if not one.seen]
    reasons = tuple(causes(blueprint, fresh, left_out=len(everything) - len(fresh)))
    found = None if reasons else _first(blueprint, fresh, seed, OFFERS)
    if found is None and allow_seen and len(fresh) < len(everything):
        found = _first(blueprint, everything, seed, OFFERS[-2:])
        fresh, reasons = everything, tuple(causes(blueprint, everything))
    if found is not None:
        return found
    nearest = _Model(blueprint, lots(blueprint, fresh, families=False), seed, nearest=True)
    nearest.solve()
    return Shortage(causes=reasons, nearest=tuple(told(one) for one in nearest.deviations()))


def _first(
    blueprint: Blueprint, ordered: Sequence[Candidate], seed: str, offers: Iterable[_Offer]
) -> Selection | None:
    """The paper of the first offer that makes one."""
    for offer in offers:
        part = freshest(blueprint, ordered, offer.share) if offer.share < 1 else ordered
        stock = lots(blueprint, part, families=offer.families)
        counts = _Model(blueprint, stock, seed, alike=offer.alike).solve()
        if counts is not None:
            return Selection(draw(blueprint, counts, seed), kin=not offer.families)
    return None


class _Model:
    """The blueprint as linear constraints over the lots.

    `alike`: an alternative is of a level that the questions of its unit have too. `nearest`: every constraint
    may be missed, at a price.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        stock: Sequence[Lot],
        seed: str,
        *,
        alike: bool = False,
        nearest: bool = False,
    ) -> None:
        self._blueprint = blueprint
        self._alike = alike
        self._nearest = nearest
        # The solver brings pandas with it and takes a second to load: only who makes papers waits for it.
        from ortools.sat.python import cp_model

        self._cp = cp_model
        self._model = cp_model.CpModel()
        self._solver = cp_model.CpSolver()
        self._stock = Random(f"{seed}/stock").sample(stock, len(stock))
        self._priced: Terms = []
        self._prices: list[int] = []
        self._misses: list[tuple[Deviation, cp_model.IntVar, cp_model.IntVar]] = []
        self._taken = [self._model.new_int_var(0, len(lot.members), "") for lot in self._stock]
        self._alternatives: dict[Cell, cp_model.IntVar] = {}
        self._first = self._cells()
        self._one_of_each_family()
        for section in blueprint.sections:
            self._section(section)
        self._units()
        self._shares()
        for lot, taken in zip(self._stock, self._taken, strict=True):
            if lot.seen:
                self._price(taken, 1)
        if self._priced:
            self._model.minimize(cp_model.LinearExpr.weighted_sum(self._priced, self._prices))

    def solve(self) -> Counts | None:
        """The counts, or None where there is no such paper. Raises SolverGaveUp."""
        parameters = self._solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = 1
        parameters.max_deterministic_time = DETERMINISTIC_LIMIT
        status = self._solver.solve(self._model)
        if status == self._cp.INFEASIBLE:
            return None
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            raise SolverGaveUp(self._solver.status_name(status))
        value = self._solver.value
        taken = [(lot, value(number)) for lot, number in zip(self._stock, self._taken, strict=True)]
        second = {cell: value(number) for cell, number in self._alternatives.items()}
        return Counts([(lot, number) for lot, number in taken if number], second)

    def deviations(self) -> list[Deviation]:
        """Where the nearest paper misses the blueprint."""
        value = self._solver.value
        found = []
        for deviation, under, over in self._misses:
            off = value(over) - value(under)
            if off:
                found.append(deviation.off_by(off))
        return found

    def _cells(self) -> dict[Cell, Terms]:
        """The questions of each cell that are not alternatives."""
        of_cell: dict[Cell, Terms] = defaultdict(list)
        size: dict[Cell, int] = defaultdict(int)
        for lot, taken in zip(self._stock, self._taken, strict=True):
            of_cell[lot.cell].append(taken)
            size[lot.cell] += len(lot.members)
        first: dict[Cell, Terms] = {}
        for cell, parts in of_cell.items():
            section = self._blueprint.section_of(cell.kind)
            if section is None or not section.paired:
                first[cell] = parts
                continue
            asked = self._model.new_int_var(0, size[cell], "")
            second = self._model.new_int_var(0, size[cell], "")
            self._bound([asked, second, *parts], [1, 1, *[-1] * len(parts)], 0, 0)
            first[cell], self._alternatives[cell] = [asked], second
        return first

    def _one_of_each_family(self) -> None:
        families: dict[str, Terms] = defaultdict(list)
        for lot, taken in zip(self._stock, self._taken, strict=True):
            if lot.family:
                families[lot.family].append(taken)
        for members in families.values():
            self._bound(members, [1] * len(members), 0, 1)

    def _section(self, section: Section) -> None:
        price = MISSING * int(section.marks / HALF)
        for kind, count in section.counts.items():
            there = self._asked([cell for cell in self._first if cell.kind is kind])
            deviation = Deviation("questions", section.label, kind, count)
            self._meet(there, count, count, deviation, price, never_over=True)
        if not section.choices:
            return
        deviation = Deviation("choices", section.label, next(iter(section.counts)), section.choices)
        if section.paired:
            chosen = [one for cell, one in self._alternatives.items() if cell.kind in section.counts]
            self._meet(chosen, section.choices, section.choices, deviation, price, never_over=True)
            self._pair(section)
        else:
            offering = self._asked([c for c in self._first if c.kind in section.counts and c.offers])
            self._meet(offering, section.choices, section.count, deviation, price, never_over=True)

    def _pair(self, section: Section) -> None:
        """An alternative goes with a question of its kind and unit."""
        cells = [cell for cell in self._first if cell.kind in section.counts]
        level = (lambda cell: cell.cognitive) if self._alike else (lambda _cell: "")
        for together in _grouped(cells, lambda cell: (cell.kind, cell.unit, level(cell))):
            first = self._asked(together)
            second = [self._alternatives[cell] for cell in together]
            self._bound([*second, *first], [1] * len(second) + [-1] * len(first), -LARGEST, 0)

    def _units(self) -> None:
        tolerance = int(self._blueprint.unit_tolerance / HALF)
        for unit, marks in self._blueprint.units.items():
            wanted = int(marks / HALF)
            low, high = max(0, wanted - tolerance), wanted + tolerance
            of_unit = [cell for cell in self._first if cell.unit is unit]
            self._meet_marks(of_unit, low, high, Deviation("unit", "", unit, marks), OFF_UNIT)

    def _shares(self) -> None:
        blueprint = self._blueprint
        for level, percent in blueprint.cognitive.items():
            of_level = [cell for cell in self._first if cell.cognitive is level]
            low, high = share_bounds(blueprint.total, percent, blueprint.cognitive_tolerance)
            deviation = Deviation("cognitive", "", level, blueprint.total * percent / 100)
            self._meet_marks(of_level, low, high, deviation, OFF_SHARE)
        for grade, percent in blueprint.difficulty.items():
            of_grade = [cell for cell in self._first if cell.difficulty is grade]
            low, high = share_bounds(blueprint.total, percent, blueprint.difficulty_tolerance)
            deviation = Deviation("difficulty", "", grade, blueprint.total * percent / 100)
            self._meet_marks(of_grade, low, high, deviation, OFF_SHARE)

    def _asked(self, cells: Iterable[Cell]) -> Terms:
        """The questions of these cells, alternatives apart."""
        return [one for cell in cells for one in self._first[cell]]

    def _meet_marks(self, cells: Sequence[Cell], low: int, high: int, told_as: Deviation, price: int) -> None:
        """As `_meet`, counting the half marks of the cells' questions."""
        sections = [self._blueprint.section_of(cell.kind) for cell in cells]
        worth = [int(one.marks / HALF) if one is not None else 0 for one in sections]
        weights = [each for cell, each in zip(cells, worth, strict=True) for _variable in self._first[cell]]
        self._meet(self._asked(cells), low, high, told_as, price, weights=weights)

    def _meet(
        self,
        there: Terms,
        low: int,
        high: int,
        told_as: Deviation,
        price: int,
        *,
        weights: Sequence[int] | None = None,
        never_over: bool = False,
    ) -> None:
        """From `low` to `high` of `there`; what is off costs `price` each where the nearest is asked for."""
        weighed = [1] * len(there) if weights is None else list(weights)
        if not self._nearest:
            self._bound(there, weighed, low, high)
            return
        under = self._model.new_int_var(0, low, "")
        over = self._model.new_int_var(0, 0 if never_over else LARGEST, "")
        self._bound([*there, under], [*weighed, 1], low, LARGEST)
        self._bound([*there, over], [*weighed, -1], -LARGEST, high)
        self._misses.append((told_as, under, over))
        self._price(under, price)
        self._price(over, price)

    def _price(self, variable: "cp_model.IntVar", price: int) -> None:
        self._priced.append(variable)
        self._prices.append(price)

    def _bound(self, variables: Terms, weights: Sequence[int], low: int, high: int) -> None:
        total = self._cp.LinearExpr.weighted_sum(variables, weights)
        self._model.add_linear_constraint(total, low, high)


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> Iterable[list[Cell]]:
    groups: dict[Key, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return groups.values()


def share_bounds(total: Decimal, percent: int, tolerance: int) -> tuple[int, int]:
    """The fewest and the most half marks of a share, both allowed."""
    halves = int(total / HALF)
    low = -(-halves * (percent - tolerance) // 100)
    return max(0, low), min(halves, halves * (percent + tolerance) // 100)
