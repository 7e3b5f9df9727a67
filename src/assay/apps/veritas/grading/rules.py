"""Pure rules of grading: what a response earns by its key.

What the key cannot decide is left to a person: long text, a number or formula that cannot be read, a formula
that cannot be compared, a question without a key. Nothing but an empty response is marked zero unread.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assay.apps.veritas.grading import numbers
from assay.kernel.questions import formula, variants
from assay.kernel.questions.comparing import Pair, Same
from assay.kernel.questions.document import Body, Key, QuestionType
from assay.kernel.questions.expression import FormulaError

THOUSANDTH = Decimal("0.001")
KEY_DIGITS = Fraction(1, 10**25)
"""A key's number is computed to 28 digits: nearer to it than this, relatively, is the same number."""
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as one student had it: `seed` gives its values, `points` what it is worth there."""

    kind: QuestionType
    body: Body
    key: Key
    seed: int
    points: Decimal

    @property
    def own_key(self) -> Key | None:
        """The key for this student's values; None where it cannot be computed."""
        try:
            values = variants.draw(self.body.parameters, self.seed)
            return variants.fill_key(self.kind, self.key, values)
        except FormulaError:
            return None

    @property
    def own_unit(self) -> str:
        return variants.fill(self.body.unit, variants.draw(self.body.parameters, self.seed))


def is_empty(response: Mapping[str, Any]) -> bool:
    """Whether nothing was answered, or the answer was taken back."""
    return not response.get("options") and not str(response.get("text") or "").strip()


def grade(asked: Asked, response: Mapping[str, Any], same: Same = formula.equal) -> Decimal | None:
    """Points earned, from 0 to `asked.points` in thousandths; None where a person has to mark.

    `same` compares formulas; comparing can take long, see `formulas.compare`.
    """
    if is_empty(response):
        return Decimal(0)
    key = None if asked.kind is QuestionType.LONG else asked.own_key
    if key is None:
        return None
    share = _share(asked, key, response, same)
    return None if share is None else _points(share, asked.points)


def formulas(asked: Asked, response: Mapping[str, Any]) -> Pair | None:
    """The comparison of formulas that grading this response takes; None where it takes none."""
    if asked.kind is not QuestionType.FORMULA or is_empty(response):
        return None
    key = asked.own_key
    return (key.value, str(response["text"])) if key and key.value.strip() else None


def _share(asked: Asked, key: Key, response: Mapping[str, Any], same: Same) -> Fraction | None:
    text = str(response.get("text") or "")
    match asked.kind:
        case QuestionType.SINGLE if key.options:
            return Fraction(next(iter(response.get("options") or ()), None) in key.options)
        case QuestionType.MULTIPLE if key.options:
            return _chosen(frozenset(response.get("options", ())), frozenset(key.options), key.partial)
        case QuestionType.NUMERIC if key.value.strip():
            return _near(numbers.read(text, asked.own_unit), key)
        case QuestionType.SHORT if any(one.strip() for one in key.accepted):
            accepted = {normal(one, key.case_sensitive) for one in key.accepted if one.strip()}
            return Fraction(normal(text, key.case_sensitive) in accepted)
        case QuestionType.FORMULA if key.value.strip():
            decided = same(key.value, text)
            return None if decided is None else Fraction(decided)
        case _:
            return None


def _chosen(chosen: frozenset[str], right: frozenset[str], partial: bool) -> Fraction:
    if not partial:
        return Fraction(chosen == right)
    return max(Fraction(len(chosen & right) - len(chosen - right), len(right)), Fraction(0))


def _near(given: Fraction | None, key: Key) -> Fraction | None:
    """Within the wider of the two tolerances, their ends included."""
    if given is None:
        return None
    value = Fraction(key.value)
    margin = max(Fraction(key.absolute), (Fraction(key.relative) + KEY_DIGITS) * abs(value))
    return Fraction(abs(given - value) <= margin)


def normal(text: str, case_sensitive: bool = False) -> str:
    """A short text as it is compared: forms (NFKC), spaces and, unless it counts, case made alike."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())
    return plain if case_sensitive else unicodedata.normalize("NFKC", plain.casefold())


def _points(share: Fraction, points: Decimal) -> Decimal:
    earned = Fraction(points) * share
    exact = Decimal(earned.numerator) / Decimal(earned.denominator)
    return min(exact.quantize(THOUSANDTH, ROUND_HALF_UP), points)
