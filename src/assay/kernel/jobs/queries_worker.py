"""SQL of the relay and the worker, in `Role.SYSTEM` transactions.

Times of the queue are the database's own: the clocks of processes may differ.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Double,
    String,
    bindparam,
    column,
    func,
    literal,
    null,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db.base import Json
from assay.kernel.jobs.models import LIVE_STATES, Job, JobState


@dataclass(frozen=True, slots=True)
class Handed:
    """A job on its way to a worker; `handover` tells this delivery from earlier ones."""

    id: UUID
    name: str
    handover: int
    priority: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job a worker has taken. It owns the job while the row carries this `fence`."""

    id: UUID
    org_id: UUID | None
    name: str
    args: Json
    cursor: Json | None
    fence: int
    attempt: int
    max_attempts: int
    request_id: str
    waited: float


# --- the relay -----------------------------------------------------------------------------------------


async def only_relay(db: AsyncSession) -> bool:
    """Whether this transaction may relay; one of all workers at a time may."""
    return bool(await db.scalar(text("SELECT pg_try_advisory_xact_lock(hashtext('assay.jobs.relay'))")))


async def hand_over(
    db: AsyncSession, *, limit: int, names: Collection[str] | None = None, ignore_wait: bool = False
) -> list[Handed]:
    """Mark up to `limit` due jobs as handed to the transport, most urgent first, and return them."""
    due = select(Job.id).where(Job.status == JobState.QUEUED, Job.handed_at.is_(None))
    if not ignore_wait:
        due = due.where(Job.run_after <= func.now())
    if names is not None:
        due = due.where(Job.name.in_(names))
    due = due.order_by(Job.run_after, Job.id).limit(limit).with_for_update(skip_locked=True, key_share=True)
    statement = (
        update(Job)
        .where(Job.id.in_(due))
        .values(handed_at=func.clock_timestamp(), handover=Job.handover + 1)
        .returning(Job.id, Job.name, Job.handover, Job.priority)
        .execution_options(synchronize_session=False)
    )
    rows = (await db.execute(statement)).all()
    return sorted((Handed(*row) for row in rows), key=lambda one: (-one.priority, one.id))


async def requeue_lost(db: AsyncSession, *, silent_for: timedelta) -> int:
    """The reaper: hand over anew what the transport no longer knows and no worker has touched; how many."""
    statement = text(
        """
        UPDATE kernel.jobs SET status = 'queued', handed_at = NULL, worker_id = NULL
        WHERE id IN (
            SELECT job.id FROM kernel.jobs AS job
            WHERE job.status IN ('queued', 'running') AND job.handed_at < now() - :silent_for
              AND (job.heartbeat_at IS NULL OR job.heartbeat_at < now() - :silent_for)
              AND NOT EXISTS (
                SELECT FROM pgqueuer.pgqueuer AS carried
                WHERE carried.dedupe_key = job.id || ':' || job.handover
                  AND carried.status IN ('queued', 'picked'))
            FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING id
        """
    ).bindparams(bindparam("silent_for", silent_for))
    return len((await db.execute(statement)).all())


# --- the worker ----------------------------------------------------------------------------------------


# The statements every job passes through are constants: building them anew cost more than running them.
_CLAIM = text(
    """
    UPDATE kernel.jobs SET status = 'running', fence = fence + 1, attempts = attempts + 1,
           worker_id = :worker, started_at = coalesce(started_at, now()), heartbeat_at = now()
    WHERE id = (SELECT id FROM kernel.jobs
                WHERE id = :id AND handover = :handover AND handed_at IS NOT NULL
                  AND status IN ('queued', 'running')
                FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id, org_id, name, args, cursor, fence, attempts, max_attempts, request_id,
              extract(epoch FROM now() - run_after)::float
    """
).columns(
    Job.id,
    Job.org_id,
    Job.name,
    Job.args,
    Job.cursor,
    Job.fence,
    Job.attempts,
    Job.max_attempts,
    Job.request_id,
    column("waited", Double),
)
_HOLD = text(
    """
    SELECT set_config('idle_in_transaction_session_timeout', :idle_limit, true) FROM kernel.jobs
    WHERE id = :id AND fence = :fence AND status = 'running' FOR SHARE
    """
)
_FINISH = text(
    """
    UPDATE kernel.jobs SET status = 'done', finished_at = now(), error = NULL
    WHERE id = :id AND fence = :fence AND status = 'running' RETURNING id
    """
)

