"""Whole sittings in headless Chromium: without a mouse, and through a tab that crashed without a network."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.models.attempts import AttemptAnswer
from assay.kernel.questions.document import Key, QuestionType
from tests.browser.conftest import Founding, Site, Window
from tests.support import veritas
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam

pytestmark = [pytest.mark.browser, needs_chromium]

FOCUSED = "what => document.activeElement !== null && document.activeElement.matches(what)"
SAVED, KEPT = "All saved", "No connection: kept on this device"


@dataclass(frozen=True, slots=True)
class Room:
    """An exam with a question of each type; its teacher, and the window of one student."""

    school: School
    site: Site
    teacher: Caller
    student: Caller
    exam: MadeExam

    async def window(self) -> Window:
        """The student's window, on the page before the exam."""
        return await self.site.signed_in(
            self.student.email, then=f"/veritas/student/exams/{self.exam.exam_id}"
        )

    async def stored(self, attempt_id: str) -> list[dict[str, Any]]:
        """The last saved responses, in the exam's order."""
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            rows = await db.scalars(
                select(AttemptAnswer)
                .where(AttemptAnswer.attempt == attempt_key(UUID(attempt_id)))
                .order_by(AttemptAnswer.revision)
            )
            last = {row.question_id: row.response for row in rows}
        return [last.get(one, {}) for one in self.exam.question_ids]


@pytest.fixture
async def room(site: Site, founding: Founding) -> Room:
    school = await veritas.found(*founding)
    teacher = await veritas.make_teacher(school, "Dr Iyer")
    student = await veritas.make_student(school, "Asha Rao")
    short = {"kind": QuestionType.SHORT, "key": Key(accepted=("Oslo",)).model_dump(mode="json")}
    formula = {"kind": QuestionType.FORMULA, "key": Key(value="x^2+2*x+1").model_dump(mode="json")}
    exam = await veritas.make_exam(
        school,
        teacher=teacher,
        students=[student],
        questions=[
            veritas.single(),
            veritas.multiple(),
            veritas.numeric(),
            veritas.numeric("Capital of Norway?") | short,
            veritas.numeric("Expand $(x+1)^2$.") | formula,
            veritas.long_text(),
        ],
    )
    return Room(school, site, teacher, student, exam)


def attempt_of(window: Window) -> str:
    return window.page.url.rpartition("/")[2].partition("#")[0]


async def tab_to(window: Window, what: str) -> None:
    """Press Tab until the focus is on `what`."""
    for _press in range(80):
        await window.page.keyboard.press("Tab")
        if await window.page.evaluate(FOCUSED, what):
            return
    raise AssertionError(f"no way to {what} by the Tab key")


async def test_a_whole_sitting_by_keyboard_with_time_given_meanwhile(room: Room) -> None:
    window = await room.window()
    page, keys = window.page, window.page.keyboard
    await tab_to(window, "#start input[type=checkbox], input[name=consent]")
    await keys.press("Space")
    await tab_to(window, "#start button, form[action$='/start'] button")
    await keys.press("Enter")
    await page.wait_for_url("**/veritas/student/attempts/*")
    await expect(page.locator("#state-words")).to_have_text(SAVED)
    attempt_id = attempt_of(window)
    state = page.locator("#state-words")

    await tab_to(window, "[data-kind=single_choice] input")
    await keys.press("Space")
    chosen = page.locator("[data-kind=single_choice] input:checked")
    for _option in range(4):
        if await chosen.get_attribute("value") == "b":
            break
        await keys.press("ArrowDown")
    await tab_to(window, "[data-kind=multiple_choice] input[value=a]")
    await keys.press("Space")
    for kind, text in (("numeric", "42"), ("short_text", "Oslo"), ("formula", "(x+1)^2")):
        await tab_to(window, f"[data-kind={kind}] input")
        await keys.type(text)
    await tab_to(window, "textarea")
    await keys.type("Light becomes sugar.\nWater helps.")
    await expect(state).to_have_text(SAVED)
    await window.look("sitting-answered")

    timer = page.get_by_role("timer")
    await expect(timer).to_contain_text("59:")
    given = await room.teacher.post(f"/teacher/attempts/{attempt_id}/extend", {"minutes": 10})
    assert given.status_code == 200, given.text
    await expect(timer).to_contain_text("1:09:", timeout=5_000)
    await expect(page.locator("#announce")).to_have_text("You were given more time.")

    await tab_to(window, "#submit")
    await keys.press("Enter")
    await expect(page.get_by_text("Every question is answered.")).to_be_visible()
    await window.look("sitting-submit")
    if not await page.evaluate(FOCUSED, "#submit-yes"):
        await tab_to(window, "#submit-yes")
    await keys.press("Enter")
    await expect(page.get_by_text("Your answers are in.")).to_be_visible()
    await expect(page.get_by_text("6 of 6 questions")).to_be_visible()
    await window.look("sitting-receipt")
    assert await room.stored(attempt_id) == [
        {"options": ["b"]},
        {"options": ["a"]},
        {"text": "42"},
        {"text": "Oslo"},
        {"text": "(x+1)^2"},
        {"text": "Light becomes sugar.\nWater helps."},
    ]
    await room.school.work()
    await window.goto("/veritas/student")
    await expect(page.get_by_text("Number theory").first).to_be_visible()
    await window.look("student-overview")


async def test_answers_typed_without_network_survive_a_crashed_tab(room: Room) -> None:
    window = await room.window()
    page = window.page
    await page.get_by_label("I have read what is recorded").check()
    await window.press("Start the exam")
    await page.wait_for_url("**/veritas/student/attempts/*")
    attempt_id = attempt_of(window)
    await page.get_by_role("radio", name="Option b").check()
    await expect(page.locator("#state-words")).to_have_text(SAVED)

    window.wanted = "ERR_INTERNET_DISCONNECTED"
    await window.context.set_offline(True)
    await page.get_by_role("radio", name="Option c").check()
    await page.locator("textarea").fill("Typed in the dark.")
    await expect(page.locator("#state-words")).to_have_text(KEPT)
    await page.close(run_before_unload=False)
    await window.context.set_offline(False)
    assert await room.stored(attempt_id) == [{"options": ["b"]}, {}, {}, {}, {}, {}]

    # A new tab is another page of the sitting: it takes over, and finds what the old one kept.
    window.page = await window.context.new_page()
    await window.goto(f"/veritas/student/attempts/{attempt_id}")
    await expect(window.page.get_by_text("This exam goes on somewhere else")).to_be_visible()
    await window.press("Go on here")
    await expect(window.page.locator("textarea")).to_have_value("Typed in the dark.")
    await expect(window.page.get_by_role("radio", name="Option c")).to_be_checked()
    await expect(window.page.locator("#state-words")).to_have_text(SAVED)
    await window.look("sitting-recovered")
    assert await room.stored(attempt_id) == [
        {"options": ["c"]},
        *[{}] * 4,
        {"text": "Typed in the dark."},
    ]
