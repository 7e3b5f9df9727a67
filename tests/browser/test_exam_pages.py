"""Exams as their teachers write them, in a browser: formulas, options, preview, import, publishing."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.apps.veritas.exams.conftest import exam_body, question_body
from tests.browser.conftest import Founding, Site, Window
from tests.support import veritas
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School

pytestmark = [pytest.mark.browser, needs_chromium]
EXAMS = "/veritas/teacher/exams"


@dataclass(frozen=True, slots=True)
class Desk:
    school: School
    teacher: Caller
    window: Window

    async def exam(self, *questions: dict[str, object]) -> str:
        made = await self.teacher.post("/teacher/exams", exam_body(seb={"demanded": True}))
        exam_id: str = made.json()["exam_id"]
        for one in questions:
            answer = await self.teacher.post(f"/teacher/exams/{exam_id}/questions", one)
            assert answer.status_code == 201, answer.text
        return exam_id


@pytest.fixture
async def desk(site: Site, founding: Founding) -> Desk:
    school = await veritas.found(*founding)
    teacher = await school.person("teacher", "Dr Iyer")
    window = await site.signed_in(teacher.email, then=EXAMS)
    return Desk(school, teacher, window)


async def test_a_teacher_writes_previews_and_publishes(desk: Desk, tmp_path: Path) -> None:
    window, page = desk.window, desk.window.page
    await window.see("Exams")
    await window.look("exams-empty")
    await window.follow("New exam")
    await page.get_by_label("Title").fill("Algebra, mid-term")
    await window.look("exam-form")
    await window.press("Set up the exam")
    await window.see("Algebra, mid-term")
    await expect(page.get_by_text("The exam has no questions.")).to_be_visible()

    await window.press("Add a question")
    await window.see("Single choice")
    await page.get_by_label("Text", exact=True).fill("What is $\\frac{1}{2} + \\frac{1}{3}$?")
    rows = page.locator(".option-row")
    await expect(rows).to_have_count(4)
    await window.press("Add an option")
    await expect(rows).to_have_count(5)
    for place, text in enumerate(("$\\frac{5}{6}$", "$\\frac{2}{5}$", "1")):
        await rows.nth(place).locator("textarea").fill(text)
    await rows.nth(4).get_by_role("button", name="Remove").click()
    await expect(rows).to_have_count(4)
    preview = page.locator("#preview")
    await expect(preview.locator("math mfrac")).to_have_count(4)
    await expect(preview).to_contain_text("There is no key")
    await rows.nth(0).get_by_role("radio").check()
    await expect(preview).not_to_contain_text("There is no key")
    await window.look("exam-question")
    await window.press("Save the question")
    await window.see("Algebra, mid-term")
    await expect(page.get_by_text("Ready to publish")).to_be_visible()

    await window.follow("Import from a file")
    file = tmp_path / "q.gift"
    file.write_text("::Capital:: Capital of Norway? {=Oslo =Christiania}\n\nMatch {=a -> 1 =b -> 2}\n")
    await page.get_by_label("File").set_input_files(file)
    await window.press("Read the file")
    await expect(page.get_by_text("1 question would be added")).to_be_visible()
    await expect(page.get_by_text("Matching has no counterpart here.")).to_be_visible()
    await window.look("exam-import")
    await page.get_by_label("Only look: store nothing").uncheck()
    await window.press("Read the file")
    await window.follow("To the exam")
    await window.see("Algebra, mid-term")
    await window.look("exam-draft")
    await window.follow("See it as students do")
    await expect(page.locator("math mfrac").first).to_be_visible()
    await window.look("exam-preview")
    await window.follow("Back to the exam")
    await window.press("Publish")
    await page.locator("#confirm [data-yes]").click()
    await expect(page.get_by_text("This exam is published")).to_be_visible()
    await window.look("exam-published")


async def test_a_teacher_assigns_and_shares(desk: Desk) -> None:
    window, page = desk.window, desk.window.page
    student = await veritas.make_student(desk.school, "Asha Rao", groups=["10A"])
    other = await desk.school.person("teacher", "Dr Bose")
    exam_id = await desk.exam(question_body())
    await window.goto(f"{EXAMS}/{exam_id}/assign")
    await page.get_by_label("10A (1 student)").check()
    await page.get_by_label("Time, multiplied by").fill("1.5")
    await window.press("Assign")
    await expect(page.get_by_role("rowheader", name="Asha Rao")).to_be_visible()
    await expect(page.get_by_text("time × 1.5")).to_be_visible()
    await window.look("exam-assign")
    assert student.email
    await window.goto(f"{EXAMS}/{exam_id}/permissions")
    await page.get_by_label("E-mail address").fill(other.email)
    await window.press("Grant")
    await expect(page.get_by_role("rowheader", name="Dr Bose")).to_be_visible()
    await window.look("exam-permissions")
    await window.goto(EXAMS)
    await window.look("exams-list")


async def test_each_type_of_question_has_its_editor(desk: Desk) -> None:
    window, page = desk.window, desk.window.page
    exam_id = await desk.exam()
    for kind in ("multiple_choice", "numeric", "short_text", "long_text", "formula"):
        await window.goto(f"{EXAMS}/{exam_id}/questions/new?kind={kind}")
        await page.get_by_label("Text", exact=True).fill("Say **what** $x$ is.")
        await expect(page.locator("#preview strong")).to_have_text("what")
        await window.look(f"exam-question-{kind}")
