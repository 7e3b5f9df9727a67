"""Warnings, breaches, pauses, and a calendar that changes."""

from datetime import date, timedelta

from sqlalchemy import text

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.config.forms import NewHolidayForm
from assay.apps.mathvidya.evaluations import queries, service
from assay.apps.mathvidya.jobspecs import RESUME_EVALUATIONS, ExamArgs
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.kernel import clock
from assay.kernel.jobs import defer
from tests.apps.mathvidya.evaluations import scene
from tests.apps.mathvidya.evaluations.scene import at
from tests.support import mathvidya
from tests.support.school import Caller, School


async def titles(caller: Caller, *kinds: str) -> list[str]:
    items = (await caller.get("/notices", limit=200)).json()["items"]
    return sorted(one["title"] for one in items if one["kind"] in kinds)


async def breaches(school: School) -> int:
    async with school.database.transaction(org_id=school.org_id) as db:
        return int(
            (
                await db.execute(
                    text("SELECT count(*) FROM kernel.audit_entries WHERE event = :event AND org_id = :org"),
                    {"event": "mathvidya.evaluation.breached", "org": school.org_id},
                )
            ).scalar_one()
        )


async def test_half_risk_and_breach_are_each_told_once(school: School) -> None:
    admin, teacher = await school.person("admin"), await mathvidya.make_teacher(school)
    student = await mathvidya.make_student(school)
    made = await scene.open_one(school, await scene.add_exam(school, student.person_id))
    await scene.assign(school)
    await scene.begin(school, made, at(hours=1))
    seen = []
    for moment in (at(days=2, hours=5.5), at(days=2, hours=6), at(days=4, hours=2.4), at(days=5, hours=3)):
        for _again in range(2):
            await scene.sweep(school, moment)
        seen.append((await scene.evaluation(school, made)).sla_state)
    assert seen == [SlaState.ON_TIME, SlaState.HALF, SlaState.AT_RISK, SlaState.BREACHED]
    assert await titles(teacher, "due", "at_risk", "breached") == [
        "A script is late",
        "Half of the time for a script has passed",
        "The time for a script runs out",
    ]
    assert await titles(admin, "at_risk", "breached") == [
        "A script is late",
        "The time for a script runs out",
    ]
    assert await titles(student, "breached") == ["The marking of your exam is late"]
    found = await scene.evaluation(school, made)
    assert found.breached_at == found.due_at == at(days=5, hours=3)
    assert await breaches(school) == 1


