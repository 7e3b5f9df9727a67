"""Stops, the verdict, and what may be asked."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.exportsathi.facts.rules import Policy
from assay.apps.exportsathi.reports.rules import (
    Stop,
    Verdict,
    countries,
    delivery,
    policy_stop,
    unit_price,
    verdict,
    worst_standing,
    wrong,
)

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no failure."""

STOP = Stop("policy", "Restricted", "It needs a licence.", ("a",), False)


states = st.fixed_dictionaries(
    {
        "code_open": st.booleans(),
        "code_sure": st.booleans(),
        "policy_known": st.booleans(),
        "missing": st.integers(0, 4),
        "open_certificates": st.integers(0, 4),
    }
)


@calm
@given(states)
def test_a_stop_is_never_ready(state: dict[str, Any]) -> None:
    assert verdict([STOP], **state) is Verdict.STOP


@calm
@given(states)
def test_ready_lacks_nothing(state: dict[str, Any]) -> None:
    found = verdict([], **state)
    lacks = state["code_open"] or state["missing"] or state["open_certificates"]
    assert (found is Verdict.READY) == (not lacks and state["code_sure"] and state["policy_known"])
    assert (found is Verdict.QUESTION) == state["code_open"]


@pytest.mark.parametrize("policy", [Policy.RESTRICTED, Policy.PROHIBITED, Policy.STE])
def test_what_is_not_free_is_a_stop_that_names_the_line_and_its_condition(policy: Policy) -> None:
    stop = policy_stop(policy, "10063020", "Minimum export price.", ("a",))
    assert stop is not None
    assert "10063020" in stop.text
    assert stop.text.endswith("Minimum export price.")
    assert stop.final == (policy is Policy.PROHIBITED)


@pytest.mark.parametrize("policy", [Policy.FREE, None])
def test_what_is_free_or_unknown_stops_nothing(policy: Policy | None) -> None:
    assert policy_stop(policy, "09103030", "", ("a",)) is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"destination": "IN"}, "destination"),
        ({"destination": "XX"}, "destination"),
        ({"destination": "EU"}, "destination"),
        ({"destination": "DE", "attributes": ["food", "edible"]}, "attributes"),
        ({"destination": "DE", "net_weight": Decimal(5), "gross_weight": Decimal(4)}, "gross_weight"),
    ],
)
def test_what_cannot_be_is_named_at_its_field(told: dict[str, object], field: str) -> None:
    assert set(wrong(told)) == {field}


def test_every_country_but_india_can_be_exported_to() -> None:
    assert "IN" not in countries()
    assert {"DE", "US", "SG", "KP", "TW", "XK"} <= set(countries())
    assert len(countries()) > 240


def test_the_seller_goes_further_from_term_to_term() -> None:
    assert [delivery(one) for one in ("EXW", "FOB", "CIF", "DDP", "")] == [
        "buyer",
        "buyer",
        "seller-pays",
        "seller-risks",
        "buyer",
    ]


def test_one_expired_source_is_worse_than_all_unverified() -> None:
    assert worst_standing(["unverified", "expired"]) == "expired"
    assert worst_standing(["unverified", "current"]) == "unverified"
    assert worst_standing([]) == "checked"


@pytest.mark.parametrize(
    ("price", "quantity", "each"),
    [
        ("12000", "4000", "3.00"),
        ("100", "3", None),
        ("0.01", "4000", None),
        (None, "3", None),
        ("3", None, None),
    ],
)
def test_price_of_one_is_told_where_it_comes_out_even(
    price: str | None, quantity: str | None, each: str | None
) -> None:
    found = unit_price(Decimal(price) if price else None, Decimal(quantity) if quantity else None)
    assert found == (Decimal(each) if each else None)
