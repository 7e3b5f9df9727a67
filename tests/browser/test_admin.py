"""Administrator, reviewer and auditor: a whole cycle by the pages, from the form to the archive."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from assay.kernel import clock
from tests.browser.conftest import Site, Window
from tests.support.browser import needs_chromium
from tests.support.enigma import STEPS, Institution, answer_reviews, open_cycle, submit, take

pytestmark = [pytest.mark.browser, needs_chromium]

APPLICATIONS = 8
A_PLAIN_WORD = """box => [...box.childNodes].filter(node => node.nodeType === Node.TEXT_NODE)
    .map(node => node.data).join(" ").match(/[a-z]{7,}/)[0]"""


async def test_a_cycle_from_its_form_to_the_archive(site: Site, place: Institution) -> None:
    admin = await site.window()
    await admin.sign_in(place.admin.email, then="/enigma/admin")
    await admin.see("Admission cycles")
    await admin.look("cycles-none")
    cycle_id = await _set_up(admin)
    await admin.press("Open submissions")
    await expect(admin.page.get_by_text("Applications can come in.")).to_be_visible()
    await submit(place, cycle_id, APPLICATIONS)
    await admin.page.reload()
    await admin.look("cycle-open")

    await _frozen(admin)
    await _stepped(place, admin, "Compute metrics", then="Next: Scrub")
    await _stepped(place, admin, "Scrub and prepare batches", then="waits for people")
    await admin.look("cycle-waiting")

    reviewer = await site.window()
    await reviewer.sign_in(place.reviewer.email, then="/enigma/admin/scrubbing")
    await _texts_decided(reviewer)
    await _stepped(place, admin, "Go on with it", then="Next: Evaluate")
    await _stepped(place, admin, "Evaluate", then="Next: Judge")
    await _stepped(place, admin, "Judge", then="Next: Select|waits for people")
    if await admin.page.get_by_text("waits for people").count():
        await answer_reviews(place)
        await _stepped(place, admin, "Go on with it", then="Next: Select")
    await _stepped(place, admin, "Select", then="Next: Publish")
    await _published(place, admin)
    await _lists(admin, cycle_id)
    await _stepped(place, admin, "Complete and archive", then="")
    await expect(admin.page.get_by_role("listitem").filter(has_text="Completed (done)")).to_be_visible()
    await admin.look("cycle-completed")


async def _set_up(window: Window) -> str:
    """A form with faults first, then the cycle; its id."""
    page = window.page
    await window.follow("New cycle")
    await window.look("cycle-form")
    start = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    early = (clock.now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    late = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    await page.get_by_label("Name", exact=True).fill("X")
    await page.get_by_label("Submissions open").fill(start)
    await page.get_by_label("Submissions end").fill(early)
    await page.get_by_label("A reviewer checks texts").fill("2")
    await window.press("Set up the cycle")
    await expect(page.locator("[data-field-of=name] .error")).to_be_visible()
    await expect(page.locator("[data-field-of=ends_at] .error")).to_have_text(
        "The end must come after the start."
    )
    await expect(page.locator("[data-field-of=review_above] .error")).to_be_visible()
    await expect(page.get_by_label("Submissions end")).to_have_value(early)
    await window.look("cycle-form-refused")
    await page.get_by_label("Name", exact=True).fill("B.Tech 2027")
    await page.get_by_label("Submissions end").fill(late)
    await page.get_by_label("A reviewer checks texts").fill("0.001")
    await page.get_by_label("Results may be published on the baseline engine").check()
    await page.locator("#form-max_seats").fill("3")
    await page.get_by_label("Length of the waitlist").fill("2")
    await window.press("Set up the cycle")
    await window.see("B.Tech 2027")
    await window.look("cycle-new")
    return page.url.rpartition("/")[2]


async def _frozen(window: Window) -> None:
    """The freeze asks first, and does nothing when the answer is no."""
    page = window.page
    await window.press("Freeze")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("neither the policy nor any application can change")
    await window.look("freeze-dialog")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("heading", name="Next: Freeze")).to_be_visible()
    await window.press("Freeze")
    await dialog.get_by_role("button", name="Freeze").click()
    await expect(page.get_by_role("heading", name="Next: Compute metrics")).to_be_visible()
    await expect(page.get_by_text("Hash of the policy, in the log since the freeze")).to_be_visible()
    await window.look("cycle-frozen")


async def _stepped(place: Institution, window: Window, button: str, *, then: str) -> None:
    """Press the step's button; its progress shows, and gives way by itself to what comes next."""
    work = window.page.locator("#work")
    async with window.page.expect_navigation():
        await work.get_by_role("button", name=button).click()
    await expect(work.locator("progress")).to_be_visible()
    await place.work()
    await expect(work.locator("progress")).to_have_count(0)
    if then:
        await expect(work).to_contain_text(re.compile(then))


