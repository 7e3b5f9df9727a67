"""Months of a subscription against a calendar walked day by day; what a plan admits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.mathvidya.models.plans import Billing
from assay.apps.mathvidya.plans import rules
from assay.apps.mathvidya.plans.rules import Counts, Terms
from assay.kernel.errors import PaymentRequired

BASIC = Terms("basic", "Basic", 5, False, False, False, 48, date(2026, 1, 31))
MCQ = Terms("premium-mcq", "Premium MCQ", 15, True, False, False, 48, date(2026, 1, 31))
CENTUM = Terms("centum", "Centum", 50, False, True, True, 24, date(2026, 1, 31))

anchors = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def starts_by_walking(anchor: date, until: date) -> list[date]:
    """Where months begin, found by walking: the anchor's day, else the last day before a month ends."""
    found, day = [anchor], anchor + timedelta(days=1)
    while day <= until:
        tomorrow = day + timedelta(days=1)
        if day.day == anchor.day or (tomorrow.day == 1 and day.day < anchor.day):
            found.append(day)
        day = tomorrow
    return found


def test_months_from_the_31st_turn_on_the_last_day_and_do_not_drift() -> None:
    turns = [rules.month_after(date(2026, 1, 31), number) for number in range(6)]
    assert turns == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
        date(2026, 6, 30),
    ]


def test_leap_day_is_kept_for_years_that_have_one() -> None:
    assert rules.month_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert rules.month_after(date(2028, 2, 29), 48) == date(2032, 2, 29)


@given(anchors, st.integers(0, 800))
def test_period_is_the_one_found_by_walking_the_calendar(anchor: date, days: int) -> None:
    day = anchor + timedelta(days=days)
    starts = starts_by_walking(anchor, day + timedelta(days=40))
    number = sum(start <= day for start in starts) - 1
    found = rules.period_at(anchor, rules.midnight(day) + timedelta(hours=12))
    assert (found.number, found.starts_on, found.resets_on) == (number, starts[number], starts[number + 1])


@given(anchors, st.integers(0, 60))
def test_periods_follow_each_other_without_gap(anchor: date, number: int) -> None:
    this, following = rules.period(anchor, number), rules.period(anchor, number + 1)
    assert this.resets_on == following.starts_on
    assert this.starts_on < this.resets_on
    assert rules.period_at(anchor, this.starts_at) == this
    assert rules.period_at(anchor, this.resets_at - timedelta(microseconds=1)) == this
    assert rules.period_at(anchor, this.resets_at) == following


def test_day_turns_at_midnight_in_india() -> None:
    anchor = date(2026, 3, 10)
    before = datetime(2026, 4, 9, 18, 29, 59, tzinfo=UTC)
    assert rules.period_at(anchor, before).number == 0
    assert rules.period_at(anchor, before + timedelta(seconds=1)).number == 1


def test_moment_before_the_anchor_has_no_period() -> None:
    with pytest.raises(ValueError, match="anchor"):
        rules.period_at(date(2026, 3, 10), datetime(2026, 3, 9, 18, 0, tzinfo=UTC))


def test_year_and_month_end_where_their_last_period_does() -> None:
    anchor = date(2026, 1, 31)
    assert rules.ends_on(anchor, anchor, Billing.MONTH) == date(2026, 2, 28)
    assert rules.ends_on(anchor, anchor, Billing.YEAR) == date(2027, 1, 31)


@given(anchors, st.lists(st.sampled_from(Billing), min_size=1, max_size=20))
def test_renewals_never_drift_from_the_anchor(anchor: date, sold: list[Billing]) -> None:
    first_day, months = anchor, 0
    for billing in sold:
        first_day = rules.ends_on(anchor, first_day, billing)
        months += rules.MONTHS[billing]
    assert first_day == rules.month_after(anchor, months)


def test_renewal_begins_where_a_period_begins() -> None:
    with pytest.raises(ValueError, match="period"):
        rules.ends_on(date(2026, 1, 31), date(2026, 2, 27), Billing.MONTH)


def test_terms_come_back_from_their_document() -> None:
    assert Terms.of(CENTUM.document(), date(2027, 1, 1)) == CENTUM
    without = {name: value for name, value in CENTUM.document().items() if name != "anchor"}
    assert Terms.of(without, CENTUM.anchor) == CENTUM


@pytest.mark.parametrize(
    ("terms", "mcq_only", "unit_practice", "refused"),
    [
        (BASIC, False, False, None),
        (BASIC, True, False, None),
        (BASIC, False, True, "no-unit-practice"),
        (MCQ, True, False, None),
        (MCQ, False, False, "mcq-only"),
        (MCQ, True, True, "no-unit-practice"),
        (CENTUM, False, True, None),
        (CENTUM, True, True, None),
    ],
)
def test_plan_admits_its_kinds_of_exam(
    terms: Terms, mcq_only: bool, unit_practice: bool, refused: str | None
) -> None:
    if refused is None:
        rules.check_terms(terms, mcq_only=mcq_only, unit_practice=unit_practice)
        return
    with pytest.raises(PaymentRequired) as caught:
        rules.check_terms(terms, mcq_only=mcq_only, unit_practice=unit_practice)
    assert caught.value.members["reason"] == refused
    assert terms.name in caught.value.detail


def test_used_up_says_what_is_left_and_when_it_resets() -> None:
    error = rules.used_up("Basic", Counts(5, 4, 1), rules.period(date(2026, 1, 31), 0))
    assert "All 5 exams of your plan Basic" in error.detail
    assert "28 February 2026" in error.detail
    assert error.members["left"] == 0
    assert error.members["resets_at"] == datetime(2026, 2, 27, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "left"),
    [(Counts(50, 39, 0), 11), (Counts(5, 3, 1), 1), (Counts(5, 5, 0), 0), (Counts(2, 5, 0), 0)],
)
def test_what_is_left(counts: Counts, left: int) -> None:
    assert counts.left == left
