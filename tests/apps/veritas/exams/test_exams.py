"""Exams over HTTP: set up, changed, published, closed; and who sees what of them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from assay.kernel import clock
from tests.apps.veritas.exams.conftest import Staff, exam_body, question_body, told
from tests.support import veritas


async def test_whoever_makes_an_exam_manages_it(staff: Staff) -> None:
    made = await staff.teacher.post("/teacher/exams", exam_body())
    assert made.status_code == 201
    assert made.headers["ETag"] == '"v1"'
    assert made.json()["status"] == "draft"
    assert made.json()["level"] == "manage"
    listed = (await staff.teacher.get("/teacher/exams")).json()["items"]
    assert [one["exam_id"] for one in listed] == [made.json()["exam_id"]]


async def test_the_same_key_makes_one_exam(staff: Staff) -> None:
    body = exam_body()
    first = await staff.teacher.post("/teacher/exams", body, **{"Idempotency-Key": "k1"})
    second = await staff.teacher.post("/teacher/exams", body, **{"Idempotency-Key": "k1"})
    assert first.json()["exam_id"] == second.json()["exam_id"]
    assert len((await staff.teacher.get("/teacher/exams")).json()["items"]) == 1


async def test_a_window_that_ends_before_it_starts_is_refused(staff: Staff) -> None:
    now = clock.now()
    body = exam_body(opens_at=now.isoformat(), closes_at=(now - timedelta(hours=1)).isoformat())
    answer = await staff.teacher.post("/teacher/exams", body)
    assert answer.status_code == 422
    assert told(answer) == {"closes_at": "The window must end after it starts."}
    assert (await staff.teacher.get("/teacher/exams")).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"duration_minutes": 1441}, "duration_minutes"),
        ({"title": "x"}, "title"),
        ({"pass_percent": 101}, "pass_percent"),
        ({"opens_at": "2027-01-01T10:00:00"}, "opens_at"),
        ({"template": {"pools": {"a": 0}}}, "template.pools.a"),
        ({"review_policy": {"show": {"key": ["during"]}}}, "review_policy"),
        ({"review_policy": {"show": {"key": ["after_date"]}}}, "review_policy"),
        ({"monitoring_policy": {"record_video": True}}, "monitoring_policy.record_video"),
    ],
)
async def test_bad_settings_are_told_by_field(staff: Staff, changes: dict[str, Any], field: str) -> None:
    answer = await staff.teacher.post("/teacher/exams", exam_body(**changes))
    assert answer.status_code == 422
    assert list(told(answer)) == [field]


async def test_a_foreign_exam_is_not_found(staff: Staff) -> None:
    exam_id = await staff.exam(question_body())
    elsewhere = await veritas.found(staff.school.http, staff.school.database, staff.school.settings)
    stranger = await elsewhere.person("teacher")
    for caller in (staff.other, stranger):
        for path in ("", "/questions", "/assign", "/permissions", "/seb", "/export?format=csv"):
            answer = await caller.http.get(
                f"{veritas.API}/teacher/exams/{exam_id}{path}", headers=caller.headers
            )
            assert answer.status_code == 404, path
        for path in ("/publish", "/close"):
            assert (await caller.post(f"/teacher/exams/{exam_id}{path}")).status_code == 404
        assert (await caller.get("/teacher/exams")).json()["items"] == []
    assert (await staff.teacher.get(f"/teacher/exams/{uuid4()}")).status_code == 404


async def test_a_student_may_not_ask(staff: Staff) -> None:
    student = await staff.school.person("student")
    assert (await student.get("/teacher/exams")).status_code == 403
    assert (await student.post("/teacher/exams", exam_body())).status_code == 403


@pytest.mark.parametrize("level", ["view", "grade"])
async def test_a_lower_level_reads_and_does_not_change(staff: Staff, level: str) -> None:
    exam_id = await staff.exam(question_body())
    base = f"/teacher/exams/{exam_id}"
    granted = await staff.teacher.post(f"{base}/permissions", {"email": staff.other.email, "level": level})
    assert granted.status_code == 204
    assert (await staff.other.get(base)).json()["level"] == level
    question_id = (await staff.other.get(f"{base}/questions")).json()["items"][0]["question_id"]
    refused = [
        await staff.other.put(base, exam_body(), **{"If-Match": '"v1"'}),
        await staff.other.post(f"{base}/publish"),
        await staff.other.post(f"{base}/questions", question_body()),
        await staff.other.post(f"{base}/assign", {"everyone": True}),
        await staff.other.post(f"{base}/permissions", {"email": staff.other.email, "level": "manage"}),
        await staff.other.put(f"{base}/order", {"order": [question_id]}),
        await staff.other.get(f"{base}/export", format="csv"),
    ]
    assert [one.status_code for one in refused] == [404] * len(refused)


async def test_an_edit_names_the_version_it_was_made_from(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}"
    assert (await staff.teacher.put(path, exam_body())).status_code == 428
    first = await staff.teacher.put(path, exam_body(title="Second title"), **{"If-Match": '"v1"'})
    assert first.status_code == 200
    assert first.headers["ETag"] == '"v2"'
    late = await staff.teacher.put(path, exam_body(title="Third title"), **{"If-Match": '"v1"'})
    assert late.status_code == 412
    assert (await staff.teacher.get(path)).json()["title"] == "Second title"


async def test_a_sound_exam_is_published_and_closed(staff: Staff) -> None:
    exam_id = await staff.published()
    path = f"/teacher/exams/{exam_id}"
    found = (await staff.teacher.get(path)).json()
    assert found["status"] == "published"
    assert found["published_at"]
    again = await staff.teacher.post(f"{path}/publish")
    assert again.json()["version"] == found["version"]
    assert (await staff.teacher.post(f"{path}/close")).json()["status"] == "closed"
    assert (await staff.teacher.post(f"{path}/publish")).status_code == 409


async def test_a_draft_cannot_be_closed(staff: Staff) -> None:
    exam_id = await staff.exam()
    answer = await staff.teacher.post(f"/teacher/exams/{exam_id}/close")
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("out-of-order")


async def test_a_question_without_a_key_keeps_it_from_being_published(staff: Staff) -> None:
    exam_id = await staff.exam(question_body(right=""))
    answer = await staff.teacher.post(f"/teacher/exams/{exam_id}/publish")
    assert answer.status_code == 422
    problems = answer.json()["problems"]
    assert problems[0]["message"] == "Question 1: There is no key. Mark the right answer."
    assert problems[0]["question_id"]
    assert (await staff.teacher.get(f"/teacher/exams/{exam_id}")).json()["status"] == "draft"


async def test_a_pool_too_small_keeps_it_from_being_published(staff: Staff) -> None:
    pooled = question_body(pool="Primes")
    exam_id = await staff.exam(pooled, template={"pools": {"Primes": 2}})
    answer = await staff.teacher.post(f"/teacher/exams/{exam_id}/publish")
    assert answer.status_code == 422
    assert "holds 1 questions, but 2 are to be drawn" in answer.json()["detail"]


async def test_a_window_in_the_past_keeps_it_from_being_published(staff: Staff) -> None:
    now = clock.now()
    past = {
        "opens_at": (now - timedelta(days=2)).isoformat(),
        "closes_at": (now - timedelta(days=1)).isoformat(),
    }
    exam_id = await staff.exam(question_body(), **past)
    answer = await staff.teacher.post(f"/teacher/exams/{exam_id}/publish")
    assert answer.status_code == 422
    assert "ended already" in answer.json()["detail"]


async def test_an_exam_without_questions_is_not_published(staff: Staff) -> None:
    exam_id = await staff.exam()
    answer = await staff.teacher.post(f"/teacher/exams/{exam_id}/publish")
    assert answer.status_code == 422
    assert "no questions" in answer.json()["detail"]


async def test_what_attempts_are_made_from_is_fixed_once_the_window_has_opened(staff: Staff) -> None:
    now = clock.now()
    window = {
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(days=1)).isoformat(),
    }
    exam_id = await staff.published(**window)
    path = f"/teacher/exams/{exam_id}"
    longer = exam_body(**window, duration_minutes=90)
    refused = await staff.teacher.put(path, longer, **{"If-Match": '"v2"'})
    assert refused.status_code == 422
    assert list(told(refused)) == ["duration_minutes"]
    later = exam_body(**{**window, "closes_at": (now + timedelta(days=2)).isoformat()})
    assert (await staff.teacher.put(path, later, **{"If-Match": '"v2"'})).status_code == 200


async def test_the_settings_file_is_a_download_that_tells_no_password(staff: Staff) -> None:
    exam_id = await staff.exam(seb={"demanded": True, "quit_password": "open sesame"})
    found = (await staff.teacher.get(f"/teacher/exams/{exam_id}")).json()
    assert found["seb"]["demanded"] is True
    assert len(found["seb"]["config_key"]) == 64
    assert "quit_digest" not in found["seb"]
    file = await staff.teacher.get(f"/teacher/exams/{exam_id}/seb")
    assert file.headers["Content-Type"] == "application/seb"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert b"open sesame" not in file.content
    assert f"/veritas/student/exams/{exam_id}".encode() in file.content
