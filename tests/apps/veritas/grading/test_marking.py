"""Answers graded at submission, and marked by people: what waits, who may, and two at once."""

from decimal import Decimal
from typing import Any

import pytest

from assay.apps.veritas.grading import service
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.apps.veritas.models.exams import ExamStatus
from assay.apps.veritas.models.people import Level, TeacherExamPermission
from assay.kernel.db.session import Role
from tests.apps.veritas.grading.sat import attempt_of, formula, grades_of, sat
from tests.support import veritas
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam

ESSAY = "Plants take light and water and make sugar."


@pytest.fixture
async def student(school: School) -> Caller:
    return await veritas.make_student(school, "Asha Rao")


@pytest.fixture
async def exam(school: School, teacher: Caller, student: Caller) -> MadeExam:
    questions = [veritas.single(), veritas.numeric(), veritas.long_text(points=Decimal(5))]
    return await veritas.make_exam(school, teacher=teacher, students=[student], questions=questions)


@pytest.fixture
async def attempt(exam: MadeExam, student: Caller) -> str:
    return await sat(student, exam, {0: {"options": ["b"]}, 1: {"text": "41"}, 2: {"text": ESSAY}})


def marks(attempt: str, exam: MadeExam, place: int = 2) -> str:
    return f"/teacher/attempts/{attempt}/marks/{exam.question_ids[place]}"


def given(score: Any = 4, grading: int = 1, comment: str = "Good.") -> dict[str, Any]:
    return {"score": score, "grading": grading, "comment": comment}


async def at_level(school: School, exam: MadeExam, level: Level) -> Caller:
    other = await veritas.make_teacher(school, f"Teacher with {level.value}")
    await school.add(
        TeacherExamPermission(
            org_id=school.org_id,
            exam_id=exam.exam_id,
            teacher_id=other.person_id,
            level=level,
            granted_by="test",
        )
    )
    return other


async def test_submission_grades_by_key_and_leaves_long_text(
    school: School, exam: MadeExam, attempt: str
) -> None:
    scores = [(await grades_of(school, attempt, one))[0].score for one in exam.question_ids]
    assert scores == [Decimal(1), Decimal(0), None]
    stored = await attempt_of(school, attempt)
    assert (stored.status, stored.to_mark, stored.score) == (AttemptStatus.SUBMITTED, 1, None)


async def test_attempt_without_long_text_is_graded_at_once(
    school: School, teacher: Caller, student: Caller
) -> None:
    exam = await veritas.make_exam(school, teacher=teacher, students=[student], questions=2)
    attempt = await sat(student, exam, {0: {"options": ["b"]}})
    stored = await attempt_of(school, attempt)
    assert (stored.status, stored.score, stored.max_score) == (AttemptStatus.GRADED, Decimal(1), Decimal(2))
    assert stored.graded_at is not None


async def test_grading_again_changes_nothing(school: School, exam: MadeExam, attempt: str) -> None:
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        stored = await attempt_of(school, attempt)
        await service.grade_submitted(db, await db.merge(stored))
    assert [len(await grades_of(school, attempt, one)) for one in exam.question_ids] == [1, 1, 1]


async def test_formula_is_graded_by_the_job(school: School, teacher: Caller, student: Caller) -> None:
    exam = await veritas.make_exam(
        school, teacher=teacher, students=[student], questions=[formula(), formula(), veritas.single()]
    )
    attempt = await sat(student, exam, {0: {"text": "(1+x)(x+1)"}, 1: {"text": "x^2"}, 2: {"options": ["b"]}})
    before = await attempt_of(school, attempt)
    assert (before.status, before.score, before.to_mark) == (AttemptStatus.SUBMITTED, None, 0)
    await school.work()
    after = await attempt_of(school, attempt)
    assert (after.status, after.score) == (AttemptStatus.GRADED, Decimal(2))
    scores = [(await grades_of(school, attempt, one))[0].score for one in exam.question_ids[:2]]
    assert scores == [Decimal(1), Decimal(0)]


