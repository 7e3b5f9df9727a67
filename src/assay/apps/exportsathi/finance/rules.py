"""Amounts as finance counts them: exact in Decimal, rounded once, to the paisa, half up."""

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assay.apps.exportsathi.calculators.rules import signed
from assay.kernel.web.formats import exact

VERSION = "2026.11"
"""Of the rules of this feature; kept with each analysis that they made."""
PAISA = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)
DAYS_OF_YEAR = 365


def paisa(amount: Decimal) -> Decimal:
    """Rounded to the paisa (or cent), half up: 0.005 becomes 0.01."""
    return amount.quantize(PAISA, ROUND_HALF_UP)


def part(percent: Decimal, amount: Decimal) -> Decimal:
    """`percent` per cent of `amount`, to the paisa."""
    return paisa(percent * amount / HUNDRED)


def inr(amount: Decimal) -> str:
    return signed(amount, "INR")


def rate(percent: Decimal) -> str:
    """3.90 is said as 3.9 %."""
    return f"{exact(percent)} %"


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


UNITS: dict[str, tuple[str, Decimal]] = {
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kgm"), ("kg", Decimal(1))),
    **dict.fromkeys(("g", "gm", "gms", "gram", "grams"), ("kg", Decimal("0.001"))),
    **dict.fromkeys(("t", "mt", "mts", "ton", "tons", "tonne", "tonnes"), ("kg", Decimal(1000))),
    **dict.fromkeys(("q", "qtl", "quintal"), ("kg", Decimal(100))),
    **dict.fromkeys(
        ("nos", "no", "u", "pcs", "pc", "piece", "pieces", "number", "unit"), ("nos", Decimal(1))
    ),
    **dict.fromkeys(("doz", "dozen"), ("nos", Decimal(12))),
    **dict.fromkeys(("thd", "1000 nos", "thousand"), ("nos", Decimal(1000))),
    **dict.fromkeys(("prs", "pair", "pairs", "pa"), ("pairs", Decimal(1))),
    **dict.fromkeys(("m", "mtr", "mtrs", "metre", "metres"), ("m", Decimal(1))),
    **dict.fromkeys(("sqm", "m2", "sq.m", "sq mtr", "sq. mtr"), ("sqm", Decimal(1))),
    **dict.fromkeys(("cbm", "m3", "cu.m"), ("cbm", Decimal(1))),
    **dict.fromkeys(("l", "ltr", "ltrs", "litre", "litres"), ("l", Decimal(1))),
    **dict.fromkeys(("ml",), ("l", Decimal("0.001"))),
    **dict.fromkeys(("kl", "klr"), ("l", Decimal(1000))),
    **dict.fromkeys(("ct", "carat", "carats"), ("ct", Decimal(1))),
}
"""Names of units of quantity → (the measure, how many of it). Written in lower case."""


def in_unit(quantity: Decimal, unit: str, wanted: str) -> Decimal | None:
    """`quantity` in the unit `wanted`; None where one cannot be told from the other."""
    if unit.strip().lower() == wanted.strip().lower():
        return quantity
    of, to = UNITS.get(unit.strip().lower()), UNITS.get(wanted.strip().lower())
    if of is None or to is None or of[0] != to[0]:
        return None
    return quantity * of[1] / to[1]
