"""Numbers as people write them, read exactly.

Taken: a sign (any dash); digits of any script; `1234.5`, `1234,5`; thousands grouped by comma, point, space
or apostrophe, in threes or the Indian way (`1,234.5`, `1.234,5`, `1 234,5`, `12,34,567.8`); a power of ten
(`1.2e3`, `1.2 × 10^3`, `1.2·10³`); a fraction (`3/4`, `-3/4`), also after a whole number (`1 3/4`); a
percentage (`12.5 %` is 0.125); the unit the question shows, once, at the end. One comma before three digits
groups, so `1,234` is one thousand two hundred and thirty-four; `0,234` and `1,23` are decimals. Nothing else
is a number.
"""

import re
import unicodedata
from fractions import Fraction

LONGEST = 100
LARGEST_EXPONENT = 400

_SUPERSCRIPTS = {ord(raised): plain for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True)}
_DASHES = {ord(one): "-" for one in "−‐‑‒–—﹣－"}
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_SIGNS = {ord(one): "*" for one in "×·⋅∙✕"} | {ord("⁄"): "/", ord("∕"): "/", ord("÷"): "/"}
_MARKS = {ord("٫"): ".", ord("٬"): ",", ord("’"): "'", ord("ʼ"): "'"}

_GROUPED = [
    (re.compile(rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?:{point}\d*)?"), mark, point)
    for mark, point in ((",", r"\."), (r"\.", ","), (" ", r"[.,]"), ("'", r"[.,]"))
]
_INDIAN = re.compile(r"[1-9]\d?(?:,\d{2})*,\d{3}(?:\.\d*)?")
_PLAIN = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")
_TENS = re.compile(r"(?P<digits>.+?)\s*(?:[eE]|\*\s*10\s*\^)\s*(?P<power>\(?[+-]?\d{1,3}\)?)")
_FRACTION = re.compile(r"(?:(?P<whole>\d{1,30})\s+)?(?P<top>\d{1,40})\s*/\s*(?P<bottom>\d{1,40})")


def read(text: str, unit: str = "") -> Fraction | None:
    """The number `text` stands for, exactly; None where it is none. `unit` may follow it."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    if unit and (end := _plain(unit)) and plain.endswith(end):
        plain = plain[: -len(end)].rstrip()
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").rstrip()
    negative = plain.startswith("-")
    if plain[:1] in ("-", "+"):
        plain = plain[1:].lstrip()
    found = _fraction(plain)
    if found is None:
        found = _power_of_ten(plain)
    if found is None:
        return None
    return (-found if negative else found) / (100 if percent else 1)


def _plain(text: str) -> str:
    """`text` in ASCII where it can be: digits of every script, one kind of dash, single spaces."""
    raised = _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
    normal = unicodedata.normalize("NFKC", raised.translate(_SIGNS).translate(_MARKS).translate(_DASHES))
    digits = "".join(
        str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one for one in normal
    )
    return " ".join(digits.translate(_SIGNS).translate(_DASHES).split())


def _fraction(text: str) -> Fraction | None:
    found = _FRACTION.fullmatch(text)
    if found is None:
        return None
    top, bottom = int(found["top"]), int(found["bottom"])
    if bottom == 0 or (found["whole"] is not None and top >= bottom):
        return None
    return int(found["whole"] or 0) + Fraction(top, bottom)


def _power_of_ten(text: str) -> Fraction | None:
    found = _TENS.fullmatch(text)
    if found is None:
        return _decimal(text)
    digits, power = _decimal(found["digits"]), int(found["power"].strip("()"))
    if digits is None or abs(power) > LARGEST_EXPONENT:
        return None
    return digits * Fraction(10) ** power


def _decimal(text: str) -> Fraction | None:
    if _INDIAN.fullmatch(text):
        return Fraction(text.replace(",", "").rstrip("."))
    for pattern, mark, point in _GROUPED:
        if pattern.fullmatch(text):
            ungrouped = re.sub(mark, "", text)
            return Fraction(re.sub(point, ".", ungrouped).rstrip("."))
    if _PLAIN.fullmatch(text):
        plain = text.replace(",", ".").rstrip(".")
        return Fraction(f"0{plain}" if plain.startswith(".") else plain)
    return None
