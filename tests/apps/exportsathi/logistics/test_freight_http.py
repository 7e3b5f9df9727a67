"""Freight over HTTP: own quotes before samples, expired ones shown, outcomes that teach the index."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.logistics import service
from assay.apps.exportsathi.logistics.forms import LogisticsInputs
from assay.apps.exportsathi.models.reports import Report
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from assay.kernel.ids import uuid7
from tests.support.exportsathi import make_exporter
from tests.support.school import Caller, School

TODAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
SHIPMENT = {"gross_weight": "4200", "volume": "18", "destination": "AE", "origin": "INNSA1"}
RATES = {"lcl_rate": "85", "lcl_fixed": "250", "fcl_rate": "1850", "fcl_fixed": "650"}
QUOTE = {
    "carriage": "lcl",
    "forwarder": "Sagar Freight",
    "origin": "INNSA1",
    "destination": "AE",
    "currency": "USD",
    "rate": "60",
    "fixed": "100",
    "valid_from": "2026-11-01",
    "valid_to": "2026-12-15",
}


@pytest.fixture
async def place(place: School) -> School:
    """An organisation that has the facts of freight."""
    async with place.database.transaction(org_id=place.org_id) as db:
        packs = ["parameters", "containers", "tariffs", "lanes"]
        await facts.load(db, system_actor(place.org_id, "test"), packs)
    return place


async def section(caller: Caller, path: str, body: Mapping[str, object], key: str) -> dict[str, object]:
    answer = await caller.post(path, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = next(one for one in answer.json()["sections"] if one["key"] == key)
    return found


def figures(section: dict[str, object]) -> dict[str, str]:
    return {one["key"]: one["value"] for one in section["lines"]}  # type: ignore[attr-defined]


def words(section: dict[str, object]) -> str:
    return " ".join(one["text"] for one in section["remarks"])  # type: ignore[attr-defined]


async def test_comparison_by_given_rates_breaks_even_at_twenty_six_and_a_half(place: School) -> None:
    caller = await make_exporter(place)
    body = {"gross_weight": "4200", "volume": "18"} | RATES
    found = await section(caller, "/logistics/lcl-fcl-comparison", body, "lcl-fcl")
    told = figures(found)
    assert (told["lcl"], told["fcl"], told["break-even"]) == ("1780.00", "2500.00", "26.5")
    assert "Sample" not in words(found)
    assert len(found["series"]) == 2  # type: ignore[arg-type]


async def test_own_quote_replaces_the_sample_on_its_days(place: School) -> None:
    with clock.frozen(TODAY):
        caller, other = await make_exporter(place), await make_exporter(place, "Other")
        sampled = await section(caller, "/logistics/freight-estimate", SHIPMENT, "freight")
        assert (await caller.post("/logistics/quotes", QUOTE)).status_code == 201
        quoted = await section(caller, "/logistics/freight-estimate", SHIPMENT, "freight")
        theirs = await section(other, "/logistics/freight-estimate", SHIPMENT, "freight")
        later = SHIPMENT | {"as_of": "2026-12-16"}
        expired = await section(caller, "/logistics/freight-estimate", later, "freight")
        elsewhere = await section(
            caller, "/logistics/freight-estimate", SHIPMENT | {"origin": "INMAA1"}, "freight"
        )
    assert figures(sampled)["lcl"] == figures(theirs)["lcl"] == figures(elsewhere)["lcl"] == "1780.00"
    assert figures(quoted)["lcl"] == "1180.00"
    assert "Sagar Freight, good until 2026-12-15" in words(quoted)
    assert figures(expired)["lcl"] == "1780.00"
    assert "Not used: the quote of Sagar Freight" in words(expired)


async def test_quotes_are_listed_with_their_state_and_changed_by_version(place: School) -> None:
    with clock.frozen(TODAY):
        caller, other = await make_exporter(place), await make_exporter(place, "Other")
        made = await caller.post("/logistics/quotes", QUOTE)
        old = QUOTE | {"valid_from": "2026-01-01", "valid_to": "2026-02-01"}
        await caller.post("/logistics/quotes", old)
        listed = (await caller.get("/logistics/quotes")).json()["items"]
        assert [one["state"] for one in listed] == ["expired", "current"]
        path = f"/logistics/quotes/{made.json()['quote_id']}"
        assert (await other.get(path)).status_code == 404
        assert (await caller.put(path, QUOTE)).status_code == 428
        changed = await caller.put(path, QUOTE | {"rate": "55.25"}, **{"If-Match": made.headers["ETag"]})
        assert changed.status_code == 200, changed.text
        assert changed.json()["rate"] == "55.25"
        stale = await caller.put(path, QUOTE, **{"If-Match": made.headers["ETag"]})
        assert stale.status_code == 412
        assert (await other.delete(path)).status_code == 404
        assert (await caller.delete(path)).status_code == 204


async def test_quote_that_ends_before_it_begins_is_refused(place: School) -> None:
    caller = await make_exporter(place)
    answer = await caller.post("/logistics/quotes", QUOTE | {"valid_to": "2026-10-01"})
    assert answer.status_code == 422
    assert "valid_to" in answer.text


async def test_net_above_gross_and_sides_of_nothing_are_refused_at_their_fields(place: School) -> None:
    caller = await make_exporter(place)
    for change, field in (
        ({"net_weight": "5000"}, "net_weight"),
        ({"gross_weight": "0"}, "gross_weight"),
        ({"volume": None, "cartons": 10, "length": "0", "width": "1", "height": "1"}, "length"),
        ({"volume": None}, "volume"),
        ({"destination": "Dubai"}, "destination"),
    ):
        answer = await caller.post("/logistics/freight-estimate", SHIPMENT | change)
        assert answer.status_code == 422, change
        assert field in answer.text


async def test_cartons_give_the_volume(place: School) -> None:
    caller = await make_exporter(place)
    body = {
        "gross_weight": "4200",
        "destination": "AE",
        "cartons": 300,
        "length": "50",
        "width": "40",
        "height": "30",
    }
    found = await section(caller, "/logistics/freight-estimate", body, "measures")
    assert figures(found)["volume"] == "18.000"
    fit = await section(
        caller,
        "/logistics/carton-fit",
        {"length": "50", "width": "40", "height": "30", "weight": "14"},
        "fit",
    )
    assert figures(fit)["fit-20"] == "392"


async def test_containers_are_those_of_the_organisations_facts(place: School) -> None:
    caller = await make_exporter(place)
    async with place.database.transaction(org_id=place.org_id) as db:
        await facts.load(db, system_actor(place.org_id, "test"), ["containers"])
        boxes = await service.boxes_of(db, place.org_id, date(2026, 11, 30))
    assert [(str(one.cbm.normalize()), str(one.kilos.normalize())) for one in boxes] == [
        ("33.2", "2.81E+4"),
        ("67.7", "2.67E+4"),
        ("76.3", "2.65E+4"),
    ]
    found = await section(caller, "/logistics/freight-estimate", SHIPMENT, "containers")
    assert figures(found)["mix"] == "1"


async def test_index_learns_from_what_was_told(place: School) -> None:
    caller, other = await make_exporter(place), await make_exporter(place, "Other")
    body = {"line": "11051000", "earlier_shipments": 0}
    before = figures(await section(caller, "/logistics/risk-analysis", body, "examination"))
    for day in range(1, 9):
        told = {"shipped_on": f"2026-10-0{day}", "examined": day == 1}
        assert (await caller.post("/logistics/examinations", told)).status_code == 201
    after = figures(await section(caller, "/logistics/risk-analysis", body, "examination"))
    assert before["index"] == after["index"] == "40"
    assert (before["expected"], after["expected"]) == ("40.0", "27.8")
    assert figures(await section(other, "/logistics/risk-analysis", body, "examination")) == before
    listed = (await caller.get("/logistics/examinations")).json()["items"]
    path = f"/logistics/examinations/{listed[0]['outcome_id']}"
    assert (await other.delete(path)).status_code == 404
    assert (await caller.delete(path)).status_code == 204
    assert len((await caller.get("/logistics/examinations")).json()["items"]) == 7


async def test_ways_have_days_from_and_to(place: School) -> None:
    caller = await make_exporter(place)
    async with place.database.transaction(org_id=place.org_id) as db:
        await facts.load(db, system_actor(place.org_id, "test"), ["ports"])
    answer = await caller.get("/logistics/routes", destination="DE", origin="INTKD6")
    assert answer.status_code == 200, answer.text
    sea = next(one for one in answer.json()["items"] if one["mode"] == "sea")
    assert [leg["mode"] for leg in sea["legs"]] == ["rail", "sea"]
    assert sea["days_low"] < sea["days_high"]
    assert {"code": "DEHAM", "name": "Hamburg", "kind": "sea"} in answer.json()["ports"]
    assert answer.json()["source"]["standing"] == "unverified"
    assert (await caller.get("/logistics/routes", destination="Germany")).status_code == 422


async def test_report_holds_its_freight_and_others_do_not_see_it(place: School) -> None:
    caller, other = await make_exporter(place), await make_exporter(place, "Other")
    report_id = uuid7()
    await place.add(
        Report(
            org_id=place.org_id,
            exporter_id=caller.person_id,
            report_id=report_id,
            product="Potato flour",
            destination="AE",
            as_of=date(2026, 11, 30),
        )
    )
    inputs = LogisticsInputs.of(
        as_of=date(2026, 11, 30), destination="AE", origin="INNSA1", gross_weight="4200", volume="18"
    )
    for _again in range(2):
        async with place.database.transaction(org_id=place.org_id) as db:
            made = await service.analyse(db, place.org_id, caller.person_id, inputs)
            await service.keep(db, place.org_id, caller.person_id, made, report_id=report_id)
    answer = await caller.get(f"/reports/{report_id}/logistics")
    assert answer.status_code == 200, answer.text
    keys = [one["key"] for one in answer.json()["sections"]]
    assert keys == ["measures", "containers", "freight", "lcl-fcl", "routes", "examination"]
    assert (await other.get(f"/reports/{report_id}/logistics")).status_code == 404


async def test_a_report_that_knows_nothing_of_the_goods_says_what_it_takes(place: School) -> None:
    caller = await make_exporter(place)
    inputs = LogisticsInputs.of(as_of=date(2026, 11, 30), destination="AE")
    async with place.database.transaction(org_id=place.org_id) as db:
        made = await service.analyse(db, place.org_id, caller.person_id, inputs)
    assert "the gross weight" in made.missing
    assert made.section("examination").answer is not None


async def test_more_than_a_shipment_stops_no_report_and_is_refused_by_the_calculator(place: School) -> None:
    caller = await make_exporter(place)
    huge = {"gross_weight": "9000000", "volume": "9000", "destination": "AE"}
    inputs = LogisticsInputs.of(as_of=date(2026, 11, 30), **huge)
    async with place.database.transaction(org_id=place.org_id) as db:
        made = await service.analyse(db, place.org_id, caller.person_id, inputs)
    assert "several shipments" in made.section("containers").remarks[0].text
    assert made.section("freight").answer is not None
    answer = await caller.post("/logistics/freight-estimate", huge)
    assert answer.status_code == 422
    assert "volume" in answer.text


async def test_pages_answer_beside_their_forms(place: School) -> None:
    caller = await make_exporter(place)
    here = "/exportsathi/logistics"
    for path in (
        "",
        "/lcl-fcl",
        "/cartons",
        "/routes",
        "/routes?destination=AE&origin=INNSA1",
        "/quotes",
        "/examination",
    ):
        answer = await caller.http.get(f"{here}{path}", headers=caller.headers)
        assert answer.status_code == 200, answer.text
    htmx = caller.headers | {"HX-Request": "true", "HX-Source": "form#compare", "HX-Request-Type": "partial"}
    data = {
        "gross_weight": "4200",
        "volume": "18",
        "box": "20",
        "loading": "loose",
        "currency": "USD",
    } | RATES
    answer = await caller.http.post(f"{here}/lcl-fcl", headers=htmx, data=data)
    assert answer.status_code == 200, answer.text
    assert "26.5" in answer.text
    assert "<svg" in answer.text
    wrong = await caller.http.post(f"{here}/lcl-fcl", headers=htmx, data=data | {"net_weight": "9999"})
    assert wrong.status_code == 422
    assert 'data-field="net_weight"' in wrong.text


async def test_quotes_and_outcomes_are_kept_from_their_pages(place: School) -> None:
    caller = await make_exporter(place)
    here = "/exportsathi/logistics"
    made = await caller.http.post(f"{here}/quotes", headers=caller.headers, data=QUOTE)
    assert made.status_code == 303, made.text
    quote = (await caller.get("/logistics/quotes")).json()["items"][0]
    shown = await caller.http.get(f"{here}/quotes/{quote['quote_id']}", headers=caller.headers)
    assert 'value="60"' in shown.text
    changed = QUOTE | {"rate": "61", "version": "1"}
    await caller.http.post(f"{here}/quotes/{quote['quote_id']}", headers=caller.headers, data=changed)
    assert (await caller.get("/logistics/quotes")).json()["items"][0]["rate"] == "61.0000"
    told = {"shipped_on": "2026-10-01", "examined": "false"}
    assert (
        await caller.http.post(f"{here}/examination/outcomes", headers=caller.headers, data=told)
    ).status_code == 303
    page = await caller.http.get(f"{here}/examination", headers=caller.headers)
    assert "1 told so far, of these 0 examined" in page.text
