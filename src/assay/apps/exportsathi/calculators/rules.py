"""Amounts and currencies as calculators take and show them. Pure."""

from decimal import Decimal
from functools import cache

from babel.core import get_global

from assay.kernel.money import money
from assay.kernel.web.i18n import gettext as _


def signed(amount: Decimal, currency: str) -> str:
    """An amount with its sign before the currency: −₹5,00,000."""
    return f"−{money(-amount, currency)}" if amount < 0 else money(amount, currency)


@cache
def currencies() -> frozenset[str]:
    """Codes of ISO 4217 that are tender somewhere today, as Babel knows them."""
    found = get_global("territory_currencies").values()
    return frozenset(
        code for used in found for code, _from, until, tender in used if until is None and tender
    )


def currency_in_use(code: str) -> str:
    """The code in capitals. Raises ValueError for one that is not in use."""
    if code.upper() not in currencies():
        raise ValueError(_("give the code of a currency in use, such as USD or EUR."))
    return code.upper()
