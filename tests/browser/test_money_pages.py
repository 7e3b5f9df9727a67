"""Money and freight in a browser: worked out beside the form, wrong fields named, charts drawn."""

from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from assay.apps.exportsathi.facts import service as facts
from assay.kernel.access.actor import system_actor
from tests.browser.conftest import Founding, Site, Window
from tests.support import exportsathi
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School

pytestmark = [pytest.mark.browser, needs_chromium]

ORDER = {
    "Currency": "USD",
    "Rupees for one unit": "84.50",
    "Value of the order": "12000",
    "Advance with the order": "20",
    "Materials": "500000",
    "GST on the materials": "60000",
    "Wages and other making costs": "180000",
}


@dataclass(frozen=True, slots=True)
class Desk:
    site: Site
    place: School
    exporter: Caller

    async def window(self, path: str) -> Window:
        return await self.site.signed_in(self.exporter.email, then=path)


@pytest.fixture
async def desk(site: Site, founding: Founding) -> Desk:
    """An exporter with a business, and the facts that money and freight go by."""
    place = await exportsathi.found(*founding)
    exporter = await exportsathi.make_exporter(place)
    async with place.database.transaction(org_id=place.org_id) as db:
        packs = [
            "benefits",
            "overlays",
            "parameters",
            "containers",
            "tariffs",
            "lanes",
            "ports",
            "destinations",
        ]
        await facts.load(db, system_actor(place.org_id, "test"), packs, lines=["1105"])
    return Desk(site, place, exporter)


async def fill(window: Window, fields: dict[str, str]) -> None:
    for label, value in fields.items():
        await window.page.get_by_label(label, exact=False).first.fill(value)


async def test_money_is_worked_out_beside_the_form(desk: Desk) -> None:
    window = await desk.window("/exportsathi/finance")
    page, result = window.page, window.page.locator("#result")
    await fill(window, {"Indian tariff line": "11051000", "FOB value": "-5"})
    await window.press("Work it out")
    await expect(page.locator(".field-error")).to_contain_text("above 0")
    await window.look("money-wrong")
    await fill(window, {"FOB value": "200000", "Quantity": "1000", "Unit of the quantity": "kg"})
    await window.press("Work it out")
    await expect(result).to_contain_text("₹4,700")
    await expect(page.get_by_label("Indian tariff line")).to_have_value("11051000")
    await window.look("money-rodtep")
    await window.goto("/exportsathi/finance/gst")
    await fill(window, {"Value of the exports": "1000000", "GST rate of the goods": "18"})
    await fill(window, {"Unused input tax credit": "90000", "All turnover of the period": "1500000"})
    await window.press("Compare")
    await expect(result.locator("svg.chart")).to_be_visible()
    await window.look("money-gst")
    await window.goto("/exportsathi/finance/working-capital")
    await fill(window, ORDER)
    await window.press("Work it out")
    await expect(result).to_contain_text("Peak gap")
    await window.look("money-capital")
    await window.goto("/exportsathi/finance/refund-codes")
    await window.look("money-codes")
    await window.goto("/exportsathi/finance/landed-cost")
    await fill(window, {"Goods, ex works": "1000", "Main carriage": "120", "Insurance premium": "0.5"})
    await window.press("Build it up")
    await expect(result).to_contain_text("Landed cost")
    await window.look("money-landed")


async def test_freight_is_estimated_and_compared(desk: Desk) -> None:
    window = await desk.window("/exportsathi/logistics")
    page, result = window.page, window.page.locator("#result")
    await page.get_by_label("Country of destination").select_option("AE")
    await page.get_by_label("From").first.select_option("INNSA1")
    await fill(window, {"Gross weight of all": "4200", "Volume of all": "18"})
    await window.press("Estimate")
    await expect(result).to_contain_text("Sample tariffs")
    await window.look("freight-estimate")
    await window.goto("/exportsathi/logistics/lcl-fcl")
    await fill(window, {"Gross weight of all": "4200", "Volume of all": "18"})
    await fill(window, {"Part load, for each W/M": "85", "Part load, fixed": "250"})
    await fill(window, {"Full load, a container": "1850", "Full load, fixed": "650"})
    await window.press("Compare")
    await expect(result).to_contain_text("26.5")
    await window.look("freight-compare")
    await window.goto("/exportsathi/logistics/routes?destination=DE&origin=INTKD6")
    await expect(result).to_contain_text("INMUN1")
    await window.look("freight-ways")
    await window.goto("/exportsathi/logistics/quotes")
    await fill(window, {"Forwarder or carrier": "Sagar Freight", "Rate": "60", "Currency": "USD"})
    await page.locator("#quote-destination").select_option("AE")
    await fill(window, {"First day": "2026-01-01", "Last day": "2026-02-01"})
    await window.press("Save")
    await expect(page.get_by_text("expired, not used")).to_be_visible()
    await window.look("freight-quotes")
    await window.goto("/exportsathi/logistics/examination")
    await window.press("Work out the index")
    await expect(result).to_contain_text("no rate of customs")
    await window.look("freight-examination")
    await window.goto("/exportsathi/logistics/cartons")
    await fill(
        window, {"Length of a carton": "50", "Width": "40", "Height": "30", "Weight of a carton": "14"}
    )
    await window.press("How many fit")
    await expect(result).to_contain_text("392")
