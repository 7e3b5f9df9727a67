"""Answer pages sent from a phone: photographed, interrupted, gone on with, turned upright, confirmed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import expect

from tests.apps.mathvidya.sheets.scene import Desk, shot, sit_down
from tests.browser.conftest import PHONE, Founding, Site, Window
from tests.support import mathvidya
from tests.support.browser import needs_chromium

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.parametrize("size", [PHONE], indirect=True)]


@dataclass(frozen=True, slots=True)
class Table:
    """A student at a desk, with three photos in a folder."""

    desk: Desk
    site: Site
    photos: list[Path]

    async def sit(self) -> Window:
        here = f"/mathvidya/student/exams/{self.desk.exam_id}/pages"
        window = await self.site.signed_in(self.desk.student.email, then=here)
        await window.see("Your pages")
        return window


@pytest.fixture
async def table(site: Site, founding: Founding, tmp_path: Path) -> Table:
    photos = []
    for number, how in enumerate(({}, {"blur": 4.0}, {"quarters": 2}), start=1):
        photos.append(tmp_path / f"photo-{number}.jpg")
        photos[-1].write_bytes(shot(number, **cast(Any, how)))
    desk = await sit_down(await mathvidya.found(*founding))
    return Table(desk, site, photos)


async def test_three_photos_are_sent_through_an_interruption_and_confirmed(table: Table) -> None:
    window = await table.sit()
    window.wanted = "Failed to load resource"
    page, cards = window.page, window.page.locator("li.sheet")
    await window.look("mathvidya-pages-empty")
    await page.locator("#files").set_input_files(table.photos[0])
    await expect(cards).to_have_count(1, timeout=60_000)
    await window.context.set_offline(True)
    await page.locator("#files").set_input_files(table.photos[1:])
    await expect(page.locator("#queue")).to_contain_text("No connection: it goes on by itself")
    assert len((await table.desk.all())["sheets"]) == 1
    await window.context.set_offline(False)
    await expect(cards).to_have_count(3, timeout=60_000)
    await expect(page.locator("#queue li")).to_have_count(0, timeout=60_000)
    blurred = cards.filter(has_text="hold the phone still")
    await expect(blurred).to_have_count(1)
    await expect(page.locator("#left")).to_contain_text("Confirm 3 pages, one by one.")
    await window.look("mathvidya-pages-checked")
    for _number in range(2):
        await cards.filter(has_text="its code was read").first.get_by_role("button", name="Confirm").click()
        await expect(page.locator("#announce")).to_contain_text("confirmed")
        await page.wait_for_timeout(300)
    await blurred.get_by_label("Number of the page").fill("2")
    await blurred.get_by_label("I have seen this and mean it so").check()
    await blurred.get_by_role("button", name="Confirm").click()
    await expect(page.locator("#left")).to_contain_text("All pages are confirmed.")
    found = (await table.desk.all())["sheets"]
    assert {one["state"] for one in found} == {"confirmed"}
    assert sorted(one["page_number"] for one in found) == [1, 2, 3]
    await window.look("mathvidya-pages-confirmed")


async def test_what_was_not_sent_to_the_end_is_offered_again(table: Table) -> None:
    data = table.photos[0].read_bytes()
    await table.desk.presign(data)
    window = await table.sit()
    page = window.page
    await expect(page.locator("li.sheet")).to_contain_text("This picture was not sent to the end")
    await page.locator("#files").set_input_files(table.photos[0])
    await expect(page.locator("li.sheet")).to_contain_text("its code was read", timeout=60_000)
    assert len((await table.desk.all())["sheets"]) == 1
    await page.get_by_role("button", name="Turn: Page 1").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("img[data-rotation='90']")).to_be_visible()
    await expect(page.get_by_role("button", name="Turn: Page 1")).to_be_focused()
