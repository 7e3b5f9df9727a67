"""Saving: what is acknowledged is stored once and for good; what is refused stores nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.models.attempts import AttemptAnswer, ExamAttempt
from assay.kernel import clock
from assay.kernel.ids import uuid7
from tests.support import veritas
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam, answer_of, save

B = {"options": ["b"]}
C = {"options": ["c"]}


@pytest.fixture
async def exam(school: School, student: Caller) -> MadeExam:
    questions = [veritas.single(), veritas.multiple(), veritas.numeric(), veritas.long_text()]
    return await veritas.make_exam(school, students=[student], questions=questions)


@pytest.fixture
async def attempt_id(student: Caller, exam: MadeExam) -> str:
    told = await veritas.start_attempt(student, exam.exam_id)
    return str(told["attempt_id"])


async def stored(school: School, attempt_id: str) -> list[AttemptAnswer]:
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.scalars(
            select(AttemptAnswer)
            .where(AttemptAnswer.attempt == attempt_key(UUID(attempt_id)))
            .order_by(AttemptAnswer.question_id, AttemptAnswer.revision)
        )
        return list(found.all())


async def row(school: School, attempt_id: str) -> ExamAttempt:
    async with school.database.transaction(org_id=school.org_id) as db:
        return await db.get_one(ExamAttempt, attempt_key(UUID(attempt_id)))


async def age(school: School, attempt_id: str, **by: float) -> None:
    """Let the sitting have begun that much earlier."""
    async with school.database.transaction(org_id=school.org_id) as db:
        aged = await db.get_one(ExamAttempt, attempt_key(UUID(attempt_id)))
        aged.started_at -= timedelta(**by)
        aged.deadline_at -= timedelta(**by)


def ago(question: UUID, **by: float) -> dict[str, Any]:
    """An answer typed that long ago."""
    return answer_of(question, B, typed_at=clock.now() - timedelta(**by))


async def test_every_acknowledged_revision_is_stored(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    question = exam.question_ids[0]
    first = await save(student, attempt_id, answer_of(question, B), answer_of(question, C, 2))
    assert first.status_code == 200, first.text
    assert [one["revision"] for one in first.json()["saved"]] == [1, 2]
    assert [one.response for one in await stored(school, attempt_id)] == [B, C]
    sitting = (await student.get(f"/student/exams/{attempt_id}")).json()
    shown = next(one for one in sitting["questions"] if one["question_id"] == str(question))
    assert (shown["revision"], shown["response"], sitting["answered"]) == (2, C, 1)


async def test_same_revision_again_is_the_same_answer(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    sent = answer_of(exam.question_ids[0], B)
    first = (await save(student, attempt_id, sent)).json()["saved"]
    again = await save(student, attempt_id, sent)
    assert (again.status_code, again.json()["saved"]) == (200, first)
    assert len(await stored(school, attempt_id)) == 1


async def test_same_revision_with_other_content_is_refused(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    question = exam.question_ids[0]
    await save(student, attempt_id, answer_of(question, B))
    answer = await save(
        student, attempt_id, answer_of(question, C), answer_of(exam.question_ids[2], {"text": "1"})
    )
    assert (answer.status_code, answer.json()["reason"]) == (409, "revision")
    assert [one.response for one in await stored(school, attempt_id)] == [B]


async def test_answer_taken_back_counts_as_none(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    question = exam.question_ids[3]
    await save(student, attempt_id, answer_of(question, {"text": "Light"}))
    assert (await row(school, attempt_id)).answered == 1
    await save(student, attempt_id, answer_of(question, {"text": "  "}, 2))
    assert (await row(school, attempt_id)).answered == 0
    assert [one.response for one in await stored(school, attempt_id)] == [{"text": "Light"}, {}]


@pytest.mark.parametrize(
    ("place", "response"),
    [
        (0, {"options": ["z"]}),
        (0, {"options": ["a", "b"]}),
        (0, {"options": "a"}),
        (0, {"text": "a"}),
        (0, {"options": ["a"], "more": 1}),
        (1, {"options": ["a", "a"]}),
        (2, {"text": 42}),
        (2, {"text": "9" * 101}),
        (3, {"text": "x" * 20_001}),
        (3, {"text": "a\x00b"}),
    ],
)
async def test_response_that_does_not_fit_stores_nothing(
    school: School, student: Caller, exam: MadeExam, attempt_id: str, place: int, response: dict[str, Any]
) -> None:
    good = answer_of(exam.question_ids[2 if place != 2 else 0], {"text": "7"} if place != 2 else B)
    answer = await save(student, attempt_id, good, answer_of(exam.question_ids[place], response))
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == ["answers.1.response"]
    assert await stored(school, attempt_id) == []


async def test_question_of_another_paper_is_refused(school: School, student: Caller, attempt_id: str) -> None:
    answer = await save(student, attempt_id, answer_of(uuid7(), B))
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (
        422,
        ["answers.0.question_id"],
    )
    assert await stored(school, attempt_id) == []


async def test_too_many_answers_at_once(student: Caller, exam: MadeExam, attempt_id: str) -> None:
    many = [answer_of(exam.question_ids[0], B, number) for number in range(1, 202)]
    assert (await save(student, attempt_id, *many)).status_code == 422


async def test_foreign_attempt_is_not_found(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    other = await veritas.make_student(school, "Other")
    answer = await save(other, attempt_id, answer_of(exam.question_ids[0], B))
    assert answer.status_code == 404
    assert (await other.get(f"/student/exams/{attempt_id}")).status_code == 404
    assert (await veritas.submit(other, attempt_id)).status_code == 404
    assert (await other.post(f"/student/attempts/{attempt_id}/take-over")).status_code == 404
    assert await stored(school, attempt_id) == []


async def test_superseded_page_is_told(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    taken = (await student.post(f"/student/attempts/{attempt_id}/take-over")).json()
    answer = await save(student, attempt_id, answer_of(exam.question_ids[0], B), device=1)
    assert (answer.status_code, answer.json()["reason"]) == (409, "superseded")
    assert (await veritas.submit(student, attempt_id, device=1)).status_code == 409
    assert (
        await save(student, attempt_id, answer_of(exam.question_ids[0], C), device=taken["device"])
    ).is_success
    assert [one.response for one in await stored(school, attempt_id)] == [C]


async def test_page_of_the_future_is_refused(student: Caller, exam: MadeExam, attempt_id: str) -> None:
    assert (await save(student, attempt_id, answer_of(exam.question_ids[0], B), device=2)).status_code == 422


async def test_typed_in_time_and_arrived_in_the_grace_counts_and_is_marked(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    await age(school, attempt_id, seconds=3615)
    answer = await save(student, attempt_id, ago(exam.question_ids[0], seconds=20))
    assert answer.status_code == 200, answer.text
    assert [one.in_grace for one in await stored(school, attempt_id)] == [True]


async def test_typed_after_the_deadline_does_not_count(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    await age(school, attempt_id, seconds=3615)
    answer = await save(student, attempt_id, ago(exam.question_ids[0], seconds=5))
    assert (answer.status_code, answer.json()["reason"]) == (409, "late")
    assert await stored(school, attempt_id) == []


async def test_typed_in_time_but_arrived_after_the_grace_does_not_count(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    await age(school, attempt_id, seconds=3640)
    answer = await save(student, attempt_id, ago(exam.question_ids[0], seconds=60))
    assert (answer.status_code, answer.json()["reason"]) == (409, "late")
    assert await stored(school, attempt_id) == []


async def test_repeat_of_a_saved_answer_is_acknowledged_after_the_end(
    student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    sent = answer_of(exam.question_ids[0], B)
    await save(student, attempt_id, sent)
    await veritas.submit(student, attempt_id)
    assert (await save(student, attempt_id, sent)).status_code == 200
    fresh = await save(student, attempt_id, answer_of(exam.question_ids[0], C, 2))
    assert (fresh.status_code, fresh.json()["reason"]) == (409, "closed")


async def test_window_that_ends_in_the_middle_ends_the_sitting(school: School, student: Caller) -> None:
    now = clock.now()
    exam = await veritas.make_exam(school, students=[student], closes_at=now + timedelta(minutes=10))
    told = await veritas.start_attempt(student, exam.exam_id)
    assert told["deadline_at"] == (now + timedelta(minutes=10)).isoformat().replace("+00:00", "Z")
    with clock.frozen(now + timedelta(minutes=11)):
        answer = await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    assert (answer.status_code, answer.json()["reason"]) == (409, "late")


async def test_grant_in_the_middle_of_the_sitting_moves_the_deadline(
    school: School, student: Caller, exam: MadeExam, attempt_id: str
) -> None:
    admin = await school.person("admin")
    granted = await admin.post(
        "/admin/accommodations",
        {"student_id": str(student.person_id), "measures": {"extra_minutes": 30}, "reason": "unwell"},
    )
    assert granted.status_code == 201, granted.text
    await age(school, attempt_id, minutes=80)
    answer = await save(student, attempt_id, answer_of(exam.question_ids[0], B))
    assert answer.status_code == 200, answer.text


async def test_malformed_body_is_refused(student: Caller, attempt_id: str) -> None:
    bodies: list[Any] = [{}, {"device": 1, "answers": []}, {"device": 0, "answers": [1]}, [], "x"]
    for body in bodies:
        assert (await student.put(f"/student/attempts/{attempt_id}/answers", body)).status_code == 422
