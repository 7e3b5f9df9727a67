"""The board, teachers' work, and what administrators do by hand."""

from datetime import timedelta

from assay.apps.mathvidya.evaluations import queries
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.apps.mathvidya.models.people import TeacherLeave
from assay.kernel import clock
from assay.kernel.ids import uuid7
from tests.apps.mathvidya.evaluations import scene
from tests.apps.mathvidya.evaluations.scene import at
from tests.support import mathvidya
from tests.support.school import Caller, School


async def page(caller: Caller, path: str, data: dict[str, str] | None = None) -> str:
    url = f"/mathvidya/admin{path}"
    answer = await (
        caller.http.get(url, headers=caller.headers)
        if data is None
        else caller.http.post(url, headers=caller.headers, data=data, follow_redirects=True)
    )
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_board_shows_open_scripts_by_when_they_are_due(school: School) -> None:
    admin = await school.person("admin")
    student = await scene.add_student(school)
    later = await scene.open_one(school, await scene.add_exam(school, student, submitted_at=at(days=1)))
    sooner = await scene.open_one(school, await scene.add_exam(school, student))
    await scene.sweep(school, at(days=5, hours=3))
    board = (await admin.get("/admin/board")).json()
    assert [one["evaluation_id"] for one in board["items"]] == [str(sooner), str(later)]
    assert (board["open"], board["times"]["breached"], board["times"]["at_risk"]) == (2, 1, 1)
    assert board["states"]["waiting"] == 2
    assert [one["scripts"] for one in board["due"]] == [1, 1]
    assert board["kept"] is None
    late = (await admin.get("/admin/board", time="breached")).json()["items"]
    assert [one["evaluation_id"] for one in late] == [str(sooner)]
    assert (await admin.get("/admin/board", limit=1)).json()["next"]
    shown = await page(admin, "/board?time=breached")
    assert "Full paper" in shown
    assert "Asha" not in shown


async def test_share_of_promises_kept_counts_what_was_finished(school: School) -> None:
    admin = await school.person("admin")
    await scene.add_teacher(school)
    for late in (False, False, True):
        made = await scene.open_one(school)
        await scene.assign(school)
        async with school.database.transaction(org_id=school.org_id) as db:
            found = await queries.for_update(db, school.org_id, made)
            found.state, found.submitted_at = EvaluationState.SUBMITTED, clock.now()
            if late:
                found.sla_state, found.breached_at = SlaState.BREACHED, clock.now()
    assert round((await admin.get("/admin/board")).json()["kept"], 3) == 0.667
    assert "66.7" in await page(admin, "")


async def test_workload_names_capacity_leave_and_what_is_open(school: School) -> None:
    admin = await school.person("admin")
    busy, away = await scene.add_teacher(school, capacity=None), await scene.add_teacher(school)
    today = clock.now().date()
    await school.add(
        TeacherLeave(
            org_id=school.org_id,
            teacher_id=away,
            first_day=today - timedelta(days=1),
            last_day=today + timedelta(days=1),
        )
    )
    await scene.open_one(school)
    await scene.assign(school)
    rows = {one["teacher_id"]: one for one in (await admin.get("/admin/workload")).json()["items"]}
    assert (rows[str(busy)]["at_work"], rows[str(busy)]["capacity"]) == (1, 20)
    assert (rows[str(away)]["is_away"], rows[str(away)]["at_work"]) == (True, 0)
    assert "on leave" in await page(admin, "/workload")


async def test_teacher_is_stopped_with_a_reason_and_resumes(school: School) -> None:
    admin, teacher = await school.person("admin"), await mathvidya.make_teacher(school)
    made = await scene.open_one(school)
    await scene.assign(school)
    path = f"/admin/teachers/{teacher.person_id}"
    assert (await admin.post(f"{path}/stop", {"reason": ""})).status_code == 422
    assert (await admin.post(f"{path}/stop", {"reason": "Two seeds missed"})).json()["stopped_at"]
    assert (await scene.evaluation(school, made)).state is EvaluationState.WAITING
    assert "Two seeds missed" in (await teacher.get("/notices")).text
    assert "Two seeds missed" in await page(admin, "/workload")
    assert (await admin.post(f"{path}/resume")).json()["stopped_at"] is None
    assert (await admin.post(f"/admin/teachers/{uuid7()}/stop", {"reason": "nobody"})).status_code == 404


async def test_script_is_given_by_hand_to_somebody_who_may_have_it(school: School) -> None:
    admin = await school.person("admin")
    teacher, wrong = await scene.add_teacher(school), await scene.add_teacher(school, classes=["XII"])
    made = await scene.open_one(school)
    shown = await page(admin, f"/board/{made}")
    assert str(teacher) in shown
    assert str(wrong) not in shown
    refused = await admin.post(f"/admin/evaluations/{made}/assign", {"teacher_id": str(wrong)})
    assert (refused.status_code, refused.json()["reason"]) == (409, "class")
    await page(admin, f"/board/{made}/assign", {"teacher_id": str(teacher)})
    assert (await scene.evaluation(school, made)).teacher_id == teacher


async def test_what_waits_is_assigned_when_somebody_asks(school: School) -> None:
    admin = await school.person("admin")
    made = await scene.open_one(school)
    await school.work()
    await scene.add_teacher(school)
    assert (await admin.post("/admin/evaluations/assign")).status_code == 202
    await school.work()
    assert (await scene.evaluation(school, made)).state is EvaluationState.ASSIGNED


async def test_desk_is_for_administrators_and_another_schools_scripts_are_not_there(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    made = await scene.open_one(school)
    for path in ("/admin/board", "/admin/workload"):
        assert (await teacher.get(path)).status_code == 403
    other = await mathvidya.found(school.http, school.database, school.settings)
    stranger = await other.person("admin")
    assert (await stranger.get("/admin/board")).json()["items"] == []
    theirs = {"teacher_id": str(teacher.person_id)}
    assert (await stranger.post(f"/admin/evaluations/{made}/assign", theirs)).status_code == 404