async def test_board_and_queue_say_what_waits_and_not_whose(
    teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    board = (await teacher.get(f"/teacher/exams/{exam.exam_id}/marking")).json()
    assert {row["question_id"]: row["waiting"] for row in board} == {
        str(one): int(place == 2) for place, one in enumerate(exam.question_ids)
    }
    path = f"/teacher/exams/{exam.exam_id}/marking/{exam.question_ids[2]}"
    hidden = await teacher.get(path)
    assert [row["attempt_id"] for row in hidden.json()["items"]] == [attempt]
    assert "Asha" not in hidden.text
    assert (await teacher.get(path, names="true")).json()["items"][0]["student"] == "Asha Rao"


async def test_script_shows_answer_and_rubric_without_a_name(
    teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    found = await teacher.get(marks(attempt, exam))
    assert found.json()["response"] == {"text": ESSAY}
    assert found.json()["rubric"] == "Light, water, sugar."
    assert "Asha" not in found.text


async def test_mark_finishes_the_attempt_and_keeps_the_grading_before(
    school: School, teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    answer = await teacher.put(marks(attempt, exam), given("4.5"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["graded_by"] == "Dr Iyer"
    stored = await attempt_of(school, attempt)
    assert (stored.status, stored.to_mark, stored.score) == (AttemptStatus.GRADED, 0, Decimal("5.5"))
    kept = await grades_of(school, attempt, exam.question_ids[2])
    assert [(row.grading, row.score) for row in kept] == [(1, None), (2, Decimal("4.5"))]


async def test_second_marker_is_told_and_overwrites_nothing(
    school: School, teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    other = await at_level(school, exam, Level.GRADE)
    assert (await teacher.put(marks(attempt, exam), given(4))).status_code == 200
    refused = await other.put(marks(attempt, exam), given(1))
    assert refused.status_code == 409
    assert refused.json()["grading"] == 2
    assert (await attempt_of(school, attempt)).score == Decimal(5)
    assert (await other.put(marks(attempt, exam), given(1, grading=2))).status_code == 200
    assert (await attempt_of(school, attempt)).score == Decimal(2)


@pytest.mark.parametrize("score", [5.5, -1, "many", "NaN", "1.23456", None, 1e9])
async def test_mark_off_the_scale_is_refused_and_stores_nothing(
    school: School, teacher: Caller, exam: MadeExam, attempt: str, score: object
) -> None:
    refused = await teacher.put(marks(attempt, exam), given(score))
    assert refused.status_code == 422
    assert "score" in str(refused.json())
    assert len(await grades_of(school, attempt, exam.question_ids[2])) == 1


async def test_teacher_who_may_only_look_finds_nothing_to_mark(
    school: School, exam: MadeExam, attempt: str
) -> None:
    looker = await at_level(school, exam, Level.VIEW)
    assert (await looker.get(f"/teacher/exams/{exam.exam_id}/marking")).status_code == 404
    assert (await looker.get(marks(attempt, exam))).status_code == 404
    assert (await looker.put(marks(attempt, exam), given())).status_code == 404


async def test_student_may_not_mark(student: Caller, exam: MadeExam, attempt: str) -> None:
    assert (await student.put(marks(attempt, exam), given(5))).status_code == 403


async def test_teacher_of_another_school_finds_nothing(school: School, exam: MadeExam, attempt: str) -> None:
    elsewhere = await veritas.found(school.http, school.database, school.settings)
    stranger = await veritas.make_teacher(elsewhere)
    assert (await stranger.put(marks(attempt, exam), given())).status_code == 404
    assert (await stranger.get(f"/teacher/exams/{exam.exam_id}/marking")).status_code == 404


async def test_question_of_another_paper_is_not_found(
    school: School, teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    other = await veritas.make_exam(school, teacher=teacher, questions=1, status=ExamStatus.DRAFT)
    assert (await teacher.put(marks(attempt, other, 0), given())).status_code == 404


async def test_running_attempt_cannot_be_marked(teacher: Caller, student: Caller, exam: MadeExam) -> None:
    started = await veritas.start_attempt(student, exam.exam_id)
    assert (await teacher.put(marks(started["attempt_id"], exam), given())).status_code == 409


async def test_suggestion_stands_beside_the_answer_and_is_no_mark(
    school: School, teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    asked = await teacher.post(f"{marks(attempt, exam)}/suggest")
    assert asked.status_code == 202, asked.text
    await school.work()
    found = (await teacher.get(marks(attempt, exam))).json()
    newest = found["grades"][0]
    assert newest["score"] is None
    assert newest["suggestion"]["points"] == "5"
    assert "no model was asked" in newest["suggestion"]["suggested_by"]
    stored = await attempt_of(school, attempt)
    assert (stored.status, stored.to_mark) == (AttemptStatus.SUBMITTED, 1)
    assert (await teacher.put(marks(attempt, exam), given(3, grading=2))).status_code == 200
    assert (await teacher.post(f"{marks(attempt, exam)}/suggest")).status_code == 409


async def test_marking_page_goes_from_answer_to_answer(
    school: School, teacher: Caller, exam: MadeExam, attempt: str
) -> None:
    page = await teacher.http.get(
        f"/veritas/teacher/exams/{exam.exam_id}/marking/{exam.question_ids[2]}", headers=teacher.headers
    )
    assert page.status_code == 200, page.text
    assert ESSAY in page.text
    assert "Asha" not in page.text
    await teacher.put(marks(attempt, exam), given())
    done = await teacher.http.get(
        f"/veritas/teacher/exams/{exam.exam_id}/marking/{exam.question_ids[2]}", headers=teacher.headers
    )
    assert done.status_code == 303
    board = await teacher.http.get(f"/veritas/teacher/exams/{exam.exam_id}/marking", headers=teacher.headers)
    assert "Nothing waits" in board.text
