"""An exam sat in headless Chromium: what is typed is saved, whatever happens to page and network."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.models.attempts import AttemptAnswer, ExamAttempt
from assay.apps.veritas.models.exams import Accommodation
from tests.browser.conftest import Founding, Site, Window
from tests.support import veritas
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam

pytestmark = [pytest.mark.browser, needs_chromium]

KEPT = """async () => (await (await caches.open('assay-sitting')).match(location.pathname))
    && (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"""
"""The page has put its copy where the service worker finds it."""


@dataclass(frozen=True, slots=True)
class Exam:
    """A school with one student and one exam of three questions, and where it is served."""

    school: School
    site: Site
    student: Caller
    made: MadeExam

    async def begin(self) -> Window:
        """The student's window, on the exam page right after the start."""
        here = f"/veritas/student/exams/{self.made.exam_id}"
        window = await self.site.signed_in(self.student.email, then=here)
        await window.look("veritas-before")
        await window.page.get_by_label("I have read what is recorded").check()
        await window.press("Start the exam")
        await window.see("Number theory")
        await expect(window.page.locator("#state-words")).to_have_text("All saved")
        return window

    async def stored(self) -> dict[str, Any]:
        """The last saved response to each question, by its kind."""
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            attempt = (await db.scalars(select(ExamAttempt).order_by(ExamAttempt.number.desc()))).first()
            assert attempt is not None
            rows = await db.scalars(
                select(AttemptAnswer)
                .where(AttemptAnswer.attempt == attempt.attempt)
                .order_by(AttemptAnswer.revision)
            )
            ids = [str(one) for one in self.made.question_ids]
            return {("single", "numeric", "long")[ids.index(str(r.question_id))]: r.response for r in rows}

    async def age(self, attempt_id: str, **by: float) -> None:
        """Let the sitting have begun that much earlier."""
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            aged = await db.get_one(ExamAttempt, attempt_key(UUID(attempt_id)))
            aged.started_at -= timedelta(**by)
            aged.deadline_at -= timedelta(**by)


@pytest.fixture
async def exam(site: Site, founding: Founding) -> Exam:
    school = await veritas.found(*founding)
    student = await veritas.make_student(school, "Asha Rao")
    questions = [veritas.single(), veritas.numeric(), veritas.long_text()]
    made = await veritas.make_exam(school, students=[student], questions=questions)
    return Exam(school, site, student, made)


def attempt_of(window: Window) -> str:
    return window.page.url.rpartition("/")[2].partition("#")[0]


async def test_answers_typed_without_network_are_saved_when_it_is_back(exam: Exam) -> None:
    window = await exam.begin()
    window.wanted = "ERR_INTERNET_DISCONNECTED"
    page = window.page
    await page.get_by_label("Option b").check()
    await expect(page.locator("#state-words")).to_have_text("All saved")
    assert (await exam.stored())["single"] == {"options": ["b"]}
    await window.context.set_offline(True)
    await page.locator("input[inputmode=decimal]").fill("42")
    await page.locator("textarea").fill("Light becomes sugar.")
    await expect(page.locator("#state-words")).to_have_text("No connection: kept on this device")
    await window.look("veritas-offline")
    assert set(await exam.stored()) == {"single"}
    await window.context.set_offline(False)
    await expect(page.locator("#state-words")).to_have_text("All saved")
    assert await exam.stored() == {
        "single": {"options": ["b"]},
        "numeric": {"text": "42"},
        "long": {"text": "Light becomes sugar."},
    }


async def test_unsaved_answer_survives_a_reload(exam: Exam) -> None:
    window = await exam.begin()
    window.wanted = "Failed to load resource"
    page = window.page
    await page.route("**/answers", lambda route: route.abort())
    await page.locator("textarea").fill("Not sent yet.")
    await expect(page.locator("#state-words")).to_have_text("No connection: kept on this device")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.unroute("**/answers")
    await page.reload()
    await expect(page.locator("textarea")).to_have_value("Not sent yet.")
    await expect(page.locator("#state-words")).to_have_text("All saved")
    assert (await exam.stored())["long"] == {"text": "Not sent yet."}


async def test_second_window_takes_over_and_the_first_is_told(exam: Exam) -> None:
    first = await exam.begin()
    first.wanted = "status of 409"
    second = await exam.site.window()
    await second.sign_in(exam.student.email, then=f"/veritas/student/attempts/{attempt_of(first)}")
    await expect(second.page.get_by_text("This exam goes on somewhere else")).to_be_visible()
    await second.look("veritas-superseded")
    await second.press("Go on here")
    await expect(second.page.locator("#state-words")).to_have_text("All saved")
    if await first.page.get_by_label("Option b").is_visible():
        await first.page.get_by_label("Option b").check()
    await expect(first.page.get_by_text("This exam goes on somewhere else")).to_be_visible()
    assert await exam.stored() == {}


async def test_submit_names_what_is_open_and_ends_in_a_receipt(exam: Exam) -> None:
    window = await exam.begin()
    page = window.page
    await page.locator("input[inputmode=decimal]").fill("42")
    await expect(page.locator("#state-words")).to_have_text("All saved")
    await page.locator("#submit").click()
    await expect(page.get_by_text("Not answered: questions")).to_be_visible()
    await window.look("veritas-submit")
    await page.locator("#submit-yes").click()
    await expect(page.get_by_text("Your answers are in.")).to_be_visible()
    await expect(page.get_by_text("1 of 3 questions")).to_be_visible()
    await window.look("veritas-receipt")


async def test_time_is_said_at_five_minutes_and_can_be_hidden(exam: Exam) -> None:
    window = await exam.begin()
    page = window.page
    await expect(page.locator("#announce")).to_be_empty()
    await exam.age(attempt_of(window), minutes=54, seconds=50)
    await page.reload()
    await expect(page.locator("#announce")).to_have_text("5 minutes left", timeout=20_000)
    await window.press("Hide the time")
    await expect(page.get_by_role("timer")).to_be_hidden()
    await window.look("veritas-sitting")


async def test_more_time_reaches_the_page(exam: Exam) -> None:
    window = await exam.begin()
    await exam.age(attempt_of(window), minutes=50)
    await window.page.reload()
    await expect(window.page.get_by_role("timer")).to_contain_text("09:")
    await exam.school.add(
        Accommodation(
            org_id=exam.school.org_id,
            student_id=exam.student.person_id,
            measures={"extra_minutes": 30},
            granted_by="admin",
        )
    )
    await expect(window.page.get_by_role("timer")).to_contain_text("39:", timeout=20_000)


async def test_page_submits_when_the_time_is_up(exam: Exam) -> None:
    window = await exam.begin()
    page = window.page
    await page.locator("textarea").fill("In time.")
    await expect(page.locator("#state-words")).to_have_text("All saved")
    await exam.age(attempt_of(window), minutes=59, seconds=54)
    await page.reload()
    await expect(page.get_by_text("Your receipt")).to_be_visible(timeout=20_000)
    assert (await exam.stored())["long"] == {"text": "In time."}


async def test_page_is_loaded_again_without_a_network(exam: Exam) -> None:
    """What was saved since, what was not, and the clock are there; at the end all of it goes."""
    window = await exam.begin()
    window.wanted = "Failed to load resource"
    page = window.page
    await page.wait_for_function(KEPT)
    await page.get_by_label("Option b").check()
    await expect(page.locator("#state-words")).to_have_text("All saved")
    await window.context.set_offline(True)
    await page.locator("textarea").fill("Typed without a network.")
    await expect(page.locator("#state-words")).to_have_text("No connection: kept on this device")
    left = seconds(await page.locator("#time").text_content())
    page.on("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await expect(page.locator("#state-words")).to_have_text("No connection: kept on this device")
    await expect(page.get_by_label("Option b")).to_be_checked()
    await expect(page.locator("textarea")).to_have_value("Typed without a network.")
    assert left - 60 < seconds(await page.locator("#time").text_content()) <= left
    await window.look("veritas-offline-reload")
    await page.locator("textarea").fill("Typed on the copy.")
    await window.context.set_offline(False)
    await expect(page.locator("#state-words")).to_have_text("All saved")
    assert await exam.stored() == {"single": {"options": ["b"]}, "long": {"text": "Typed on the copy."}}
    await page.locator("#submit").click()
    await page.locator("#submit-yes").click()
    await expect(page.get_by_text("Your answers are in.")).to_be_visible()
    await page.wait_for_function("async () => !(await caches.has('assay-sitting')) && !localStorage.length")


async def test_whole_screen_is_offered_where_the_exam_asks_for_it(exam: Exam) -> None:
    policy = MonitoringPolicy(fullscreen=True)
    made = await veritas.make_exam(exam.school, students=[exam.student], monitoring=policy)
    window = await replace(exam, made=made).begin()
    offer = window.page.get_by_role("button", name="Use the whole screen")
    await expect(offer).to_be_visible()
    await window.look("veritas-whole-screen")
    await offer.click()
    await expect(offer).to_be_hidden()
    assert await window.page.evaluate("document.fullscreenElement !== null")
    await window.page.evaluate("document.exitFullscreen()")
    await expect(offer).to_be_visible()


def seconds(face: str | None) -> int:
    """Of a clock face, such as 59:58."""
    assert face is not None
    parts = [int(part) for part in face.split(":")]
    return sum(part * 60**place for place, part in enumerate(reversed(parts)))
