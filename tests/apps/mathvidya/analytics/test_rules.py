"""Figures of one student's results, as pure functions."""

import random
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assay.apps.mathvidya.analytics import rules
from assay.apps.mathvidya.analytics.rules import Loss
from assay.apps.mathvidya.bank.document import Cognitive, Kind, Unit
from assay.apps.mathvidya.exams.outcome import How, Outcome, PartOutcome, QuestionOutcome, StepOutcome


def question(number: int, marks: str, out_of: str, **more: object) -> QuestionOutcome:
    members: dict[str, object] = {
        "number": number,
        "section": "A",
        "kind": Kind.MCQ,
        "unit": Unit.ALGEBRA,
        "topic": "Polynomials",
        "cognitive": Cognitive.APPLY,
        "how": How.KEY,
        "marks": Decimal(marks),
        "out_of": Decimal(out_of),
    }
    return QuestionOutcome.model_validate(members | more)


def steps(*given: tuple[str, str]) -> tuple[PartOutcome, ...]:
    made = tuple(StepOutcome(text="", marks=Decimal(a), out_of=Decimal(b)) for a, b in given)
    marks = sum((one.marks for one in made), Decimal(0))
    out_of = sum((one.out_of for one in made), Decimal(0))
    return (PartOutcome(label="", choice="a", marks=marks, out_of=out_of, steps=made),)


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_is_wilsons(right: int, trials: int) -> None:
    right = min(right, trials)
    low, high = rules.wilson(right, trials, trials)
    theirs = stats.binomtest(right, trials).proportion_ci(method="wilson")
    assert low == pytest.approx(theirs.low, abs=1e-6)
    assert high == pytest.approx(theirs.high, abs=1e-6)


def test_more_marks_a_question_make_no_narrower_interval() -> None:
    one = Outcome(questions=(question(1, "1", "1"), question(2, "0", "1")))
    five = Outcome(questions=(question(1, "5", "5"), question(2, "0", "5")))
    assert rules.mastery([one])[0].low == rules.mastery([five])[0].low


def test_mastery_counts_questions_and_exams_by_unit() -> None:
    outcome = Outcome(
        questions=(
            question(1, "1", "1"),
            question(2, "2", "3"),
            question(3, "0", "2", unit=Unit.GEOMETRY),
        )
    )
    weakest, strongest = rules.mastery([outcome, outcome])
    assert (weakest.unit, weakest.share, weakest.exams, weakest.questions) == (Unit.GEOMETRY, 0, 2, 2)
    assert (strongest.earned, strongest.possible, strongest.questions) == (6, 8, 4)


def test_lost_marks_are_told_by_where_they_were_lost() -> None:
    outcome = Outcome(
        questions=(
            question(1, "0", "1"),
            question(2, "0", "1", how=How.NOTHING),
            question(3, "1.5", "3", how=How.TEACHER, parts=steps(("1", "1"), ("0.5", "1"), ("0", "1"))),
            question(4, "1", "2", how=How.TEACHER, parts=steps(("0", "1"), ("1", "1"))),
            question(5, "0", "2", how=How.DECLARED),
            question(6, "1", "1"),
        )
    )
    assert rules.losses([outcome])[Unit.ALGEBRA] == {
        Loss.WRONG_CHOICE: 1,
        Loss.NOT_ANSWERED: 3,
        Loss.MIDDLE: 0.5,
        Loss.FINISH: 1,
        Loss.START: 1,
    }


def test_a_forecast_needs_two_papers_and_is_the_mean_of_three() -> None:
    assert rules.forecast([60]) is None
    assert rules.forecast([50, 60]) == 55
    assert rules.forecast([10, 50, 60, 70]) == 60


def test_a_range_is_told_only_after_enough_forecasts_were_tested() -> None:
    assert rules.half_width([5.0] * 19) is None
    assert rules.expected([50, 60], None) is None
    assert rules.expected([50, 60], 10.0) == rules.Expected(45, 55, 65)
    assert rules.expected([95, 99], 10.0) == rules.Expected(87, 97, 100)


def test_the_range_holds_as_often_as_promised() -> None:
    """Split conformal prediction: exchangeable errors lie within the width at least this often."""
    draw = random.Random(5)
    held = 0
    for _n in range(4000):
        errors = [abs(draw.gauss(0, 8)) for _m in range(40)]
        width = rules.half_width(errors[:-1])
        assert width is not None
        held += errors[-1] <= width
    assert held / 4000 == pytest.approx(rules.COVERAGE, abs=0.025)


def test_the_trend_is_the_median_slope() -> None:
    assert rules.trend([50, 60]) is None
    assert rules.trend([50, 55, 60, 65]) == 5
    assert rules.trend([50, 55, 0, 65]) == stats.theilslopes([50, 55, 0, 65]).slope


def test_what_is_practised_next_gains_most() -> None:
    outcome = Outcome(
        questions=(
            question(1, "9", "10"),
            question(2, "2", "10", unit=Unit.GEOMETRY),
            question(3, "5", "10", unit=Unit.TRIGONOMETRY),
        )
    )
    weights = {Unit.ALGEBRA: 20.0, Unit.GEOMETRY: 15.0, Unit.TRIGONOMETRY: 12.0, Unit.MENSURATION: 10.0}
    found = rules.proposals(rules.mastery([outcome]), weights)
    assert [one.unit for one in found] == [Unit.GEOMETRY, Unit.TRIGONOMETRY, Unit.MENSURATION]
    assert found[0].gain == pytest.approx(12)
    assert [one.mastery for one in found] == [0.2, 0.5, None]


def test_figures_are_due_once_a_day_at_the_hour_that_is_set() -> None:
    now = datetime(2026, 11, 21, 20, 31, tzinfo=UTC)  # 02:01 in India on the 22nd
    assert rules.is_due(time(2), None, now)
    assert rules.is_due(time(2), now - timedelta(hours=1), now)
    assert not rules.is_due(time(2), now - timedelta(seconds=30), now)
    assert not rules.is_due(time(3), now - timedelta(hours=20), now)
