"""How many cartons fit: whole cartons in one orientation, on the floor of a container or on pallets.

Mixed orientations may take a few more; a hand on the floor finds them, this calculation does not claim them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import permutations

from assay.apps.exportsathi.facts.figures import FactMissing
from assay.apps.exportsathi.logistics.carriage import Box
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

Sides = tuple[Decimal, Decimal, Decimal]
PALLET_HEIGHT = Decimal(15)
PALLET_KILOS = Decimal(25)
CLEARANCE = Decimal(10)
"""Centimetres left free above what is stacked on a pallet, to lift it in and out."""


@dataclass(frozen=True, slots=True)
class Carton:
    """Sides in centimetres, weight in kilograms. `upright`: it may not be laid on its side."""

    length: Decimal
    width: Decimal
    height: Decimal
    weight: Decimal
    upright: bool = False

    def orientations(self) -> Iterator[Sides]:
        """Each way to set it down once, as (along, across, up)."""
        seen: set[Sides] = set()
        for along, across, up in permutations((self.length, self.width, self.height)):
            if self.upright and up != self.height:
                continue
            if (along, across, up) not in seen:
                seen.add((along, across, up))
                yield along, across, up


@dataclass(frozen=True, slots=True)
class Pallet:
    """Footprint in centimetres, and how high it may be with its load; `stacks`: how many on one another."""

    length: Decimal
    width: Decimal
    height_limit: Decimal
    stacks: int = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """`count` cartons go in, `by_room` if weight did not matter. `grid`: along × across × up.

    `pallets` is how many pallets stand in the container, 0 where the cartons are loose.
    """

    box: Box
    count: int
    by_room: int
    by_weight: int
    orientation: Sides
    grid: tuple[int, int, int]
    pallets: int = 0

    @property
    def is_by_weight(self) -> bool:
        return self.by_weight < self.by_room


def _times(space: Decimal, side: Decimal) -> int:
    return int((space / side).to_integral_value(ROUND_FLOOR))


def _grid(space: Sides, sides: Sides) -> tuple[int, int, int]:
    return _times(space[0], sides[0]), _times(space[1], sides[1]), _times(space[2], sides[2])


def _best(space: Sides, carton: Carton) -> tuple[int, Sides, tuple[int, int, int]]:
    found = [(grid[0] * grid[1] * grid[2], sides, grid) for sides, grid in _tried(space, carton)]
    return max(found, key=lambda one: one[0])


def _tried(space: Sides, carton: Carton) -> Iterator[tuple[Sides, tuple[int, int, int]]]:
    for sides in carton.orientations():
        yield sides, _grid(space, sides)


def _inside(box: Box) -> Sides:
    if box.inside is None:
        words = _("The inside measures of a %(box)s are not known. A curator adds them to the container.")
        raise FactMissing(words % {"box": box.name})
    length, width, height = (Decimal(side) for side in box.inside)
    return length, width, height


def loose(box: Box, carton: Carton) -> Fit:
    """Cartons on the floor, all in the orientation that takes most. Raises FactMissing."""
    space = _inside(box)
    room, sides, grid = _best(space, carton)
    weight = _times(box.kilos, carton.weight)
    return Fit(box, min(room, weight), room, weight, sides, grid)


def palletised(box: Box, carton: Carton, pallet: Pallet) -> Fit:
    """Cartons on pallets, pallets on the floor, and on one another as far as height and `stacks` allow.
    Raises FactMissing."""
    inside = _inside(box)
    high = min(pallet.height_limit, inside[2] - CLEARANCE)
    space = (pallet.length, pallet.width, high - PALLET_HEIGHT)
    each, sides, grid = _best(space, carton) if space[2] > 0 else (0, (carton.length,) * 3, (0, 0, 0))
    tall = PALLET_HEIGHT + grid[2] * sides[2]
    layers = min(pallet.stacks, _times(inside[2], tall)) if each else 0
    floor = max(
        _times(inside[0], pallet.length) * _times(inside[1], pallet.width),
        _times(inside[0], pallet.width) * _times(inside[1], pallet.length),
    )
    pallets = floor * layers
    room = pallets * each
    weight = max(0, _times(box.kilos - pallets * PALLET_KILOS, carton.weight))
    return Fit(box, min(room, weight), room, weight, sides, grid, pallets)


def section(fits: Sequence[Fit], *, on_pallets: bool) -> Section:
    """How many go into each container."""
    return Section(
        "fit",
        _("Cartons in a container"),
        tuple(_line(one) for one in fits),
        remarks=_remarks(fits, on_pallets=on_pallets),
    )


def _line(one: Fit) -> Line:
    grid = f"{one.grid[0]} × {one.grid[1]} × {one.grid[2]}"
    sides = " × ".join(exact(side) for side in one.orientation)
    room = _("%(grid)s of %(sides)s cm") % {"grid": grid, "sides": sides}
    if one.pallets:
        room = _("%(n)s pallets of %(room)s") % {"n": one.pallets, "room": room}
    limit = _("full by weight") if one.is_by_weight else _("full by volume")
    how = f"min({room} = {one.by_room}, {_('by weight')} {one.by_weight}): {limit}"
    return Line(f"fit-{one.box.key}", one.box.name, Decimal(one.count), _("cartons"), how, (one.box.source,))


def _remarks(fits: Sequence[Fit], *, on_pallets: bool) -> tuple[Remark, ...]:
    words = _("Whole cartons, all in the one orientation that takes most; a mixed stow may take a few more.")
    found = [Remark(words, "info", tuple(dict.fromkeys(one.box.source for one in fits)))]
    if on_pallets:
        told = {"high": exact(PALLET_HEIGHT), "kilos": exact(PALLET_KILOS)}
        words = _("A pallet is taken as %(high)s cm high and %(kilos)s kg heavy, and loads do not overhang.")
        found.append(Remark(words % told))
    return tuple(found)
