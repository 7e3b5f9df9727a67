"""Questions in a browser: told sentence by sentence, without scripts, with the connection lost, refused."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from assay.apps.exportsathi.knowledge import service as knowledge
from tests.browser.conftest import Founding, Site
from tests.support import exportsathi
from tests.support.browser import needs_chromium
from tests.support.school import Caller

pytestmark = [pytest.mark.browser, needs_chromium]
ASK, QUESTION = "/exportsathi/ask", "How long is a LUT valid?"


@dataclass(frozen=True, slots=True)
class Desk:
    site: Site
    exporter: Caller


@pytest.fixture
async def desk(site: Site, founding: Founding) -> Desk:
    """An exporter who may look into one page of knowledge."""
    place = await exportsathi.found(*founding)
    async with place.database.transaction(org_id=place.org_id) as db:
        await knowledge.set_up(db, place.org_id, ["page-lut"])
    exporter = await exportsathi.make_exporter(place)
    return Desk(site, exporter)


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Your question").fill(text)
    await page.get_by_role("button", name="Ask", exact=True).click()


async def test_sentences_come_into_the_page_and_the_conversation_takes_its_place(desk: Desk) -> None:
    window = await desk.site.window()
    page = window.page
    await window.sign_in(desk.exporter.email, then=ASK)
    await page.evaluate("window.same = true")
    async with page.expect_response(lambda answer: answer.request.method == "POST") as asked:
        await ask(page, QUESTION)
    streamed = await asked.value
    assert streamed.headers["content-type"].startswith("text/event-stream")
    answer = page.get_by_role("article").filter(has_text=QUESTION)
    await expect(answer.get_by_text("A LUT is valid for one financial year")).to_be_visible()
    await page.wait_for_url(f"**{ASK}/*")
    await expect(page.get_by_role("button", name="Delete")).to_be_visible()
    await expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()
    await expect(page.get_by_label("Your question")).to_have_value("")
    await ask(page, "How much freight will I pay?")
    await expect(page.get_by_text("Worked out elsewhere")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(2)
    assert await page.evaluate("window.same")
    await window.look("ask-answered")
    await page.go_back()
    await expect(page.get_by_role("heading", name="Questions so far")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(0)


async def test_without_scripts_the_whole_answer_comes_with_the_page(desk: Desk) -> None:
    window = await desk.site.window(java_script_enabled=False)
    page = window.page
    await window.sign_in(desk.exporter.email, then=ASK)
    await ask(page, QUESTION)
    await expect(page.get_by_text("A LUT is valid for one financial year")).to_be_visible()
    assert f"{ASK}/" in page.url


async def test_a_lost_connection_and_an_empty_question_lose_nothing(desk: Desk) -> None:
    window = await desk.site.window()
    page = window.page
    await window.sign_in(desk.exporter.email, then=ASK)
    await ask(page, " ")
    await expect(page.locator(".field-error")).to_contain_text("Fill this in.")
    window.wanted = "ERR_INTERNET_DISCONNECTED"
    await window.context.set_offline(True)
    await ask(page, QUESTION)
    await expect(page.get_by_text("The connection was lost")).to_be_visible()
    await expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    await window.look("ask-lost")
    await window.context.set_offline(False)
    await page.get_by_role("button", name="Ask", exact=True).click()
    await expect(page.get_by_text("A LUT is valid for one financial year")).to_be_visible()
    await expect(page.get_by_text("The connection was lost")).to_have_count(0)
