"""Figures brought up to date by the worker: of an exam, of its students, and of all by the hour."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from assay.apps.veritas.analysis import jobs as analysis_jobs
from assay.apps.veritas.dashboards import jobs as dashboard_jobs
from assay.apps.veritas.dashboards import service
from assay.apps.veritas.jobspecs import REFRESH_FIGURES, REFRESH_VIEWS, ExamArgs
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.kernel import clock, jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs, run_jobs
from tests.apps.veritas.analysis.scene import START, assign, make_exam


async def test_the_hourly_refresh_takes_up_exams_that_have_closed(database: Database) -> None:
    org = uuid7()
    async with database.transaction(org_id=org) as db:
        scene = await make_exam(db, org, [])
        sat = await scene.attempt("A", status=AttemptStatus.GRADED, score=7, graded_at=START)
        elsewhere = await make_exam(db, org, [], closes_at=START + timedelta(days=90))
        absent = await elsewhere.attempt("B")
        await assign(scene, absent)
    with clock.frozen(scene.exam.closes_at + timedelta(minutes=30)):
        async with database.transaction(role=Role.SYSTEM) as db:
            await jobs.defer(db, system_actor(None, "test"), REFRESH_VIEWS, NoArgs())
        await run_jobs(database, [*dashboard_jobs.HANDLERS, *analysis_jobs.HANDLERS])
    async with database.transaction(org_id=org) as db:
        rows = await db.execute(
            text("SELECT subject_id, attempts, mean_percent FROM veritas.performance_metrics")
        )
        found = {row[0]: (row[1], row[2]) for row in rows.all()}
        assert await db.scalar(text("SELECT sum(attempts) FROM veritas.time_use")) == 2
    assert found == {
        scene.exam.exam_id: (1, 70),
        sat.row.student_id: (1, 70),
        absent.row.student_id: (0, None),
    }


async def test_students_go_chunk_by_chunk_and_nobody_is_left_out(
    database: Database, monkeypatch: Any
) -> None:
    monkeypatch.setattr(service, "CHUNK", 2)
    org = uuid7()
    async with database.transaction(org_id=org) as db:
        scene = await make_exam(db, org, [])
        for name in "ABCDE":
            await scene.attempt(name, status=AttemptStatus.GRADED, score=5, graded_at=START)
    async with database.transaction(org_id=org) as db:
        args = ExamArgs(exam_id=scene.exam.exam_id)
        await jobs.defer(db, system_actor(org, "test"), REFRESH_FIGURES, args)
    await run_jobs(database, dashboard_jobs.HANDLERS)
    async with database.transaction(org_id=org) as db:
        taken = await db.scalar(text("SELECT count(*) FROM veritas.student_profiles WHERE exams_taken = 1"))
    assert taken == 5
