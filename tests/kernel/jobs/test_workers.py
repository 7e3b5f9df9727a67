"""Real worker processes: killed, stopped, frozen, side by side."""

import asyncio
import itertools
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import text

from assay.kernel import jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import JobState
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.sample_jobs import Chunks, Mark

ROOT = Path(__file__).parents[3]
T = TypeVar("T")
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start(database: Database, database_url: str) -> AsyncIterator[Start]:
    """Starts worker processes; whichever still lives at the end of the test is killed."""
    await sample.prepare(database)
    processes: list[asyncio.subprocess.Process] = []

    async def start_one(*arguments: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.kernel.jobs.worker_process", database_url, *arguments, cwd=ROOT
        )
        processes.append(process)
        return process

    yield start_one
    for process in processes:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def eventually(look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], seconds: float = 15) -> T:
    """What `look` finds once it is as `wanted`."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = await look()
        if wanted(found):
            return found
        assert asyncio.get_running_loop().time() < deadline, f"still {found} after {seconds} s"
        await asyncio.sleep(0.03)


async def defer_chunks(database: Database, org: UUID, count: int, pause: float) -> UUID:
    async with database.transaction(org_id=org) as db:
        args = Chunks(count=count, pause=pause)
        return await jobs.defer(db, system_actor(org, "test"), sample.CHUNKED, args)


async def done(database: Database, org: UUID, job_id: UUID) -> jobs.JobStatus:
    async def look() -> jobs.JobStatus:
        async with database.transaction(org_id=org) as db:
            return await jobs.status(db, job_id)

    return await eventually(look, lambda status: not status.live)


async def test_worker_killed_in_the_middle_leaves_nothing_lost_or_doubled(
    database: Database, start: Start, org: UUID
) -> None:
    first = await start()
    job_id = await defer_chunks(database, org, count=12, pause=0.1)
    await eventually(lambda: sample.marks(database), lambda found: len(found) >= 4)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    before = len(await sample.marks(database))
    assert before < 12
    await start()
    status = await done(database, org, job_id)
    assert status.state is JobState.DONE
    assert (status.done, status.total) == (12, 12)
    assert await sample.marks(database) == [f"chunk {n}" for n in range(12)]


async def test_killed_again_and_again_it_still_finishes_once(
    database: Database, start: Start, org: UUID
) -> None:
    """More deaths than attempts: each run saves a cursor, so the count starts anew."""
    job_id = await defer_chunks(database, org, count=20, pause=0.1)
    for milestone in (2, 5, 8, 11):
        worker = await start()
        await eventually(lambda: sample.marks(database), lambda found, m=milestone: len(found) >= m)  # type: ignore[misc]
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    await start()
    assert (await done(database, org, job_id)).state is JobState.DONE
    assert await sample.marks(database) == [f"chunk {n}" for n in range(20)]


async def test_worker_frozen_until_replaced_can_commit_nothing(
    database: Database, start: Start, org: UUID
) -> None:
    zombie = await start()
    job_id = await defer_chunks(database, org, count=12, pause=0.1)
    await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
    zombie.send_signal(signal.SIGSTOP)
    await start()
    await eventually(lambda: sample.marks(database), lambda found: len(found) >= 8)
    zombie.send_signal(signal.SIGCONT)
    status = await done(database, org, job_id)
    assert status.state is JobState.DONE
    await asyncio.sleep(0.5)
    assert await sample.marks(database) == [f"chunk {n}" for n in range(12)]


async def test_stopped_worker_hands_back_at_its_next_cursor(
    database: Database, start: Start, org: UUID
) -> None:
    first = await start("60")
    job_id = await defer_chunks(database, org, count=40, pause=0.1)
    await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(first.wait(), 5) == 0
    async with database.transaction(org_id=org) as db:
        status = await jobs.status(db, job_id)
    assert status.state is JobState.QUEUED
    assert status.attempts == 0
    assert len(await sample.marks(database)) == status.done


async def test_stopped_worker_takes_back_what_does_not_end_within_the_grace(
    database: Database, start: Start, org: UUID
) -> None:
    first = await start("0.5")
    job_id = await defer_chunks(database, org, count=2, pause=30)
    await eventually(lambda: sample.marks(database), lambda found: len(found) == 1)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(first.wait(), 8) == 0
    async with database.transaction(org_id=org) as db:
        assert (await jobs.status(db, job_id)).state is JobState.QUEUED


async def test_stopped_worker_is_no_longer_listed(database: Database, start: Start) -> None:
    async def workers() -> int:
        async with database.transaction(role=Role.SYSTEM) as db:
            return int(await db.scalar(text("SELECT count(*) FROM kernel.workers")) or 0)

    first = await start()
    await eventually(workers, lambda count: count == 1)
    first.send_signal(signal.SIGTERM)
    await first.wait()
    assert await workers() == 0


async def test_two_workers_share_the_work_and_each_job_runs_once(
    database: Database, start: Start, org: UUID
) -> None:
    await start()
    await start()
    async with database.transaction(org_id=org) as db:
        items = ((Mark(label=str(n)), str(n)) for n in range(300))
        await jobs.defer_many(db, system_actor(org, "test"), sample.MARKED, items)
    labels = await eventually(lambda: sample.marks(database), lambda found: len(found) >= 300)
    assert Counter(labels) == Counter(str(n) for n in range(300))
    async with database.transaction(role=Role.SYSTEM) as db:
        workers = await db.scalar(text("SELECT count(DISTINCT worker) FROM public.job_marks"))
    assert workers >= 2


async def test_failing_job_waits_between_attempts_then_is_dead(
    database: Database, start: Start, org: UUID
) -> None:
    await start()
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
    database: Database, start: Start, org: UUID
) -> None:
    await start()
    job_id = await defer_chunks(database, org, count=50, pause=0.1)
    await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
    async with database.transaction(org_id=org) as db:
        await jobs.cancel(db, system_actor(org, "test"), job_id)
    after = len(await sample.marks(database))
    await asyncio.sleep(0.5)
    assert len(await sample.marks(database)) == after
    assert (await done(database, org, job_id)).state is JobState.CANCELLED


async def test_periodic_job_fires_once_for_all_workers(database: Database, start: Start) -> None:
    await start("5", "tick")
    await start("5", "tick")
    await eventually(lambda: sample.marks(database), lambda found: len(found) >= 3)
    async with database.transaction(role=Role.SYSTEM) as db:
        seconds = list(
            await db.scalars(
                text("SELECT extract(epoch FROM created_at) FROM kernel.jobs ORDER BY created_at")
            )
        )
    assert all(later - earlier > 0.5 for earlier, later in itertools.pairwise(seconds))


async def test_delivery_lost_by_the_queue_is_made_up(database: Database, start: Start, org: UUID) -> None:
    """As when the queue table was emptied by hand: the record stands, the delivery is gone."""
    job_id = await defer_chunks(database, org, count=1, pause=0)
    async with database.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("UPDATE kernel.jobs SET handed_at = now() - interval '1 minute', handover = 1"))
    await start()
    assert (await done(database, org, job_id)).state is JobState.DONE
