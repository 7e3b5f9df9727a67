from decimal import Decimal

import pytest

from assay.kernel.money import money, rupees


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (299, "₹299"),
        (2_999, "₹2,999"),
        (14_999, "₹14,999"),
        (149_900, "₹1,49,900"),
        (Decimal("12345678.5"), "₹1,23,45,678.50"),
        (Decimal("-4700.00"), "₹-4,700"),
    ],
)
def test_rupees_are_grouped_as_in_india(amount: Decimal, shown: str) -> None:
    assert rupees(amount) == shown


def test_other_currencies_carry_their_sign() -> None:
    assert money(Decimal(1850), "USD") == "$1,850.00"
    assert money(Decimal(1850), "INR") == "₹1,850"
