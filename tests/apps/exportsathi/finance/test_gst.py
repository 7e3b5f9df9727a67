"""The two GST routes: the refund by Rule 89(4), the same money in the end, and the codes of customs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assay.apps.exportsathi.finance import cash, gst, icegate
from assay.apps.exportsathi.finance.forms import BillForm, GstForm
from tests.support.exportsathi import figures

TODAY = date(2026, 11, 30)
FIGURES = figures(TODAY)
money = st.decimals("100", "1e8", places=2)


def form(**changes: object) -> GstForm:
    base = {"export_value": 1_000_000, "igst_rate": 18, "net_itc": 90_000, "adjusted_turnover": 1_500_000}
    return GstForm.model_validate(base | changes)


def test_refund_is_the_share_of_exports_in_turnover() -> None:
    _lines, refund = gst.refund_of_credit(form(), FIGURES)
    assert refund == Decimal("60000.00")


def test_turnover_counts_up_to_one_and_a_half_times_like_goods_at_home_above_and_below() -> None:
    lines, refund = gst.refund_of_credit(form(domestic_like_value=400_000), FIGURES)
    told = {one.key: one.value for one in lines}
    assert told["turnover"] == Decimal("600000.00")
    assert told["adjusted"] == Decimal("1100000.00")
    assert refund == Decimal("49090.91")


def test_all_turnover_exported_refunds_all_credit() -> None:
    _lines, refund = gst.refund_of_credit(form(adjusted_turnover=None), FIGURES)
    assert refund == Decimal("90000.00")


@pytest.mark.parametrize(
    ("low_risk", "filed_on", "parts"),
    [(True, "2025-10-01", 2), (True, "2025-09-30", 1), (False, "2026-11-30", 1)],
)
def test_ninety_per_cent_comes_early_for_low_risk_claims_from_october_2025(
    low_risk: bool, filed_on: str, parts: int
) -> None:
    asked = form(low_risk=low_risk, filed_on=filed_on)
    route = gst.lut(asked, figures(asked.filed_on or TODAY))
    refunds = [flow for flow in route.flows if "refund" in flow.label]
    assert len(refunds) == parts
    assert sum(flow.amount for flow in refunds) == Decimal("60000.00")
    if parts == 2:
        assert refunds[0].amount == Decimal("54000.00")
        assert refunds[0].day < refunds[1].day


@given(money, money, money, st.decimals("0", "28", places=1), st.booleans())
def test_both_routes_give_the_same_money_in_the_end(
    exports: Decimal, other: Decimal, credit: Decimal, percent: Decimal, low_risk: bool
) -> None:
    asked = GstForm(
        export_value=exports,
        igst_rate=percent,
        net_itc=credit,
        adjusted_turnover=exports + other,
        low_risk=low_risk,
    )
    routes = (gst.lut(asked, FIGURES), gst.igst(asked))
    assert [route.back - route.paid for route in routes] == [0, 0]
    for route in routes:
        assert sum(flow.amount for flow in route.flows) == 0


@given(money, money, money)
def test_refund_is_never_above_the_credit(exports: Decimal, other: Decimal, credit: Decimal) -> None:
    asked = GstForm(
        export_value=exports, igst_rate=Decimal(18), net_itc=credit, adjusted_turnover=exports + other
    )
    assert gst.refund_of_credit(asked, FIGURES)[1] <= credit


def test_comparison_names_the_cheaper_way_and_draws_both() -> None:
    section = gst.compare(form(), FIGURES)
    assert section.line("lut-net").value == section.line("igst-net").value == 0
    assert section.line("igst-by-cash").value == Decimal("90000.00")
    gap = abs(section.line("lut-interest").value - section.line("igst-interest").value)
    assert section.answer is not None
    assert section.answer.value == gap
    assert [name for name, _points in section.series] == ["Under a LUT", "With IGST paid"]


def test_turnover_below_exports_is_refused_at_its_field() -> None:
    with pytest.raises(ValidationError) as refused:
        form(adjusted_turnover=10)
    assert refused.value.errors()[0]["loc"] == ("adjusted_turnover",)


def test_interest_is_simple_on_what_is_below_zero() -> None:
    days = cash.curve([cash.Flow(0, Decimal(-1000), "out"), cash.Flow(10, Decimal(1000), "in")])
    assert cash.tied_up(days) == 10_000
    assert cash.interest(days, Decimal("36.5")) == Decimal("10.00")


def bill(**changes: object) -> BillForm:
    base = {
        "bill_number": "4512378",
        "return_bill_number": "4512378",
        "bill_date": "2026-11-02",
        "return_bill_date": "2026-11-02",
        "port_code": "INNSA1",
        "return_port_code": "INNSA1",
        "bill_gstin": "27AAPFU0939F1ZV",
        "return_gstin": "27AAPFU0939F1ZV",
        "bill_invoice": "EXP/014",
        "return_invoice": "EXP/014",
    }
    return BillForm.model_validate(base | changes)


def test_a_bill_and_a_return_that_agree_are_validated() -> None:
    assert [one.code for one in icegate.predict(bill())] == ["SB000"]
    assert icegate.cautions(bill()) == ()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"return_bill_number": "4512387"}, "SB001", "return_bill_number"),
        ({"return_bill_date": "2026-11-03"}, "SB001", "return_bill_date"),
        ({"return_port_code": "INMUN1"}, "SB001", "return_port_code"),
        ({"egm_filed": False}, "SB002", "egm_filed"),
        ({"return_gstin": "29AAPFU0939F1ZR"}, "SB003", "return_gstin"),
        ({"sent_before": True}, "SB004", "sent_before"),
        ({"return_invoice": "EXP-014"}, "SB005", "return_invoice"),
        ({"from_icd": True, "gateway_egm_filed": False}, "SB006", "gateway_egm_filed"),
    ],
)
def test_each_mismatch_is_told_by_its_code(changes: dict[str, object], code: str, field: str) -> None:
    found = icegate.predict(bill(**changes))
    assert [one.code for one in found] == [code]
    assert field in found[0].fields
    assert found[0].fix


def test_several_faults_give_several_codes_in_order() -> None:
    found = icegate.predict(bill(egm_filed=False, return_invoice="X1", return_bill_number="1"))
    assert [one.code for one in found] == ["SB001", "SB002", "SB005"]


def test_same_number_written_in_two_ways_is_told_apart_from_another_number() -> None:
    assert "two ways" in icegate.predict(bill(return_invoice="exp-014"))[0].why
    assert "Two numbers" in icegate.predict(bill(return_invoice="EXP/015"))[0].why


def test_gateway_manifest_matters_only_from_an_inland_depot() -> None:
    assert icegate.predict(bill(from_icd=False, gateway_egm_filed=False))[0].code == "SB000"


def test_what_holds_a_refund_although_the_codes_are_fine() -> None:
    asked = bill(return_igst=900, bill_igst=1000, paid_igst=100, under_lut=True, higher_drawback=True)
    assert len(icegate.cautions(asked)) == 5
