"""A page that its teacher cannot read: seen by that teacher alone, asked for and sent again."""

from datetime import timedelta
from uuid import UUID

from assay.apps.mathvidya.exams import queries as exams
from assay.apps.mathvidya.jobspecs import RESUME_EVALUATIONS
from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState, Purpose
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.sheets import service
from assay.apps.mathvidya.sheets.rules import Readiness
from assay.kernel import clock, jobs
from assay.kernel.access.actor import Actor, ActorKind
from tests.apps.mathvidya.sheets.scene import Desk, shot, sit_down
from tests.support import mathvidya
from tests.support.school import Caller, School


async def give(desk: Desk, teacher: Caller) -> None:
    """The exam is submitted, and `teacher` marks it."""
    now = clock.now()
    await desk.set_exam(status=ExamStatus.SUBMITTED, submitted_at=now)
    await desk.school.add(
        Evaluation(
            org_id=desk.school.org_id,
            student_id=desk.student.person_id,
            exam_id=desk.exam_id,
            round=1,
            purpose=Purpose.FIRST,
            state=EvaluationState.STARTED,
            class_level="X",
            teacher_id=teacher.person_id,
            sla_hours=48,
            clock_from=now,
            due_at=now + timedelta(days=5),
            half_at=now + timedelta(days=2),
            risk_at=now + timedelta(days=4),
            started_at=now,
        )
    )


async def test_a_page_asked_for_again_is_sent_after_submit(school: School) -> None:
    desk = await sit_down(school)
    teacher, stranger = [await mathvidya.make_teacher(school) for _ in range(2)]
    [sheet] = await desk.send(shot(1))
    [other] = await desk.send(shot(2))
    await give(desk, teacher)
    path = f"/sheets/{sheet['sheet_id']}/image"
    picture = await teacher.get(path)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert (await stranger.get(path)).status_code == 404

    better = shot(1, lines=10)
    assert (await desk.presign(better, replaces=sheet["sheet_id"])).status_code == 409
    actor = Actor(kind=ActorKind.ACCOUNT, org_id=school.org_id, account_id=teacher.account_id, label="t")
    async with school.database.transaction(org_id=school.org_id) as db:
        asked = [
            await service.ask_rescan(db, actor, UUID(sheet["sheet_id"]), reason)
            for reason in ("Question 21 is cut off.", "again")
        ]
    assert {one.rescan_reason for one in asked} == {"Question 21 is cut off."}

    shown = {one["sheet_id"]: one["rescan_reason"] for one in (await desk.all())["sheets"]}
    assert shown == {sheet["sheet_id"]: "Question 21 is cut off.", other["sheet_id"]: ""}
    assert (await desk.presign(better, replaces=other["sheet_id"])).status_code == 409
    [again] = await desk.send(better, replaces=sheet["sheet_id"])
    assert again["state"] == "checked"
    assert (await desk.accept(again["sheet_id"])).status_code == 200
    live = {one["sheet_id"] for one in (await desk.all())["sheets"]}
    assert live == {again["sheet_id"], other["sheet_id"]}
    async with school.database.transaction(org_id=school.org_id) as db:
        assert await jobs.find(db, RESUME_EVALUATIONS.name, str(desk.exam_id)) is not None


async def test_what_is_handed_in_is_what_was_seen(school: School) -> None:
    desk = await sit_down(school)
    [first] = await desk.send(shot(1))
    await desk.presign(shot(2))
    async with school.database.transaction(org_id=school.org_id) as db:
        exam = await exams.exam(db, school.org_id, desk.student.person_id, desk.exam_id)
        found = await service.ready(db, exam, needs_pages=True)
        pages = await service.handed_in(db, exam)
        assert not await service.being_read(db, exam)
    assert found == Readiness(2, ("1 page has not arrived yet.", "Confirm 1 page."), ())
    assert pages == [{"number": 1, "sha256": first["sha256"], "file_page": 1}]


async def test_without_pages_something_is_missing_only_where_pages_are_expected(school: School) -> None:
    desk = await sit_down(school)
    async with school.database.transaction(org_id=school.org_id) as db:
        exam = await exams.exam(db, school.org_id, desk.student.person_id, desk.exam_id)
        assert not (await service.ready(db, exam, needs_pages=True)).is_ready
        assert (await service.ready(db, exam, needs_pages=False)).is_ready
