"""Workers side by side, in this process: sharing, retrying, cancelling, schedules, the reaper."""

import asyncio
import itertools
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import text

from assay.kernel import jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import JobState, periodic
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.sample_jobs import Mark
from tests.kernel.jobs.support import defer_chunks, done, eventually, working


@pytest.fixture(autouse=True)
async def prepared(database: Database) -> None:
    await sample.prepare(database)


async def test_stopped_worker_is_no_longer_listed(database: Database, database_url: str) -> None:
    async def workers() -> int:
        async with database.transaction(role=Role.SYSTEM) as db:
            return int(await db.scalar(text("SELECT count(*) FROM kernel.workers")) or 0)

    async with working(database_url):
        await eventually(workers, lambda count: count == 1)
    assert await workers() == 0


async def test_two_workers_share_the_work_and_each_job_runs_once(
    database: Database, database_url: str, org: UUID
) -> None:
    async with working(database_url, count=2):
        async with database.transaction(org_id=org) as db:
            items = ((Mark(label=str(n)), str(n)) for n in range(300))
            await jobs.defer_many(db, system_actor(org, "test"), sample.MARKED, items)
        labels = await eventually(lambda: sample.marks(database), lambda found: len(found) >= 300)
        assert Counter(labels) == Counter(str(n) for n in range(300))
    async with database.transaction(role=Role.SYSTEM) as db:
        assert await db.scalar(text("SELECT count(DISTINCT worker_id) FROM kernel.jobs")) == 2


async def test_failing_job_waits_between_attempts_then_is_dead(
    database: Database, database_url: str, org: UUID
) -> None:
    async with working(database_url):
        async with database.transaction(org_id=org) as db:
            job_id = await jobs.defer(db, system_actor(org, "test"), sample.BROKEN, Mark(label="worker"))
        status = await done(database, org, job_id)
        assert status.state is JobState.FAILED
        assert status.attempts == 3
        assert status.started_at is not None
        assert status.finished_at is not None
        waited = (status.finished_at - status.started_at).total_seconds()
        assert waited >= 0.05 + 0.1, "two waits, the second twice the first"


async def test_cancelled_while_running_stops_and_keeps_what_was_committed(
    database: Database, database_url: str, org: UUID
) -> None:
    async with working(database_url):
        job_id = await defer_chunks(database, org, count=50, pause=0.1)
        await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
        async with database.transaction(org_id=org) as db:
            await jobs.cancel(db, system_actor(org, "test"), job_id)
        after = len(await sample.marks(database))
        await asyncio.sleep(0.5)
        assert len(await sample.marks(database)) == after
        assert (await done(database, org, job_id)).state is JobState.CANCELLED


async def test_periodic_job_fires_once_for_all_workers(database: Database, database_url: str) -> None:
    async with working(database_url, count=2, periodic=(periodic("* * * * * *", sample.TICK),)):
        await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
        async with database.transaction(role=Role.SYSTEM) as db:
            seconds = list(
                await db.scalars(
                    text("SELECT extract(epoch FROM created_at) FROM kernel.jobs ORDER BY created_at")
                )
            )
        assert all(later - earlier > 0.5 for earlier, later in itertools.pairwise(seconds))


async def test_delivery_lost_by_the_queue_is_made_up(
    database: Database, database_url: str, org: UUID
) -> None:
    """As when the queue table was emptied by hand: the record stands, the delivery is gone."""
    job_id = await defer_chunks(database, org, count=1, pause=0)
    async with database.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("UPDATE kernel.jobs SET handed_at = now() - interval '1 minute', handover = 1"))
    async with working(database_url):
        assert (await done(database, org, job_id)).state is JobState.DONE


async def test_worker_comes_back_after_its_connections_are_cut(
    database: Database, database_url: str, org: UUID
) -> None:
    """As when the server restarts: every connection of the worker ends at once, in the middle of a job."""
    async with working(database_url):
        job_id = await defer_chunks(database, org, count=10, pause=0.1)
        await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
        async with database.transaction(role=Role.SYSTEM) as db:
            await db.execute(text("RESET ROLE"))
            await db.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert (await done(database, org, job_id)).state is JobState.DONE
    assert await sample.marks(database) == [f"chunk {n}" for n in range(10)]
