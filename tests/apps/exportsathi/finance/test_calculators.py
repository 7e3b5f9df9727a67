"""Working capital, landed cost, exchange rates and credit: sums agree and limits hold."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.finance import capital, cash, credit, exchange, incoterms
from assay.apps.exportsathi.finance.forms import (
    CapitalForm,
    CreditForm,
    FinanceInputs,
    GstForm,
    Incoterm,
    LandedForm,
    RatesForm,
    RodtepForm,
)
from assay.apps.exportsathi.finance.rules import paisa
from assay.apps.exportsathi.finance.sections import of_inputs
from assay.apps.exportsathi.worked import Section, section_document, section_of
from tests.support.exportsathi import figures

TODAY = date(2026, 11, 30)
FIGURES = figures(TODAY)
amounts = st.decimals("0", "1e7", places=2)


def order(**changes: object) -> CapitalForm:
    base: dict[str, object] = {
        "currency": "USD",
        "exchange_rate": "84.50",
        "order_value": "12000",
        "materials": "500000",
        "input_gst": "60000",
        "making": "180000",
        "shipping_costs": "45000",
        "advance_percent": "20",
    }
    return CapitalForm.model_validate(base | changes)


def worked(form: CapitalForm) -> Section:
    return capital.work_out(form, FIGURES, figures(capital.shipped_on(form, TODAY)))


def test_peak_gap_is_the_lowest_balance() -> None:
    section = worked(order())
    days = cash.curve(capital.flows(order()))
    assert section.line("peak-gap").value == -min(balance for _day, balance in days)
    assert section.line("peak-gap").value == Decimal("582200.00")
    assert section.line("peak-gap").how == "lowest balance, on day 30"


def test_what_comes_in_less_what_goes_out_is_what_is_left() -> None:
    section = worked(order())
    told = {one.key: one.value for one in section.lines}
    assert told["left"] == told["in"] - told["out"] - told["interest"] + told["subvention"]
    assert sum(one.value for one in section.lines if one.key.startswith("flow-")) == told["in"] - told["out"]


@given(amounts, amounts, amounts, st.integers(0, 90), st.integers(0, 90), st.integers(0, 100))
def test_the_last_balance_is_the_sum_of_all_flows(
    materials: Decimal, making: Decimal, costs: Decimal, begin: int, more: int, advance: int
) -> None:
    form = order(
        materials=materials,
        making=making,
        shipping_costs=costs,
        materials_day=begin,
        ship_day=begin + more,
        advance_percent=advance,
    )
    moves = capital.flows(form)
    days = cash.curve(moves, opening=Decimal(1000))
    assert days[-1][1] == 1000 + cash.total(moves)
    assert -cash.total([one for one in moves if one.label == "making"]) == making
    assert [day for day, _balance in days] == list(range(days[-1][0] + 1))


def test_proceeds_are_due_within_fifteen_months_and_eighteen_in_rupees() -> None:
    foreign = worked(order(shipped_on="2026-11-30")).line("realisation")
    assert "15 months after 2026-11-30: by 2028-02-29" in foreign.how
    rupees = worked(order(currency="INR", exchange_rate=None, shipped_on="2026-11-30")).line("realisation")
    assert "18 months" in rupees.how


def test_terms_beyond_the_last_day_are_warned_of() -> None:
    section = worked(order(credit_days=500, shipped_on="2026-11-30"))
    assert [one.tone for one in section.remarks if "Agree on a shorter term" in one.text] == ["bad"]


def test_subvention_is_counted_only_where_it_is_given() -> None:
    without = worked(order())
    assert without.line("subvention").value == 0
    assert any("Not counted" in one.text and "2026-03-31" in one.text for one in without.remarks)
    helped = worked(order(subvention_rate="2.75"))
    assert 0 < helped.line("subvention").value < helped.line("interest").value


def landed(**changes: object) -> LandedForm:
    base: dict[str, object] = {
        "currency": "USD",
        "exchange_rate": "84.50",
        "incoterm": "CIF",
        "goods": "10000",
        "packing": "200",
        "inland": "300",
        "export_clearance": "100",
        "loading": "150",
        "freight": "1200",
        "insurance_rate": "0.5",
        "arrival": "180",
        "delivery": "250",
        "unloading": "60",
        "import_clearance": "90",
        "duty_rate": "5",
        "import_tax_rate": "20",
    }
    return LandedForm.model_validate(base | changes)


def price(form: LandedForm, term: Incoterm) -> Decimal:
    return incoterms.asked_for(incoterms.costs(form, FIGURES), term)


def test_insurance_is_on_a_hundred_and_ten_per_cent_of_cif() -> None:
    parts = {one.key: one.amount for one in incoterms.costs(landed(), FIGURES)}
    cif = price(landed(), Incoterm.CIF)
    assert parts["insurance"] == paisa(cif * Decimal("1.1") * Decimal("0.005"))


def test_prices_rise_with_what_the_seller_takes_on() -> None:
    form = landed()
    ladder = [
        Incoterm.EXW,
        Incoterm.FCA,
        Incoterm.FOB,
        Incoterm.CFR,
        Incoterm.CIF,
        Incoterm.DAP,
        Incoterm.DPU,
    ]
    prices = [price(form, term) for term in ladder]
    assert prices == sorted(prices)
    assert prices[0] == Decimal(10200)
    assert prices[2] == Decimal(10750)
    assert price(form, Incoterm.CPT) == price(form, Incoterm.CFR)
    assert price(form, Incoterm.FAS) == price(form, Incoterm.FCA)


@given(
    st.sampled_from(list(Incoterm)),
    st.lists(st.decimals("0", "5000", places=2), min_size=6, max_size=6),
    st.decimals("0", "5", places=2),
    st.decimals("0", "40", places=1),
)
def test_landed_cost_is_the_same_under_every_term(
    term: Incoterm, given_costs: list[Decimal], premium: Decimal, duty: Decimal
) -> None:
    names = ("packing", "inland", "loading", "freight", "arrival", "delivery")
    form = landed(
        incoterm=term, insurance_rate=premium, duty_rate=duty, **dict(zip(names, given_costs, strict=True))
    )
    section = incoterms.build_up(form, FIGURES)
    parts = [section.line(one.key).value for one in incoterms.costs(form, FIGURES)]
    assert section.line("landed").value == sum(parts)
    assert section.line("price").value + section.line("buyer").value == sum(parts)
    assert (
        sum(parts)
        == incoterms.build_up(landed(**{**form.model_dump(), "incoterm": "EXW"}), FIGURES)
        .line("landed")
        .value
    )


@pytest.mark.parametrize("term", ["FAS", "FOB", "CFR", "CIF"])
def test_terms_of_the_sea_are_refused_by_air(term: str) -> None:
    with pytest.raises(ValidationError) as refused:
        landed(incoterm=term, mode=Mode.AIR)
    assert refused.value.errors()[0]["loc"] == ("mode",)
    assert landed(incoterm="CIP", mode=Mode.AIR).mode is Mode.AIR


def rates(**changes: object) -> RatesForm:
    base = {"currency": "USD", "exchange_rate": "84.50", "amount": "12000", "costs": "900000"}
    return RatesForm.model_validate(base | changes)


def test_margin_at_the_break_even_rate_is_nothing() -> None:
    section = exchange.sensitivity(rates())
    assert section.line("margin").value == Decimal("114000.00")
    assert section.line("break-even").value == Decimal("75.0000")
    assert exchange.margin(rates(exchange_rate="75"), Decimal(0)) == 0


def test_margin_sold_forward_does_not_move() -> None:
    form = rates(hedged_percent=100, forward_rate="84")
    assert exchange.margin(form, Decimal(-10)) == exchange.margin(form, Decimal(10)) == Decimal("108000.00")


@given(st.decimals("1", "50", places=1), st.decimals("0", "100", places=0))
def test_swing_is_symmetric_around_today(swing: Decimal, hedged: Decimal) -> None:
    form = rates(swing=swing, hedged_percent=hedged, forward_rate="84")
    low, now, high = (exchange.margin(form, change) for change in (-swing, Decimal(0), swing))
    assert abs((low + high) / 2 - now) <= Decimal("0.01")
    assert low <= now <= high


def test_limit_by_turnover_is_a_fifth_and_by_order_what_the_margin_leaves() -> None:
    form = CreditForm(
        turnover=Decimal(20_000_000),
        used=Decimal(1_000_000),
        currency="USD",
        exchange_rate=Decimal("84.50"),
        order_value=Decimal(12_000),
    )
    section = credit.eligibility(form, FIGURES)
    assert section.line("limit").value == Decimal(4_000_000)
    assert section.line("free").value == Decimal(3_000_000)
    assert section.line("packing").value == Decimal("760500.00")
    assert section.answer is not None
    assert section.answer.value == Decimal("760500.00")


def test_own_money_above_the_margin_lowers_the_limit() -> None:
    section = credit.eligibility(
        CreditForm(turnover=Decimal(10_000_000), own_capital=Decimal(1_000_000)), FIGURES
    )
    assert section.line("limit").value == Decimal(1_500_000)
    assert section.missing


def test_nothing_known_is_no_credit_and_says_what_it_takes() -> None:
    section = credit.eligibility(CreditForm(), FIGURES)
    assert section.answer is None
    assert len(section.missing) == 2


@pytest.mark.parametrize(
    ("form", "sent", "field"),
    [
        (RodtepForm, {"line": "11051000", "fob": "-1"}, "fob"),
        (RodtepForm, {"line": "1105", "fob": "1"}, "line"),
        (RodtepForm, {"line": "11051000", "fob": "1", "quantity": "0"}, "quantity"),
        (RodtepForm, {"line": "11051000", "fob": "NaN"}, "fob"),
        (CapitalForm, {"order_value": "1", "materials": "1", "currency": "XYZ"}, "currency"),
        (CapitalForm, {"order_value": "1", "materials": "1", "currency": "USD"}, "exchange_rate"),
        (CapitalForm, {"order_value": "1", "materials": "1", "materials_day": 9, "ship_day": 2}, "ship_day"),
        (RatesForm, {"currency": "INR", "amount": "1"}, "currency"),
        (
            RatesForm,
            {"currency": "USD", "exchange_rate": 80, "amount": 1, "hedged_percent": 5},
            "forward_rate",
        ),
        (GstForm, {"export_value": 1, "igst_rate": 101, "net_itc": 0}, "igst_rate"),
        (LandedForm, {"incoterm": "CIF", "goods": 1, "insurance_rate": 95}, "insurance_rate"),
    ],
)
def test_bad_input_is_named_at_its_field(form: type[BaseModel], sent: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        form.model_validate(sent)
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


def test_a_report_that_knows_little_gets_every_section_and_what_each_misses() -> None:
    found = of_inputs(FinanceInputs(as_of=TODAY, line="110510"), [], FIGURES, FIGURES)
    assert [one.key for one in found] == [
        "benefits",
        "rodtep",
        "drawback",
        "gst",
        "capital",
        "landed",
        "rates",
        "credit",
    ]
    assert all(one.missing and one.answer is None for one in found)


def test_a_report_that_knows_all_gets_an_answer_in_every_section() -> None:
    inputs = FinanceInputs(
        as_of=TODAY,
        line="11051000",
        destination="AE",
        currency="USD",
        exchange_rate=Decimal(85),
        fob=Decimal(12_000),
        quantity=Decimal(8000),
        unit="kg",
        materials=Decimal(500_000),
        igst_rate=Decimal(5),
        net_itc=Decimal(25_000),
        turnover=Decimal(20_000_000),
        incoterm=Incoterm.CIF,
        freight=Decimal(900),
    )
    found = of_inputs(inputs, [], FIGURES, FIGURES)
    assert not [one.key for one in found if one.answer is None]
    assert any("0.5 %, an assumption" in one.text for one in found[5].remarks)


def test_sea_term_by_air_stops_no_report() -> None:
    inputs = FinanceInputs(
        as_of=TODAY, fob=Decimal(1000), incoterm=Incoterm.FOB, mode=Mode.AIR, freight=Decimal(100)
    )
    section = next(one for one in of_inputs(inputs, [], FIGURES, FIGURES) if one.key == "landed")
    assert section.answer is None
    assert section.remarks[0].tone == "bad"


def test_sections_come_back_from_json_as_they_were() -> None:
    section = worked(order())
    document = section_document(section)
    assert isinstance(document["lines"][0]["value"], str)
    assert section_of(document) == section