_SAVE = text(
    """
    UPDATE kernel.jobs SET heartbeat_at = now(), progress_done = coalesce(:done, progress_done),
           progress_total = coalesce(:total, progress_total), progress_note = coalesce(:note, progress_note),
           cursor = coalesce(:cursor, cursor), attempts = CASE WHEN :cursor IS NULL THEN attempts ELSE 1 END
    WHERE id = :id AND fence = :fence AND status = 'running' RETURNING id
    """
).bindparams(
    bindparam("done", type_=BigInteger),
    bindparam("total", type_=BigInteger),
    bindparam("note", type_=String),
    bindparam("cursor", type_=JSONB(none_as_null=True)),
)


async def claim(db: AsyncSession, job_id: UUID, handover: int, worker_id: UUID) -> Claimed | None:
    """Take a job that came by delivery `handover`. None when it is finished, delivered anew or locked."""
    binds = {"id": job_id, "handover": handover, "worker": worker_id}
    row: Sequence[Any] | None = (await db.execute(_CLAIM, binds)).first()
    return Claimed(*row) if row else None


async def is_claimable(db: AsyncSession, job_id: UUID, handover: int) -> bool:
    """Whether delivery `handover` is still the valid one, be the row locked or not."""
    found = await db.scalar(
        select(literal(1)).where(
            Job.id == job_id,
            Job.handover == handover,
            Job.handed_at.is_not(None),
            Job.status.in_(LIVE_STATES),
        )
    )
    return found is not None


async def hold(db: AsyncSession, job_id: UUID, fence: int, *, idle_limit: timedelta) -> bool:
    """Lock the job against a new claim until this transaction ends; False when it is no longer ours.

    Also bounds how long the transaction may sit idle, so that a machine that vanished lets go of it.
    """
    milliseconds = str(int(idle_limit.total_seconds() * 1000))
    held = await db.scalar(_HOLD, {"idle_limit": milliseconds, "id": job_id, "fence": fence})
    return held is not None


async def _update_owned(db: AsyncSession, job_id: UUID, fence: int, values: Mapping[str, Any]) -> bool:
    """Change a running job, unless it is no longer ours; whether it was."""
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.fence == fence, Job.status == JobState.RUNNING)
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return (await db.execute(statement)).first() is not None


async def save(
    db: AsyncSession,
    job_id: UUID,
    fence: int,
    *,
    cursor: Json | None = None,
    done: int | None = None,
    total: int | None = None,
    note: str | None = None,
) -> bool:
    """Store progress, and a cursor, which starts the count of attempts anew; what is None stays."""
    binds = {"id": job_id, "fence": fence, "cursor": cursor, "done": done, "total": total, "note": note}
    return (await db.execute(_SAVE, binds)).first() is not None


async def finish(db: AsyncSession, job_id: UUID, fence: int) -> bool:
    return (await db.execute(_FINISH, {"id": job_id, "fence": fence})).first() is not None


async def give_up(db: AsyncSession, job_id: UUID, fence: int, error: Json) -> bool:
    values = {"status": JobState.FAILED, "finished_at": func.now(), "error": error}
    return await _update_owned(db, job_id, fence, values)


async def wait(db: AsyncSession, job_id: UUID, fence: int, error: Json, delay: timedelta) -> bool:
    """Queue the job for another attempt after `delay`."""
    return await _update_owned(db, job_id, fence, {**_requeued(delay), "error": error})


async def hand_back(db: AsyncSession, job_id: UUID, fence: int) -> bool:
    """Queue the job again at once; the attempt does not count."""
    values = {**_requeued(timedelta()), "attempts": func.greatest(Job.attempts - 1, 0)}
    return await _update_owned(db, job_id, fence, values)


def _requeued(delay: timedelta) -> dict[str, Any]:
    return {
        "status": JobState.QUEUED,
        "handed_at": null(),
        "worker_id": null(),
        "run_after": func.now() + delay,
    }


async def touch(db: AsyncSession, owned: Mapping[UUID, int]) -> set[UUID]:
    """Sign of life for the jobs a worker runs (id to fence); those it has lost.

    Rows locked by a step in progress are skipped: the step itself proves life and checks ownership.
    """
    ids = list(owned)
    free = select(Job.id).where(Job.id.in_(ids)).with_for_update(skip_locked=True, key_share=True)
    await db.execute(
        update(Job)
        .where(Job.id.in_(free), Job.status == JobState.RUNNING)
        .values(heartbeat_at=func.now())
        .execution_options(synchronize_session=False)
    )
    rows = (await db.execute(select(Job.id, Job.fence, Job.status).where(Job.id.in_(ids)))).all()
    kept = {row.id for row in rows if row.fence == owned[row.id] and row.status == JobState.RUNNING}
    return set(ids) - kept
