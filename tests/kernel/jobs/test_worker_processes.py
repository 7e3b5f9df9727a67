"""Real worker processes: killed, frozen, stopped."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest

from assay.kernel import jobs
from assay.kernel.db.session import Database
from assay.kernel.jobs import JobState
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.support import defer_chunks, done, eventually

ROOT = Path(__file__).parents[3]
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
