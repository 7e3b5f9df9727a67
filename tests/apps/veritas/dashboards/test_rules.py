"""The dropout risk: bounded, monotone in what is bad, told in words, blind to monitoring."""

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.veritas.dashboards.rules import Record, counts, dropout
from assay.apps.veritas.models.people import Risk

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def records(draw: st.DrawFn) -> Record:
    closed = draw(st.integers(0, 12))
    sittings = draw(st.integers(0, 12))
    return Record(
        tuple(draw(st.lists(st.floats(0, 100), max_size=8))),
        closed,
        draw(st.integers(0, closed)),
        sittings,
        draw(st.integers(0, sittings)),
        draw(st.integers(0, 400)),
    )


@patient
@given(records())
def test_the_risk_lies_between_0_and_100_and_is_the_sum_of_its_reasons(record: Record) -> None:
    found = dropout(record)
    assert 0 <= found.score <= 100
    assert found.score == round(sum(one.points for one in found.reasons), 1)


@patient
@given(records(), st.integers(0, 200))
def test_staying_away_longer_never_lowers_it(record: Record, longer: int) -> None:
    later = dataclasses.replace(record, idle_days=record.idle_days + longer)
    assert dropout(later).score >= dropout(record).score


@patient
@given(records())
def test_missing_one_more_exam_never_lowers_it(record: Record) -> None:
    more = dataclasses.replace(record, missed=record.missed + 1, closed=record.closed + 1)
    assert dropout(more).score >= dropout(record).score - 0.05


def test_who_does_well_and_comes_is_at_no_risk() -> None:
    assert dropout(Record((60, 65, 70, 72), closed=4, sittings=4)).score == 0


def test_reasons_are_told_in_words() -> None:
    found = dropout(Record((80, 80, 50, 40), closed=4, missed=3, sittings=2, unfinished=1, idle_days=51))
    assert found.risk is Risk.HIGH
    assert [one.text for one in found.reasons] == [
        "missed 3 of 4 exams: +26.2",
        "results fell by 35 points: +19.1",
        "no sitting for 51 days, with an exam to sit: +10",
        "left 1 of 2 sittings without an answer: +7.5",
    ]


def test_nothing_of_monitoring_is_asked_for() -> None:
    asked = {field.name for field in dataclasses.fields(Record)}
    assert asked == {"percents", "closed", "missed", "sittings", "unfinished", "idle_days"}


def test_empty_classes_of_a_distribution_are_filled_in() -> None:
    assert counts({"bins": {"3": 2, "9": 1}}, "bins") == [0, 0, 0, 2, 0, 0, 0, 0, 0, 1]
