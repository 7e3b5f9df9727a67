"""Both pages in Chromium: the module reports through reload and a cut network; the board draws many rows."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from sqlalchemy import text

from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.ids import uuid7
from tests.apps.veritas.live.conftest import Room
from tests.apps.veritas.monitoring.conftest import put_attempt
from tests.support.browser import CHROMIUM, FLAGS, needs_chromium
from tests.support.school import PASSWORD, Caller
from tests.support.veritas import start_attempt

pytestmark = [pytest.mark.browser, needs_chromium]
SHOTS = os.environ.get("ASSAY_SHOTS")


@asynccontextmanager
async def browsing(room: Room, who: Caller) -> AsyncIterator[tuple[BrowserContext, Page, list[str]]]:
    """A page of `who`, signed in, and what its console complained about."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(base_url=str(who.http.base_url))
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
        await page.goto("/login")
        await page.fill("[name=email]", who.email)
        await page.fill("[name=password]", PASSWORD)
        await page.press("[name=password]", "Enter")
        await page.wait_for_url(lambda url: "/login" not in url)
        yield context, page, complaints
        await browser.close()


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(exist_ok=True)
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


async def rows(room: Room, query: str) -> list[tuple[Any, ...]]:
    async with room.school.database.transaction(role=Role.APP, org_id=room.school.org_id) as db:
        return [tuple(row) for row in (await db.execute(text(query))).all()]


async def until(room: Room, query: str, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not (await rows(room, query))[0][0]:
            await asyncio.sleep(0.3)


HEARD = "SELECT count(*) > 0 FROM veritas.event_counters WHERE kind = {}"


async def test_module_reports_through_reload_and_a_cut_network(room: Room) -> None:
    started = await start_attempt(room.asha, room.exam.exam_id)
    path = f"/veritas/student/attempts/{started['attempt_id']}"
    async with browsing(room, room.asha) as (context, page, complaints):
        # As the page that started the exam, which is the one that counts.
        key = f"assay.sitting.device.{started['attempt_id']}"
        await page.evaluate("([key, device]) => sessionStorage.setItem(key, device)", [key, "1"])
        await page.goto(path)
        await page.evaluate("document.dispatchEvent(new ClipboardEvent('copy', {bubbles: true}))")
        await until(room, HEARD.format(7))
        await page.reload()
        await context.set_offline(True)
        await page.evaluate("document.dispatchEvent(new ClipboardEvent('cut', {bubbles: true}))")
        await asyncio.sleep(7)
        assert (await rows(room, HEARD.format(8)))[0][0] is False
        await context.set_offline(False)
        await until(room, HEARD.format(8))
        await until(room, HEARD.format(17))
        await shot(page, "sitting")
        assert complaints == []
    ((events, last, gaps),) = await rows(
        room,
        "SELECT count(*), max(seq), (SELECT count(*) FROM veritas.monitoring_incidents WHERE kind IN "
        "('gap', 'conflict', 'chain_broken')) FROM veritas.monitoring_events WHERE seq < 1::bigint << 52",
    )
    assert events == last
    assert gaps == 0


async def test_board_draws_only_the_rows_in_sight_and_a_proctor_acts_on_one(room: Room) -> None:
    now = clock.now()
    async with room.school.database.transaction(role=Role.APP, org_id=room.school.org_id) as db:
        exam = await db.get_one(Exam, room.exam.exam_id)
        for number in range(400):
            student_id = uuid7()
            db.add(
                StudentProfile(
                    org_id=room.school.org_id,
                    student_id=student_id,
                    account_id=uuid7(),
                    name=f"Student {number:03}",
                    groups=["A" if number % 2 else "B"],
                )
            )
            seen = now - timedelta(seconds=90 if number % 20 == 0 else 2)
            await put_attempt(
                db,
                exam,
                student_id=student_id,
                answered=number % 4,
                last_seen_at=seen,
                last_saved_at=seen,
                incidents=number % 50 == 0,
                form={"questions": [{}, {}, {}]},
            )
    async with browsing(room, room.teacher) as (_context, page, complaints):
        await page.goto(f"/veritas/teacher/exams/{room.exam.exam_id}/live")
        await expect(page.locator("[data-tally=sitting]")).to_have_text("400", timeout=20_000)
        assert await page.locator("[data-rows] tr").count() < 60
        await page.fill("[data-find]", "Student 237")
        await expect(page.locator("tr[data-attempt]")).to_have_count(1)
        await page.click("tr[data-attempt] button")
        await page.fill("[name=minutes]", "7")
        await page.get_by_role("button", name="Give time").click()
        await page.wait_for_selector("#toasts [data-toast]")
        await page.fill("[data-find]", "")
        await shot(page, "board")
        extended = await rows(room, "SELECT count(*) FROM veritas.exam_attempts WHERE extra_seconds = 420")
        assert extended == [(1,)]
        await page.set_viewport_size({"width": 390, "height": 800})
        await shot(page, "board-phone")
        await page.goto(await page.get_attribute("[data-rows] a", "href") or "")
        await shot(page, "record")
        assert complaints == []
