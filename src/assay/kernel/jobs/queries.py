"""SQL of background work as requests see it: deferring, looking, trying again, housekeeping, figures.

Times of the queue are the database's own: the clocks of processes may differ.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, cast, delete, func, null, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db.paging import Page, keyset
from assay.kernel.jobs.models import LIVE, LIVE_STATES, Job, JobState, Worker

SCHEDULE = "schedule"
"""Label of the actor that defers periodic jobs."""
_BOUND_ORG = cast(func.nullif(func.current_setting("assay.org_id", True), ""), Uuid)


# --- deferring -----------------------------------------------------------------------------------------


async def insert_jobs(
    db: AsyncSession, rows: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()
) -> list[UUID]:
    """Insert jobs due after `delay`, but those whose key is already live; the ids of the inserted ones."""
    statement = (
        insert(Job)
        .values(run_after=func.now() + delay)
        .on_conflict_do_nothing(
            index_elements=["org_id", "name", "key"], index_where=text(f"key IS NOT NULL AND {LIVE}")
        )
        .returning(Job.id)
        .execution_options(render_nulls=True)
    )
    return list(await db.scalars(statement, list(rows)))


async def live_id(db: AsyncSession, org_id: UUID | None, name: str, key: str) -> UUID | None:
    statement = select(Job.id).where(
        Job.org_id.is_not_distinct_from(org_id), Job.name == name, Job.key == key, Job.status.in_(LIVE_STATES)
    )
    found: UUID | None = await db.scalar(statement)
    return found


# --- looking -------------------------------------------------------------------------------------------


async def job(db: AsyncSession, job_id: UUID) -> Job | None:
    """The job as it stands in the database now, not as this session may have seen it before."""
    found: Job | None = await db.scalar(
        select(Job).where(Job.id == job_id).execution_options(populate_existing=True)
    )
    return found


async def newest(db: AsyncSession, name: str, key: str) -> Job | None:
    """The newest job of `name` with `key` in the organisation this transaction is bound to."""
    found: Job | None = await db.scalar(
        select(Job)
        .where(Job.org_id.is_not_distinct_from(_BOUND_ORG), Job.name == name, Job.key == key)
        .order_by(Job.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return found


async def newest_of(db: AsyncSession, name: str, keys: Collection[str]) -> Sequence[Job]:
    """Of each key the newest job of `name` in the organisation this transaction is bound to."""
    statement = (
        select(Job)
        .where(Job.org_id.is_not_distinct_from(_BOUND_ORG), Job.name == name, Job.key.in_(keys))
        .distinct(Job.key)
        .order_by(Job.key, Job.id.desc())
        .execution_options(populate_existing=True)
    )
    return (await db.scalars(statement)).all()


async def page(
    db: AsyncSession, org_id: UUID | None, *, state: JobState | None, after: str | None, limit: int
) -> Page[Job]:
    """Jobs of an organisation, newest first (ids are time-ordered)."""
    statement = select(Job).where(Job.org_id.is_not_distinct_from(org_id))
    if state is not None:
        statement = statement.where(Job.status == state)
    return await keyset(
        db,
        statement,
        [Job.__table__.c.id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda job: [job.id],
    )


# --- asked by people -----------------------------------------------------------------------------------


async def revive(db: AsyncSession, job_id: UUID) -> bool:
    """Queue a failed or cancelled job again, from its cursor, with all its attempts; whether it was one."""
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.status.in_((JobState.FAILED, JobState.CANCELLED)))
        .values(
            status=JobState.QUEUED,
            attempts=0,
            run_after=func.now(),
            handed_at=null(),
            finished_at=null(),
            worker_id=null(),
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return (await db.execute(statement)).first() is not None


async def cancel(db: AsyncSession, job_id: UUID) -> bool:
    """End a live job; whether it was live. Its running worker is fenced out from here on."""
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.status.in_(LIVE_STATES))
        .values(status=JobState.CANCELLED, finished_at=func.now(), worker_id=null())
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return (await db.execute(statement)).first() is not None


# --- housekeeping and figures --------------------------------------------------------------------------


async def purge(db: AsyncSession, *, before: Mapping[str, timedelta], limit: int) -> int:
    """Delete up to `limit` expired records; `before` gives the age by kind: scheduled, done, failed."""
    age = func.now() - Job.finished_at
    ended_well = Job.status.in_((JobState.DONE, JobState.CANCELLED))
    scheduled = (Job.created_by == SCHEDULE) & (Job.status == JobState.DONE)
    expired = (
        select(Job.id)
        .where(
            Job.finished_at.is_not(None),
            (scheduled & (age > before["scheduled"]))
            | (ended_well & (age > before["done"]))
            | ((Job.status == JobState.FAILED) & (age > before["failed"])),
        )
        .order_by(Job.finished_at)
        .limit(limit)
    )
    statement = delete(Job).where(Job.id.in_(expired)).returning(Job.id)
    return len((await db.execute(statement.execution_options(synchronize_session=False))).all())


async def purge_transport(db: AsyncSession) -> None:
    """Trim the queue library's log (a day) and statistics (a month); both only repeat kernel.jobs."""
    await db.execute(text("DELETE FROM pgqueuer.pgqueuer_log WHERE created < now() - interval '1 day'"))
    await db.execute(
        text("DELETE FROM pgqueuer.pgqueuer_statistics WHERE created < now() - interval '30 days'")
    )


async def figures(db: AsyncSession) -> Row[Any]:
    """Live and failed jobs by state, the age of the oldest due one in seconds, workers seen in a minute."""
    statement = text(
        """
        SELECT (SELECT count(*) FROM kernel.jobs WHERE status = 'queued') AS queued,
               (SELECT count(*) FROM kernel.jobs WHERE status = 'running') AS running,
               (SELECT count(*) FROM kernel.jobs WHERE status = 'failed') AS failed,
               (SELECT coalesce(extract(epoch FROM now() - min(run_after)), 0)::float
                  FROM kernel.jobs WHERE status = 'queued' AND run_after <= now()) AS oldest_seconds,
               (SELECT count(*) FROM kernel.workers WHERE seen_at > now() - interval '1 minute') AS workers
        """
    )
    return (await db.execute(statement)).one()


async def announce(db: AsyncSession, worker: Mapping[str, Any]) -> None:
    """Write that a worker is alive."""
    statement = insert(Worker).values(**worker, seen_at=func.now())
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"seen_at": func.now(), "running": statement.excluded.running}
        )
    )


async def depart(db: AsyncSession, worker_id: UUID) -> None:
    """Forget a worker that leaves, and those that died more than a day ago."""
    await db.execute(
        text("DELETE FROM kernel.workers WHERE id = :id OR seen_at < now() - interval '1 day'"),
        {"id": worker_id},
    )
