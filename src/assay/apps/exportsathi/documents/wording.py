"""Amounts of money in words, as invoices and banks want them."""

from decimal import Decimal

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_STEPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))


def in_words(amount: Decimal) -> str:
    """`1234.50` is "one thousand two hundred thirty-four and 50/100"; from zero to below 10^15."""
    whole, hundredths = divmod(int((amount * 100).to_integral_value()), 100)
    return f"{_number(whole)} and {hundredths:02d}/100"


def _number(number: int) -> str:
    for step, name in _STEPS:
        if number >= step:
            count, rest = divmod(number, step)
            return f"{_number(count)} {name}" + (f" {_number(rest)}" if rest else "")
    if number >= 100:
        count, rest = divmod(number, 100)
        return f"{_SMALL[count]} hundred" + (f" {_number(rest)}" if rest else "")
    if number < 20:
        return _SMALL[number]
    tens, rest = divmod(number, 10)
    return _TENS[tens] + (f"-{_SMALL[rest]}" if rest else "")
