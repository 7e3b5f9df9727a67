"""Finding a code in a browser: good and bad words, a code typed, the chart, and an own code in a report."""

from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Founding, Site, Window
from tests.support import exportsathi
from tests.support.browser import needs_chromium
from tests.support.school import Caller

pytestmark = [pytest.mark.browser, needs_chromium]

FIND = "/exportsathi/codes"


@dataclass(frozen=True, slots=True)
class Desk:
    site: Site
    exporter: Caller

    async def window(self, path: str) -> Window:
        return await self.site.signed_in(self.exporter.email, then=path)


@pytest.fixture
async def desk(site: Site, founding: Founding) -> Desk:
    place = await exportsathi.found(*founding)
    exporter = await exportsathi.make_exporter(place)
    return Desk(site, exporter)


async def find(window: Window, words: str) -> None:
    await window.page.get_by_label("Product").fill(words)
    await window.press("Find")


async def test_a_product_is_found_and_the_chart_opens(desk: Desk) -> None:
    window = await desk.window(FIND)
    page = window.page
    await window.look("codes empty")
    await find(window, "Turmeric powder, organic, 500 g pouch")
    await expect(page.get_by_role("heading", name="091030")).to_be_visible()
    await page.get_by_text("How sure is this?").click()
    await window.look("codes found")
    await page.get_by_role("link", name="091030").first.click()
    await window.see("Subheading 091030")
    await window.look("code detail")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("goods", "These words name no product"),
        ("हल्दी पाउडर 🎁", "There is no word to go by"),
        ("fabric", "Not sure enough to say"),
        ("cotton shirt " * 385, "Describe it in at most 4,000 letters"),
        ("99999999", "There is no code 99999999"),
    ],
    ids=["nothing named", "no latin word", "unsure", "too long", "unknown code"],
)
async def test_what_cannot_be_answered_is_said_plainly(desk: Desk, words: str, said: str) -> None:
    window = await desk.window(FIND)
    await find(window, words)
    await expect(window.page.get_by_text(said).first).to_be_visible()
    assert (await window.page.get_by_label("Product").input_value()).strip() == words.strip()
    await window.look(f"codes {said[:14]}")


async def test_a_code_typed_leads_to_its_page_and_an_unknown_address_says_so(desk: Desk) -> None:
    window = await desk.window(FIND)
    await find(window, "HS 7117.19")
    await window.see("Subheading 711719")
    window.wanted = "status of 404"
    await window.goto(f"{FIND}/999999")
    await window.look("code unknown")
