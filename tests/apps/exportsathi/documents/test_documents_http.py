"""Shipments and papers over HTTP: the API as the specification lists it, and the pages."""

from typing import Any

import httpx
import pytest

from assay.apps.exportsathi.documents.record import document_of
from assay.kernel.ids import uuid7
from tests.support import exportsathi
from tests.support.exportsathi_shipments import lamps
from tests.support.school import Caller, School

PAGES = "/exportsathi/documents"


@pytest.fixture
async def caller(place: School) -> Caller:
    return await exportsathi.make_exporter(place)


async def made(caller: Caller) -> dict[str, Any]:
    answer = await caller.post("/shipments", {"record": document_of(lamps())})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def page(caller: Caller, path: str, **data: str) -> httpx.Response:
    if data:
        return await caller.http.post(path, headers=caller.headers, data=data)
    return await caller.http.get(path, headers=caller.headers)


async def test_types_say_who_makes_them_official(caller: Caller) -> None:
    found = (await caller.get("/documents/types")).json()["items"]
    assert {one["type"] for one in found} >= {"commercial-invoice", "packing-list", "e-invoice", "softex"}
    assert all(one["issuer"] and one["purpose"] for one in found)


async def test_from_record_to_paper_and_back(caller: Caller) -> None:
    shipment = await made(caller)
    found = (await caller.post("/documents/validate", {"shipment_id": shipment["shipment_id"]})).json()
    assert found["errors"] == 0, found["items"]
    sent = {"shipment_id": shipment["shipment_id"], "types": ["commercial-invoice"]}
    answer = await caller.post("/documents/generate", sent)
    assert answer.status_code == 201, answer.text
    [paper] = answer.json()["items"]
    again = await caller.post("/documents/generate", sent)
    assert again.json()["items"][0]["document_id"] == paper["document_id"]
    pdf = await caller.get(f"/documents/{paper['document_id']}/pdf")
    assert pdf.headers["ETag"] == f'"{paper["sha256"]}"'
    assert pdf.content.startswith(b"%PDF")
    whole = (await caller.get(f"/documents/{paper['document_id']}")).json()
    cells = whole["content"]["paper"]["parts"][0]["rows"][0][0]["cells"]
    assert {"key": "exporter.name", "paths": ["exporter.name"]}.items() <= cells[0].items()


async def test_e_invoice_is_what_the_portal_takes(caller: Caller) -> None:
    shipment = await made(caller)
    sent = {"shipment_id": shipment["shipment_id"], "types": ["e-invoice"]}
    [paper] = (await caller.post("/documents/generate", sent)).json()["items"]
    data = (await caller.get(f"/documents/{paper['document_id']}/json")).json()
    assert (data["Version"], data["TranDtls"]["SupTyp"]) == ("1.1", "EXPWOP")
    buyer = data["BuyerDtls"]
    assert (buyer["Gstin"], buyer["Pos"], buyer["Pin"], buyer["Stcd"]) == ("URP", "96", 999999, "96")
    assert data["DocDtls"]["Dt"] == "02/11/2026"
    assert data["ValDtls"]["AssVal"] == sum(item["AssAmt"] for item in data["ItemList"]) == 833170


async def test_edit_needs_the_version_that_was_seen(caller: Caller) -> None:
    shipment = await made(caller)
    path, body = f"/shipments/{shipment['shipment_id']}", {"record": document_of(lamps())}
    assert (await caller.put(path, body)).status_code == 428
    assert (await caller.put(path, body, **{"If-Match": '"v1"'})).headers["ETag"] == '"v2"'
    assert (await caller.put(path, body, **{"If-Match": '"v1"'})).status_code == 412


async def test_record_with_a_field_nobody_knows_is_refused_at_it(caller: Caller) -> None:
    answer = await caller.post("/shipments", {"record": {"lines": [{"colour": "brass", "amount": "-1"}]}})
    assert answer.status_code == 422
    assert "colour" in answer.text
    assert "amount" in answer.text


