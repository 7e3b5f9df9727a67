"""Calculations stand on the facts of the day: what is missing, ended or not begun stands in for nothing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.facts import packs
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.figures import FactMissing, Figures
from assay.apps.exportsathi.finance import capital, credit, gst, icegate, incoterms
from assay.apps.exportsathi.finance.forms import CapitalForm, CreditForm, GstForm, Incoterm, LandedForm
from assay.apps.exportsathi.logistics import carriage, estimate, lanes, risk
from assay.apps.exportsathi.plan import inputs
from assay.kernel.access.actor import system_actor
from tests.support.exportsathi import figures, make_exporter, shipped
from tests.support.school import Caller, School

TODAY = date(2026, 11, 30)
NONE = Figures(TODAY, {})
GST = GstForm(export_value=Decimal(100), igst_rate=Decimal(18), net_itc=Decimal(10))
ORDER = CapitalForm(order_value=Decimal(100), materials=Decimal(10))
LANDED = LandedForm(incoterm=Incoterm.CIF, goods=Decimal(100))
CREDIT = CreditForm(turnover=Decimal(1_000_000))


def test_a_figure_that_is_not_there_is_named_with_what_a_curator_adds() -> None:
    with pytest.raises(FactMissing, match=r"“market-value-factor” is not .* facts\. A curator adds it"):
        NONE.get("market-value-factor")


def test_a_figure_that_has_ended_is_not_calculated_with_and_its_last_day_is_told() -> None:
    with pytest.raises(FactMissing, match=r"held until 2026-03-31\. A curator adds what holds on 2026-11-30"):
        figures(TODAY).get("interest-subvention")
    assert figures(TODAY).holding("interest-subvention") is None


def test_a_figure_that_has_not_begun_is_not_calculated_with() -> None:
    with pytest.raises(FactMissing, match="known from a later day than 2020-01-01"):
        figures(date(2020, 1, 1)).get("provisional-refund-share")


@pytest.mark.parametrize(
    ("on", "currency", "months", "source"),
    [
        ("2025-11-12", "USD", 9, "fema-export-regulations"),
        ("2025-11-13", "USD", 15, "fema-23r-7-2025"),
        ("2026-09-30", "INR", 15, "fema-23r-7-2025"),
        ("2026-10-01", "USD", 15, "fema-23r-2026"),
        ("2026-10-01", "INR", 18, "fema-23r-2026"),
    ],
)
def test_proceeds_are_due_by_the_regulation_of_the_day_of_shipment(
    on: str, currency: str, months: int, source: str
) -> None:
    rate = None if currency == "INR" else Decimal(80)
    form = ORDER.model_copy(
        update={"currency": currency, "exchange_rate": rate, "shipped_on": date.fromisoformat(on)}
    )
    section = capital.work_out(form, figures(TODAY), figures(capital.shipped_on(form, TODAY)))
    line = section.line("realisation")
    assert line.how.startswith(f"{months} months after {on}")
    assert line.sources == (source,)


def test_sections_without_their_figures_have_no_answer_and_say_which_fact_is_missing() -> None:
    made = [
        gst.compare(GST, NONE),
        incoterms.build_up(LANDED, NONE),
        incoterms.terms(LANDED, NONE),
        credit.eligibility(CREDIT, NONE),
    ]
    for section in made:
        assert section.answer is None
        assert section.missing
        assert [one.tone for one in section.remarks] == ["bad"]
        assert "is not among the facts" in section.remarks[0].text


def test_working_capital_without_figures_keeps_its_gap_and_says_what_it_does_not_know() -> None:
    section = capital.work_out(ORDER, NONE, NONE)
    assert section.answer is not None
    told = " ".join(one.text for one in section.remarks)
    assert "“interest-subvention” is not among the facts" in told
    assert "“realisation-period-rupees” is not among the facts" in told
    assert "realisation" not in {one.key for one in section.lines}


def test_every_source_and_figure_that_calculations_name_comes_with_exportsathi() -> None:
    sources = {row["source_id"] for row in packs.sources()}
    named = {gst.RULE_89, gst.RULE_96, gst.CIRCULAR_147, icegate.SOURCE, incoterms.ICC, carriage.PRACTICE}
    named |= {
        lanes.SOURCE,
        risk.SOURCE,
        inputs.GST,
        inputs.TRADE,
        inputs.BOOK,
        inputs.CUSTOMS,
        inputs.EXCHANGE,
    }
    assert named <= sources
    keys = {"market-value-factor", "turnover-value-factor", "refund-decision-days", "insured-value"}
    keys |= {"turnover-need", "turnover-limit", "turnover-ceiling", "ecgc-bank-cover", "ecgc-bank-ceiling"}
    keys |= {gst.PROVISIONAL, capital.PERIOD, capital.PERIOD_RUPEES, capital.SUBVENTION}
    keys |= {capital.SUBVENTION_CAP, estimate.STATION, estimate.AIR, estimate.COURIER}
    assert keys <= set(figures(TODAY).known)


def test_every_figure_and_source_holds_today_but_for_those_that_are_known_to_have_ended() -> None:
    ended = {
        key for key, one in figures(TODAY).known.items() if not one.standing.value.startswith(("c", "u"))
    }
    assert ended == {
        "advance-shipment-period",
        "interest-equalisation",
        "interest-subvention",
        "interest-subvention-cap",
    }


STAGES: Mapping[str, str] = {
    "packing": "export_packing",
    "inland": "carriage_to_port",
    "export-clearance": "export_clearance",
    "loading": "origin_charges",
    "freight": "main_carriage",
    "insurance": "insurance",
    "arrival": "destination_charges",
    "delivery": "carriage_from_port",
    "unloading": "unloading",
    "import-clearance": "import_clearance",
    "duty": "import_duties",
    "import-tax": "import_duties",
}
CARRIED_TO = {"arrival", "delivery"}
"""Under CPT and CIP these hang on the place that is named: the calculator takes the port of arrival."""


def test_who_pays_what_is_the_same_in_the_calculator_and_in_the_facts() -> None:
    terms = {one.key: one.value for one in shipped("incoterms", TODAY)}
    assert {one.value for one in Incoterm} == set(terms)
    for cost in incoterms.costs(LANDED, figures(TODAY)):
        for term in Incoterm:
            if cost.key == "goods" or (term.value in ("CPT", "CIP") and cost.key in CARRIED_TO):
                continue
            sellers = terms[term.value].pays[STAGES[cost.key]].value == "seller"
            assert cost.is_sellers(term) is sellers, (term, cost.key)


def test_terms_of_the_sea_are_those_that_facts_keep_to_it() -> None:
    terms = {one.key: one.value.any_mode for one in shipped("incoterms", TODAY)}
    for term in Incoterm:
        form = {"incoterm": term, "goods": 1, "mode": Mode.AIR}
        if terms[term.value]:
            LandedForm.model_validate(form)
        else:
            with pytest.raises(ValueError, match="go by ship"):
                LandedForm.model_validate(form)


async def test_an_organisation_without_facts_is_told_what_to_put_in(place: School) -> None:
    caller = await make_exporter(place)
    made = await caller.post("/finance/landed-cost", {"incoterm": "CIF", "goods": "100"})
    assert made.status_code == 200, made.text
    section = made.json()["sections"][0]
    assert section["result"] == ""
    assert "“insured-value” is not among the facts" in section["remarks"][0]["text"]
    codes = await caller.post("/finance/refund-codes", bill())
    assert codes.status_code == 409
    assert codes.json()["type"].endswith("source-missing")
    page = await caller.http.get("/exportsathi/finance/refund-codes", headers=caller.headers)
    assert "The source is missing" in page.text
    freight = await caller.post(
        "/logistics/freight-estimate", {"gross_weight": "4200", "volume": "18", "destination": "AE"}
    )
    assert freight.status_code == 200, freight.text
    assert all(one["result"] == "" and one["missing"] for one in freight.json()["sections"])
    fit = {"length": "50", "width": "40", "height": "30", "weight": "14"}
    told = (await caller.post("/logistics/carton-fit", fit)).json()["sections"][0]
    assert "No container is among the facts" in told["remarks"][0]["text"]


async def test_a_corrected_figure_is_calculated_with(place: School) -> None:
    caller, curator = await make_exporter(place), await place.person("curator", "Curator")
    async with place.database.transaction(org_id=place.org_id) as db:
        await facts.load(db, system_actor(place.org_id, "test"), ["parameters"])
    asked = {"turnover": "10000000"}
    before = await answer(caller, "/finance/credit-eligibility", asked)
    found = (await curator.get("/curator/facts", kind="parameter", words="turnover-limit")).json()["items"]
    path = f"/curator/facts/{found[0]['fact_id']}"
    row = await curator.get(path)
    body = row.json()["fact"]
    body |= {"value": body["value"] | {"value": "22"}, "valid_from": "2026-01-01"}
    changed = await curator.put(path, body, **{"If-Match": row.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    after = await answer(caller, "/finance/credit-eligibility", asked)
    assert (before, after) == ("2000000.00", "2200000.00")


async def test_a_line_whose_source_was_taken_away_says_so(place: School) -> None:
    caller = await make_exporter(place)
    async with place.database.transaction(org_id=place.org_id) as db:
        await facts.load(db, system_actor(place.org_id, "test"), ["parameters"])
        await db.execute(text("RESET ROLE"))
        await db.execute(text("DELETE FROM exportsathi.sources WHERE source_id = 'cgst-rules-96'"))
    body = {"export_value": "100000", "igst_rate": "18", "net_itc": "9000"}
    section = (await caller.post("/finance/gst-routes", body)).json()["sections"][0]
    assert section["result"]
    assert section["remarks"][-1]["tone"] == "bad"
    assert "cgst-rules-96" in section["remarks"][-1]["text"]


def bill() -> dict[str, str]:
    both = {"number": "1", "date": "2026-11-02"}
    sent = {f"{side}{name}": value for side in ("bill_", "return_bill_") for name, value in both.items()}
    sent |= {"port_code": "INNSA1", "return_port_code": "INNSA1"}
    for name in ("gstin", "invoice"):
        sent |= {f"bill_{name}": "A", f"return_{name}": "A"}
    return sent


async def answer(caller: Caller, path: str, body: Mapping[str, str]) -> str:
    section = (await caller.post(path, body)).json()["sections"][0]
    return str(next(one["value"] for one in section["lines"] if one["key"] == section["result"]))
