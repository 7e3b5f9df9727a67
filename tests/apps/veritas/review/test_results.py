"""Results over HTTP: what the policy hides stands nowhere in the answer."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from assay.apps.veritas.exams.policies import ReviewPhase, ReviewPolicy, Shown
from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamAssignment
from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.questions.document import Body, Feedback, Key, Option, QuestionType
from tests.apps.veritas.grading.sat import attempt_of, sat
from tests.support import veritas
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam

SECRET = "KEYWORD-NOBODY-MAY-SEE"
CONGRATULATION = "Right, because seven is odd."
GENERAL = "Read chapter 2."


def telling() -> dict[str, Any]:
    """A short-text and a choice question whose keys and feedback are easily found in an answer."""
    options = tuple(Option(id=one, text=f"Option {one}") for one in "ab")
    return {
        "kind": QuestionType.SINGLE,
        "body": Body(text="Which is right, $x^2$ or not?", options=options).model_dump(mode="json"),
        "key": Key(options=("a",), feedback=Feedback(correct=CONGRATULATION, general=GENERAL)).model_dump(
            mode="json"
        ),
        "points": Decimal(2),
        "pool": "",
    }


def short() -> dict[str, Any]:
    return {
        "kind": QuestionType.SHORT,
        "body": Body(text="Say it.").model_dump(mode="json"),
        "key": Key(accepted=(SECRET,)).model_dump(mode="json"),
        "points": Decimal(1),
        "pool": "",
    }


async def made(school: School, teacher: Caller, student: Caller, **policy: Any) -> tuple[MadeExam, str]:
    """The exam with this policy, sat by the student: the first answer right, the second one wrong."""
    exam = await veritas.make_exam(
        school,
        teacher=teacher,
        students=[student],
        questions=[telling(), short()],
        review=ReviewPolicy(**policy),
    )
    return exam, await sat(student, exam, {0: {"options": ["a"]}, 1: {"text": "no idea"}})


async def over(school: School, attempt: str) -> None:
    """Let the exam's window end now."""
    exam_id = (await attempt_of(school, attempt)).exam_id
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        exam = await db.get(Exam, exam_id)
        assert exam is not None
        exam.closes_at = clock.now()


async def test_hidden_result_tells_neither_key_nor_mark_nor_feedback(
    school: School, teacher: Caller, student: Caller
) -> None:
    _exam, attempt = await made(school, teacher, student)
    for answer in (
        await student.get(f"/student/attempts/{attempt}/result"),
        await student.http.get(f"/veritas/student/attempts/{attempt}/result", headers=student.headers),
    ):
        assert answer.status_code == 200, answer.text
        for hidden in (SECRET, CONGRATULATION, GENERAL, "of 3 points", "In percent"):
            assert hidden not in answer.text
    told = (await student.get(f"/student/attempts/{attempt}/result")).json()
    assert (told["phase"], told["shown"]) == ("after_submit", ["response"])
    assert (told["score"], told["so_far"], told["status"]) == (None, None, "submitted")
    assert {one["kind"]: one["response"] for one in told["items"]} == {
        "short_text": {"text": "no idea"},
        "single_choice": {"options": ["a"]},
    }
    assert all(one["score"] is None and one["key"] is None for one in told["items"])


async def test_result_after_the_exam_is_over_shows_all(
    school: School, teacher: Caller, student: Caller
) -> None:
    _exam, attempt = await made(school, teacher, student)
    await over(school, attempt)
    told = (await student.get(f"/student/attempts/{attempt}/result")).json()
    by_kind = {one["kind"]: one for one in told["items"]}
    assert told["phase"] == "after_close"
    assert (Decimal(told["score"]), Decimal(told["max_score"])) == (Decimal(2), Decimal(3))
    assert by_kind["single_choice"]["feedback"] == [CONGRATULATION, GENERAL]
    assert by_kind["single_choice"]["key"] == "Option a"
    assert by_kind["short_text"]["key"] == SECRET
    assert Decimal(by_kind["short_text"]["score"]) == 0


async def test_feedback_without_marks_does_not_tell_right_from_wrong(
    school: School, teacher: Caller, student: Caller
) -> None:
    _exam, attempt = await made(school, teacher, student, show={Shown.FEEDBACK: (ReviewPhase.AFTER_SUBMIT,)})
    answer = await student.get(f"/student/attempts/{attempt}/result")
    assert GENERAL in answer.text
    assert CONGRATULATION not in answer.text
    assert SECRET not in answer.text


