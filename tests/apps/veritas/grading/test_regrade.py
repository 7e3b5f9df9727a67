"""A key is corrected: who gains and who loses is said first, then every attempt is graded again, once."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.events import Event
from assay.apps.veritas.grading import carrying, rules_regrade
from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt
from assay.kernel.audit.models import AuditEntry
from assay.kernel.db.session import Role
from assay.kernel.questions.document import Key
from tests.apps.veritas.grading.sat import attempt_of, correct, grades_of, sat
from tests.support import veritas
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam

RIGHT = {"options": ["b"]}
WRONG = {"options": ["c"]}


class Sat:
    """Three students: Asha answered b, Bela c, Chen nothing; the key said b and is corrected to c."""

    exam: MadeExam
    attempts: dict[str, str]


@pytest.fixture
async def sat_exam(school: School, teacher: Caller) -> Sat:
    students = {name: await veritas.make_student(school, name) for name in ("Asha", "Bela", "Chen")}
    made = Sat()
    made.exam = await veritas.make_exam(
        school,
        teacher=teacher,
        students=list(students.values()),
        questions=[veritas.single(points=Decimal(2)), veritas.numeric()],
    )
    answers: dict[str, dict[int, dict[str, Any]]] = {
        "Asha": {0: RIGHT, 1: {"text": "42"}},
        "Bela": {0: WRONG, 1: {"text": "forty-two"}},
        "Chen": {},
    }
    made.attempts = {name: await sat(one, made.exam, answers[name]) for name, one in students.items()}
    await correct(school, made.exam, 0, Key(options=("c",)))
    return made


async def ask(teacher: Caller, exam: MadeExam, **form: Any) -> Any:
    answer = await teacher.post(f"/teacher/exams/{exam.exam_id}/regrade", form)
    assert answer.status_code in (200, 202), answer.text
    return answer.json()


async def scores(school: School, made: Sat) -> dict[str, tuple[AttemptStatus, Decimal | None]]:
    found = {name: await attempt_of(school, one) for name, one in made.attempts.items()}
    return {name: (one.status, one.score) for name, one in found.items()}


async def test_dry_run_says_who_gains_and_loses_and_stores_nothing(
    school: School, teacher: Caller, sat_exam: Sat
) -> None:
    before = await scores(school, sat_exam)
    told = await ask(teacher, sat_exam.exam, dry_run=True)
    assert (told["gain"], told["lose"], told["same"], told["answers"]) == (1, 1, 1, 3)
    by_name = {one["name"]: (float(one["before"]), float(one["after"])) for one in told["changes"]}
    assert by_name == {"Asha": (3, 1), "Bela": (0, 2)}
    assert told["regrade_id"] is None
    assert await scores(school, sat_exam) == before
    assert len(await grades_of(school, sat_exam.attempts["Asha"], sat_exam.exam.question_ids[0])) == 1


async def test_nobody_loses_keeps_the_better_mark(school: School, teacher: Caller, sat_exam: Sat) -> None:
    told = await ask(teacher, sat_exam.exam, dry_run=True, nobody_loses=True)
    assert (told["gain"], told["lose"]) == (1, 0)
    await ask(teacher, sat_exam.exam, dry_run=False, nobody_loses=True)
    await school.work()
    now = await scores(school, sat_exam)
    assert now["Asha"] == (AttemptStatus.GRADED, Decimal(3))
    assert now["Bela"] == (AttemptStatus.SUBMITTED, None)
    assert now["Chen"] == (AttemptStatus.GRADED, Decimal(0))


async def test_regrade_reaches_every_attempt_keeps_old_grades_and_is_in_the_log(
    school: School, teacher: Caller, sat_exam: Sat
) -> None:
    told = await ask(teacher, sat_exam.exam, dry_run=True)
    asked = await ask(
        teacher, sat_exam.exam, dry_run=False, expected=told["state"], reason="The key was wrong."
    )
    assert asked["applied_at"] is None
    await school.work()
    done = await teacher.get(f"/teacher/exams/{sat_exam.exam.exam_id}/regrades/{asked['regrade_id']}")
    assert done.json()["applied_at"] is not None
    for field in ("gain", "lose", "same", "answers", "changes", "state"):
        assert done.json()[field] == told[field]
    assert (await scores(school, sat_exam))["Asha"] == (AttemptStatus.GRADED, Decimal(1))
    kept = await grades_of(school, sat_exam.attempts["Bela"], sat_exam.exam.question_ids[0])
    assert [(row.grading, row.score, row.question_version) for row in kept] == [
        (1, Decimal(0), 1),
        (2, Decimal(2), 2),
    ]
    assert str(kept[1].regrade_id) == asked["regrade_id"]
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        entries = await db.scalar(select(func.count()).where(AuditEntry.event == Event.REGRADE_APPLIED.value))
    assert entries == 1


async def test_regrade_done_again_changes_nothing(school: School, teacher: Caller, sat_exam: Sat) -> None:
    await ask(teacher, sat_exam.exam, dry_run=False)
    await school.work()
    before = await scores(school, sat_exam)
    told = await ask(teacher, sat_exam.exam, dry_run=True)
    assert (told["answers"], told["questions"], told["changes"]) == (0, 0, [])
    await ask(teacher, sat_exam.exam, dry_run=False)
    await school.work()
    assert await scores(school, sat_exam) == before
    assert len(await grades_of(school, sat_exam.attempts["Asha"], sat_exam.exam.question_ids[0])) == 2


async def test_regrade_in_small_chunks_grades_each_attempt_once(
    school: School, teacher: Caller, sat_exam: Sat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "CHUNK", 1)
    asked = await ask(teacher, sat_exam.exam, dry_run=False)
    await school.work()
    done = await teacher.get(f"/teacher/exams/{sat_exam.exam.exam_id}/regrades/{asked['regrade_id']}")
    assert (done.json()["answers"], done.json()["gain"], done.json()["lose"]) == (3, 1, 1)


async def test_regrade_that_died_in_the_middle_is_gone_on_with(
    school: School, teacher: Caller, sat_exam: Sat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "CHUNK", 1)
    written = carrying._write
    calls = 0

    async def dies_once(*arguments: Any) -> int:
        nonlocal calls
        calls += 1
        kept = await written(*arguments)
        if calls == 2:
            raise ConnectionError("the worker is gone")
        return kept

    monkeypatch.setattr(carrying, "_write", dies_once)
    asked = await ask(teacher, sat_exam.exam, dry_run=False)
    await school.work()
    done = await teacher.get(f"/teacher/exams/{sat_exam.exam.exam_id}/regrades/{asked['regrade_id']}")
    assert calls == 4
    assert done.json()["answers"] == 3
    for one in sat_exam.attempts.values():
        assert len(await grades_of(school, one, sat_exam.exam.question_ids[0])) == 2


async def test_mark_of_a_person_outlives_a_regrade(school: School, teacher: Caller, sat_exam: Sat) -> None:
    question = sat_exam.exam.question_ids[0]
    marked = await teacher.put(
        f"/teacher/attempts/{sat_exam.attempts['Bela']}/marks/{question}", {"score": "1.5", "grading": 1}
    )
    assert marked.status_code == 200
    told = await ask(teacher, sat_exam.exam, dry_run=True)
    assert (told["kept"], told["gain"], told["lose"]) == (1, 0, 1)
    await ask(teacher, sat_exam.exam, dry_run=False)
    await school.work()
    assert (await grades_of(school, sat_exam.attempts["Bela"], question))[-1].score == Decimal("1.5")


async def test_void_attempt_is_regraded_and_stays_void(
    school: School, teacher: Caller, sat_exam: Sat
) -> None:
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        void = await db.get(ExamAttempt, attempt_key(UUID(sat_exam.attempts["Asha"])))
        assert void is not None
        void.status = AttemptStatus.VOID
    await ask(teacher, sat_exam.exam, dry_run=False)
    await school.work()
    assert (await scores(school, sat_exam))["Asha"] == (AttemptStatus.VOID, Decimal(1))


async def test_key_changed_since_the_trial_is_refused(school: School, teacher: Caller, sat_exam: Sat) -> None:
    told = await ask(teacher, sat_exam.exam, dry_run=True)
    await correct(school, sat_exam.exam, 0, Key(options=("d",)))
    refused = await teacher.post(
        f"/teacher/exams/{sat_exam.exam.exam_id}/regrade", {"dry_run": False, "expected": told["state"]}
    )
    assert refused.status_code == 409
    assert refused.json()["state"] != told["state"]


async def test_second_regrade_waits_and_the_same_one_is_answered_alike(
    school: School, teacher: Caller, sat_exam: Sat
) -> None:
    first = await ask(teacher, sat_exam.exam, dry_run=False)
    again = await ask(teacher, sat_exam.exam, dry_run=False)
    assert again["regrade_id"] == first["regrade_id"]
    other = await teacher.post(
        f"/teacher/exams/{sat_exam.exam.exam_id}/regrade", {"dry_run": False, "nobody_loses": True}
    )
    assert other.status_code == 409


async def test_exam_whose_keys_never_changed_has_nothing_to_regrade(school: School, teacher: Caller) -> None:
    exam = await veritas.make_exam(school, teacher=teacher, questions=1)
    assert (await ask(teacher, exam, dry_run=True))["answers"] == 0
    refused = await teacher.post(f"/teacher/exams/{exam.exam_id}/regrade", {"dry_run": False})
    assert refused.status_code == 409


async def test_foreign_and_unknown_exams_are_not_found(
    school: School, teacher: Caller, sat_exam: Sat
) -> None:
    other = await veritas.make_teacher(school, "Somebody else")
    path = f"/teacher/exams/{sat_exam.exam.exam_id}/regrade"
    assert (await other.post(path, {"dry_run": True})).status_code == 404
    assert (await other.post(path, {"dry_run": False})).status_code == 404
    assert (await teacher.post(f"/teacher/exams/{uuid4()}/regrade", {})).status_code == 404
    unknown = await teacher.get(f"/teacher/exams/{sat_exam.exam.exam_id}/regrades/{uuid4()}")
    assert unknown.status_code == 404
    assert (await teacher.post(path, {"dry_run": "perhaps"})).status_code == 422


async def test_pages_show_trial_and_outcome(school: School, teacher: Caller, sat_exam: Sat) -> None:
    base = f"/veritas/teacher/exams/{sat_exam.exam.exam_id}"
    trial = await teacher.http.get(f"{base}/regrade?trial=true", headers=teacher.headers)
    assert trial.status_code == 200
    assert "Bela" in trial.text
    assert "+2.00" in trial.text
    asked = await ask(teacher, sat_exam.exam, dry_run=False)
    running = await teacher.http.get(f"{base}/regrades/{asked['regrade_id']}", headers=teacher.headers)
    assert "Running" in running.text
    await school.work()
    done = await teacher.http.get(f"{base}/regrades/{asked['regrade_id']}", headers=teacher.headers)
    assert "Applied" in done.text
    assert "Asha" in done.text


@pytest.mark.parametrize(
    ("before", "after", "kept"), [(2, 1, 2), (1, 2, 2), (1, None, 1), (None, 1, 1), (None, None, None)]
)
def test_nobody_loses_by_answer(before: int | None, after: int | None, kept: int | None) -> None:
    def points(one: int | None) -> Decimal | None:
        return None if one is None else Decimal(one)

    assert rules_regrade.regraded(points(before), points(after), nobody_loses=True) == points(kept)
    assert rules_regrade.regraded(points(before), points(after), nobody_loses=False) == points(after)


def test_classes_of_differences_hold_every_one_and_have_an_edge_at_zero() -> None:
    points = [Decimal(one) for one in ("-2", "-0.5", "0.5", "1", "1", "3")]
    counts, edges = rules_regrade.classes(points)
    assert sum(counts) == len(points)
    assert len(edges) == len(counts) + 1
    assert 0.0 in edges
    assert edges[0] <= -2
    assert edges[-1] > 3