async def _texts_decided(window: Window) -> None:
    """Take something out, put something back, approve all that waits."""
    page = window.page
    await window.see("Texts to check")
    await window.look("scrub-queue")
    links = page.get_by_role("row").get_by_role("link")
    waiting = await links.count()
    assert 1 < waiting <= APPLICATIONS
    await links.first.click()
    await window.look("scrub-text")
    word = await page.locator(".marked").first.evaluate(A_PLAIN_WORD)
    await page.get_by_label("The exact words").fill(word)
    await window.press("Take out")
    await expect(page.get_by_text("Taken out everywhere in the text.")).to_be_visible()
    await expect(page.locator(".marked").first).not_to_contain_text(re.compile(rf"\b{word}\b"))
    chosen = await _put_back(window)
    await expect(page.locator(".marked").get_by_text(chosen, exact=True)).to_have_count(0)
    await window.look("scrub-decided")
    for left in range(waiting - 1, -1, -1):
        await window.press("Approve")
        await window.see("Texts to check")
        await expect(links).to_have_count(left)
        if left:
            await links.first.click()
    await expect(page.get_by_text("Nothing waits")).to_be_visible()
    await window.look("scrub-empty")


async def _put_back(window: Window) -> str:
    """Put one placeholder back; those that stand for the applicant's own details are refused one by one."""
    page = window.page
    field = page.get_by_label("Taken out by mistake")
    for placeholder in await field.locator("option").all_text_contents():
        await field.select_option(placeholder)
        await page.get_by_label("Why it tells nothing about the writer").fill("A common word.")
        await window.press("Put back")
        async with page.expect_response("**/put-back") as answer:
            await page.get_by_role("dialog").get_by_role("button", name="Put back").click()
        if (await answer.value).ok or (await answer.value).status == HTTPStatus.SEE_OTHER:
            await expect(page.get_by_text("Put back. The decision is in the log.")).to_be_visible()
            return placeholder
        await expect(page.get_by_text("stands for a detail of the applicant")).to_be_visible()
    raise AssertionError("nothing could be put back")


async def _published(place: Institution, window: Window) -> None:
    await window.press("Publish")
    await window.page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    work = window.page.locator("#work")
    await expect(work.locator("progress")).to_be_visible()
    await place.work()
    await expect(work).to_contain_text("Next: Complete")
    await window.page.reload()
    await window.look("cycle-published")


async def _lists(window: Window, cycle_id: str) -> None:
    """The pages a published cycle leads to."""
    page = window.page
    base = f"/enigma/admin/cycles/{cycle_id}"
    await window.follow("Ranking and selection bundle")
    await window.see("Ranking")
    await expect(page.locator("#rows tbody tr")).to_have_count(APPLICATIONS)
    await expect(_rows(page.locator("#rows"), "Selected")).to_have_count(3)
    await expect(_rows(page.locator("#rows"), "Waitlisted")).to_have_count(2)
    await window.look("ranking")
    for path, heading in (
        (f"{base}/applications", "Anonymised applications"),
        (f"{base}/appeals", "Appeals"),
        (f"{base}/batches", "Batches"),
    ):
        await window.goto(path)
        await window.see(heading)
        await window.look(heading.lower().replace(" ", "-"))
    await page.get_by_role("row").get_by_role("link").first.click()
    await window.look("batch")
    await window.goto(base)


def _rows(within: Locator, badge: str) -> Locator:
    return within.locator("tbody tr").filter(
        has=within.page.locator(".badge", has_text=re.compile(f"^{badge}$"))
    )


async def test_an_auditor_reads_the_log_and_verifies_it(site: Site, place: Institution) -> None:
    cycle_id = await open_cycle(place, seats=2)
    await submit(place, cycle_id, 3)
    await take(place, cycle_id, STEPS[0])
    await place.sequence()
    auditor = await site.window()
    page = auditor.page
    await auditor.sign_in(place.auditor.email, then="/enigma/admin/audit")
    await auditor.see("Audit log")
    await auditor.look("log")
    await auditor.press("Verify the whole log")
    await expect(page.locator("#report")).to_contain_text("The log holds")
    await auditor.look("log-verified")
    await page.get_by_role("searchbox").fill("enigma.cycle.frozen")
    await expect(page.locator("#rows tbody tr")).to_have_count(1)
    await auditor.goto(f"/enigma/admin/cycles/{cycle_id}")
    await auditor.see("B.Tech 2027")
    await expect(page.locator("#work").get_by_role("button")).to_have_count(0)
    await auditor.look("cycle-as-auditor")


async def test_an_administrator_answers_an_appeal(site: Site, place: Institution) -> None:
    cycle_id = await open_cycle(place, seats=2)
    told: list[dict[str, Any]] = await submit(place, cycle_id, 3)
    for action in STEPS[:-1]:
        await take(place, cycle_id, action)
    answer = await place.admin.http.post(
        f"/api/v1/enigma/applications/{told[2]['application_id']}/appeal",
        json={"grounds": "My second test is missing from what was counted."},
        headers={"X-Application-Token": told[2]["access_token"]},
    )
    assert answer.status_code == 201, answer.text
    admin = await site.window()
    page = admin.page
    await admin.sign_in(place.admin.email, then=f"/enigma/admin/cycles/{cycle_id}/appeals")
    await admin.look("appeals-open")
    await admin.press("Decide")
    await expect(page.locator("[data-field-of=answer] .error")).to_be_visible()
    await page.get_by_label("Reject").check()
    await page.get_by_label("Answer to the applicant").fill("You sent one test only; it was counted.")
    await admin.press("Decide")
    await expect(page.get_by_text("The appeal is decided.")).to_be_visible()
    await expect(page.get_by_text("it was counted")).to_be_visible()
    await admin.look("appeals-decided")
