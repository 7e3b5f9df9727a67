"""A query on one question: who looks at it, on which clock, and what its answer does to the marks."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assay.apps.mathvidya.models.config import SystemConfig
from assay.apps.mathvidya.models.evaluations import Evaluation, Purpose
from assay.apps.mathvidya.results import service
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from tests.apps.mathvidya.marking.scene import Script, all_marks, sent
from tests.support import mathvidya
from tests.support.school import Caller, School

REASON = "The roots are on page 3, below the drawing."


async def ask(student: Caller, script: Script, number: int = 22) -> dict[str, Any]:
    answer = await student.post(f"/exams/{script.exam_id}/queries", {"number": number, "reason": REASON})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def round_of(script: Script, purpose: Purpose) -> Evaluation:
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        found = select(Evaluation).where(Evaluation.exam_id == script.exam_id, Evaluation.purpose == purpose)
        return (await db.scalars(found)).one()


async def answered(script: Script, *, marks: str) -> None:
    """Another teacher gets the query by the job, gives the last step `marks`, and it is published."""
    other = await mathvidya.make_teacher(script.school, "Other")
    await script.school.work()
    asked = await round_of(script, Purpose.QUERY)
    assert asked.teacher_id == other.person_id
    path = f"/evaluations/{asked.evaluation_id}"
    steps = all_marks(q22_0="0", q22_1="0", q22_2=marks)[2:5]
    ops = {"ops": [sent("seen_question", number=22), *steps]}
    assert (await other.post(f"{path}/ops", ops)).status_code == 200
    done = await other.post(f"{path}/submit", {"last_op_no": 4})
    assert done.status_code == 200, done.text
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        actor = system_actor(script.school.org_id, "test")
        await service.publish(db, actor, script.student.person_id, asked.evaluation_id)


async def test_query_has_a_clock_of_its_own(student: Caller, published: Script) -> None:
    made = await ask(student, published)
    assert (made["state"], float(made["marks_before"])) == ("open", 1)
    first, asked = await round_of(published, Purpose.FIRST), await round_of(published, Purpose.QUERY)
    assert (first.sla_hours, asked.sla_hours) == (48, 24)
    assert asked.clock_from > first.clock_from
    again = await student.post(f"/exams/{published.exam_id}/queries", {"number": 22, "reason": REASON})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("may_lower", "marks", "after", "score"),
    [(False, "0", "1", "6"), (True, "0", "0", "5"), (False, "1.5", "1.5", "6.5")],
    ids=["a lower mark stands not", "a lower mark stands where the rule says so", "a higher mark stands"],
)
async def test_rule_says_whether_a_mark_may_fall(
    school: School, student: Caller, published: Script, may_lower: bool, marks: str, after: str, score: str
) -> None:
    await school.add(
        SystemConfig(
            org_id=school.org_id,
            key="query_may_lower",
            value=may_lower,
            changed_by="test",
            changed_at=clock.now(),
        )
    )
    await ask(student, published)
    await answered(published, marks=marks)
    result = (await student.get(f"/exams/{published.exam_id}/result")).json()
    (query,) = result["queries"]
    assert (query["state"], float(query["marks_after"])) == ("answered", float(after))
    assert float(result["score"]) == float(score)


async def test_no_query_without_reason_after_its_days_or_by_a_stranger(
    school: School, student: Caller, published: Script
) -> None:
    path = f"/exams/{published.exam_id}/queries"
    assert (await student.post(path, {"number": 22, "reason": "  why?  "})).status_code == 422
    assert (await student.post(path, {"number": 7, "reason": REASON})).status_code == 404
    stranger = await mathvidya.make_student(school, "Ravi Das")
    assert (await stranger.post(path, {"number": 22, "reason": REASON})).status_code == 404
    with clock.frozen(clock.now() + timedelta(days=14, minutes=1)):
        later = await school.http.post(
            "/api/v1/auth/login", json={"email": student.email, "password": "a long pass phrase of tests"}
        )
        headers = {"Authorization": f"Bearer {later.json()['access_token']}"}
        answer = await school.http.post(
            student.url(path), json={"number": 22, "reason": REASON}, headers=headers
        )
    assert (answer.status_code, "until" in answer.json()) == (409, True)
