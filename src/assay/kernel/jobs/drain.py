"""Running what is queued inside this process, for tests and demonstrations: no worker, no waiting."""

import asyncio
from collections.abc import Iterable
from typing import Any

from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import queries_worker
from assay.kernel.jobs.errors import JobsFailed
from assay.kernel.jobs.runner import Outcome, Runner
from assay.kernel.jobs.specs import Handler, by_name, registered

BATCH = 100


async def run_jobs(database: Database, handlers: Iterable[Handler[Any]] | None = None) -> int:
    """Run queued jobs, and those they defer, until none is left; how many runs it took.

    The worker's own code path but for the transport: the same claim, steps, fences and endings. Waits are
    passed over, so a job that keeps failing reaches its last attempt at once. `handlers` default to all
    imported ones; jobs of others stay queued. Raises JobsFailed, from the first error, when jobs failed
    for good.
    """
    known = by_name(registered() if handlers is None else handlers)
    runner = Runner(database, known, uuid7(), asyncio.Event())
    failures: list[tuple[str, BaseException]] = []
    runs = 0
    while True:
        async with database.transaction(role=Role.SYSTEM) as db:
            handed = await queries_worker.hand_over(db, limit=BATCH, names=list(known), ignore_wait=True)
        if not handed:
            break
        for one in handed:
            result = await runner.run(one.id, one.handover)
            runs += 1
            if result.outcome is Outcome.FAILED and result.error:
                failures.append((one.name, result.error))
    if failures:
        told = "; ".join(f"{name}: {type(error).__name__}: {error}" for name, error in failures)
        raise JobsFailed(told) from failures[0][1]
    return runs
