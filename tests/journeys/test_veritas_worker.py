"""A worker killed in the job after a submission: another one ends it, and everything is there once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from assay.kernel.db.session import Database, Role
from assay.kernel.settings import Settings
from tests.journeys.worker_process import AFTER_SUBMIT
from tests.support.veritas import answer_of, found, make_exam, make_student, save, start_attempt, submit
from tests.support.workers import Workers, environment


@pytest.fixture
async def workers(settings: Settings, database_url: str, tmp_path: Path) -> AsyncIterator[Workers]:
    pace = {"ASSAY_WORKER_SILENCE_SECONDS": "1", "ASSAY_WORKER_GRACE_SECONDS": "2"}
    made = Workers(
        tmp_path, environment(settings, database_url, "veritas") | pace | {"ASSAY_LOG_LEVEL": "ERROR"}
    )
    made.hold("")
    yield made
    await made.end()


async def test_a_worker_killed_after_a_submission_is_followed_by_another(
    live: httpx.AsyncClient, database: Database, settings: Settings, workers: Workers
) -> None:
    school = await found(live, database, settings)
    student = await make_student(school)
    exam = await make_exam(school, students=[student])
    told = await start_attempt(student, exam.exam_id)
    saved = await save(student, told["attempt_id"], answer_of(exam.question_ids[0], {"options": ["b"]}))
    assert saved.status_code == 200, saved.text
    handed_in = await submit(student, told["attempt_id"])
    assert handed_in.status_code == 200, handed_in.text
    workers.hold(AFTER_SUBMIT)
    await workers.start()
    await workers.kill_held()
    done = "SELECT status FROM kernel.jobs WHERE name = 'veritas.after-submit'"
    assert await _column(database, done) != ["done"]
    await workers.start()
    async with asyncio.timeout(90):
        while not await _column(database, "SELECT 1 FROM veritas.behavior_analyses", school.org_id):
            await asyncio.sleep(0.2)
    await workers.end()
    sealed = "SELECT count(*) FROM kernel.audit_entries WHERE event = 'veritas.events.sealed'"
    assert await _column(database, sealed) == [1]
    assert await _column(database, "SELECT count(*) FROM veritas.behavior_analyses", school.org_id) == [1]


async def _column(database: Database, query: str, org_id: UUID | None = None) -> list[Any]:
    role = Role.SYSTEM if org_id is None else Role.APP
    async with database.transaction(role=role, org_id=org_id) as db:
        return list(await db.scalars(text(query)))
