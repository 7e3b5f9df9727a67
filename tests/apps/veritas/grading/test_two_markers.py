"""Two people mark the same answer in the same moment, on a database that commits."""

import asyncio
from uuid import UUID

import httpx

from assay.apps.veritas.models.people import Level, TeacherExamPermission
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.apps.veritas.grading.sat import attempt_of, grades_of, sat
from tests.support import veritas


async def test_one_of_two_markers_at_once_is_told(
    live: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    school = await veritas.found(live, database, settings)
    markers = [await veritas.make_teacher(school, name) for name in ("Dr Iyer", "Dr Bose")]
    student = await veritas.make_student(school)
    exam = await veritas.make_exam(
        school, teacher=markers[0], students=[student], questions=[veritas.long_text()]
    )
    await school.add(
        TeacherExamPermission(
            org_id=school.org_id,
            exam_id=exam.exam_id,
            teacher_id=markers[1].person_id,
            level=Level.GRADE,
            granted_by="test",
        )
    )
    attempt = await sat(student, exam, {0: {"text": "Light."}})
    question: UUID = exam.question_ids[0]
    told = await asyncio.gather(
        *(
            one.put(f"/teacher/attempts/{attempt}/marks/{question}", {"score": score, "grading": 1})
            for one, score in zip(markers, ("0.25", "0.75"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in told) == [200, 409]
    kept = await grades_of(school, attempt, question)
    assert [row.grading for row in kept] == [1, 2]
    assert (await attempt_of(school, attempt)).score == kept[1].score
