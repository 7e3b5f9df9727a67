"""Finding a code in a browser: good and bad words, a code typed, the chart, and an own code in a report."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Browser, expect

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.browser.conftest import Site, Window
from tests.support import exportsathi
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School

pytestmark = [pytest.mark.browser, needs_chromium]

FIND = "/exportsathi/codes"


@dataclass(frozen=True, slots=True)
class Desk:
    site: Site
    exporter: Caller

    async def window(self, path: str) -> Window:
        made = await self.site.window()
        await made.sign_in(self.exporter.email, then=path)
        return made


@pytest.fixture
async def desk(
    served: tuple[str, Settings], database: Database, chromium: Browser, size: tuple[int, int]
) -> AsyncIterator[Desk]:
    address, settings = served
    async with httpx.AsyncClient(base_url=address, timeout=60) as http, AsyncExitStack() as windows:
        place: School = await exportsathi.found(http, database, settings)
        exporter = await exportsathi.make_exporter(place)
        yield Desk(Site(address, place, chromium, size, windows), exporter)  # type: ignore[arg-type]


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
