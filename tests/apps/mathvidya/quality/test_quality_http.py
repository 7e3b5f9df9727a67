"""Second markings, adjudication, seeds and stops: through the marker's API and the worker's jobs."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from sqlalchemy import select

from assay.apps.mathvidya.models.evaluations import (
    Evaluation,
    EvaluationState,
    MarkCheck,
    Purpose,
    SeedScript,
)
from assay.apps.mathvidya.models.people import TeacherProfile
from assay.apps.mathvidya.quality import rules, service
from assay.apps.mathvidya.quality.service import Settled, Verdict
from assay.kernel.access.actor import Actor, ActorKind
from tests.apps.mathvidya.marking import scene
from tests.apps.mathvidya.marking.scene import Script, all_marks
from tests.apps.mathvidya.quality.conftest import Set
from tests.support import mathvidya
from tests.support.school import Caller, School


async def mark(script: Script, teacher: Caller, **marks: str) -> None:
    """Mark the whole script and hand it in."""
    answer = await script.send(teacher, *script.seen(), *all_marks(**marks))
    assert answer.status_code == 200, answer.text
    answer = await script.submit(teacher)
    assert answer.status_code == 200, answer.text


async def settle(script: Script) -> Settled:
    """As the job does after a marking."""
    actor = Actor(ActorKind.SYSTEM, org_id=script.school.org_id)
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        return await service.settle(db, actor, script.student.person_id, script.evaluation_id)


async def rounds(script: Script) -> Sequence[Evaluation]:
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        found = await db.scalars(
            select(Evaluation).where(Evaluation.exam_id == script.exam_id).order_by(Evaluation.round)
        )
        return found.all()


async def checks(school: School) -> list[tuple[str, Decimal, Decimal, bool]]:
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.scalars(select(MarkCheck).order_by(MarkCheck.made_at, MarkCheck.check_id))
        return [(one.kind, one.given, one.reference, one.within) for one in found.all()]


async def hand_to(script: Script, row: Evaluation, teacher: Caller) -> Script:
    """Give a round that waits to `teacher`."""
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        found = await db.scalar(select(Evaluation).where(Evaluation.evaluation_id == row.evaluation_id))
        assert found is not None
        found.teacher_id, found.state = teacher.person_id, EvaluationState.ASSIGNED
    return Script(script.school, script.student, script.exam_id, row.evaluation_id, script.sheets)


async def test_marks_count_at_once_where_no_sample_is_drawn(
    school: School, student: Caller, set_to: Set
) -> None:
    await set_to(second_marking_percent=0, seed_interval=1000)
    teacher = await mathvidya.make_teacher(school)
    script = await scene.make_script(school, student, teacher)
    await mark(script, teacher)
    found = await settle(script)
    assert found.verdict is Verdict.COUNTS
    assert found.counts is not None
    assert found.counts.evaluation_id == script.evaluation_id
    assert len(await rounds(script)) == 1


async def test_sampled_script_is_marked_twice_and_a_third_decides_where_they_differ(
    school: School, student: Caller, admin: Caller, set_to: Set
) -> None:
    await set_to(second_marking_percent=100, second_marking_difference="1", seed_interval=1000)
    first, second, third = [await mathvidya.make_teacher(school, f"Teacher {n}") for n in range(3)]
    script = await scene.make_script(school, student, first)
    await mark(script, first)
    assert [(await settle(script)).verdict for _twice in range(2)] == [Verdict.WAITS, Verdict.WAITS]
    row = (await rounds(script))[1]
    assert (row.purpose, row.state, row.teacher_id) == (Purpose.SECOND, EvaluationState.WAITING, None)
    other = await hand_to(script, row, second)
    await mark(other, second, q22_2="0")
    assert (await settle(other)).verdict is Verdict.WAITS
    assert await checks(school) == [
        ("second", 9, Decimal("7.5"), False),
        ("second", Decimal("7.5"), 9, False),
    ]

    told = (await admin.get("/admin/quality")).json()["conflicts"]
    assert [(one["first"], one["second"], one["adjudicated"]) for one in told] == [("9", "7.5", None)]
    assert told[0]["differences"] == [{"number": 22, "first": "3", "second": "1.5"}]
    page = await admin.http.get("/mathvidya/admin/quality", headers=admin.headers)
    assert "22: 3 or 1.5" in page.text

    last = await hand_to(script, (await rounds(script))[2], third)
    await mark(last, third, q22_2="1")
    found = await settle(last)
    assert found.counts is not None
    assert (found.verdict, found.counts.evaluation_id) == (Verdict.COUNTS, last.evaluation_id)
    assert [one.score for one in await rounds(script)] == [9, Decimal("7.5"), Decimal("8.5")]
    again = (await settle(script)).counts
    assert again is not None
    assert again.evaluation_id == last.evaluation_id
    assert len(await rounds(script)) == 3
    by_name = {one["name"]: one for one in (await admin.get("/admin/quality")).json()["markers"]}
    assert by_name["Teacher 0"]["severity"]["mean"] == 0.5
    assert by_name["Teacher 1"]["severity"]["mean"] == -1


async def test_two_markings_that_agree_leave_the_first(school: School, student: Caller, set_to: Set) -> None:
    await set_to(second_marking_percent=100, second_marking_difference="2", seed_interval=1000)
    first, second = [await mathvidya.make_teacher(school, f"Teacher {n}") for n in range(2)]
    script = await scene.make_script(school, student, first)
    await mark(script, first)
    await settle(script)
    other = await hand_to(script, (await rounds(script))[1], second)
    await mark(other, second, q22_2="0.5")
    found = await settle(other)
    assert found.counts is not None
    assert (found.verdict, found.counts.evaluation_id) == (Verdict.COUNTS, script.evaluation_id)
    assert [one.score for one in await rounds(script)] == [9, 8]


async def test_second_marking_and_adjudication_can_be_asked_for(
    school: School, student: Caller, admin: Caller, set_to: Set
) -> None:
    await set_to(second_marking_percent=0, seed_interval=1000)
    teacher = await mathvidya.make_teacher(school)
    script = await scene.make_script(school, student, teacher)
    assert (await admin.post(f"{script.path}/second-mark")).status_code == 409
    await mark(script, teacher)
    assert (await admin.post(f"{script.path}/adjudicate")).status_code == 409
    first, again = [(await admin.post(f"{script.path}/second-mark")).json() for _twice in range(2)]
    assert first == again
    assert (first["purpose"], first["round"]) == ("second", 2)
    assert (await teacher.post(f"{script.path}/second-mark")).status_code == 403


async def test_seed_looks_like_any_other_and_misses_in_a_row_stop_the_marker(
    school: School, student: Caller, admin: Caller, set_to: Set
) -> None:
    await set_to(second_marking_percent=0, seed_interval=2, seed_misses=2, seed_tolerance="1")
    expert = await mathvidya.make_teacher(school, "Expert")
    hasty = await mathvidya.make_teacher(school, "Hasty")
    agreed = await scene.make_script(school, student, expert)
    assert (await admin.post("/admin/seeds", {"evaluation_id": str(agreed.evaluation_id)})).status_code == 409
    await mark(agreed, expert)
    made = await admin.post("/admin/seeds", {"evaluation_id": str(agreed.evaluation_id)})
    assert (made.status_code, made.json()["agreed_score"], made.json()["tolerance"]) == (201, "9", "1")
    again = await admin.post("/admin/seeds", {"evaluation_id": str(agreed.evaluation_id)})
    assert again.status_code == 409
    seed = await _seed(school)

    async def give(**marks: str) -> Script:
        given = await scene.make_script(
            school,
            student,
            hasty,
            exam=(agreed.exam_id, list(agreed.sheets)),
            purpose=Purpose.SEED,
            seed_id=seed.seed_id,
        )
        await mark(given, hasty, **marks)
        return given

    hit = await give(q22_2="1")
    for told in (await hasty.get(hit.path)).text, (await admin.get("/admin/quality")).text:
        assert "Asha" not in told
    assert "seed" not in (await hasty.get(hit.path)).text
    assert (await settle(hit)).verdict is Verdict.SEED
    assert not await _stopped(school, hasty)
    await settle(await give(q22_2="0"))
    assert not await _stopped(school, hasty)
    last = await give(q22_1="0", q21_0="0")
    await settle(last)
    assert await _stopped(school, hasty)
    assert [within for _kind, _given, _agreed, within in await checks(school)] == [True, False, False]
    assert (await settle(last)).counts is None
    assert [one["missed"] for one in (await admin.get("/admin/quality")).json()["seeds"]] == [2]


async def test_marker_gets_a_seed_once_and_never_one_marked_before(
    school: School, student: Caller, admin: Caller, set_to: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Which scripts bring a seed is drawn by their ids: here all of them do.
    monkeypatch.setattr(rules, "seed_is_next", lambda *_: True)
    await set_to(second_marking_percent=0)
    expert = await mathvidya.make_teacher(school, "Expert")
    teacher = await mathvidya.make_teacher(school, "Teacher")
    agreed = await scene.make_script(school, student, expert)
    await mark(agreed, expert)
    await admin.post("/admin/seeds", {"evaluation_id": str(agreed.evaluation_id)})
    got: dict[str, int] = {}
    for who in (expert, teacher):
        for _ in range(3):
            script = await scene.make_script(school, student, who)
            await mark(script, who)
            await settle(script)
        seeds = [one for one in await rounds(agreed) if one.seed_id and one.teacher_id == who.person_id]
        got[who.email] = len(seeds)
    assert (got[expert.email], got[teacher.email]) == (0, 1)


async def test_retired_seed_is_given_to_nobody(
    school: School, student: Caller, admin: Caller, set_to: Set
) -> None:
    await set_to(second_marking_percent=0, seed_interval=1000)
    expert = await mathvidya.make_teacher(school, "Expert")
    agreed = await scene.make_script(school, student, expert)
    await mark(agreed, expert)
    seed_id = (await admin.post("/admin/seeds", {"evaluation_id": str(agreed.evaluation_id)})).json()[
        "seed_id"
    ]
    assert (await admin.post(f"/admin/seeds/{seed_id}/retire")).status_code == 204
    assert not (await _seed(school)).is_active
    page = await admin.http.get("/mathvidya/admin/quality", headers=admin.headers)
    assert "retired" in page.text


async def _seed(school: School) -> SeedScript:
    async with school.database.transaction(org_id=school.org_id) as db:
        found: SeedScript | None = await db.scalar(select(SeedScript))
        assert found is not None
        return found


async def _stopped(school: School, teacher: Caller) -> bool:
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.get(TeacherProfile, teacher.person_id)
        assert found is not None
        return found.stopped_at is not None
