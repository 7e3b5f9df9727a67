"""How much of what a report needs was told. Beside the risk and no part of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.kernel.web.i18n import gettext as _

GOODS = {
    "product": 20,
    "materials": 10,
    "use": 10,
    "price": 15,
    "quantity": 10,
    "unit": 5,
    "net_weight": 5,
    "gross_weight": 5,
    "volume": 5,
    "incoterm": 5,
    "mode": 5,
    "payment_days": 5,
}
SERVICES = {"product": 40, "use": 20, "price": 25, "payment_days": 15}
"""Points of each thing that can be told; they come to 100."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not told: what it is, how many points it is worth, what it would make possible."""

    key: str
    label: str
    points: int
    gain: str


@dataclass(frozen=True, slots=True)
class Completeness:
    score: int
    gaps: tuple[Gap, ...]


def judge(told: Mapping[str, object], *, services: bool) -> Completeness:
    """`told`: by name, what was said; None and empty texts count as not told."""
    worth = SERVICES if services else GOODS
    open_ones = [name for name in worth if told.get(name) in (None, "")]
    gaps = tuple(Gap(name, label(name), worth[name], gain(name)) for name in open_ones)
    return Completeness(sum(worth.values()) - sum(one.points for one in gaps), gaps)


def label(name: str) -> str:
    return {
        "product": _("Product"),
        "materials": _("Materials"),
        "use": _("Use"),
        "price": _("Price"),
        "quantity": _("Quantity"),
        "unit": _("Unit of quantity"),
        "net_weight": _("Net weight"),
        "gross_weight": _("Gross weight"),
        "volume": _("Volume"),
        "incoterm": _("Incoterm"),
        "mode": _("Way of transport"),
        "payment_days": _("Payment"),
    }[name]


def gain(name: str) -> str:
    return {
        "product": _("Everything goes by it."),
        "materials": _("The tariff often goes by the material."),
        "use": _("The tariff and certificates often go by the use."),
        "price": _("Benefits, working capital and landed cost need the value."),
        "quantity": _("Caps of benefits go by the quantity."),
        "unit": _("Caps of benefits go by the unit."),
        "net_weight": _("Weights stand on every document."),
        "gross_weight": _("Freight goes by the gross weight."),
        "volume": _("Freight goes by the volume, and so does the choice of container."),
        "incoterm": _("It says who pays and who bears the risk of what."),
        "mode": _("Papers and freight differ by sea, air and road."),
        "payment_days": _("Working capital goes by when the buyer pays."),
    }[name]
