"""The review priority: bounded, monotone, never raised by an accommodation, told in words."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.veritas.analysis import ruleset
from assay.apps.veritas.analysis.rules import Cohort, Observation, absences, assess, words
from assay.apps.veritas.models.people import Risk
from assay.kernel.errors import Invalid

RULES = ruleset.load()
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEYS = [signal.key for signal in RULES.signals]

observations = st.builds(
    Observation,
    count=st.integers(0, 400),
    seconds=st.floats(0, 7200, allow_nan=False),
    excused=st.integers(0, 20),
    by_model=st.integers(0, 20),
)
observed = st.dictionaries(st.sampled_from(KEYS), observations)
medians = st.tuples(st.floats(0, 50), st.floats(0, 600))
cohorts = st.none() | st.builds(
    Cohort, size=st.integers(0, 200), medians=st.dictionaries(st.sampled_from(KEYS), medians)
)


@patient
@given(observed, cohorts)
def test_priority_lies_between_0_and_100_and_is_the_sum_of_what_is_told(
    seen: dict[str, Observation], cohort: Cohort | None
) -> None:
    found = assess(RULES, seen, cohort=cohort)
    assert 0 <= found.priority <= 100
    assert found.priority == min(100, round(sum(one.points for one in found.contributions), 1))
    assert all(one.points >= 0 for one in found.contributions)


@patient
@given(observed, cohorts, st.sampled_from(KEYS), st.integers(0, 50), st.floats(0, 600))
def test_more_of_anything_never_lowers_the_priority(
    seen: dict[str, Observation], cohort: Cohort | None, key: str, more: int, longer: float
) -> None:
    before = seen.get(key, Observation())
    after = dataclasses.replace(before, count=before.count + more, seconds=before.seconds + longer)
    less = assess(RULES, seen, cohort=cohort).priority
    assert assess(RULES, {**seen, key: after}, cohort=cohort).priority >= less


@patient
@given(observed, cohorts, st.sets(st.sampled_from(KEYS)))
def test_accommodations_never_raise(
    seen: dict[str, Observation], cohort: Cohort | None, off: set[str]
) -> None:
    plain = assess(RULES, seen, cohort=cohort)
    eased = assess(RULES, seen, cohort=cohort, off=frozenset(off))
    assert eased.priority <= plain.priority
    assert all(one.points == 0 for one in eased.contributions if one.signal in off)


@patient
@given(observed, cohorts)
def test_the_order_of_observations_does_not_matter(
    seen: dict[str, Observation], cohort: Cohort | None
) -> None:
    turned = dict(reversed(seen.items()))
    assert assess(RULES, turned, cohort=cohort) == assess(RULES, seen, cohort=cohort)


@patient
@given(observed)
def test_what_only_a_model_or_a_network_loss_shows_raises_nothing(seen: dict[str, Observation]) -> None:
    empty = {key: dataclasses.replace(one, count=0, seconds=0.0) for key, one in seen.items()}
    assert assess(RULES, empty).priority == 0


@patient
@given(observed, st.integers(10, 200), st.dictionaries(st.sampled_from(KEYS), medians))
def test_a_class_that_does_the_same_never_raises(
    seen: dict[str, Observation], size: int, usual: dict[str, tuple[float, float]]
) -> None:
    assert assess(RULES, seen, cohort=Cohort(size, usual)).priority <= assess(RULES, seen).priority


def test_a_contribution_reads_like_a_sentence() -> None:
    seen = {"left_page": Observation(count=7, seconds=214.2, excused=1)}
    found = assess(RULES, seen, cohort=Cohort(30, {"left_page": (2.0, 9.0)}))
    assert words(found.contributions[0], RULES) == (
        "left the page 7 times, 214 s in all: +21.7; class median 2 times, 9 s; "
        "1 more time during a network loss, not counted"
    )


def test_a_small_class_is_no_yardstick() -> None:
    seen = {"left_page": Observation(count=7, seconds=214.2)}
    found = assess(RULES, seen, cohort=Cohort(RULES.cohort_at_least - 1, {"left_page": (7.0, 214.0)}))
    assert found.contributions[0].median_count is None
    assert found.priority == assess(RULES, seen).priority


def test_what_was_not_observed_is_told_apart_from_what_is_not_recorded() -> None:
    found = assess(RULES, {}, unrecorded=frozenset({"paste"}))
    told = absences(found, RULES)
    assert told["not_recorded"] == ["pasted text"]
    assert "left the page" in told["not_observed"]
    assert "pasted text" not in told["not_observed"]


def test_a_rule_off_for_every_kind_of_a_signal_switches_the_signal_off() -> None:
    seen = {"copied": Observation(count=30)}
    assert assess(RULES, seen, off=frozenset({"copy"})).priority > 0
    assert assess(RULES, seen, off=frozenset({"copy", "cut"})).priority == 0


def test_levels_follow_the_published_bounds() -> None:
    many = {key: Observation(count=50, seconds=900.0) for key in KEYS}
    assert assess(RULES, many).level is Risk.HIGH
    assert assess(RULES, {}).level is Risk.LOW


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight: 40", "weight: -1"),
        ("medium: 30", "medium: 70"),
        ("key: pasted", "key: copied"),
        ("half_count: 6", "half_count: 0"),
        ("version:", "edition:"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(old: str, new: str) -> None:
    with pytest.raises(Invalid):
        ruleset.parse(ruleset.source().replace(old, new, 1))


def test_weights_may_change_without_new_features_and_kinds_may_not() -> None:
    heavier = ruleset.parse(ruleset.source().replace("weight: 40", "weight: 44", 1))
    wider = ruleset.parse(ruleset.source().replace("{from: paste}", "{from: paste}, {from: drop}", 1))
    assert heavier.definition == RULES.definition
    assert heavier.hash != RULES.hash
    assert wider.definition != RULES.definition
