"""What a question says of an export: tariff line, FOB value, quantity. The rest stays open. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.finance.rules import UNITS

HOME = "INR"
_SCALES = {
    "thousand": 1_000,
    "k": 1_000,
    "lakh": 100_000,
    "lac": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "cr": 10_000_000,
}
_CURRENCIES = {
    **dict.fromkeys(("₹", "rs", "re", "inr", "rupee", "rupees", "/-"), HOME),
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds"), "GBP"),
    **dict.fromkeys(("aed", "dirham", "dirhams"), "AED"),
}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SCALE = r"(?:thousand|lakhs?|lacs?|million|crores?|cr|k)\b"
_CURRENCY = (
    r"(?:₹|us\$|\$|€|£|/-|\b(?:rs|re|inr|rupees?|usd|dollars?|eur|euros?|gbp|pounds?|aed|dirhams?)\b\.?)"
)
_AMOUNT = (
    rf"(?P<before>{_CURRENCY})?\s*(?P<number>{_NUMBER})(?![\d-])"
    rf"\s*(?P<scale>{_SCALE})?\s*(?P<after>{_CURRENCY})?"
)
_IS = r"\s*(?:(?:value|price|amount)\b)?\s*(?:\b(?:of|is|at|was|being|worth)\b|[=:-])?\s*"
_FOB = (
    re.compile(rf"\bf\.?o\.?b\b\.?{_IS}{_AMOUNT}", re.I),
    re.compile(rf"{_AMOUNT}\s*\(?\bf\.?o\.?b\b\.?\)?", re.I),
)
_MARKET = (re.compile(rf"\b(?:domestic|market|local)\s+(?:market\s+)?(?:value|price){_IS}{_AMOUNT}", re.I),)
_MATERIALS = (
    re.compile(rf"\b(?:raw\s+)?materials?(?:\s+(?:costs?|are|for|worth))*{_IS}{_AMOUNT}", re.I),
    re.compile(rf"{_AMOUNT}\s*(?:of|for|on)\s+(?:the\s+)?(?:raw\s+)?materials?\b", re.I),
)
_AMBIGUOUS_UNITS = frozenset({"no", "u", "thousand", "unit", "number", "1000 nos", "pa", "thd", "q"})
_UNIT = "|".join(re.escape(one) for one in sorted(set(UNITS) - _AMBIGUOUS_UNITS, key=len, reverse=True))
_PACK = r"(?:packs?|packets?|bags?|boxes|cartons?|sacks?|drums?|pouches|tins?|bottles?|jars?)"
_PACKED = re.compile(
    rf"\b{_PACK}\s+of\s+{_NUMBER}\s*(?:{_UNIT})\b(?:\s+each)?|\b{_NUMBER}\s*(?:{_UNIT})\s+{_PACK}\b", re.I
)
_QUANTITY = re.compile(
    rf"(?<![\w.,₹$€£])(?P<number>{_NUMBER})\s*(?P<scale>{_SCALE})?\s*(?P<unit>{_UNIT})(?!\w)", re.I
)
_LINE = re.compile(r"(?<![\w.,-])(\d{4})[ .]?(\d{2})[ .]?(\d{2})(?![\w-]|[.,]\d)")
_SHORT_LINE = re.compile(r"(?<![\w.,-])\d{4}(?:[ .]?\d{2})?(?![\w-]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """What was said; None or empty where nothing was, or two different things were.

    `fob` is in `currency`; `market_value` and `materials` in rupees. `rest` is the question without all that.
    """

    line: str = ""
    fob: Decimal | None = None
    currency: str = HOME
    quantity: Decimal | None = None
    unit: str = ""
    market_value: Decimal | None = None
    materials: Decimal | None = None
    rest: str = ""

    @property
    def is_anything(self) -> bool:
        return bool(self.line) or any(
            one is not None for one in (self.fob, self.quantity, self.market_value, self.materials)
        )


def told(text: str) -> Told:
    """Read what a question says of an export."""
    market, rest = _amount(text, _MARKET)
    materials, rest = _amount(rest, _MATERIALS)
    fob, rest = _amount(rest, _FOB)
    rest = _PACKED.sub(" ", rest)
    quantities = {(_plain(found), found["unit"].lower()) for found in _QUANTITY.finditer(rest)}
    rest = _QUANTITY.sub(" ", rest)
    lines = {"".join(found.groups()) for found in _LINE.finditer(rest)}
    rest = _SHORT_LINE.sub(" ", _LINE.sub(" ", rest))
    quantity, unit = quantities.pop() if len(quantities) == 1 else (None, "")
    return Told(
        line=lines.pop() if len(lines) == 1 else "",
        fob=fob[0] if fob else None,
        currency=fob[1] if fob else HOME,
        quantity=quantity,
        unit=unit,
        market_value=_in_rupees(market),
        materials=_in_rupees(materials),
        rest=" ".join(rest.split()),
    )


def _in_rupees(found: tuple[Decimal, str] | None) -> Decimal | None:
    return found[0] if found and found[1] == HOME else None


def _amount(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[tuple[Decimal, str] | None, str]:
    """An amount with its currency (rupees where none is named), and the text without it."""
    for pattern in patterns:
        found = [one for one in pattern.finditer(text) if not _is_line(one)]
        named = {(_plain(one), _currency(one)) for one in found}
        for one in found:
            text = text.replace(one.group(), " ")
        if named:
            return (named.pop() if len(named) == 1 else None), text
    return None, text


def _is_line(found: re.Match[str]) -> bool:
    """Eight digits in a row with no sign of money are a tariff line, whatever they stand beside."""
    return bool(re.fullmatch(r"\d{8}", found["number"].rstrip(","))) and not (
        found["before"] or found["scale"] or found["after"]
    )


def _plain(found: re.Match[str]) -> Decimal:
    scale = (found["scale"] or "").lower().rstrip("s")
    return Decimal(found["number"].replace(",", "")) * _SCALES.get(scale, 1)


def _currency(found: re.Match[str]) -> str:
    sign = (found["before"] or found["after"] or "₹").lower().rstrip(".")
    return _CURRENCIES.get(sign, HOME)
