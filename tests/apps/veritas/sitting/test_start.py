"""Starting: what must come first, and that two starts make one attempt."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assay.apps.veritas.attempts.rules import attempt_key, monitor_key
from assay.apps.veritas.exams import seb
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import Accommodation, ExamStatus
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from tests.support import veritas
from tests.support.school import Caller, School


async def test_start_answers_clock_and_key(school: School, student: Caller, settings: Settings) -> None:
    exam = await veritas.make_exam(school, students=[student])
    answer = await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    key = monitor_key(settings.secret_bytes("hmac_key"), UUID(told["attempt_id"]), 1)
    assert (told["device"], told["key"], told["status"]) == (1, key.hex(), "running")


async def test_second_start_goes_on_with_the_first(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    first = await veritas.start_attempt(student, exam.exam_id)
    again = await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert (again.status_code, again.json()["attempt_id"]) == (200, first["attempt_id"])


async def test_starts_at_once_make_one_attempt(
    live: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    school = await veritas.found(live, database, settings)
    student = await veritas.make_student(school)
    exam = await veritas.make_exam(school, students=[student], attempts_allowed=5)
    told = await asyncio.gather(*(veritas.start_attempt(student, exam.exam_id) for _ in range(6)))
    assert len({one["attempt_id"] for one in told}) == 1
    async with database.transaction(org_id=school.org_id) as db:
        assert await db.scalar(select(func.count()).select_from(ExamAttempt)) == 1


async def test_database_refuses_a_second_live_attempt(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    await veritas.start_attempt(student, exam.exam_id)
    now = clock.now()
    other = uuid7()
    with pytest.raises(IntegrityError, match="ux_exam_attempts_live"):
        await school.add(
            ExamAttempt(
                org_id=school.org_id,
                attempt=attempt_key(other),
                attempt_id=other,
                exam_id=exam.exam_id,
                student_id=student.person_id,
                number=2,
                attempt_month=now.date().replace(day=1),
                started_at=now,
                deadline_at=now + timedelta(hours=1),
                form={"questions": []},
                max_score=1,
                changed_at=now,
            )
        )


async def test_instructions_are_shown_as_they_were_meant(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student], instructions="**No notes.** <i>")
    page = await student.http.get(f"/veritas/student/exams/{exam.exam_id}", headers=student.headers)
    assert "<strong>No notes.</strong> &lt;i&gt;" in page.text


async def test_start_without_consent_names_it(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    answer = await student.post(f"/student/exams/{exam.exam_id}/start", {})
    assert (answer.status_code, answer.json()["missing"]) == (409, ["consent"])


async def test_consent_to_an_older_text_does_not_count(school: School, student: Caller) -> None:
    policy = MonitoringPolicy(consent_version="2")
    exam = await veritas.make_exam(school, students=[student], monitoring=policy)
    answer = await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert (answer.status_code, answer.json()["consent_version"]) == (409, "2")


async def test_minor_needs_a_guardian_where_demanded(school: School) -> None:
    minor = await veritas.make_student(school, is_minor=True)
    policy = MonitoringPolicy(guardian_consent=True)
    exam = await veritas.make_exam(school, students=[minor], monitoring=policy)
    answer = await minor.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert (answer.status_code, answer.json()["missing"]) == (409, ["guardian_consent"])
    async with school.database.transaction(org_id=school.org_id) as db:
        row = await db.get_one(StudentProfile, minor.person_id)
        row.guardian_consent_by, row.guardian_consent_at = "M. Rao, mother", clock.now()
    await veritas.start_attempt(minor, exam.exam_id)


async def test_exam_that_demands_its_browser_refuses_another(school: School, student: Caller) -> None:
    key = "00" * 32
    exam = await veritas.make_exam(school, students=[student], seb={"demanded": True, "config_key": key})
    path = f"/student/exams/{exam.exam_id}/start"
    refused = await student.post(path, {"consent": "1"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/safe-exam-browser-needed")
    url = f"{school.settings.public_url.rstrip('/')}{veritas.API}{path}"
    right = await student.post(path, {"consent": "1"}, **{seb.HEADER: seb.request_hash(url, key)})
    assert right.status_code == 201, right.text
    # Every request is asked for it: an answer sent from elsewhere is not stored.
    sent = veritas.answer_of(exam.question_ids[0], {"options": ["b"]})
    assert (await veritas.save(student, right.json()["attempt_id"], sent)).status_code == 403


@pytest.mark.parametrize(
    ("opens", "closes", "says"), [(1, 2, "not opened yet"), (-2, -1, "is over")], ids=["early", "late"]
)
async def test_start_outside_the_window(
    school: School, student: Caller, opens: int, closes: int, says: str
) -> None:
    now = clock.now()
    exam = await veritas.make_exam(
        school,
        students=[student],
        opens_at=now + timedelta(hours=opens),
        closes_at=now + timedelta(hours=closes),
    )
    answer = await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert answer.status_code == 409
    assert says in answer.json()["detail"]


async def test_alternate_window_opens_a_closed_exam(school: School, student: Caller) -> None:
    now = clock.now()
    exam = await veritas.make_exam(
        school, students=[student], opens_at=now - timedelta(days=3), closes_at=now - timedelta(days=2)
    )
    window = {
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(hours=9)).isoformat(),
    }
    await school.add(
        Accommodation(
            org_id=school.org_id,
            student_id=student.person_id,
            measures={"window": window, "multiplier": "1.5"},
            granted_by="admin",
        )
    )
    told = await veritas.start_attempt(student, exam.exam_id)
    sitting = (await student.get(f"/student/exams/{told['attempt_id']}")).json()
    assert 5390 < sitting["remaining_seconds"] <= 5400


async def test_exam_that_is_not_assigned_is_not_found(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school)
    answer = await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert answer.status_code == 404


async def test_draft_is_not_found(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student], status=ExamStatus.DRAFT)
    assert (await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})).status_code == 404


async def test_attempts_run_out(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student], attempts_allowed=2)
    numbers = []
    for _ in range(2):
        told = await veritas.start_attempt(student, exam.exam_id)
        numbers.append(told["number"])
        assert (await veritas.submit(student, told["attempt_id"])).status_code == 200
    answer = await student.post(f"/student/exams/{exam.exam_id}/start", {"consent": "1"})
    assert numbers == [1, 2]
    assert (answer.status_code, answer.json()["allowed"]) == (409, 2)


async def test_list_says_where_each_exam_stands(school: School, student: Caller) -> None:
    now = clock.now()
    soon = await veritas.make_exam(school, students=[student], opens_at=now + timedelta(hours=2))
    gone = await veritas.make_exam(
        school, students=[student], opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1)
    )
    going = await veritas.make_exam(school, students=[student])
    await veritas.start_attempt(student, going.exam_id)
    there = await veritas.make_exam(school, students=[student])
    await veritas.make_exam(school)
    listed = (await student.get("/student/exams")).json()["items"]
    assert {one["exam_id"]: one["state"] for one in listed} == {
        str(soon.exam_id): "upcoming",
        str(gone.exam_id): "missed",
        str(going.exam_id): "running",
        str(there.exam_id): "open",
    }
