"""What is charged for: the larger of volume and weight, by sea and by air. Exact in Decimal."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assay.apps.exportsathi.facts.figures import Figure
from assay.apps.exportsathi.logistics.carriage import KILOS, PRACTICE
from assay.apps.exportsathi.worked import Line
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

VERSION = "2026.11"
"""Of the rules of this feature; kept with each analysis that they made."""
CUBIC_CM = Decimal(1_000_000)
THOUSANDTH = Decimal("0.001")
CENT = Decimal("0.01")


def thousandth(value: Decimal) -> Decimal:
    """Cubic metres and tonnes are told to three places, half up."""
    return value.quantize(THOUSANDTH, ROUND_HALF_UP)


def tenth(value: Decimal) -> Decimal:
    """To one place, half up: as exactly as goods are measured before they are packed."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def cent(value: Decimal) -> Decimal:
    """Money to the cent (or paisa), half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def volume_of(count: int, length: Decimal, width: Decimal, height: Decimal) -> Decimal:
    """Cubic metres of `count` cartons with sides in centimetres."""
    return count * length * width * height / CUBIC_CM


def freight_tons(volume: Decimal, weight: Decimal, minimum: Figure | None = None) -> Line:
    """W/M: the larger of cubic metres and tonnes, and no less than the minimum of the freight station."""
    tonnes = weight / KILOS
    parts = f"{exact(volume)} cbm, {exact(tonnes)} t"
    how, value, source = f"max({parts})", max(volume, tonnes), PRACTICE
    if minimum is not None:
        how = f"max({parts}, {_('minimum')} {exact(minimum.value)})"
        value, source = max(value, minimum.value), minimum.source
    return Line("wm", _("Chargeable weight or measure"), value, "W/M", how, (source,))


def chargeable_kilos(volume: Decimal, weight: Decimal, factor: Figure) -> Line:
    """By air: the larger of kilograms and cubic metres × 166.67 (6,000 cm³ to the kilogram)."""
    how = f"max({exact(weight)} kg, {exact(volume)} cbm × {exact(factor.value)})"
    value = max(weight, volume * factor.value)
    return Line("air-kg", _("Chargeable weight by air"), value, "kg", how, (factor.source,))


def state_of(first: date, last: date, on: date) -> str:
    """How a quote that holds from `first` to `last`, both included, stands on a day."""
    if on > last:
        return "expired"
    return "not yet in force" if on < first else "current"