async def test_marks_without_anything_else_do_not_show_the_questions(
    school: School, teacher: Caller, student: Caller
) -> None:
    _exam, attempt = await made(school, teacher, student, show={Shown.MARK: (ReviewPhase.AFTER_SUBMIT,)})
    told = (await student.get(f"/student/attempts/{attempt}/result")).json()
    assert {one["text"] for one in told["items"]} == {None}
    assert Decimal(told["score"]) == 2


async def test_alternate_window_of_another_student_keeps_the_key_closed(
    school: School, teacher: Caller, student: Caller
) -> None:
    exam, _attempt = await made(school, teacher, student)
    other = await veritas.make_student(school, "Bela")
    until = clock.now() + timedelta(days=5)
    await school.add(
        ExamAssignment(
            org_id=school.org_id,
            student_id=other.person_id,
            exam_id=exam.exam_id,
            assigned_by="test",
            accommodations={"window": {"opens_at": clock.now().isoformat(), "closes_at": until.isoformat()}},
        )
    )
    path = f"/teacher/exams/{exam.exam_id}/seen"
    about = {"student_id": str(student.person_id)}
    early = await teacher.get(path, on=(clock.now() + timedelta(days=3)).isoformat(), **about)
    late = await teacher.get(path, on=(until + timedelta(minutes=1)).isoformat(), **about)
    assert early.json()["sees"]["key"] is False
    assert late.json()["sees"]["key"] is True


async def test_teacher_is_told_what_a_student_sees_on_a_date(
    school: School, teacher: Caller, student: Caller
) -> None:
    exam, _attempt = await made(school, teacher, student)
    path = f"/teacher/exams/{exam.exam_id}/seen"
    now = await teacher.get(path, student_id=str(student.person_id))
    assert now.status_code == 200, now.text
    assert now.json()["sees"] == {
        "response": True, "mark": False, "key": False, "feedback": False, "class_figures": False
    }  # fmt: skip
    later = await teacher.get(
        path, student_id=str(student.person_id), on=(clock.now() + timedelta(days=2)).isoformat()
    )
    assert all(later.json()["sees"].values())
    page = await teacher.http.get(
        f"/veritas{path}",
        headers=teacher.headers,
        params={"student": str(student.person_id), "on": "2040-01-01T09:00"},
    )
    assert page.status_code == 200
    assert SECRET in page.text
    assert "Asha Rao" in page.text


@pytest.mark.parametrize("on", ["yesterday", "2026-13-40", "2026-11-02T09:00"])
async def test_date_that_is_none_is_refused(
    school: School, teacher: Caller, student: Caller, on: str
) -> None:
    exam, _attempt = await made(school, teacher, student)
    path = f"/teacher/exams/{exam.exam_id}/seen"
    assert (await teacher.get(path, student_id=str(student.person_id), on=on)).status_code == 422


async def test_foreign_attempts_and_exams_are_not_found(
    school: School, teacher: Caller, student: Caller
) -> None:
    exam, attempt = await made(school, teacher, student)
    stranger = await veritas.make_student(school, "Bela")
    other = await veritas.make_teacher(school, "Other")
    assert (await stranger.get(f"/student/attempts/{attempt}/result")).status_code == 404
    path = f"/teacher/exams/{exam.exam_id}/seen"
    assert (await other.get(path, student_id=str(student.person_id))).status_code == 404
    assert (await teacher.get(path, student_id=str(uuid4()))).status_code == 404
    assert (await student.get(path, student_id=str(student.person_id))).status_code == 403


async def test_void_attempt_shows_no_mark(school: School, teacher: Caller, student: Caller) -> None:
    _exam, attempt = await made(school, teacher, student, show={Shown.MARK: (ReviewPhase.AFTER_SUBMIT,)})
    key = (await attempt_of(school, attempt)).attempt
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        row = await db.get(ExamAttempt, key)
        assert row is not None
        row.status = AttemptStatus.VOID
    told = (await student.get(f"/student/attempts/{attempt}/result")).json()
    assert (told["status"], told["score"], told["so_far"], told["items"]) == ("void", None, None, [])
