"""How many cartons fit: whole cartons in one orientation, on the floor of a container or on pallets.

Mixed orientations may take a few more; a hand on the floor finds them, this calculation does not claim them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import permutations

from assay.apps.exportsathi.logistics.basis import Box

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


def loose(box: Box, carton: Carton) -> Fit:
    """Cartons on the floor, all in the orientation that takes most."""
    space = (Decimal(box.inside[0]), Decimal(box.inside[1]), Decimal(box.inside[2]))
    room, sides, grid = _best(space, carton)
    weight = _times(box.kilos, carton.weight)
    return Fit(box, min(room, weight), room, weight, sides, grid)


def palletised(box: Box, carton: Carton, pallet: Pallet) -> Fit:
    """Cartons on pallets, pallets on the floor, and on one another as far as height and `stacks` allow."""
    inside = (Decimal(box.inside[0]), Decimal(box.inside[1]), Decimal(box.inside[2]))
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
