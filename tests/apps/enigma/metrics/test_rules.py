"""Metrics by their definitions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.enigma.metrics import rules


@pytest.mark.parametrize(
    ("gpa", "scale", "expected"),
    [("3.2", 4, "80.0000"), ("8.75", 10, "87.5000"), ("100", 100, "100.0000"), ("2.345", 7, "33.5000")],
)
def test_grades_become_0_to_100(gpa: str, scale: int, expected: str) -> None:
    assert rules.gpa_normalized(Decimal(gpa), scale) == Decimal(expected)


def test_tests_count_by_their_own_range() -> None:
    scores = {"SAT": Decimal(1000), "ACT": Decimal(36)}
    assert rules.test_average(scores) == Decimal("75.0000")


def test_no_test_is_no_average() -> None:
    assert rules.test_average({}) is None
    assert rules.academic_score(Decimal(70), None, academic_weight=30, tests_weight=25) == Decimal(70)


@given(st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=40))
def test_percent_rank_is_the_share_strictly_below(values: list[Decimal]) -> None:
    for value, found in zip(values, rules.percent_rank(values), strict=True):
        below = sum(other < value for other in values)
        expected = Fraction(below, len(values) - 1) if len(values) > 1 else 0
        assert found == pytest.approx(float(expected))
