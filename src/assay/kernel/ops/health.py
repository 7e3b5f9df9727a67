"""Readiness: whether this process can serve, each part with its state and a word."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from assay.kernel import clock
from assay.kernel.db import migrate
from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import queries as job_queries
from assay.kernel.ops import queries

OLDEST_JOB_SECONDS = 300
PARTITION_ALARM = timedelta(days=30)
"""Partitions are made months ahead; less than this means that nobody makes them any more."""
log = structlog.get_logger("assay.ops")


@dataclass(frozen=True, slots=True)
class Part:
    """`ok` decides whether the process is ready; a part that is not `vital` only says what is amiss."""

    name: str
    ok: bool
    note: str = ""
    vital: bool = True


async def readiness(database: Database) -> list[Part]:
    """The parts. A queue nobody works on, or partitions that run out, do not stop pages from serving."""
    first = await _checked("database", _database, database)
    if not first.ok:
        return [first]
    return [
        first,
        await _checked("migrations", _migrations, database),
        await _checked("queue", _queue, database),
        await _checked("partitions", _partitions, database),
    ]


async def _checked(name: str, check: Callable[[Database], Awaitable[Part]], database: Database) -> Part:
    try:
        return await check(database)
    except Exception as error:
        # Whatever breaks a check is its answer; what it says goes to the log, not to the world.
        log.warning("not_ready", part=name, error=type(error).__name__)
        return Part(name, False, "does not answer")


async def _database(database: Database) -> Part:
    async with database.transaction(role=Role.SYSTEM) as db:
        return Part("database", await queries.reachable(db))


async def _migrations(database: Database) -> Part:
    async with database.transaction(role=Role.SYSTEM) as db:
        at = await queries.revision(db)
    wanted = migrate.head()
    return Part(
        "migrations", at == wanted, f"at {at}" if at == wanted else f"at {at}, the code needs {wanted}"
    )


async def _queue(database: Database) -> Part:
    async with database.transaction(role=Role.SYSTEM) as db:
        figures = await job_queries.figures(db)
    if figures.workers == 0:
        return Part("queue", False, "no worker seen within a minute", vital=False)
    oldest = round(figures.oldest_seconds)
    return Part("queue", oldest < OLDEST_JOB_SECONDS, f"oldest due job waits {oldest} s", vital=False)


async def _partitions(database: Database) -> Part:
    async with database.transaction(role=Role.SYSTEM) as db:
        until = await queries.partitions_until(db)
    soon = clock.now().date() + PARTITION_ALARM
    ending = [f"{table} has partitions until {day}" for table, day in sorted(until.items()) if day < soon]
    return Part("partitions", not ending, "; ".join(ending), vital=False)
