"""A student's practice exam in a browser: made, sat through a lost network, handed in, looked at."""

from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from assay.apps.mathvidya.bank import service as bank
from tests.apps.mathvidya.exams.conftest import TRIGONOMETRY
from tests.browser.conftest import Founding, Site
from tests.support import mathvidya
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School

pytestmark = [pytest.mark.browser, needs_chromium]
HERE = "/mathvidya/student/exams"


@dataclass(frozen=True, slots=True)
class Practice:
    site: Site
    school: School
    student: Caller


@pytest.fixture
async def practice(site: Site, founding: Founding) -> Practice:
    """A student of class X with a plan; the bank holds trigonometry."""
    school = await mathvidya.found(*founding)
    student = await mathvidya.make_student(school, "Asha Rao")
    await mathvidya.subscribe(school, student, await mathvidya.make_plan(school))
    async with school.database.transaction(org_id=school.org_id) as db:
        await bank.set_up(db, school.org_id, TRIGONOMETRY)
    return Practice(site, school, student)


async def test_an_exam_is_sat_through_a_lost_network_and_handed_in(practice: Practice) -> None:
    window = await practice.site.window()
    window.wanted = "net::ERR_INTERNET_DISCONNECTED"
    page = window.page
    await window.sign_in(practice.student.email, then=HERE)
    await window.see("Your exams")
    await page.get_by_label("Paper").select_option(label="Class X, trigonometry")
    await window.press("Make the paper")
    await window.see("Class X, trigonometry")
    await window.look("practice-before")
    await window.press("Start now")
    await page.get_by_role("dialog").get_by_role("button", name="Start now").click()
    state = page.locator("#state-words")
    await expect(state).to_have_text("All saved")
    await window.look("practice-sitting")

    first = page.locator("[data-revision]").nth(0)
    second = page.locator("[data-revision]").nth(1)
    await first.get_by_role("radio").nth(1).check()
    await expect(state).to_have_text("All saved")
    await window.context.set_offline(True)
    await second.get_by_role("radio").nth(2).check()
    await expect(state).to_have_text("No connection: kept on this device")
    await window.context.set_offline(False)
    await expect(state).to_have_text("All saved", timeout=20_000)
    exam_id = page.url.rstrip("/").rsplit("/", 1)[-1]
    saved = (await practice.student.get(f"/exams/{exam_id}/sitting")).json()["answers"]
    chosen = {}
    for one, at in ((first, 1), (second, 2)):
        value = await one.get_by_role("radio").nth(at).get_attribute("value")
        chosen[await one.get_attribute("data-number")] = [value]
    assert saved == chosen

    typed = page.get_by_label("Final answer, typed as well").first
    await typed.fill("7/2")
    await typed.blur()
    await expect(state).to_have_text("All saved")
    await page.reload()
    await expect(typed).to_have_value("7/2")
    await expect(first.get_by_role("radio").nth(1)).to_be_checked()
    await first.get_by_role("button", name="Take the answer back").click()
    await expect(state).to_have_text("All saved")
    await window.follow("Hand in")
    await window.see("Hand in")
    await expect(page.get_by_text("Something is left to do")).to_be_visible()
    for box in await page.get_by_role("checkbox").all():
        await box.check()
    await window.press("Note these")
    await expect(page.get_by_text("Something is left to do")).to_have_count(0)
    await window.look("practice-hand-in")
    await window.press("Hand in")
    await page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    await expect(page.get_by_text("Marked", exact=True)).to_be_visible()
    await window.follow("Your result")
    await window.look("practice-result")
    await practice.school.work()
    await window.goto("/mathvidya/student/progress")
    await window.see("Your progress")
    await window.look("practice-progress")
