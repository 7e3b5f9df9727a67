"""Marks and results in a browser: answers marked by keyboard, a regrade tried, what a student sees."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from playwright.async_api import expect

from assay.apps.veritas.exams.policies import ReviewPhase, ReviewPolicy, Shown
from assay.kernel.questions.document import Body, Feedback, Key, Option, QuestionType
from tests.apps.veritas.grading.sat import correct, sat
from tests.browser.conftest import Founding, Site
from tests.support import veritas
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam

pytestmark = [pytest.mark.browser, needs_chromium]
POLICY = ReviewPolicy(
    show=dict.fromkeys(
        (Shown.RESPONSE, Shown.MARK, Shown.FEEDBACK), (ReviewPhase.AFTER_SUBMIT, ReviewPhase.AFTER_CLOSE)
    )
    | {Shown.KEY: (ReviewPhase.AFTER_CLOSE,)}
)
ESSAY = "Light is taken up by chlorophyll.\n\nWith water and carbon dioxide, sugar is made; oxygen is left."


def choice() -> dict[str, Any]:
    options = [Option(id=one, text=text) for one, text in zip("abc", ("$2x$", "$x^2$", "$x$"), strict=True)]
    return {
        "kind": QuestionType.SINGLE,
        "body": Body(text="What is $\\frac{d}{dx} x^2$?", options=tuple(options)).model_dump(mode="json"),
        "key": Key(options=("b",), feedback=Feedback(general="See the power rule, $n x^{n-1}$.")).model_dump(
            mode="json"
        ),
        "points": Decimal(2),
        "pool": "",
    }


@dataclass(frozen=True, slots=True)
class Marked:
    site: Site
    school: School
    teacher: Caller
    students: list[Caller]
    exam: MadeExam
    attempts: list[str]


@pytest.fixture
async def marked(site: Site, founding: Founding) -> Marked:
    """Two students sat an exam of which one answer waits for a mark, and one key was wrong."""
    school = await veritas.found(*founding)
    teacher = await veritas.make_teacher(school, "Dr Iyer")
    students = [await veritas.make_student(school, name) for name in ("Asha Rao", "Bela Kumar")]
    essay = veritas.long_text(points=Decimal(5))
    exam = await veritas.make_exam(
        school,
        teacher=teacher,
        students=students,
        questions=[choice(), essay],
        review=POLICY,
        title="Photosynthesis and calculus",
    )
    answers: list[dict[int, dict[str, Any]]] = [
        {0: {"options": ["a"]}, 1: {"text": ESSAY}},
        {0: {"options": ["b"]}, 1: {"text": "Plants eat light."}},
    ]
    attempts = [await sat(one, exam, found) for one, found in zip(students, answers, strict=True)]
    return Marked(site, school, teacher, students, exam, attempts)


async def test_teacher_marks_by_keyboard_and_regrades(marked: Marked) -> None:
    base = f"/veritas/teacher/exams/{marked.exam.exam_id}"
    window = await marked.site.window()
    page = window.page
    await window.sign_in(marked.teacher.email, then=f"{base}/marking")
    await window.see("Photosynthesis and calculus")
    await window.look("marking")
    await page.get_by_role("link", name="Mark", exact=True).click()
    await window.see("Explain photosynthesis")
    await expect(page.get_by_text("Asha Rao")).to_have_count(0)
    await window.press("Ask for a suggestion")
    await marked.school.work()
    await page.reload()
    await expect(page.get_by_text("no model was asked")).to_be_visible()
    await window.look("marking-script")
    await page.get_by_label("Points, 0 to 5").fill("9")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Give at most 5 points.").first).to_be_visible()
    for left in (1, 0):
        await page.get_by_label("Points, 0 to 5").fill("3.5")
        await page.keyboard.press("Enter")
        if left:
            await expect(page.get_by_text("1 waits")).to_be_visible()
            await page.get_by_label("Comment").fill("Name the gas.")
    await window.see("Photosynthesis and calculus")
    await expect(page.get_by_text("Nothing waits")).to_be_visible()
    await window.look("marking-done")

    await correct(marked.school, marked.exam, 0, Key(options=("a",)))
    await window.goto(f"{base}/regrade")
    await window.see("Regrade")
    await window.press("See who gains and who loses")
    await expect(page.get_by_role("rowheader", name="Asha Rao")).to_be_visible()
    await window.look("regrade-trial")
    await page.get_by_label("Why").fill("The key was wrong.")
    await window.press("Apply to all attempts")
    await page.locator("#confirm [data-yes]").click()
    await expect(page.get_by_text("Asked for by")).to_be_visible()
    await window.look("regrade-running")
    await marked.school.work()
    await page.reload()
    await expect(page.get_by_text("Applied", exact=True).first).to_be_visible()
    await window.look("regrade-applied")

    await window.goto(f"{base}/seen")
    await page.get_by_label("Student").select_option(label="Asha Rao")
    await window.press("Show")
    await expect(page.get_by_text("after submitting").first).to_be_visible()
    await window.look("seen-now")
    await page.get_by_label("On", exact=False).first.fill("2040-01-01T09:00")
    await window.press("Show")
    await expect(page.get_by_text("right", exact=True)).to_be_visible()
    await window.look("seen-later")


async def test_student_reads_the_result(marked: Marked) -> None:
    question = marked.exam.question_ids[1]
    given = await marked.teacher.put(
        f"/teacher/attempts/{marked.attempts[0]}/marks/{question}",
        {"score": "4", "grading": 1, "comment": "Clear. Name the gas."},
    )
    assert given.status_code == 200, given.text
    window = await marked.site.window()
    path = f"/veritas/student/attempts/{marked.attempts[0]}/result"
    await window.sign_in(marked.students[0].email, then=path)
    await window.see("Photosynthesis and calculus")
    await expect(window.page.get_by_text("Clear. Name the gas.")).to_be_visible()
    await expect(window.page.locator("math").first).to_be_attached()
    await expect(window.page.get_by_text("right", exact=True)).to_have_count(0)
    await window.look("result")
    other = await marked.site.window()
    await other.sign_in(
        marked.students[1].email, then=f"/veritas/student/attempts/{marked.attempts[1]}/result"
    )
    await expect(other.page.get_by_text("1 answer waits for its mark")).to_be_visible()
    await other.look("result-waiting")
