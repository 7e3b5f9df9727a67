"""Containers and tariffs as freight is worked out with them, read from facts and quotes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.facts.figures import FactMissing
from assay.apps.exportsathi.facts.kinds import Container
from assay.apps.exportsathi.facts.kinds import Tariff as TariffFact
from assay.apps.exportsathi.facts.rules import Known, usable
from assay.apps.exportsathi.models.money import Carriage
from assay.kernel.web.i18n import gettext as _

KILOS = Decimal(1000)
PRACTICE = "freight-practice"
"""Id of the source of what is charged for, where no figure names its own."""
SIZES: Mapping[str, tuple[str, Carriage]] = {
    "20": ("20′", Carriage.FCL_20),
    "40": ("40′", Carriage.FCL_40),
    "40HC": ("40′ HC", Carriage.FCL_40HC),
}
"""Containers that are quoted for: key of the fact → (how it is called, what it is quoted as)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A container. `cbm`: well stowed; `loose_cbm`: cartons by hand; `kilos`: payload; `inside` in cm.

    `source` is the id of what it stands on.
    """

    key: str
    name: str
    cbm: Decimal
    loose_cbm: Decimal
    kilos: Decimal
    inside: tuple[int, int, int] | None
    carriage: Carriage
    source: str

    def holds(self, *, loose: bool) -> Decimal:
        return self.loose_cbm if loose else self.cbm


@dataclass(frozen=True, slots=True)
class Tariff:
    """What carriage costs: `rate` for each unit charged, at least `minimum`, and `fixed` once.

    `quote`: whose it is. A tariff of the facts names its `source`; a sample must be shown as one.
    """

    carriage: Carriage
    currency: str
    rate: Decimal
    fixed: Decimal
    minimum: Decimal = Decimal(0)
    quote: str = ""
    quote_id: str = ""
    source: str = ""
    is_sample: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """A quote of one's own is no source of ours."""
        return (self.source,) if self.source else ()


Tariffs = Mapping[Carriage, Tariff]


def boxes_of(known: Iterable[Known[Container]]) -> tuple[Box, ...]:
    """The containers that hold on the day, by size. Raises FactMissing where there is none."""
    found = tuple(
        Box(
            one.key,
            SIZES[one.key][0],
            one.value.cbm,
            one.value.loose_cbm,
            one.value.tonnes * KILOS,
            one.value.inside,
            SIZES[one.key][1],
            one.source.source_id,
        )
        for one in known
        if one.key in SIZES and usable(one.standing)
    )
    if not found:
        words = _(
            "No container is among the facts of this day. A curator adds one under Facts, as a container."
        )
        raise FactMissing(words)
    return found


def box_of(boxes: Sequence[Box], key: str) -> Box:
    """The container of this size. Raises FactMissing."""
    for box in boxes:
        if box.key == key:
            return box
    words = _("The container %(key)s is not among the facts of this day. A curator adds it under Facts.")
    raise FactMissing(words % {"key": key})


def tariffs_of(known: Iterable[Known[TariffFact]]) -> dict[Carriage, Tariff]:
    """The tariffs that hold on the day, by what they are for; a way without one is not priced."""
    ways = {one.value: one for one in Carriage}
    return {
        ways[one.key]: Tariff(
            ways[one.key],
            one.value.currency,
            one.value.rate,
            one.value.fixed,
            one.value.minimum,
            source=one.source.source_id,
            is_sample=one.value.sample,
        )
        for one in known
        if one.key in ways and usable(one.standing)
    }


def tariff_for(tariffs: Mapping[Carriage, Tariff], way: Carriage) -> Tariff:
    """What a way costs. Raises FactMissing."""
    if way not in tariffs:
        words = _(
            "No tariff of %(way)s is among the facts of this day. A curator adds one under Facts; until then "
            "enter your forwarder's quote."
        )
        raise FactMissing(words % {"way": way.value})
    return tariffs[way]
