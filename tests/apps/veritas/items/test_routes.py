"""Item analysis of an exam over HTTP: reach, figures, what is kept, and the page."""

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import veritas
from tests.support.school import Caller, School


@pytest.fixture
async def school(client: httpx.AsyncClient, savepoint: Database, settings: Settings) -> School:
    return await veritas.found(client, savepoint, settings)


async def sit(
    school: School, teacher: Caller, choices: list[list[str]]
) -> tuple[veritas.MadeExam, list[Caller]]:
    """Each row of `choices` is a student's options, question by question; an empty one is left out."""
    students = [await veritas.make_student(school, f"Student {number}") for number in range(len(choices))]
    exam = await veritas.make_exam(school, teacher=teacher, students=students, questions=len(choices[0]))
    for student, chosen in zip(students, choices, strict=True):
        started = await veritas.start_attempt(student, exam.exam_id)
        answers = [
            veritas.answer_of(question_id, {"options": [option]})
            for question_id, option in zip(exam.question_ids, chosen, strict=True)
            if option
        ]
        saved = await veritas.save(student, started["attempt_id"], *answers)
        assert saved.status_code == 200, saved.text
        assert (await veritas.submit(student, started["attempt_id"])).status_code == 200
    return exam, students


async def test_figures_are_those_of_the_answers(school: School) -> None:
    teacher = await veritas.make_teacher(school)
    exam, _students = await sit(school, teacher, [["b", "b", "a"], ["b", "c", "a"], ["a", "c", "c"]])
    answer = await teacher.get(f"/teacher/exams/{exam.exam_id}/items")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["state"], told["n_persons"], told["n_items"]) == ("ready", 3, 3)
    assert [round(item["difficulty"], 3) for item in told["items"]] == [0.667, 0.333, 0.0]
    assert [item["question_id"] for item in told["items"]] == [str(one) for one in exam.question_ids]
    assert told["items"][2]["pbis"] is None
    assert any("Only 3 persons" in warning for warning in told["warnings"])
    page = await school.http.get(f"/veritas/teacher/exams/{exam.exam_id}/items", headers=teacher.headers)
    assert page.status_code == 200
    assert "Difficulty and discrimination" in page.text


async def test_a_new_paper_gives_new_figures(school: School) -> None:
    teacher = await veritas.make_teacher(school)
    exam, _students = await sit(school, teacher, [["b", "b"], ["b", "c"]])
    first = (await teacher.get(f"/teacher/exams/{exam.exam_id}/items")).json()
    again = (await teacher.get(f"/teacher/exams/{exam.exam_id}/items")).json()
    assert again == first
    late = await veritas.make_student(school, "Late")
    assigned = await teacher.post(
        f"/teacher/exams/{exam.exam_id}/assign", {"student_ids": [str(late.person_id)]}
    )
    assert assigned.status_code < 300, assigned.text
    started = await veritas.start_attempt(late, exam.exam_id)
    await veritas.submit(late, started["attempt_id"])
    assert (await teacher.get(f"/teacher/exams/{exam.exam_id}/items")).json()["n_persons"] == 3


async def test_an_exam_nobody_handed_in_has_too_few_papers(school: School) -> None:
    teacher = await veritas.make_teacher(school)
    exam = await veritas.make_exam(school, teacher=teacher)
    told = (await teacher.get(f"/teacher/exams/{exam.exam_id}/items")).json()
    assert told["state"] == "too_few"
    assert "items" not in told


async def test_a_teacher_without_permission_finds_no_such_exam(school: School) -> None:
    owner, other = await veritas.make_teacher(school), await veritas.make_teacher(school)
    exam = await veritas.make_exam(school, teacher=owner)
    for what in ("items", "similarity"):
        assert (await other.get(f"/teacher/exams/{exam.exam_id}/{what}")).status_code == 404
