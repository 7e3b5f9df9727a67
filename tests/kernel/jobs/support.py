"""Waiting for workers, and workers inside the test's own process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from assay.kernel import jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.jobs import Periodic
from assay.kernel.jobs.worker import Pace, Worker
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.sample_jobs import Chunks

T = TypeVar("T")


@asynccontextmanager
async def working(url: str, *, count: int = 1, periodic: tuple[Periodic, ...] = ()) -> AsyncIterator[None]:
    """`count` workers on the sample jobs, each with connections of its own, in this process."""
    pace = Pace(concurrency=4, silence=timedelta(seconds=2), grace=timedelta(seconds=1))
    databases = [Database(make_engine(url, pool=5)) for _ in range(count)]
    workers = [Worker(database, sample.HANDLERS, periodic, pace) for database in databases]
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    yield
    for worker in workers:
        worker.stop.set()
    await asyncio.gather(*tasks)
    for database in databases:
        await database.dispose()


async def eventually(look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], seconds: float = 60) -> T:
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
