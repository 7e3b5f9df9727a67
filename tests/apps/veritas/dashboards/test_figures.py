"""Figures kept ready, dashboards over HTTP, and that no organisation reads another's materialised view."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.dashboards import queries, queries_figures, service
from assay.apps.veritas.models.attempts import AnswerGrade, AttemptStatus
from assay.apps.veritas.models.people import Risk, StudentProfile
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Role, rebind
from assay.kernel.ids import uuid7
from tests.apps.veritas.analysis.scene import START, Sat, Scene, assign, make_exam, person

API = "/api/v1/veritas"


def sign_in(app: FastAPI, actor: Actor) -> None:
    async def identify(request: Request) -> Actor:
        request.state.actor = actor
        return actor

    app.state.identify = identify


@pytest.fixture
async def scene(db: AsyncSession, org: UUID) -> Scene:
    return await make_exam(db, org, [person(org, "teacher", "Dr Iyer")])


async def graded(scene: Scene, name: str, score: float, **values: Any) -> Sat:
    return await scene.attempt(
        name,
        status=AttemptStatus.GRADED,
        score=Decimal(str(score)),
        graded_at=START + timedelta(hours=2),
        **values,
    )


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Statements that the connection runs inside the block."""
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "SET LOCAL", "ROLLBACK")):
            told.append(statement)

    engine = database.bind.sync_engine if hasattr(database.bind, "sync_engine") else None
    target = engine or database.bind.sync_connection  # type: ignore[union-attr]
    event.listen(target, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(target, "before_cursor_execute", note)


async def test_figures_of_an_exam_count_its_graded_attempts(scene: Scene) -> None:
    for name, score in (("A", 2), ("B", 5), ("C", 8)):
        await graded(scene, name, score)
    await scene.attempt("D", to_mark=2)
    await service.update_performance_metrics(scene.db, scene.org, scene.exam.exam_id)
    kept = await queries.metrics(scene.db, scene.org, scene.exam.exam_id)
    assert kept is not None
    assert [kept.attempts, kept.passed, kept.mean_percent, kept.median_percent] == [3, 2, 50, 50]
    assert kept.deviation == 30
    assert kept.figures["bins"] == {"2": 1, "5": 1, "8": 1}
    assert kept.figures["states"] == {"graded": 3, "submitted": 1}
    assert kept.figures["to_mark"] == 2


async def test_bringing_figures_up_to_date_keeps_the_cohort(scene: Scene) -> None:
    await scene.db.execute(
        text(
            "INSERT INTO veritas.performance_metrics (org_id, subject_id, subject, attempts, passed, "
            "flagged, figures, computed_at) "
            "VALUES (:org, :exam, 'exam', 0, 0, 0, '{\"cohort\": {\"size\": 3}}', now())"
        ),
        {"org": scene.org, "exam": scene.exam.exam_id},
    )
    assert await queries_figures.exam_changed_since(scene.db, scene.org, scene.exam.exam_id) is None
    await service.update_performance_metrics(scene.db, scene.org, scene.exam.exam_id)
    kept = await queries.metrics(scene.db, scene.org, scene.exam.exam_id)
    assert kept is not None
    assert kept.figures["cohort"] == {"size": 3}
    assert await queries_figures.exam_changed_since(scene.db, scene.org, scene.exam.exam_id) is not None


async def test_the_best_attempt_at_each_exam_counts_for_a_student(scene: Scene) -> None:
    first = await graded(scene, "Asha Rao", 3)
    await graded(scene, "Asha Rao", 7, student=first.student, number=2)
    other = await make_exam(scene.db, scene.org, [])
    await graded(other, "Asha Rao", 9, student=first.student)
    await service.update_student_profile_stats(scene.db, scene.org, [first.row.student_id])
    student = await scene.db.get(StudentProfile, first.row.student_id, populate_existing=True)
    assert student is not None
    assert [student.exams_taken, student.total_score, student.total_max] == [2, 16, 20]
    assert student.mean_percent == 80
    kept = await queries.metrics(scene.db, scene.org, first.row.student_id)
    assert kept is not None
    assert kept.subject == "student"


async def test_missed_exams_raise_the_dropout_risk_and_flags_do_not(scene: Scene, org: UUID) -> None:
    sat = await graded(scene, "Asha Rao", 9)
    await assign(scene, sat)
    await scene.db.execute(
        text(
            "INSERT INTO veritas.review_cases (org_id, attempt, exam_id, state, opened_by, overturned) "
            "VALUES (:org, :attempt, :exam, 'open', 'rules', false)"
        ),
        {"org": org, "attempt": sat.attempt, "exam": scene.exam.exam_id},
    )
    with clock.frozen(START + timedelta(days=10)):
        await service.update_student_profile_stats(scene.db, org, [sat.row.student_id])
        student = await scene.db.get(StudentProfile, sat.row.student_id, populate_existing=True)
        assert student is not None
        assert [student.dropout_risk, student.dropout_score] == [Risk.LOW, 0]
        for _number in range(3):
            await assign(await make_exam(scene.db, org, []), sat)
        await service.update_student_profile_stats(scene.db, org, [sat.row.student_id])
    student = await scene.db.get(StudentProfile, sat.row.student_id, populate_existing=True)
    assert student is not None
    assert student.dropout_reasons["items"][0]["text"] == "missed 3 of 4 exams: +26.2"


async def test_students_touched_are_those_who_sat_and_those_who_missed(scene: Scene) -> None:
    sat = await graded(scene, "A", 5)
    elsewhere = await make_exam(scene.db, scene.org, [])
    absent = await elsewhere.attempt("B")
    await assign(scene, absent)

    async def touched(since: Any) -> set[UUID]:
        return set(
            await queries_figures.touched_students(
                scene.db, scene.org, scene.exam.exam_id, since=since, after=UUID(int=0), limit=10
            )
        )

    with clock.frozen(START + timedelta(hours=1)):
        assert await touched(None) == {sat.row.student_id}
    with clock.frozen(START + timedelta(days=1)):
        assert await touched(None) == {sat.row.student_id, absent.row.student_id}
        assert await touched(START + timedelta(hours=12)) == set()


async def test_views_show_one_organisation_and_the_whole_is_closed_to_the_app(
    scene: Scene, org: UUID
) -> None:
    sat = await graded(scene, "A", 6)
    question = uuid7()
    for grading, score in ((1, 1), (2, 4)):
        scene.db.add(
            AnswerGrade(
                org_id=org,
                attempt=sat.attempt,
                question_id=question,
                grading=grading,
                question_version=1,
                score=Decimal(score),
                max_score=Decimal(4),
                graded_by="key",
                graded_at=START,
            )
        )
    await scene.db.flush()
    await rebind(scene.db, role=Role.SYSTEM, org_id=None)
    await queries_figures.refresh_views(scene.db)
    await rebind(scene.db, role=Role.APP, org_id=org)
    row = (await scene.db.execute(text("SELECT * FROM veritas.question_figures"))).mappings().one()
    assert (row["question_id"], row["difficulty"], row["full_marks"]) == (question, 1, 1)
    assert await queries.time_use(scene.db, org, scene.exam.exam_id) == {8: 1}
    await rebind(scene.db, role=Role.APP, org_id=uuid7())
    assert (await scene.db.execute(text("SELECT * FROM veritas.question_figures"))).all() == []
    for view in queries_figures.VIEWS:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with scene.db.begin_nested():
                await scene.db.execute(text(f"SELECT * FROM veritas.{view}_all"))


async def test_student_dashboard_shows_marks_only_when_the_exam_does(
    scene: Scene, app: FastAPI, client: httpx.AsyncClient
) -> None:
    sat = await graded(scene, "Asha Rao", 7)
    sign_in(app, sat.student)
    with clock.frozen(START + timedelta(hours=2)):
        data = (await client.get(f"{API}/student/dashboard")).json()
        assert data["results"][0]["percent"] is None
        assert "Not shown yet" in (await client.get("/veritas/student")).text
    with clock.frozen(START + timedelta(days=1)):
        data = (await client.get(f"{API}/student/dashboard")).json()
        assert (data["results"][0]["percent"], data["results"][0]["passed"]) == (70.0, True)
        assert data["trend"] == [{"number": 1, "percent": 70.0}]
        assert "70.0%" in (await client.get("/veritas/student")).text


async def test_a_mark_waits_for_those_who_sit_later(
    scene: Scene, app: FastAPI, client: httpx.AsyncClient
) -> None:
    sat = await graded(scene, "Asha Rao", 7)
    later = await scene.attempt("Ravi Nair", status=AttemptStatus.ABANDONED)
    opens = START + timedelta(days=3)
    window = {"opens_at": opens.isoformat(), "closes_at": (opens + timedelta(hours=2)).isoformat()}
    await assign(scene, later, window=window)
    sign_in(app, sat.student)
    for days, percent in ((1, None), (4, 70.0)):
        with clock.frozen(START + timedelta(days=days)):
            data = (await client.get(f"{API}/student/dashboard")).json()
            assert data["results"][0]["percent"] == percent


async def test_student_sees_own_events_only_and_only_if_the_exam_shows_them(
    scene: Scene, app: FastAPI, client: httpx.AsyncClient
) -> None:
    sat = await scene.attempt("Asha Rao")
    await scene.events(sat, ("page_hidden", 10.0), ("page_visible", 14.0))
    path = f"/student/attempts/{sat.row.attempt_id}/events"
    sign_in(app, sat.student)
    items = (await client.get(API + path)).json()["items"]
    assert [item["kind"] for item in items] == ["page_hidden", "page_visible"]
    assert "Left the page" in (await client.get(f"/veritas{path}")).text
    sign_in(app, person(scene.org, "student", "Ravi Nair"))
    assert (await client.get(API + path)).status_code == 404
    sign_in(app, sat.student)
    scene.exam.monitoring_policy = {**scene.exam.monitoring_policy, "students_see_events": False}
    await scene.db.flush()
    assert (await client.get(API + path)).status_code == 404


async def test_teacher_dashboard_and_analytics(scene: Scene, app: FastAPI, client: httpx.AsyncClient) -> None:
    for name, score in (("A", 2), ("B", 5), ("C", 8)):
        await graded(scene, name, score)
    await scene.attempt("D", status=AttemptStatus.RUNNING, submitted_at=None)
    await scene.attempt("E", to_mark=3)
    await service.update_performance_metrics(scene.db, scene.org, scene.exam.exam_id)
    sign_in(app, scene.teachers[0])
    data = (await client.get(f"{API}/teacher/dashboard")).json()
    assert (data["live"], data["to_mark"]) == (1, 3)
    assert data["exams"][0]["mean_percent"] == 50.0
    page = await client.get("/veritas/teacher")
    assert "Mechanics" in page.text
    path = f"/teacher/exams/{scene.exam.exam_id}/analytics"
    figures = (await client.get(API + path)).json()
    assert figures["distribution"] == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert figures["pass_share"] == pytest.approx(2 / 3)
    assert "Results" in (await client.get(f"/veritas{path}")).text
    sign_in(app, person(scene.org, "teacher", "Dr Sen"))
    assert (await client.get(API + path)).status_code == 404


async def test_teacher_sees_of_a_student_only_own_exams(
    scene: Scene, app: FastAPI, client: httpx.AsyncClient
) -> None:
    sat = await graded(scene, "Asha Rao", 7)
    other = await make_exam(scene.db, scene.org, [person(scene.org, "teacher", "Dr Sen")], title="Optics")
    await graded(other, "Asha Rao", 1, student=sat.student)
    path = f"/teacher/students/{sat.row.student_id}"
    sign_in(app, scene.teachers[0])
    data = (await client.get(API + path)).json()
    assert [one["title"] for one in data["attempts"]] == ["Mechanics"]
    assert data["mean_percent"] == 70.0
    page = await client.get(f"/veritas{path}")
    assert "Optics" not in page.text
    sign_in(app, person(scene.org, "teacher", "Dr Bose"))
    assert (await client.get(API + path)).status_code == 404


@pytest.mark.parametrize(("path", "most"), [("/student/dashboard", 12), ("/teacher/dashboard", 6)])
async def test_a_dashboard_asks_as_often_whatever_there_is(
    scene: Scene, app: FastAPI, client: httpx.AsyncClient, savepoint: Database, path: str, most: int
) -> None:
    sat = await graded(scene, "Asha Rao", 7)
    await assign(scene, sat)
    actor = sat.student if "student" in path else scene.teachers[0]
    sign_in(app, actor)
    with counted(savepoint) as few:
        assert (await client.get(API + path)).status_code == 200
    for _number in range(4):
        another = await make_exam(scene.db, scene.org, scene.teachers)
        again = await graded(another, "Asha Rao", 6, student=sat.student)
        await assign(another, again)
    with counted(savepoint) as many:
        assert (await client.get(API + path)).status_code == 200
    assert len(many) == len(few) <= most, few
    assert not any("monitoring_events" in statement for statement in many)