async def test_sweep_that_comes_late_tells_the_worst_at_once(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    made = await scene.open_one(school)
    await scene.assign(school)
    await scene.begin(school, made, at(hours=1))
    await scene.sweep(school, at(days=9))
    assert await titles(teacher, "due", "at_risk", "breached") == ["A script is late"]


async def test_script_without_a_teacher_is_told_to_administrators(school: School) -> None:
    admin = await school.person("admin")
    await scene.open_one(school)
    await scene.sweep(school, at(days=2, hours=6))
    assert await titles(admin, "waiting") == ["A script waits for a teacher"]


async def test_no_time_runs_while_a_page_is_photographed_again(quiet: School) -> None:
    await scene.add_teacher(quiet)
    sat = await scene.add_exam(quiet, await scene.add_student(quiet))
    made = await scene.open_one(quiet, sat)
    await scene.assign(quiet)
    await scene.begin(quiet, made, at(hours=1))
    with clock.frozen(at(hours=2)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await service.pause(db, scene.actor(quiet), made, "page 3 is blurred")
            await service.pause(db, scene.actor(quiet), made, "said twice")
    await scene.sweep(quiet, at(days=20))
    paused = await scene.evaluation(quiet, made)
    assert (paused.state, paused.sla_state) == (EvaluationState.PAUSED, SlaState.ON_TIME)
    with clock.frozen(at(days=1, hours=1) + timedelta(seconds=7)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            args = ExamArgs(student_id=sat.student_id, exam_id=sat.exam_id)
            await defer(db, scene.actor(quiet), RESUME_EVALUATIONS, args)
        await quiet.work()
    resumed = await scene.evaluation(quiet, made)
    # It stood still for seven hours of Monday, one of Tuesday and seven seconds.
    assert (resumed.state, resumed.paused_seconds) == (EvaluationState.STARTED, 8 * 3600 + 7)
    assert resumed.due_at == at(days=7, hours=2) + timedelta(seconds=7)


async def test_what_was_late_before_the_pause_stays_late(quiet: School) -> None:
    await scene.add_teacher(quiet)
    sat = await scene.add_exam(quiet, await scene.add_student(quiet))
    made = await scene.open_one(quiet, sat)
    await scene.assign(quiet)
    due = (await scene.evaluation(quiet, made)).due_at
    with clock.frozen(due + timedelta(seconds=1)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await service.pause(db, scene.actor(quiet), made, "page 3 is blurred")
    with clock.frozen(due + timedelta(days=3)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await service.resume(db, scene.actor(quiet), sat.student_id, sat.exam_id)
    found = await scene.evaluation(quiet, made)
    assert (found.sla_state, found.due_at, found.breached_at) == (SlaState.BREACHED, due, due)
    assert await breaches(quiet) == 1


async def test_submission_after_the_due_time_that_no_sweep_saw_is_a_breach(quiet: School) -> None:
    await scene.add_teacher(quiet)
    made = await scene.open_one(quiet)
    await scene.assign(quiet)
    for _again in range(2):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            found = await queries.for_update(db, quiet.org_id, made)
            found.state, found.submitted_at = EvaluationState.SUBMITTED, found.due_at + timedelta(seconds=1)
            await service.finished(db, scene.actor(quiet), found)
    assert (await scene.evaluation(quiet, made)).sla_state is SlaState.BREACHED
    assert await breaches(quiet) == 1


async def test_holiday_added_moves_the_due_time_of_what_is_open(quiet: School) -> None:
    made, paused = await scene.open_one(quiet), await scene.open_one(quiet)
    with clock.frozen(at(hours=2)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await service.pause(db, scene.actor(quiet), paused, "page 3 is blurred")
    day = NewHolidayForm(day=date(2026, 12, 2), name="Bandh", source="District order")
    with clock.frozen(at(days=1)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await config.add_holiday(db, scene.actor(quiet), day)
        await quiet.work()
    for one in (made, paused):
        found = await scene.evaluation(quiet, one)
        assert found.due_at == at(days=7, hours=3)
        assert found.half_at == at(days=3, hours=6)
    with clock.frozen(at(days=1)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await config.remove_holiday(db, scene.actor(quiet), day.day)
        await quiet.work()
    assert (await scene.evaluation(quiet, made)).due_at == at(days=5, hours=3)


async def test_holiday_announced_late_takes_a_breach_back_and_it_can_come_again(quiet: School) -> None:
    made = await scene.open_one(quiet)
    await scene.sweep(quiet, at(days=5, hours=3))
    with clock.frozen(at(days=5, hours=3.5)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            form = NewHolidayForm(day=date(2026, 12, 2), name="Bandh", source="District order")
            await config.add_holiday(db, scene.actor(quiet), form)
        await quiet.work()
    found = await scene.evaluation(quiet, made)
    assert (found.sla_state, found.breached_at) == (SlaState.AT_RISK, None)
    await scene.sweep(quiet, at(days=7, hours=3))
    assert (await scene.evaluation(quiet, made)).sla_state is SlaState.BREACHED


async def test_shorter_hours_move_the_due_time(quiet: School) -> None:
    made = await scene.open_one(quiet)
    with clock.frozen(at(hours=1)):
        async with quiet.database.transaction(org_id=quiet.org_id) as db:
            await config.change(db, scene.actor(quiet), {"closes_at": "17:00"})
        await quiet.work()
    assert (await scene.evaluation(quiet, made)).due_at == at(days=5, hours=8)


async def test_submitted_scripts_keep_their_due_time(school: School) -> None:
    await scene.add_teacher(school)
    made = await scene.open_one(school)
    await scene.assign(school)
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await queries.for_update(db, school.org_id, made)
        found.state, found.submitted_at = EvaluationState.SUBMITTED, at(hours=3)
    admin = await school.person("admin")
    assert (await admin.put("/admin/config/closes_at", {"value": "17:00"})).status_code == 200
    await school.work()
    assert (await scene.evaluation(school, made)).due_at == at(days=5, hours=3)
