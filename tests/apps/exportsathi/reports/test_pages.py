"""Pages of reports, and a report on paper."""

import io
from decimal import Decimal
from uuid import UUID

import pytest
from pypdf import PdfReader

from assay.apps.exportsathi.reports import printing, service, views
from assay.kernel.access.actor import Actor, ActorKind
from tests.support.exportsathi import make_exporter, make_report
from tests.support.school import Caller, School

PAGES = "/exportsathi/reports"


async def test_every_part_of_a_report_is_a_page_that_ends_with_its_sources(
    place: School, exporter: Caller
) -> None:
    report_id = await make_report(place, exporter)
    for part in views.PARTS:
        page = await place.http.get(f"{PAGES}/{report_id}?part={part}", headers=exporter.headers)
        assert page.status_code == 200, part
        assert 'id="source-' in page.text, part
    sources = page.text
    assert "not verified" in sources


async def test_a_report_that_is_being_made_shows_how_far_it_is(place: School, exporter: Caller) -> None:
    asked = await place.http.post(
        PAGES, headers=exporter.headers, data={"product": "Turmeric powder", "destination": "DE"}
    )
    assert asked.status_code == 303, asked.text
    here = asked.headers["location"]
    waiting = await place.http.get(here, headers=exporter.headers)
    assert "Making the report" in waiting.text
    await place.work()
    polled = await place.http.get(here, headers=exporter.headers | {"HX-Request": "true"})
    assert polled.headers["HX-Redirect"] == here
    assert "What the risk is made of" in (await place.http.get(here, headers=exporter.headers)).text
    listed = await place.http.get(PAGES, headers=exporter.headers)
    assert "Turmeric powder" in listed.text


async def test_the_form_of_the_page_names_its_wrong_fields(place: School, exporter: Caller) -> None:
    wrong = {"product": "Turmeric powder", "destination": "DE", "price": "-1", "net_weight": ""}
    refused = await place.http.post(PAGES, headers=exporter.headers, data=wrong)
    assert refused.status_code == 422
    nobody = await place.person("exporter")
    page = await place.http.get(PAGES, headers=nobody.headers)
    assert "Describe your business" in page.text


@pytest.mark.parametrize(
    "told", [{}, {"product": "goods", "materials": "", "use": ""}, {"destination": "KP"}]
)
async def test_a_report_on_paper_is_the_same_bytes_every_time(
    place: School, exporter: Caller, told: dict[str, str]
) -> None:
    report_id = await make_report(place, exporter, **told)
    answer = await exporter.get(f"/reports/{report_id}/pdf")
    assert answer.status_code == 200
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Sources" in text
    assert ("Stop: do not ship" in text) == (told.get("destination") == "KP")
    actor = Actor(
        kind=ActorKind.ACCOUNT,
        account_id=exporter.account_id,
        org_id=place.org_id,
        roles={"exportsathi": "exporter"},
    )
    async with place.database.transaction(org_id=place.org_id) as db:
        view = await service.view(db, actor, UUID(report_id))
        assert await printing.printed(view) == answer.content


async def test_there_is_no_paper_before_the_report(exporter: Caller) -> None:
    asked = await exporter.post("/reports", {"product": "Turmeric powder", "destination": "DE"})
    assert (await exporter.get(f"/reports/{asked.json()['report_id']}/pdf")).status_code == 409


async def test_a_report_goes_on_to_calculators_its_shipment_and_its_conversation(
    place: School, exporter: Caller
) -> None:
    report_id = await make_report(place, exporter)
    here = f"{PAGES}/{report_id}"
    money = (await place.http.get(f"{here}?part=money", headers=exporter.headers)).text
    assert "line=09103030&amp;fob=1080000.00&amp;quantity=4000&amp;unit=kg" in money
    freight = (await place.http.get(f"{here}?part=freight", headers=exporter.headers)).text
    assert (
        "gross_weight=4200&amp;net_weight=4000&amp;volume=18&amp;destination=DE&amp;origin=INNSA1" in freight
    )

    begun = await place.http.post(f"{here}/shipment", headers=exporter.headers)
    assert begun.status_code == 303, begun.text
    shipment_id = begun.headers["location"].split("/")[-2]
    record = (await exporter.get(f"/shipments/{shipment_id}")).json()["record"]
    line = record["lines"][0]
    assert (line["code"], line["unit"]) == ("09103030", "KGS")
    assert (Decimal(line["quantity"]), Decimal(line["unit_price"])) == (Decimal(4000), Decimal(3))
    papers = (await place.http.get(f"{here}?part=documents", headers=exporter.headers)).text
    assert f"/exportsathi/documents/{shipment_id}" in papers

    asked = [await place.http.post(f"{here}/ask", headers=exporter.headers) for _time in range(2)]
    assert asked[0].headers["location"] == asked[1].headers["location"]
    conversation = await place.http.get(asked[0].headers["location"], headers=exporter.headers)
    assert f'href="{here}"' in conversation.text
    over_http = await exporter.post(f"/reports/{report_id}/chat")
    assert over_http.json()["session_id"] == asked[0].headers["location"].split("/")[-1]


async def test_nobody_goes_on_from_the_report_of_another(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    other = await make_exporter(place, "Other Spices")
    for path in (f"{PAGES}/{report_id}/shipment", f"{PAGES}/{report_id}/ask"):
        assert (await place.http.post(path, headers=other.headers)).status_code == 404, path
    assert (await other.post(f"/reports/{report_id}/chat")).status_code == 404
