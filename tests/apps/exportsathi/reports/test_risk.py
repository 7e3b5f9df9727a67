"""Risk: the sum of its parts, within 0 and 100, never lower for something worse."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.exportsathi.reports import completeness, risk_wording
from assay.apps.exportsathi.reports.risk import Factor, RiskInputs, assess, check_weights, weights

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no failure."""

POLICIES = ["free", "unknown", "state-trading", "restricted", "prohibited"]
DESTINATIONS = ["known", "unknown", "stopped"]
DELIVERIES = ["buyer", "seller-pays", "seller-risks"]
STANDINGS = ["checked", "unverified", "expired"]
LADDERS: dict[str, Any] = {
    "policy": st.sampled_from(POLICIES),
    "destination": st.sampled_from(DESTINATIONS),
    "dual_use": st.booleans(),
    "confidence": st.one_of(st.none(), st.floats(0, 1)),
    "open_certificates": st.integers(0, 20),
    "days": st.integers(0, 200),
    "missing": st.integers(0, 4),
    "payment_days": st.integers(0, 540),
    "delivery": st.sampled_from(DELIVERIES),
    "worst_source": st.sampled_from(STANDINGS),
}
anything = st.builds(RiskInputs, **LADDERS)


def rank(name: str, value: Any) -> float:
    """How bad one input is: what is worse ranks higher."""
    order = {
        "policy": POLICIES,
        "destination": DESTINATIONS,
        "delivery": DELIVERIES,
        "worst_source": STANDINGS,
    }
    if name in order:
        return order[name].index(value)
    if name == "confidence":
        return 2.0 if value is None else 1 - value
    return float(value)


@calm
@given(anything)
def test_the_score_is_exactly_the_sum_of_its_parts_and_within_the_scale(inputs: RiskInputs) -> None:
    found = assess(inputs)
    assert found.score == sum(one.points for one in found.parts)
    assert 0 <= found.score <= 100
    assert len(found.parts) == len(weights())
    for one in found.parts:
        assert 0 <= one.points <= one.most
        assert one.why
        assert one.sources
        assert bool(one.lower) == bool(one.points)


@calm
@given(anything, st.sampled_from(sorted(LADDERS)), st.data())
def test_nothing_made_worse_lowers_the_score(inputs: RiskInputs, name: str, data: st.DataObject) -> None:
    other = data.draw(LADDERS[name])
    worse, better = sorted((other, getattr(inputs, name)), key=lambda one: -rank(name, one))
    high = assess(replace(inputs, **{name: worse}))
    low = assess(replace(inputs, **{name: better}))
    assert high.score >= low.score


def test_nothing_wrong_is_no_risk_and_everything_wrong_is_all_of_it() -> None:
    assert assess(RiskInputs()).score == 0
    worst = RiskInputs("prohibited", "stopped", True, None, 9, 90, 4, 365, "seller-risks", "expired")
    assert assess(worst).score == 100


@pytest.mark.parametrize(
    "levels",
    [
        {"a": {"fine": 0, "bad": 50}, "b": {"fine": 0, "bad": 49}},
        {"a": {"fine": 0, "worse": 60, "bad": 50}, "b": {"fine": 0, "bad": 40}},
        {"a": {"fine": 1, "bad": 50}, "b": {"fine": 0, "bad": 50}},
    ],
    ids=["not-100", "falling", "not-from-0"],
)
def test_weights_that_are_no_scale_are_refused(levels: dict[str, dict[str, int]]) -> None:
    with pytest.raises(ValueError, match=r"100|from 0"):
        check_weights([Factor(key, points) for key, points in levels.items()])


def test_every_part_has_words() -> None:
    for factor in weights():
        assert risk_wording.label(factor.key)
        assert risk_wording.lower(factor.key)


@calm
@given(st.sets(st.sampled_from(sorted(completeness.GOODS))))
def test_completeness_and_its_gaps_come_to_100(told: set[str]) -> None:
    found = completeness.judge(dict.fromkeys(told, "something"), services=False)
    assert found.score + sum(one.points for one in found.gaps) == 100
    assert {one.key for one in found.gaps} == set(completeness.GOODS) - told
    assert all(one.gain for one in found.gaps)


def test_services_are_not_asked_for_weights() -> None:
    found = completeness.judge({"product": "An app"}, services=True)
    assert {one.key for one in found.gaps} == {"use", "price", "payment_days"}
