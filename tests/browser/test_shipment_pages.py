"""A shipment in a browser: begun, filled in, its papers made, its faults followed to the field."""

import pytest
from playwright.async_api import expect

from assay.apps.exportsathi.documents.record import document_of
from tests.browser.conftest import Founding, Site, Window
from tests.support import exportsathi
from tests.support.browser import needs_chromium
from tests.support.exportsathi_shipments import lamps

pytestmark = [pytest.mark.browser, needs_chromium]
HERE = "/exportsathi/documents"


@pytest.fixture
async def window(site: Site, founding: Founding) -> Window:
    """An exporter's window, who has one shipment without a fault."""
    place = await exportsathi.found(*founding)
    caller = await exportsathi.make_exporter(place, "Meera Brass Works")
    await caller.post("/shipments", {"record": document_of(lamps())})
    return await site.signed_in(caller.email, then=HERE)


async def test_papers_of_a_good_shipment_are_made_and_looked_at(window: Window) -> None:
    await window.look("shipments")
    await window.follow("MBW/26-27/041, Brass table lamps, electric, without shade")
    await window.press("Make the papers")
    await expect(window.page.get_by_text("up to date").first).to_be_visible()
    await expect(window.page.get_by_text("No rule finds a fault")).to_be_visible()
    await window.look("shipment-good")
    await window.follow("Commercial invoice")
    await window.see("Commercial invoice")
    await window.look("shipment-paper")


async def test_new_shipment_is_filled_in_and_a_fault_leads_to_its_field(window: Window) -> None:
    page = window.page
    await window.press("New shipment of goods")
    await page.wait_for_url("**/edit")
    await page.get_by_label("Description").fill("Brass bowls")
    await page.get_by_label("Tariff line, 8 digits (SAC of services)").fill("741980")
    await page.get_by_label("Quantity").fill("10")
    await page.get_by_label("Unit price").fill("12.50")
    await window.press("Save and add a line")
    await page.wait_for_url("**lines.1.description")
    await expect(page.locator("[name='lines.0.description']")).to_have_value("Brass bowls")
    await window.look("shipment-edit")
    await page.get_by_text("Line 1", exact=True).click()
    await page.locator("[name='lines.0.quantity']").fill("ten")
    await page.get_by_text("Line 1", exact=True).click()
    await window.press("Save")
    await expect(page.locator("[data-field-of='lines.0.quantity'] .error")).to_be_visible()
    await page.locator("[name='lines.0.quantity']").fill("12")
    await window.press("Save")
    await expect(page.get_by_role("heading", name="To be mended")).to_be_visible()
    await window.look("shipment-faults")
    await window.follow("Line 1: Tariff line, 8 digits (SAC of services)")
    await expect(page.locator("[name='lines.0.code']")).to_be_visible()
    await expect(page.locator("[data-field-of='lines.0.code'] .error")).to_contain_text("eight digits")
