"""Money over HTTP: answers as texts with sources, what is kept is one's own, pages beside their forms."""

from datetime import UTC, datetime
from uuid import UUID

from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.finance import service
from assay.apps.exportsathi.finance.forms import FinanceInputs
from assay.apps.exportsathi.models.reports import Report
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from assay.kernel.clock import day_in_india
from assay.kernel.ids import uuid7
from tests.support.exportsathi import make_exporter
from tests.support.school import Caller, School

POTATO = {"line": "11051000", "fob": "200000", "quantity": "1000", "unit": "kg"}


async def load_facts(place: School) -> None:
    async with place.database.transaction(org_id=place.org_id) as db:
        packs = ["benefits", "overlays", "parameters"]
        await facts.load(db, system_actor(place.org_id, "test"), packs, lines=["1105"])


async def page(caller: Caller, path: str, **form: str) -> str:
    url = f"/exportsathi/finance{path}"
    headers = {
        **caller.headers,
        "HX-Request": "true",
        "HX-Source": "form#rodtep",
        "HX-Request-Type": "partial",
    }
    answer = await caller.http.post(url, headers=headers, data=form)
    assert answer.status_code in (200, 422), answer.text
    return answer.text


async def test_potato_flour_earns_its_cap_with_formula_and_source(place: School) -> None:
    caller = await make_exporter(place)
    await load_facts(place)
    answer = await caller.post("/finance/rodtep-calculator", POTATO)
    assert answer.status_code == 200, answer.text
    section = answer.json()["sections"][0]
    line = next(one for one in section["lines"] if one["key"] == section["result"])
    assert (line["value"], line["unit"]) == ("4700.00", "INR")
    assert line["how"] == "min(3.9 % × ₹2,00,000, ₹4.70 × 1,000 kg)"
    sources = {one["source_id"]: one for one in answer.json()["sources"]}
    assert sources["dgft-rodtep-4r"]["standing"] == "unverified"


async def test_halved_cap_of_another_chapter_does_not_touch_chapter_eleven(place: School) -> None:
    caller = await make_exporter(place)
    await load_facts(place)
    answer = await caller.post("/finance/rodtep-calculator", POTATO | {"as_of": "2026-03-01"})
    lines = {one["key"]: one["value"] for one in answer.json()["sections"][0]["lines"]}
    assert lines["amount"] == "4700.00"


async def test_unlisted_line_earns_nothing(place: School) -> None:
    caller = await make_exporter(place)
    answer = await caller.post("/finance/rodtep-calculator", POTATO | {"line": "84713010"})
    section = answer.json()["sections"][0]
    assert section["lines"][0]["value"] == "0"
    assert "earns nothing" in section["remarks"][0]["text"]


async def test_own_reading_of_the_schedule_is_used_and_said(place: School) -> None:
    caller = await make_exporter(place)
    answer = await caller.post("/finance/rodtep-calculator", POTATO | {"rate": "2", "cap": "1"})
    section = answer.json()["sections"][0]
    amount = next(one for one in section["lines"] if one["key"] == "amount")
    assert (amount["value"], amount["sources"]) == ("1000.00", [])
    assert "you entered" in section["remarks"][0]["text"]


async def test_every_calculator_answers(place: School) -> None:
    caller = await make_exporter(place)
    await load_facts(place)
    usd = {"currency": "USD", "exchange_rate": "84.50"}
    bill = {
        "bill_number": "1",
        "bill_date": "2026-11-02",
        "port_code": "INNSA1",
        "bill_gstin": "A",
        "bill_invoice": "7",
    }
    both = bill | {f"return_{name.removeprefix('bill_')}": value for name, value in bill.items()}
    both |= {"return_bill_number": "1", "return_bill_date": "2026-11-02"}
    sent = {
        "/finance/working-capital": usd | {"order_value": "12000", "materials": "500000"},
        "/finance/credit-eligibility": usd | {"turnover": "20000000", "order_value": "12000"},
        "/finance/gst-routes": {"export_value": "1000000", "igst_rate": "18", "net_itc": "90000"},
        "/finance/landed-cost": usd | {"incoterm": "CIF", "goods": "10000", "freight": "900"},
        "/finance/exchange-rate": usd | {"amount": "12000", "costs": "900000"},
    }
    for path, body in sent.items():
        answer = await caller.post(path, body)
        assert answer.status_code == 200, answer.text
        section = answer.json()["sections"][0]
        assert section["result"]
        assert all(isinstance(one["value"], str) and one["unit"] for one in section["lines"])
    codes = {name: value for name, value in both.items() if name not in ("return_number", "return_date")}
    answer = await caller.post("/finance/refund-codes", codes)
    assert answer.status_code == 200, answer.text
    assert [one["code"] for one in answer.json()["responses"]] == ["SB000"]


