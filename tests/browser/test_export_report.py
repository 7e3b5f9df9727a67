"""From a product to its paper in a browser: business, report, its parts, files, a question; and a stop."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import expect

from assay.apps.exportsathi.knowledge import service as knowledge
from tests.browser.conftest import Founding, Site, Window
from tests.support import exportsathi
from tests.support.browser import needs_chromium
from tests.support.school import School

pytestmark = [pytest.mark.browser, needs_chromium]
REPORTS, BUSINESS, ASK = "/exportsathi/reports", "/exportsathi/profile", "/exportsathi/ask"


@dataclass(frozen=True, slots=True)
class Office:
    place: School
    site: Site

    async def window(self, email: str, path: str) -> Window:
        return await self.site.signed_in(email, then=path)


@pytest.fixture
async def office(site: Site, founding: Founding) -> Office:
    """An organisation with the facts about spices and one page of knowledge."""
    place = await exportsathi.found(*founding)
    await exportsathi.load_facts(place)
    async with place.database.transaction(org_id=place.org_id) as db:
        await knowledge.set_up(db, place.org_id, ["page-lut"])
    return Office(place, site)


async def downloaded(window: Window, link: str) -> bytes:
    async with window.page.expect_download() as download:
        await window.page.get_by_role("link", name=link, exact=True).first.click()
    return Path(await (await download.value).path()).read_bytes()


async def part(window: Window, name: str) -> None:
    """Go to a part of the report by its tab."""
    await (
        window.page.get_by_role("navigation", name="Parts of the report")
        .get_by_role("link", name=name)
        .click()
    )
    await expect(window.page.locator("[aria-current=page]", has_text=name)).to_be_visible()


async def test_exporter_goes_from_a_product_to_the_paper(office: Office) -> None:
    exporter = await office.place.person("exporter", "Sharma Spices")
    window = await office.window(exporter.email, REPORTS)
    page = window.page
    await window.look("export-no-business")
    await window.follow("Describe your business")
    await window.see("Your business")
    await page.get_by_label("Name of the business").fill("Sharma Spices")
    await page.get_by_label("Kind of business").select_option("Manufacturing")
    await page.locator("[name=company_size]").select_option("Micro")
    await page.locator("[name=pan]").fill(exportsathi.PAN)
    await page.locator("[name=gstin]").fill(exportsathi.GSTIN[:-1] + "X")
    await window.press("Save")
    await expect(page.locator("[name=gstin]")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("[data-field-of=gstin]")).to_contain_text("mistyped")
    await expect(page.get_by_label("Name of the business")).to_have_value("Sharma Spices")
    await window.look("export-business-wrong")
    await page.locator("[name=gstin]").fill(exportsathi.GSTIN)
    await window.press("Save")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await window.look("export-business")

    await window.goto(REPORTS)
    await window.look("export-reports-empty")
    await page.locator("[name=product]").fill("Turmeric powder in retail packs of 500 g")
    await page.locator("[name=destination]").select_option("DE")
    await page.locator("[name=materials]").fill("ground turmeric")
    await page.locator("[name=use]").fill("cooking spice")
    await window.press("Make the report")
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await window.look("export-report-waiting")
    await office.place.work()
    await expect(page.get_by_text("What the risk is made of").first).to_be_visible()
    await expect(page.locator("h1 .badge")).to_have_text("Possible, with preparation")
    await expect(page.locator("svg.chart")).to_be_visible()
    await window.look("export-report")
    report = page.url.split("?")[0]
    assert (await downloaded(window, "PDF")).startswith(b"%PDF")

    await part(window, "Certificates")
    first = page.locator(".card").filter(has=page.get_by_role("heading", name="Importer-exporter code"))
    await first.get_by_text("Say where it stands").click()
    await first.get_by_label("Where it stands").select_option("in_progress")
    await first.get_by_label("Note").fill("Asked for on Monday")
    await first.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Your note: Asked for on Monday")).to_be_visible()
    await expect(first.locator(".badge", has_text="In progress")).to_be_visible()
    await window.look("export-report-certificates")
    await part(window, "Seven days")
    await page.get_by_role("button", name="Done", exact=True).first.click()
    await expect(page.get_by_role("button", name="Not done after all")).to_have_count(1)
    await window.look("export-report-plan")
    assert (await downloaded(window, "Calendar file")).startswith(b"BEGIN:VCALENDAR")
    for name in ("Code", "Documents", "Money", "Freight", "Sources"):
        await part(window, name)
        await window.look(f"export-report-{name.lower()}")

    await window.goto(report)
    await window.press("Ask about it")
    await page.wait_for_url(f"**{ASK}/*")
    await page.get_by_label("Your question").fill("How long is a LUT valid?")
    await window.press("Ask")
    cite = page.locator("a.cite").first
    await expect(cite).to_be_visible()
    await window.look("export-answer")
    await cite.click()
    await expect(page.locator("mark")).to_be_visible()
    await window.look("export-cited")


@pytest.mark.parametrize("told", [{"destination": "KP"}])
async def test_stop_is_red_and_never_ready(office: Office, told: dict[str, str]) -> None:
    exporter = await exportsathi.make_exporter(office.place)
    report_id = await exportsathi.make_report(office.place, exporter, **told)
    window = await office.window(exporter.email, f"{REPORTS}/{report_id}")
    page = window.page
    await expect(page.locator(".notice.tone-bad").first).to_be_visible()
    await expect(page.locator("h1 .badge.tone-bad")).to_contain_text("Stop")
    await expect(page.get_by_text("Ready", exact=True)).to_have_count(0)
    await window.look("export-stop")
    await window.goto(REPORTS)
    await expect(page.locator("tr", has_text="Turmeric powder").locator(".badge.tone-bad")).to_contain_text(
        "Stop"
    )
    await window.look("export-reports")


async def test_a_figure_is_worked_out_and_what_is_missing_is_asked_for(office: Office) -> None:
    exporter = await office.place.person("exporter", "Figures")
    window = await office.window(exporter.email, ASK)
    page = window.page
    await page.get_by_label("Your question").fill("How much RoDTEP do I get on turmeric powder 09103030?")
    await page.get_by_role("button", name="Ask", exact=True).click()
    await expect(page.get_by_text("the FOB value in rupees")).to_be_visible()
    await page.get_by_label("Your question").fill("FOB is ₹5,00,000")
    await page.get_by_role("button", name="Ask", exact=True).click()
    answer = page.get_by_role("article").filter(has_text="FOB is")
    await expect(answer.get_by_text("RoDTEP is ₹5,000: 1 % × ₹5,00,000.")).to_be_visible()
    await expect(answer.get_by_role("table")).to_contain_text("By rate")
    await window.look("exportsathi-figure")
