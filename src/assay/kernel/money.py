"""Amounts of money as people write them here."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal


def rupees(amount: Decimal | int) -> str:
    """Rupees with Indian grouping, paise only where there are some: 149900 becomes ₹1,49,900."""
    pattern = "#,##,##0" if amount == int(amount) else "#,##,##0.00"
    return "\N{INDIAN RUPEE SIGN}" + format_decimal(amount, format=pattern, locale="en_IN")


def money(amount: Decimal | int, currency: str) -> str:
    """An amount in `currency` (ISO 4217): rupees as `rupees` does, others with their code, US$ 1,850.00."""
    if currency == "INR":
        return rupees(amount)
    return str(format_currency(amount, currency, locale="en_IN"))
