"""Whom a proctor reaches: only sittings of exams they manage, only live ones, each form checked."""

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support.veritas import found, make_exam, make_student, make_teacher, start_attempt, submit

ACTIONS = [("pause", None), ("resume", None), ("extend", {"minutes": 5}), ("message", {"text": "hello"})]


@pytest.mark.parametrize(("action", "body"), ACTIONS)
async def test_foreign_teacher_and_student_reach_nothing(
    client: httpx.AsyncClient,
    savepoint: Database,
    settings: Settings,
    action: str,
    body: dict[str, object] | None,
) -> None:
    school = await found(client, savepoint, settings)
    teacher, stranger = await make_teacher(school), await make_teacher(school)
    student = await make_student(school)
    exam = await make_exam(school, teacher=teacher, students=[student])
    attempt_id = (await start_attempt(student, exam.exam_id))["attempt_id"]
    for path in (f"/teacher/attempts/{attempt_id}/{action}", f"/teacher/exams/{exam.exam_id}/live/{action}"):
        sent = body if "attempts" in path else body or {}
        assert (await stranger.post(path, sent)).status_code == 404
        assert (await student.post(path, sent)).status_code == 403
    assert (await stranger.get(f"/teacher/exams/{exam.exam_id}/live")).status_code == 404
    assert (await stranger.get(f"/teacher/attempts/{attempt_id}/monitoring")).status_code == 404
    other = await make_student(school)
    assert (await other.get(f"/student/attempts/{attempt_id}/stream")).status_code == 404


async def test_what_is_handed_in_is_not_paused_or_extended(
    client: httpx.AsyncClient, savepoint: Database, settings: Settings
) -> None:
    school = await found(client, savepoint, settings)
    teacher, student = await make_teacher(school), await make_student(school)
    exam = await make_exam(school, teacher=teacher, students=[student])
    attempt_id = (await start_attempt(student, exam.exam_id))["attempt_id"]
    await submit(student, attempt_id)
    for action, body in ACTIONS:
        answer = await teacher.post(f"/teacher/attempts/{attempt_id}/{action}", body)
        assert answer.status_code == 409, (action, answer.text)
    everyone = await teacher.post(f"/teacher/exams/{exam.exam_id}/live/extend", {"minutes": 5})
    assert everyone.json()["attempts"] == 0


@pytest.mark.parametrize(
    "body", [{}, {"minutes": 0}, {"minutes": 481}, {"minutes": "x"}, {"minutes": 5, "x": 1}]
)
async def test_extension_needs_a_number_of_minutes(
    client: httpx.AsyncClient, savepoint: Database, settings: Settings, body: dict[str, object]
) -> None:
    school = await found(client, savepoint, settings)
    teacher = await make_teacher(school)
    exam = await make_exam(school, teacher=teacher)
    assert (await teacher.post(f"/teacher/exams/{exam.exam_id}/live/extend", body)).status_code == 422


async def test_extension_that_is_sent_twice_with_its_key_is_given_once(
    client: httpx.AsyncClient, savepoint: Database, settings: Settings
) -> None:
    school = await found(client, savepoint, settings)
    teacher, student = await make_teacher(school), await make_student(school)
    exam = await make_exam(school, teacher=teacher, students=[student])
    path = f"/teacher/attempts/{(await start_attempt(student, exam.exam_id))['attempt_id']}/extend"
    answers = [await teacher.post(path, {"minutes": 5}, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert [answer.json()["extra_seconds"] for answer in answers] == [300, 300]


async def test_record_of_an_attempt_is_read_by_its_teacher(
    client: httpx.AsyncClient, savepoint: Database, settings: Settings
) -> None:
    school = await found(client, savepoint, settings)
    teacher, student = await make_teacher(school), await make_student(school)
    exam = await make_exam(school, teacher=teacher, students=[student])
    attempt_id = (await start_attempt(student, exam.exam_id))["attempt_id"]
    record = await teacher.get(f"/teacher/attempts/{attempt_id}/monitoring", kind="paste")
    assert record.status_code == 200, record.text
    assert record.json()["events"] == []
    assert any("told the truth" in line for line in record.json()["does_not_prove"])