async def test_validating_nothing_is_told(caller: Caller) -> None:
    assert (await caller.post("/documents/validate", {})).status_code == 422
    found = (await caller.post("/documents/validate", {"record": {}})).json()
    assert found["errors"] > 0


async def test_others_see_nothing_and_a_curator_may_not(place: School, caller: Caller) -> None:
    shipment = await made(caller)
    other, curator = await exportsathi.make_exporter(place, "Other"), await place.person("curator")
    path = f"/shipments/{shipment['shipment_id']}"
    for answer in (
        await other.get(path),
        await other.delete(path),
        await other.post("/documents/generate", {"shipment_id": shipment["shipment_id"]}),
        await other.get(f"/reports/{uuid7()}/documents"),
        await page(other, f"{PAGES}/{shipment['shipment_id']}"),
        await page(other, f"{PAGES}/{shipment['shipment_id']}/edit"),
    ):
        assert answer.status_code == 404
    assert (await curator.get(path)).status_code == 403
    assert (await other.get("/shipments")).json()["items"] == []


async def test_pages_from_beginning_to_papers(caller: Caller) -> None:
    begun = await page(caller, PAGES, kind="goods")
    edit = begun.headers["location"]
    shown = await page(caller, edit)
    assert 'name="lines.0.description"' in shown.text
    saved = await page(
        caller,
        edit.removesuffix("/edit") + "/lines/add",
        version="1",
        **{"lines.0.description": "Brass lamps", "terms.currency": "USD", "lines.0.rodtep": "true"},
    )
    assert "lines.1.description" in saved.headers["location"]
    shown = await page(caller, edit)
    assert "Brass lamps" in shown.text
    assert 'name="lines.1.amount"' in shown.text
    overview = await page(caller, edit.removesuffix("/edit"))
    assert "To be mended" in overview.text
    assert "?at=references.invoice_number" in overview.text


async def test_sums_are_filled_in_and_satisfy_the_rules(caller: Caller) -> None:
    shipment = await made(caller)
    path = f"{PAGES}/{shipment['shipment_id']}"
    await page(caller, f"{path}/sums", version="1", **{"lines.0.quantity": "410"})
    record = (await caller.get(f"/shipments/{shipment['shipment_id']}")).json()["record"]
    assert (record["lines"][0]["amount"], record["totals"]["invoice"]) == ("7585.00", "10643.50")
    found = (await caller.post("/documents/validate", {"record": record})).json()["items"]
    assert not [one for one in found if one["rule_id"][0] in "SW"]


async def test_what_cannot_be_kept_is_told_at_its_field(caller: Caller) -> None:
    shipment = await made(caller)
    path = f"{PAGES}/{shipment['shipment_id']}/edit"
    answer = await page(caller, path, version="1", **{"lines.0.quantity": "many"})
    assert answer.status_code == 422
    assert "lines.0.quantity" in answer.text


async def test_page_of_papers_shows_states_and_versions(caller: Caller) -> None:
    shipment = await made(caller)
    path = f"{PAGES}/{shipment['shipment_id']}"
    assert (await page(caller, f"{path}/generate", kind="all")).status_code == 303
    shown = await page(caller, path)
    assert "No rule finds a fault" in shown.text
    assert "up to date" in shown.text
    await page(caller, f"{path}/edit", version="1", remarks="Fragile")
    shown = await page(caller, path)
    assert "out of date" in shown.text
    assert "X22" in shown.text
    listed = await page(caller, PAGES)
    assert "MBW/26-27/041" in listed.text
    found = (await caller.post("/documents/generate", {"shipment_id": shipment["shipment_id"]})).json()[
        "items"
    ]
    paper = await page(caller, f"/exportsathi/papers/{found[0]['document_id']}")
    assert "exporter.gstin" in paper.text
    assert found[0]["sha256"] in paper.text
