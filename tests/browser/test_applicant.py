"""An applicant's way through the pages, from the open cycle to the receipt."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site, Window
from tests.support.browser import needs_chromium
from tests.support.enigma import STEPS, Institution, application_bodies, open_cycle, submit, take

pytestmark = [pytest.mark.browser, needs_chromium]

TYPED = {"Name": "A", "E-mail": "asha at example", "Phone": "call me", "Essay": "Too short."}
WRONG = {
    "name": "2 to 120 characters",
    "email": "such as asha@example.org",
    "phone": "such as +91 98765 43210",
    "gpa": "grades end at 10",
    "essay": "it needs 200 to 10,000",
}


async def test_apply_correct_read_the_result_and_appeal(
    site: Site, place: Institution, tmp_path: Path
) -> None:
    cycle_id = await open_cycle(place, seats=3, reserved=[{"category": "SC", "seats": 1, "kind": "vertical"}])
    await submit(place, cycle_id, 5)
    body = application_bodies(6, cycle_id)[5] | {"name": "Asha Verma", "email": "asha@example.org"}
    window = await site.window()
    await window.goto("/enigma")
    await window.look("start")
    await window.follow("Apply")
    await window.look("apply")
    await _refused(window)
    token = await _applied(window, body)

    await place.work()
    fresh = await site.window()
    await _opened_by_mail(fresh, token)
    await _corrected(fresh)

    await take(place, cycle_id, "freeze")
    await fresh.page.reload()
    await window.see("Your application")
    await expect(fresh.page.get_by_text("9.99 / 10")).to_be_visible()
    await expect(fresh.page.get_by_role("link", name="Correct it")).to_have_count(0)
    await fresh.look("application-frozen")

    for action in STEPS[1:-1]:
        await take(place, cycle_id, action)
    await place.work()
    await fresh.page.reload()
    await _result(fresh)
    await _appealed(fresh)

    await place.sequence()
    async with fresh.page.expect_download() as started:
        await fresh.follow("Download the receipt")
    receipt = tmp_path / "receipt.tlog-proof"
    await (await started.value).save_as(receipt)
    assert receipt.read_text().startswith("c2sp.org/tlog-proof@v1\n")


async def _refused(window: Window) -> None:
    """Each field shows its own message beside itself, and keeps what was typed."""
    page = window.page
    for label, text in TYPED.items():
        await _box(window, label).fill(text)
    await page.get_by_label("Scale of your grades").select_option("10")
    await page.get_by_label("Grades on that scale").fill("12")
    await window.press("Submit the application")
    for name, message in WRONG.items():
        await expect(page.locator(f"[data-field-of={name}] .error")).to_contain_text(message)
        await expect(page.locator(f"#form-{name}")).to_have_attribute("aria-invalid", "true")
    summary = page.locator("[data-error-summary]")
    await expect(summary).to_be_focused()
    await expect(summary.get_by_role("link")).to_have_count(len(WRONG))
    for label, text in TYPED.items():
        await expect(_box(window, label)).to_have_value(text)
    await expect(page.get_by_label("Scale of your grades")).to_have_value("10")
    await window.look("apply-refused")


async def _applied(window: Window, body: dict[str, Any]) -> str:
    """Correct every fault and submit; the access token shown."""
    page = window.page
    for label, name in (("Name", "name"), ("E-mail", "email"), ("Phone", "phone"), ("Essay", "essay")):
        await _box(window, label).fill(body[name])
    await page.get_by_label("Grades on that scale").fill("9.1")
    await page.get_by_role("checkbox", name="SC").check()
    await window.press("Submit the application")
    await window.see("Your application is in")
    await window.look("submitted")
    number, token = await page.locator("figure.code code").all_inner_texts()
    assert re.fullmatch(r"[0-9a-f-]{36}", number)
    await window.follow("See your application")
    await window.see("Your application")
    await expect(page.get_by_text(token)).to_have_count(0)
    return token


async def _opened_by_mail(window: Window, token: str) -> None:
    """The link in the mail opens the application where nothing was known before, and hides the token."""
    page = window.page
    await window.goto("/outbox")
    await window.look("outbox")
    await page.get_by_role("row", name="asha@example.org").get_by_role("link").click()
    await window.look("mail")
    link = page.locator("main a[href*='/enigma/applications/']")
    assert (await link.get_attribute("href") or "").endswith(f"#{token}")
    await link.click()
    await window.see("Your application")
    await expect(page.get_by_text("Asha Verma")).to_be_visible()
    assert token not in page.url
    await window.look("application")


async def _corrected(window: Window) -> None:
    page = window.page
    await window.follow("Correct it")
    await window.see("Correct your application")
    await expect(page.get_by_label("Grades on that scale")).to_have_value("9.1")
    await expect(page.get_by_role("checkbox", name="SC")).to_be_checked()
    await window.look("correct")
    await page.get_by_label("Grades on that scale").fill("9.99")
    await window.press("Save the corrections")
    await expect(page.get_by_text("Your corrections are in.")).to_be_visible()
    await expect(page.get_by_text("9.99 / 10")).to_be_visible()


async def _result(window: Window) -> None:
    page = window.page
    card = page.locator("section.card", has=page.get_by_role("heading", name="Result", exact=True))
    for label in ("Final score", "Place", "Academic", "Tests", "Achievements", "Essay"):
        await expect(card.locator("dt", has_text=re.compile(f"^{label}$"))).to_be_visible()
    await expect(card.get_by_text("baseline").first).to_be_visible()
    await page.get_by_text("What the reader of your texts wrote").click()
    await expect(card.get_by_text("Engine: baseline")).to_be_visible()
    await window.look("result")


async def _appealed(window: Window) -> None:
    page = window.page
    await page.get_by_text("Appeal against this result").click()
    await page.get_by_label("Your grounds").fill("Unfair.")
    await window.press("Lodge the appeal")
    await expect(page.locator("[data-field-of=grounds] .error")).to_contain_text("20 to 5,000")
    await page.get_by_label("Your grounds").fill("The second test is missing from what was counted.")
    await window.press("Lodge the appeal")
    await expect(page.get_by_role("heading", name="Your appeal")).to_be_visible()
    await expect(page.get_by_text("Appeal against this result")).to_have_count(0)
    await window.look("appealed")


def _box(window: Window, label: str) -> Any:
    return window.page.get_by_role("textbox", name=re.compile(f"^{label}( \\(optional\\))?$"))
