"""The curator's API and pages: who may, what is kept, what a file changes."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from assay.kernel.ids import uuid7
from tests.support import exportsathi
from tests.support.exportsathi_facts import load_facts
from tests.support.school import Caller, School

RATE = {
    "table": "rates",
    "scheme": "rodtep",
    "entry": "39012000",
    "description": "made up",
    "rate": "1.5",
    "unit": "kg",
    "source_id": "dgft-rodtep-4r",
    "valid_from": "2026-04-01",
}


@pytest.fixture
async def curator(place: School) -> Caller:
    await load_facts(place, ["policy", "benefits", "overlays", "containers", "parameters"])
    return await place.person("curator")


async def fact_of(caller: Caller, words: str, kind: str = "") -> dict[str, Any]:
    (listed,) = (await caller.get("/curator/facts", words=words, kind=kind)).json()["items"]
    answer = await caller.get(f"/curator/facts/{listed['fact_id']}")
    return {**answer.json(), "etag": answer.headers["etag"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/curator/staleness"),
        ("GET", "/curator/facts"),
        ("GET", "/curator/rules"),
        ("GET", "/curator/rates"),
        ("GET", "/curator/sources"),
        ("GET", "/curator/exports/policy"),
        ("POST", "/curator/packs"),
        ("POST", "/curator/facts"),
        ("POST", "/curator/sources"),
    ],
)
async def test_exporters_may_not(place: School, method: str, path: str) -> None:
    exporter = await place.person("exporter")
    answer = await (exporter.get(path) if method == "GET" else exporter.post(path, RATE))
    assert answer.status_code == 403


async def test_another_organisation_sees_nothing(place: School, curator: Caller) -> None:
    mine = await fact_of(curator, "11051000", "rates")
    other = await exportsathi.found(place.http, place.database, place.settings)
    stranger = await other.person("curator")
    assert (await stranger.get("/curator/facts")).json()["items"] == []
    assert (await stranger.get(f"/curator/facts/{mine['fact_id']}")).status_code == 404
    assert (await stranger.get("/curator/sources/dgft-rodtep-4r")).status_code == 404
    assert (await stranger.get("/curator/staleness")).json()["facts"] == 0


async def test_packs_are_put_in_by_a_button_and_twice_is_once(place: School) -> None:
    caller = await place.person("curator")
    loaded = (await caller.post("/curator/packs")).json()["facts"]
    assert loaded["policy"] == 12_476
    again = (await caller.post("/curator/packs")).json()
    assert (again["sources"], sum(again["facts"].values())) == (0, 0)
    board = (await caller.get("/curator/staleness")).json()
    assert board["facts"] == sum(loaded.values())
    assert "interest-equalisation" in {one["fact"]["key"] for one in board["expired"]}
    assert not {"realisation-period", "rodtep 25-99"} & {one["fact"]["key"] for one in board["expired"]}


async def test_change_follows_and_the_old_row_stays(curator: Caller) -> None:
    old = await fact_of(curator, "11051000", "rates")
    body = {**old["fact"], "rate": "2", "valid_from": "2026-06-01"}
    path = f"/curator/facts/{old['fact_id']}"
    assert (await curator.put(path, body)).status_code == 428
    assert (await curator.put(path, body, **{"If-Match": '"v9"'})).status_code == 412
    new = await curator.put(path, body, **{"If-Match": old["etag"]})
    assert (new.status_code, new.json()["fact"]["rate"]) == (200, "2.0000")
    before = (await curator.get(path)).json()
    assert (before["fact"]["rate"], before["fact"]["valid_to"]) == ("3.9000", "2026-05-31")
    assert before["replaced_by"] == new.json()["fact_id"]
    again = await curator.put(path, body, **{"If-Match": '"v2"'})
    assert again.status_code == 409


async def test_change_on_the_same_day_corrects_and_withdraws(curator: Caller) -> None:
    made = (await curator.post("/curator/facts", RATE)).json()
    path = f"/curator/facts/{made['fact_id']}"
    fixed = await curator.put(path, {**RATE, "rate": "1.6"}, **{"If-Match": '"v1"'})
    assert fixed.status_code == 200, fixed.text
    assert (await curator.get(path)).json()["withdrawn"] is True
    assert [
        one["fact_id"] for one in (await curator.get("/curator/facts", words="39012000")).json()["items"]
    ] == [fixed.json()["fact_id"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": "2026-03-31"}, "valid_from"),
        ({"entry": "39013000"}, "scheme"),
        ({"source_id": "hearsay"}, "source_id"),
        ({"table": "policy", "line": "39012000"}, None),
    ],
)
async def test_change_that_would_rewrite_is_refused(
    curator: Caller, change: dict[str, str], field: str | None
) -> None:
    made = (await curator.post("/curator/facts", RATE)).json()
    answer = await curator.put(f"/curator/facts/{made['fact_id']}", RATE | change, **{"If-Match": '"v1"'})
    assert answer.status_code == 422
    assert field is None or field in answer.text


async def test_fact_that_is_there_is_not_added_again(curator: Caller) -> None:
    key = {"Idempotency-Key": uuid7().hex}
    first = await curator.post("/curator/rates", RATE, **key)
    assert first.status_code == 201
    assert (await curator.post("/curator/rates", RATE, **key)).json() == first.json()
    assert (await curator.post("/curator/rates", RATE)).status_code == 409


async def test_withdrawn_fact_is_kept_and_not_listed(curator: Caller) -> None:
    made = (await curator.post("/curator/facts", RATE)).json()
    path = f"/curator/facts/{made['fact_id']}"
    assert (await curator.post(path + "/withdraw", **{"If-Match": '"v1"'})).json()["withdrawn"] is True
    assert (await curator.post(path + "/withdraw", **{"If-Match": '"v2"'})).status_code == 409
    assert (await curator.get("/curator/facts", words="39012000")).json()["items"] == []
    assert (await curator.get(path)).status_code == 200


async def test_value_of_a_small_fact_must_fit_its_kind(curator: Caller) -> None:
    body = {
        "table": "small",
        "kind": "container",
        "key": "45HC",
        "value": {"name": "45-foot high cube", "cbm": "86", "tonnes": "heavy", "loose_cbm": "75"},
        "source_id": "planning-figures",
    }
    answer = await curator.post("/curator/facts", body)
    assert answer.status_code == 422
    body["value"]["tonnes"] = "27.6"  # type: ignore[index]
    assert (await curator.post("/curator/facts", body)).status_code == 201


async def send(caller: Caller, lines: str, table: str = "rates", **more: Any) -> Any:
    return await caller.http.post(
        caller.url("/curator/imports"),
        headers=caller.headers,
        params={"table": table, "source_id": "dgft-rodtep-4r", **more},
        files={"file": ("rates.csv", lines.encode(), "text/csv")},
    )


GOOD = """scheme,entry,description,rate,cap,unit,valid_from
rodtep,39012000,made up,1.5,2.5,kg,2026-04-01
rodtep,11051000,Potato flour meal powder,3.9,4.7,kg,
rodtep,11061010,Guar meal,2,1.8,kg,2026-07-01
"""


async def test_dry_run_says_what_would_change_and_stores_nothing(curator: Caller) -> None:
    await load_more(curator)
    told = (await send(curator, GOOD, dry_run=True)).json()
    assert (told["new"], told["changed"], told["same"], told["stored"]) == (1, 1, 1, False)
    assert told["examples"] == [
        {"key": "rodtep 11061010", "was": "rate: 3.4000", "becomes": "rate: 2"},
    ]
    assert (await curator.get("/curator/facts", words="39012000")).json()["items"] == []


async def load_more(curator: Caller) -> None:
    body = {**RATE, "entry": "11061010", "description": "Guar meal", "rate": "3.4", "cap": "1.8"}
    assert (await curator.post("/curator/facts", {**body, "valid_from": "2026-01-01"})).status_code == 201


async def test_file_is_stored_whole_and_twice_changes_nothing(curator: Caller) -> None:
    await load_more(curator)
    stored = (await send(curator, GOOD)).json()
    assert (stored["stored"], stored["new"], stored["changed"]) == (True, 1, 1)
    source = (await curator.get("/curator/sources/dgft-rodtep-4r")).json()
    assert (source["rows"], source["sha256"]) == (3, stored["sha256"])
    again = (await send(curator, GOOD)).json()
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 3)


async def test_one_wrong_line_keeps_the_whole_file_out(curator: Caller) -> None:
    told = (await send(curator, GOOD + "rodtep,3902,too much,400,,kg,\n")).json()
    assert told["stored"] is False
    assert [one["line"] for one in told["errors"]] == ["5"]
    assert "rate" in told["errors"][0]["what"]
    assert (await curator.get("/curator/facts", words="39012000")).json()["items"] == []


@pytest.mark.parametrize("pin", [{"rows": 2}, {"sha256": "0" * 64}])
async def test_file_that_was_not_announced_is_refused(curator: Caller, pin: dict[str, Any]) -> None:
    answer = await send(curator, GOOD, **pin)
    assert answer.status_code == 422
    assert next(iter(pin)) in answer.text


async def test_import_needs_a_source_with_dates_that_holds(curator: Caller) -> None:
    assert (await send(curator, GOOD, source_id="hearsay")).status_code == 422
    undated = {"source_id": "a-rumour", "title": "A rumour", "publisher": "Somebody"}
    assert (await curator.post("/curator/sources", undated)).status_code == 201
    assert (await send(curator, GOOD, source_id="a-rumour")).status_code == 422
    await curator.post(
        "/curator/sources/dgft-rodtep-4r/end", {"valid_to": "2026-01-01"}, **{"If-Match": '"v1"'}
    )
    assert (await send(curator, GOOD)).status_code == 422


async def test_export_is_taken_back_without_a_change(curator: Caller) -> None:
    exported = await curator.get("/curator/exports/rates")
    assert exported.headers["content-type"].startswith("text/csv")
    told = (await send(curator, exported.text)).json()
    assert (told["errors"], told["new"], told["changed"]) == ([], 0, 0)
    assert told["same"] == told["rows"] > 0


async def test_lists_are_paged_by_key(curator: Caller) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = (await curator.get("/curator/facts", limit=7, **({"after": after} if after else {}))).json()
        seen += [one["fact_id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == (await curator.get("/curator/staleness")).json()["facts"]


async def test_facts_are_found_by_standing_and_source(curator: Caller) -> None:
    expired = (await curator.get("/curator/facts", standing="expired")).json()["items"]
    assert {one["key"] for one in expired} == {
        *("realisation-period", "realisation-period-rupees", "advance-shipment-period"),
        *("interest-equalisation", "interest-subvention", "interest-subvention-cap"),
        "rodtep 25-99",
    }
    boxes = (await curator.get("/curator/facts", source_id="planning-figures")).json()["items"]
    assert {one["standing"] for one in boxes} == {"current"}


async def test_source_is_checked_with_its_facts(curator: Caller) -> None:
    day = date(2026, 1, 5).isoformat()
    path = "/curator/sources/dgft-rodtep-4r"
    checked = await curator.post(
        path + "/check", {"checked_on": day, "facts_too": True}, **{"If-Match": '"v1"'}
    )
    assert (checked.json()["is_verified"], checked.json()["checked_on"]) == (True, day)
    assert (await fact_of(curator, "11051000", "rates"))["standing"] == "current"
    ahead = await curator.post(path + "/check", {"checked_on": "2999-01-01"}, **{"If-Match": '"v2"'})
    assert ahead.status_code == 422


async def test_changes_are_in_the_log(place: School, curator: Caller) -> None:
    made = (await curator.post("/curator/facts", RATE)).json()
    await send(curator, GOOD.replace("39012000", "39013000"))
    async with place.database.transaction(org_id=place.org_id) as db:
        events = (await db.scalars(text("SELECT event FROM kernel.audit_entries"))).all()
    assert made["version"] == 1
    assert {"exportsathi.fact.changed", "exportsathi.facts.imported"} <= set(events)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/facts",
        "/facts?kind=rates",
        "/facts/new?table=rules",
        "/facts/new?table=small",
        "/facts/new?table=small&kind=parameter",
        "/facts?kind=parameter",
        "/imports",
        "/sources",
        "/sources/new",
        "/sources/dgft-rodtep-4r",
        "/sources/dgft-rodtep-4r/edit",
    ],
)
async def test_pages_are_there(curator: Caller, page: str) -> None:
    answer = await curator.http.get(f"/exportsathi/curator{page}", headers=curator.headers)
    assert answer.status_code == 200, answer.text[:500]
    assert "<h1" in answer.text


async def test_page_of_a_fact_says_that_it_is_not_verified(curator: Caller) -> None:
    found = await fact_of(curator, "11051000", "rates")
    page = await curator.http.get(f"/exportsathi/curator/facts/{found['fact_id']}", headers=curator.headers)
    assert "Not verified" in page.text
    assert "Appendix 4R" in page.text
    edit = await curator.http.get(
        f"/exportsathi/curator/facts/{found['fact_id']}/edit", headers=curator.headers
    )
    assert 'value="3.9000"' in edit.text


async def test_a_figure_is_corrected_field_by_field_and_a_wrong_part_is_named(curator: Caller) -> None:
    path = "/exportsathi/curator/facts"
    new = await curator.http.get(f"{path}/new?table=small&kind=parameter", headers=curator.headers)
    assert 'name="value.statement"' in new.text
    sent = {
        "table": "small",
        "kind": "parameter",
        "key": "a-new-figure",
        "source_id": "dgft-rodtep-4r",
        "value.name": "A new figure",
        "value.value": "many",
        "value.unit": "days",
        "value.statement": "It takes so many days.",
    }
    wrong = await curator.http.post(path, headers=curator.headers, data=sent)
    assert wrong.status_code == 422
    assert "value.value" in wrong.text
    made = await curator.http.post(path, headers=curator.headers, data=sent | {"value.value": "12"})
    assert made.status_code == 303, made.text
    page = await curator.http.get(made.headers["location"], headers=curator.headers)
    assert "Figures set by law: a-new-figure" in page.text
    assert "It takes so many days." in page.text
    box = (await curator.get("/curator/facts", kind="container")).json()["items"][0]
    edit = await curator.http.get(f"{path}/{box['fact_id']}/edit", headers=curator.headers)
    assert 'name="value.inside"' in edit.text
    assert "589" in edit.text