async def test_bad_input_is_refused_with_its_field(place: School) -> None:
    caller = await make_exporter(place)
    answer = await caller.post("/finance/rodtep-calculator", POTATO | {"fob": "-5"})
    assert answer.status_code == 422
    assert "fob" in answer.text


async def test_without_sign_in_or_with_another_role_nothing_is_calculated(place: School) -> None:
    curator = await place.person("curator", "Curator")
    assert (await curator.post("/finance/rodtep-calculator", POTATO)).status_code == 403
    assert (await place.http.post(curator.url("/finance/rodtep-calculator"), json=POTATO)).status_code == 401


async def test_kept_analysis_is_found_by_its_owner_alone_and_goes(place: School) -> None:
    caller, other = await make_exporter(place), await make_exporter(place, "Other")
    body = {"as_of": "2026-11-30", "line": "11051000", "fob": "200000", "quantity": "1000", "unit": "kg"}
    made = await caller.post("/finance/analyses", body, **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.text
    path = f"/finance/analyses/{made.json()['analysis_id']}"
    again = await caller.post("/finance/analyses", body, **{"Idempotency-Key": "one"})
    assert again.json() == made.json()
    assert len((await caller.get("/finance/analyses")).json()["items"]) == 1
    assert (await caller.get(path)).json()["sections"] == made.json()["sections"]
    assert (await other.get(path)).status_code == 404
    assert (await other.delete(path)).status_code == 404
    assert (await other.get("/finance/analyses")).json()["items"] == []
    assert (await caller.delete(path)).status_code == 204
    assert (await caller.get(path)).status_code == 404


async def test_nothing_is_kept_without_a_business(place: School) -> None:
    nobody = await place.person("exporter", "Nobody")
    answer = await nobody.post("/finance/analyses", {"as_of": "2026-11-30"})
    assert answer.status_code == 409
    assert "Your business" in answer.json()["detail"]


async def report_of(place: School, caller: Caller) -> UUID:
    report_id = uuid7()
    await place.add(
        Report(
            org_id=place.org_id,
            exporter_id=caller.person_id,
            report_id=report_id,
            product="Potato flour",
            destination="AE",
            as_of=day_in_india(datetime(2026, 11, 30, tzinfo=UTC)),
        )
    )
    return report_id


async def test_report_holds_one_analysis_which_goes_with_it(place: School) -> None:
    caller, other = await make_exporter(place), await make_exporter(place, "Other")
    report_id = await report_of(place, caller)
    inputs = FinanceInputs.of(as_of=day_in_india(clock.now()), line="11051000", fob="200000", unit="")
    path = f"/reports/{report_id}/finance"
    assert (await caller.get(path)).status_code == 404
    for _again in range(2):
        async with place.database.transaction(org_id=place.org_id) as db:
            made = await service.analyse(db, place.org_id, inputs)
            await service.keep(db, place.org_id, caller.person_id, made, report_id=report_id)
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    assert {one["key"] for one in answer.json()["sections"]} >= {"rodtep", "gst", "capital"}
    assert (await other.get(path)).status_code == 404
    async with place.database.transaction(org_id=place.org_id) as db:
        await db.delete(await db.get_one(Report, (caller.person_id, report_id)))
    assert (await caller.get(path)).status_code == 404


async def test_pages_show_the_form_and_then_the_lines_beside_it(place: School) -> None:
    caller = await make_exporter(place)
    await load_facts(place)
    for path in (
        "",
        "/gst",
        "/refund-codes",
        "/working-capital",
        "/landed-cost",
        "/exchange-rate",
        "/credit",
    ):
        answer = await caller.http.get(f"/exportsathi/finance{path}", headers=caller.headers)
        assert answer.status_code == 200, answer.text
        assert 'id="result"' in answer.text
    text = await page(caller, "", **POTATO)
    assert "₹4,700" in text
    assert "min(3.9 % × ₹2,00,000, ₹4.70 × 1,000 kg)" in text
    assert "not verified" in text
    assert "<html" not in text


async def test_page_names_the_field_that_is_wrong(place: School) -> None:
    caller = await make_exporter(place)
    text = await page(caller, "", **(POTATO | {"fob": "-5"}))
    assert 'data-field="fob"' in text
    assert "above 0" in text


async def test_page_without_scripts_keeps_what_was_typed(place: School) -> None:
    caller = await make_exporter(place)
    answer = await caller.http.post("/exportsathi/finance", headers=caller.headers, data=POTATO)
    assert answer.status_code == 200, answer.text
    assert 'value="11051000"' in answer.text
