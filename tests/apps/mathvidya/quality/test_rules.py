"""Samples, comparisons, stops and severity, with plain values."""

from datetime import date
from decimal import Decimal
from statistics import fmean
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assay.apps.mathvidya.bank.document import Cognitive, Kind, Unit
from assay.apps.mathvidya.exams.outcome import How, Outcome, QuestionOutcome
from assay.apps.mathvidya.quality.rules import (
    compare,
    drift,
    is_sampled,
    must_stop,
    seed_is_next,
    severity,
)
from assay.kernel.ids import uuid7

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(*marks: str) -> Outcome:
    """Questions 21, 22, ... with these marks."""
    return Outcome(
        questions=tuple(
            QuestionOutcome(
                number=number,
                section="B",
                kind=Kind.SA,
                unit=Unit.ALGEBRA,
                topic="Roots",
                cognitive=Cognitive.APPLY,
                how=How.TEACHER,
                marks=Decimal(one),
                out_of=Decimal(5),
            )
            for number, one in enumerate(marks, start=21)
        )
    )


def test_sample_is_as_large_as_it_is_set_and_always_the_same() -> None:
    ids = [uuid7() for _ in range(20_000)]
    drawn = [one for one in ids if is_sampled(one, 10)]
    assert 1_800 < len(drawn) < 2_200
    assert [one for one in ids if is_sampled(one, 10)] == drawn
    assert not any(is_sampled(one, 0) for one in ids)
    assert all(is_sampled(one, 100) for one in ids)


def test_seeds_come_about_as_often_as_they_are_set_and_not_with_the_sample() -> None:
    ids = [uuid7() for _ in range(20_000)]
    seeded = {one for one in ids if seed_is_next(one, 20)}
    assert 800 < len(seeded) < 1_200
    assert 0.05 < fmean(is_sampled(one, 10) for one in seeded) < 0.15


def test_known_evaluation_is_drawn_on_every_machine() -> None:
    """Golden: SHA-256 of `second:<id>`, its first eight bytes as a share."""
    assert is_sampled(UUID(int=1), 29)
    assert not is_sampled(UUID(int=1), 28)


@pytest.mark.parametrize(
    ("given_marks", "agreed", "within"),
    [
        (("3", "4"), ("3", "4"), True),
        (("3.5", "4.5"), ("3", "4"), True),
        (("4", "4.5"), ("3", "4"), False),  # together 1.5
        (("5", "2"), ("3", "4"), False),  # cancels out in total, and is no hit
        (("3",), ("3", "4"), False),
    ],
)
def test_within_means_in_total_and_in_each_question(
    given_marks: tuple[str, ...], agreed: tuple[str, ...], within: bool
) -> None:
    assert compare(outcome(*given_marks), outcome(*agreed), Decimal(1)).within is within


def test_differences_name_their_questions() -> None:
    found = compare(outcome("5", "2", "1"), outcome("3", "2", "2"), Decimal(0))
    assert [(one.number, one.given, one.reference) for one in found.differences] == [
        (21, Decimal(5), Decimal(3)),
        (23, Decimal(1), Decimal(2)),
    ]
    assert found.deviation == 1


marks = some.tuples(*(some.sampled_from(["0", "0.5", "1", "2.5", "5"]) for _ in range(3)))


@unhurried
@given(marks, marks, some.integers(0, 6))
def test_comparison_is_the_same_from_both_sides(
    one: tuple[str, ...], other: tuple[str, ...], tolerance: int
) -> None:
    here = compare(outcome(*one), outcome(*other), Decimal(tolerance))
    there = compare(outcome(*other), outcome(*one), Decimal(tolerance))
    assert here.deviation == -there.deviation
    assert here.within == there.within
    assert [row.number for row in here.differences] == [row.number for row in there.differences]


@pytest.mark.parametrize(
    ("hits", "stop"),
    [
        ([], False),
        ([False], False),
        ([False, False], True),
        ([True, False, False], False),
        ([False, True], False),
    ],
)
def test_marker_stops_after_misses_in_a_row(hits: list[bool], stop: bool) -> None:
    assert must_stop(hits, 2) is stop


def test_severity_has_students_interval() -> None:
    """Of 1, 2, 3, 4: mean 2.5, t(3; 0.975) = 3.1824 (table of Student's distribution), s = 1.2910."""
    found = severity([1, 2, 3, 4])
    assert found is not None
    assert (found.markings, found.mean) == (4, 2.5)
    assert found.low == pytest.approx(2.5 - 3.1824 * 1.2910 / 2, abs=1e-3)
    assert found.high == pytest.approx(2.5 + 3.1824 * 1.2910 / 2, abs=1e-3)
    assert found.differs


def test_one_marking_says_nothing_sure() -> None:
    found = severity([-3])
    assert found is not None
    assert (found.mean, found.low, found.differs) == (-3, None, False)
    assert severity([]) is None


def test_drift_goes_week_by_week() -> None:
    weeks = drift([(date(2026, 3, 4), 1.0), (date(2026, 3, 2), 2.0), (date(2026, 3, 16), -1.0)])
    assert [(week.monday, week.severity.mean) for week in weeks] == [
        (date(2026, 3, 2), 1.5),
        (date(2026, 3, 16), -1.0),
    ]
