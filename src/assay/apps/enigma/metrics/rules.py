"""The formulas of the metrics, plainly. The SQL in queries.py computes the same over a whole cycle."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from assay.apps.enigma.intake.rules import TESTS

PLACES = Decimal("0.0001")


def rounded(value: Decimal) -> Decimal:
    """Four decimals, halves away from zero, as PostgreSQL's `round(numeric, 4)`."""
    return value.quantize(PLACES, rounding=ROUND_HALF_UP)


def gpa_normalized(gpa: Decimal, scale: int) -> Decimal:
    """Grades as 0 to 100 of their scale."""
    return rounded(gpa * 100 / scale)


def test_average(scores: Mapping[str, Decimal]) -> Decimal | None:
    """Mean of the tests taken, each as 0 to 100 of its own published range; None without a test."""
    if not scores:
        return None
    parts = [
        (score - TESTS[test].low) * 100 / (TESTS[test].high - TESTS[test].low)
        for test, score in scores.items()
    ]
    return rounded(sum(parts, Decimal(0)) / len(parts))


test_average.__test__ = False  # type: ignore[attr-defined]


def academic_score(
    gpa: Decimal, tests: Decimal | None, *, academic_weight: int, tests_weight: int
) -> Decimal:
    """Grades and tests together, in the proportion of the policy's weights; grades alone without tests."""
    if tests is None or not tests_weight:
        return gpa
    return rounded((gpa * academic_weight + tests * tests_weight) / (academic_weight + tests_weight))


def percent_rank(values: Sequence[Decimal]) -> list[float]:
    """PERCENT_RANK of SQL: (values strictly below) / (n - 1); ties share it; 0 for a single value."""
    if len(values) < 2:
        return [0.0] * len(values)
    below: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(values)):
        below.setdefault(value, place)
    return [below[value] / (len(values) - 1) for value in values]
