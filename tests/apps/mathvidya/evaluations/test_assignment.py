"""Scripts find teachers: once, and not those who may not have them."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import httpx
import pytest

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.evaluations import assigning, queries, service, teachers
from assay.apps.mathvidya.models.evaluations import EvaluationState, Purpose, SlaState
from assay.apps.mathvidya.models.people import TeacherConflict, TeacherLeave
from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from tests.apps.mathvidya.evaluations import scene
from tests.apps.mathvidya.evaluations.scene import at
from tests.support import mathvidya
from tests.support.school import School


@pytest.fixture
async def live_school(live: httpx.AsyncClient, database: Database, settings: Settings) -> School:
    return await mathvidya.found(live, database, settings)


async def test_exam_handed_in_gets_one_evaluation_however_often_it_is_asked_for(quiet: School) -> None:
    sat = await scene.add_exam(quiet, await scene.add_student(quiet))
    first = await scene.open_one(quiet, sat)
    assert await scene.open_one(quiet, sat) == first
    found = await scene.evaluation(quiet, first)
    assert (found.round, found.sla_hours, found.clock_from) == (1, 48, scene.MONDAY)
    # Five days and three hours of nine-hour days.
    assert found.due_at == at(days=5, hours=3)
    async with quiet.database.transaction(org_id=quiet.org_id) as db:
        assert len(await queries.rounds(db, quiet.org_id, sat.student_id, sat.exam_id)) == 1


async def test_least_loaded_of_the_right_class_gets_it_and_is_told_once(school: School) -> None:
    other = await scene.add_teacher(school, classes=["XII"])
    teacher = await mathvidya.make_teacher(school, classes=["X"])
    ids = [await scene.open_one(school) for _ in range(3)]
    await scene.assign(school)
    for one in ids:
        found = await scene.evaluation(school, one)
        assert (found.state, found.teacher_id) == (EvaluationState.ASSIGNED, teacher.person_id)
        assert found.teacher_id != other
    notices = (await teacher.get("/notices")).json()
    assert (notices["unread"], notices["items"][0]["title"]) == (1, "You have 3 new scripts to mark")
    await scene.assign(school)
    assert (await teacher.get("/notices")).json()["unread"] == 1


async def test_leave_conflict_stop_and_capacity_keep_a_script_waiting(quiet: School) -> None:
    today = clock.now().date()
    sat = await scene.add_exam(quiet, await scene.add_student(quiet))
    away, related, stopped, _full = [
        await scene.add_teacher(quiet, capacity=capacity) for capacity in (5, 5, 5, 0)
    ]
    await quiet.add(
        TeacherLeave(
            org_id=quiet.org_id,
            teacher_id=away,
            first_day=today - timedelta(days=2),
            last_day=today + timedelta(days=2),
        ),
        TeacherConflict(org_id=quiet.org_id, teacher_id=related, student_id=sat.student_id),
    )
    async with quiet.database.transaction(org_id=quiet.org_id) as db:
        await teachers.stop(db, scene.actor(quiet), stopped, "missed seeds")
    made = await scene.open_one(quiet, sat)
    await scene.assign(quiet)
    assert (await scene.evaluation(quiet, made)).state is EvaluationState.WAITING
    async with quiet.database.transaction(org_id=quiet.org_id) as db:
        await teachers.resume(db, scene.actor(quiet), stopped)
    await quiet.work()
    assert (await scene.evaluation(quiet, made)).teacher_id == stopped


async def test_leave_that_is_over_bars_nothing(quiet: School) -> None:
    teacher = await scene.add_teacher(quiet)
    await quiet.add(
        TeacherLeave(
            org_id=quiet.org_id, teacher_id=teacher, first_day=date(2020, 1, 1), last_day=date(2020, 1, 9)
        )
    )
    made = await scene.open_one(quiet)
    await scene.assign(quiet)
    assert (await scene.evaluation(quiet, made)).teacher_id == teacher


async def test_second_round_goes_to_another_teacher(quiet: School) -> None:
    sat = await scene.add_exam(quiet, await scene.add_student(quiet))
    one = await scene.add_teacher(quiet)
    first = await scene.open_one(quiet, sat)
    await scene.assign(quiet)
    second = await scene.open_one(quiet, sat, purpose=Purpose.SECOND)
    await scene.assign(quiet)
    found = await scene.evaluation(quiet, second)
    assert (found.round, found.state) == (2, EvaluationState.WAITING)
    other = await scene.add_teacher(quiet)
    await scene.assign(quiet)
    assert (await scene.evaluation(quiet, first)).teacher_id == one
    assert (await scene.evaluation(quiet, second)).teacher_id == other


async def test_teacher_who_gave_it_back_does_not_get_it_again(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    made = await scene.open_one(school)
    await scene.assign(school)
    answer = await teacher.post(f"/evaluations/{made}/decline", {"reason": "I know the student."})
    assert answer.json() == {"evaluation_id": str(made), "declined": True}
    await school.work()
    assert (await scene.evaluation(school, made)).state is EvaluationState.WAITING
    assert (await teacher.get("/evaluations")).json()["items"] == []
    assert (await teacher.post(f"/evaluations/{made}/decline", {"reason": "again"})).status_code == 404
    other = await scene.add_teacher(school)
    await scene.assign(school)
    found = await scene.evaluation(school, made)
    assert found.teacher_id == other
    assert found.declined_by[str(teacher.person_id)]["why"] == "declined"


async def test_what_nobody_began_in_time_goes_to_somebody_with_room_once(quiet: School) -> None:
    first = await scene.add_teacher(quiet)
    made, begun = await scene.open_one(quiet), await scene.open_one(quiet)
    await scene.assign(quiet)
    await scene.begin(quiet, begun, at(hours=1))
    risk = at(days=4, hours=2.5)
    await scene.sweep(quiet, risk)
    kept = await scene.evaluation(quiet, made)
    assert (kept.teacher_id, kept.sla_state) == (first, SlaState.AT_RISK)  # nobody else is there
    second, _third = await scene.add_teacher(quiet), await scene.add_teacher(quiet)
    await scene.sweep(quiet, risk + timedelta(minutes=1))
    moved = await scene.evaluation(quiet, made)
    assert moved.teacher_id != first
    assert moved.declined_by[str(first)]["why"] == "at_risk"
    await scene.sweep(quiet, risk + timedelta(minutes=2))
    assert (await scene.evaluation(quiet, made)).teacher_id == moved.teacher_id
    assert (await scene.evaluation(quiet, begun)).teacher_id == first
    assert second is not None


async def test_stopped_teacher_loses_what_is_not_begun(quiet: School) -> None:
    teacher = await scene.add_teacher(quiet)
    made, begun = await scene.open_one(quiet), await scene.open_one(quiet)
    await scene.assign(quiet)
    await scene.begin(quiet, begun, at(hours=1))
    async with quiet.database.transaction(org_id=quiet.org_id) as db:
        await teachers.stop(db, scene.actor(quiet), teacher, "missed seeds")
    assert (await scene.evaluation(quiet, made)).state is EvaluationState.WAITING
    assert (await scene.evaluation(quiet, begun)).teacher_id == teacher


async def test_administrator_assigns_above_capacity_but_not_against_a_conflict(quiet: School) -> None:
    sat = await scene.add_exam(quiet, await scene.add_student(quiet, ClassLevel.X))
    made = await scene.open_one(quiet, sat)
    full = await scene.add_teacher(quiet, capacity=0)
    wrong = await scene.add_teacher(quiet, classes=["XII"])
    related = await scene.add_teacher(quiet)
    await quiet.add(TeacherConflict(org_id=quiet.org_id, teacher_id=related, student_id=sat.student_id))
    for teacher, reason in ((wrong, "class"), (related, "conflict")):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            with pytest.raises(Conflict) as refused:
                await service.assign_to(db, scene.actor(quiet), made, teacher)
        assert refused.value.members["reason"] == reason
    async with quiet.database.transaction(org_id=quiet.org_id) as db:
        await service.assign_to(db, scene.actor(quiet), made, full)
    assert (await scene.evaluation(quiet, made)).teacher_id == full


async def test_queue_names_no_student_and_hides_what_is_a_seed(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    sat = await scene.add_exam(school, await scene.add_student(school))
    async with school.database.transaction(org_id=school.org_id) as db:
        await service.create(
            db,
            scene.actor(school),
            sat.student_id,
            sat.exam_id,
            purpose=Purpose.SEED,
            teacher_id=teacher.person_id,
            seed_id=uuid7(),
        )
    told = (await teacher.get("/evaluations")).text
    assert str(sat.student_id) not in told
    assert "Asha" not in told
    assert "seed" not in told
    page = await teacher.http.get("/mathvidya/teacher", headers=teacher.headers)
    assert "Asha" not in page.text
    assert "Full paper" in page.text


async def test_queue_is_for_teachers_and_holds_only_their_own(school: School) -> None:
    student, teacher = await mathvidya.make_student(school), await mathvidya.make_teacher(school)
    made = await scene.open_one(school)
    await scene.assign(school)
    other = await mathvidya.make_teacher(school)
    assert (await student.get("/evaluations")).status_code == 403
    assert (await other.get("/evaluations")).json()["items"] == []
    assert (await other.post(f"/evaluations/{made}/decline", {"reason": "mine?"})).status_code == 404
    assert len((await teacher.get("/evaluations")).json()["items"]) == 1


async def test_two_workers_at_once_give_each_script_to_one_teacher_and_nobody_too_many(
    live_school: School,
) -> None:
    school = live_school
    for _ in range(4):
        await scene.add_teacher(school, capacity=3)
    ids = [await scene.open_one(school) for _ in range(15)]

    async def worker() -> int:
        async with school.database.transaction(org_id=school.org_id) as db:
            return (await assigning.assign_some(db, scene.actor(school))).given

    given = await asyncio.gather(*(worker() for _ in range(4)))
    assert sum(given) == 12
    holders = Counter([(await scene.evaluation(school, one)).teacher_id for one in ids])
    assert holders.pop(None) == 3
    assert sorted(holders.values()) == [3, 3, 3, 3]
