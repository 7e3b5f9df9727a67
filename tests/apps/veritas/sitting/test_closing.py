"""The end of a sitting: by the student, by the clock; its receipt; pauses on the way."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
import rfc8785
from sqlalchemy import func, select

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.exams.policies import ReviewPhase, ReviewPolicy, Shown
from assay.apps.veritas.models.attempts import AttemptStatus, ClosedBy, ExamAttempt
from assay.apps.veritas.models.exams import Accommodation, Exam
from assay.apps.veritas.sitting import closing
from assay.apps.veritas.sitting.jobs import HANDLERS
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database
from assay.kernel.errors import OutOfOrder
from assay.kernel.jobs import NoArgs, defer, run_jobs
from assay.kernel.jobs.models import Job
from assay.kernel.settings import Settings
from tests.support import veritas
from tests.support.school import Caller, School
from tests.support.veritas import answer_of, save

B = {"options": ["b"]}


async def row(school: School, attempt_id: str) -> ExamAttempt:
    async with school.database.transaction(org_id=school.org_id) as db:
        return await db.get_one(ExamAttempt, attempt_key(UUID(attempt_id)))


async def change(school: School, attempt_id: str, **values: Any) -> None:
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.get_one(ExamAttempt, attempt_key(UUID(attempt_id)))
        for name, value in values.items():
            setattr(found, name, value)


async def age(school: School, attempt_id: str, **by: float) -> None:
    found = await row(school, attempt_id)
    moved = timedelta(**by)
    await change(
        school,
        attempt_id,
        started_at=found.started_at - moved,
        deadline_at=found.deadline_at - moved,
        paused_at=found.paused_at - moved if found.paused_at else None,
    )


async def close_overdue(school: School) -> None:
    """Run the closing job as the schedule would."""
    from assay.apps.veritas.jobspecs import CLOSE_OVERDUE
    from assay.kernel.db.session import Role

    async with school.database.transaction(role=Role.SYSTEM) as db:
        await defer(db, system_actor(None, "test"), CLOSE_OVERDUE, NoArgs())
    await run_jobs(school.database, HANDLERS)


async def test_submit_twice_is_one_submission(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    first = await veritas.submit(student, told["attempt_id"])
    again = await veritas.submit(student, told["attempt_id"])
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    async with school.database.transaction(org_id=school.org_id) as db:
        jobs = await db.scalar(select(func.count()).where(Job.name == "veritas.after-submit"))
    assert jobs == 1


async def test_receipt_is_the_hash_of_the_final_answers(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    assert (await student.get(f"/student/attempts/{told['attempt_id']}/receipt")).status_code == 404
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], {"options": ["a"]}))
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B, 2))
    await veritas.submit(student, told["attempt_id"])
    receipt = (await student.get(f"/student/attempts/{told['attempt_id']}/receipt")).json()
    assert receipt["digest"] == hashlib.sha256(rfc8785.dumps(receipt["document"])).hexdigest()
    final = {one["question_id"]: (one["revision"], one["response"]) for one in receipt["document"]["answers"]}
    assert final[str(exam.question_ids[0])] == (2, B)
    assert final[str(exam.question_ids[1])] == (0, {})


async def test_receipt_tells_the_answers_no_sooner_than_the_exam_does(
    school: School, student: Caller
) -> None:
    later = ReviewPolicy(show={Shown.RESPONSE: (ReviewPhase.AFTER_CLOSE,)})
    exam = await veritas.make_exam(school, students=[student], review=later)
    told = await veritas.start_attempt(student, exam.exam_id)
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    submitted = (await veritas.submit(student, told["attempt_id"])).json()
    assert submitted["document"] is None
    assert len(submitted["digest"]) == 64
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.get_one(Exam, exam.exam_id)
        found.opens_at, found.closes_at = (clock.now() - timedelta(days=day) for day in (2, 1))
    receipt = (await student.get(f"/student/attempts/{told['attempt_id']}/receipt")).json()
    assert submitted["digest"] == hashlib.sha256(rfc8785.dumps(receipt["document"])).hexdigest()


async def test_submit_grades_by_the_key(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student], questions=[veritas.single(right="b")] * 2)
    told = await veritas.start_attempt(student, exam.exam_id)
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    await veritas.submit(student, told["attempt_id"])
    found = await row(school, told["attempt_id"])
    assert (found.status, found.score) == (AttemptStatus.GRADED, Decimal(1))


async def test_clock_submits_what_is_saved(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    await age(school, told["attempt_id"], seconds=3625)
    await close_overdue(school)
    assert (await row(school, told["attempt_id"])).status is AttemptStatus.RUNNING  # within the grace
    await age(school, told["attempt_id"], seconds=10)
    await close_overdue(school)
    found = await row(school, told["attempt_id"])
    assert found.status in (AttemptStatus.SUBMITTED, AttemptStatus.GRADED)
    assert (found.closed_by, found.submitted_at) == (ClosedBy.CLOCK, found.deadline_at)
    receipt = found.receipt_entry
    await close_overdue(school)
    assert (await row(school, told["attempt_id"])).receipt_entry == receipt


async def test_only_an_attempt_without_answers_is_abandoned(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await age(school, told["attempt_id"], hours=2)
    await close_overdue(school)
    assert (await row(school, told["attempt_id"])).status is AttemptStatus.ABANDONED


async def test_attempt_with_answers_cannot_be_abandoned(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.get_one(ExamAttempt, attempt_key(UUID(told["attempt_id"])))
        with pytest.raises(OutOfOrder):
            await closing.abandon_exam_attempt(db, system_actor(school.org_id, "test"), found)


async def test_time_given_meanwhile_keeps_the_clock_from_closing(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await age(school, told["attempt_id"], minutes=65)
    await school.add(
        Accommodation(
            org_id=school.org_id,
            exam_id=exam.exam_id,
            measures={"extra_minutes": 10},
            granted_by="admin",
        )
    )
    await close_overdue(school)
    assert (await row(school, told["attempt_id"])).status is AttemptStatus.RUNNING


async def test_submit_after_the_grace_is_the_clocks(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await save(student, told["attempt_id"], answer_of(exam.question_ids[0], B))
    await age(school, told["attempt_id"], hours=2)
    answer = await veritas.submit(student, told["attempt_id"])
    assert (answer.status_code, answer.json()["closed_by"]) == (200, "clock")


async def test_pause_is_given_back_up_to_its_length(school: School, student: Caller) -> None:
    await school.add(
        Accommodation(
            org_id=school.org_id,
            student_id=student.person_id,
            measures={"pauses_allowed": 1, "pause_minutes": 5},
            granted_by="admin",
        )
    )
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    attempt_id = told["attempt_id"]
    paused = await student.post(f"/student/attempts/{attempt_id}/pause")
    assert (paused.json()["status"], paused.json()["questions"]) == ("paused", [])
    await age(school, attempt_id, minutes=12)
    await close_overdue(school)  # the pause has lasted longer than granted
    found = await row(school, attempt_id)
    assert (found.status, found.paused_seconds) == (AttemptStatus.RUNNING, 300)
    assert found.deadline_at - found.started_at == timedelta(minutes=65)
    again = await student.post(f"/student/attempts/{attempt_id}/pause")
    assert again.status_code == 409


async def test_student_cannot_end_a_proctors_pause(school: School, student: Caller) -> None:
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    await change(
        school, told["attempt_id"], status=AttemptStatus.PAUSED, paused_at=clock.now() - timedelta(hours=3)
    )
    answer = await student.post(f"/student/attempts/{told['attempt_id']}/resume")
    assert answer.status_code == 409
    await close_overdue(school)
    found = await row(school, told["attempt_id"])
    assert found.status is AttemptStatus.PAUSED  # no clock runs against who is paused


async def test_receipt_is_proved_by_the_log(
    live: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    school = await veritas.found(live, database, settings)
    student = await veritas.make_student(school)
    exam = await veritas.make_exam(school, students=[student])
    told = await veritas.start_attempt(student, exam.exam_id)
    digest = (await veritas.submit(student, told["attempt_id"])).json()["digest"]
    await school.sequence()
    proof = await student.get(f"/student/attempts/{told['attempt_id']}/receipt/proof")
    assert proof.status_code == 200, proof.text
    assert proof.text.startswith("c2sp.org/tlog-proof@v1")
    assert len(digest) == 64
