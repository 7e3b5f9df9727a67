"""Pages of reports, and a report on paper."""

import io
from uuid import UUID

import pytest
from pypdf import PdfReader

from assay.apps.exportsathi.reports import printing, service, views
from assay.kernel.access.actor import Actor, ActorKind
from tests.support.exportsathi import make_report
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
