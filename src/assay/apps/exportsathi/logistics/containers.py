"""Which containers, and how many: enough room and payload for the least money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from assay.apps.exportsathi.logistics.carriage import KILOS, Box
from assay.apps.exportsathi.worked import Line
from assay.kernel.errors import Invalid
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

MOST = 60
"""Containers of one kind that a shipment may need; more is several shipments."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many boxes of one kind alone would take it all, and what fills them first."""

    box: Box
    by_volume: int
    by_weight: int

    @property
    def count(self) -> int:
        return max(self.by_volume, self.by_weight, 1)

    @property
    def is_by_weight(self) -> bool:
        """The payload fills a box of this kind before its room does."""
        return self.by_weight > self.by_volume


@dataclass(frozen=True, slots=True)
class Mix:
    """A choice of boxes (kind → how many) and what it costs; cost None: prices are not all known."""

    counts: tuple[tuple[Box, int], ...]
    cost: Decimal | None

    @property
    def number(self) -> int:
        return sum(count for _box, count in self.counts)

    def words(self) -> str:
        return " + ".join(f"{count} × {box.name}" for box, count in self.counts)


def _up(needed: Decimal, each: Decimal) -> int:
    return int((needed / each).to_integral_value(ROUND_CEILING))


def need(box: Box, volume: Decimal, weight: Decimal, *, loose: bool) -> Need:
    return Need(box, _up(volume, box.holds(loose=loose)), _up(weight, box.kilos))


def is_limited_by_weight(box: Box, volume: Decimal, weight: Decimal, *, loose: bool) -> bool:
    """Whether the goods are denser than what fills this box in room and payload at once."""
    return weight * box.holds(loose=loose) > volume * box.kilos


def cheapest(
    volume: Decimal,
    weight: Decimal,
    prices: Mapping[str, Decimal],
    *,
    loose: bool,
    boxes: Sequence[Box],
) -> Mix:
    """The mix that holds it all for the least money; among equals fewer boxes, then less room.

    Room and payload add up: goods can be spread over the boxes as one likes. Without a price for every kind
    the fewest boxes win. Raises Invalid where it would take more than `MOST` of a kind.
    """
    tops = [need(box, volume, weight, loose=loose).count for box in boxes]
    if min(tops) > MOST:
        words = _("This is more than %(n)s containers. Plan it as several shipments.")
        raise Invalid(words % {"n": MOST}, fields={"volume": words % {"n": MOST}})
    priced = all(box.key in prices for box in boxes)
    best: tuple[Decimal, int, Decimal] | None = None
    chosen: tuple[int, ...] = ()
    for counts in _choices(boxes, tops, volume, weight, loose=loose):
        pairs = list(zip(boxes, counts, strict=True))
        cost = sum((prices[box.key] * count for box, count in pairs), Decimal(0)) if priced else Decimal(0)
        room = sum((box.holds(loose=loose) * count for box, count in pairs), Decimal(0))
        rank = (cost, sum(counts), room)
        if best is None or rank < best:
            best, chosen = rank, counts
    counted = tuple((box, count) for box, count in zip(boxes, chosen, strict=True) if count)
    return Mix(counted, best[0] if best and priced else None)


def _choices(
    boxes: Sequence[Box], tops: Sequence[int], volume: Decimal, weight: Decimal, *, loose: bool
) -> list[tuple[int, ...]]:
    """Every choice worth a look: all counts of the other kinds, and as few of the first as suffice."""
    first, others = boxes[0], boxes[1:]
    found: list[tuple[int, ...]] = [()]
    for top in tops[1:]:
        found = [(*counts, count) for counts in found for count in range(min(top, MOST) + 1)]
    choices = []
    for counts in found:
        room = sum(
            (box.holds(loose=loose) * count for box, count in zip(others, counts, strict=True)), Decimal(0)
        )
        load = sum((box.kilos * count for box, count in zip(others, counts, strict=True)), Decimal(0))
        rest = max(_up(volume - room, first.holds(loose=loose)), _up(weight - load, first.kilos), 0)
        if rest + sum(counts):
            choices.append((rest, *counts))
    return choices


def unit_of(count: int) -> str:
    return ngettext("container", "containers", count)


def lines_of(needs: Sequence[Need], volume: Decimal, weight: Decimal, *, loose: bool) -> list[Line]:
    """For each kind: how many, and whether room or payload fills them."""
    found = []
    for one in needs:
        limit = _("full by weight") if one.is_by_weight else _("full by volume")
        room = one.box.holds(loose=loose)
        how = (
            f"max(⌈{exact(volume)} ÷ {exact(room)} cbm⌉,"
            f" ⌈{exact(weight / KILOS)} ÷ {exact(one.box.kilos / KILOS)} t⌉): {limit}"
        )
        label = _("%(box)s alone") % {"box": one.box.name}
        found.append(
            Line(
                f"box-{one.box.key}",
                label,
                Decimal(one.count),
                unit_of(one.count),
                how,
                (one.box.source,),
            )
        )
    return found
