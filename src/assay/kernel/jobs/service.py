"""Deferring work, looking at it, trying it again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.access.actor import Actor
from assay.kernel.db.base import Json
from assay.kernel.db.paging import Page
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.ids import uuid7
from assay.kernel.jobs import queries
from assay.kernel.jobs.models import LIVE_STATES, Job, JobState
from assay.kernel.jobs.specs import JobSpec
from assay.kernel.web.i18n import gettext as _


class JobEvent(StrEnum):
    """What people do to jobs, in the audit log."""

    RETRIED = "job.retried"
    CANCELLED = "job.cancelled"


A = TypeVar("A", bound=BaseModel)
ROWS_PER_INSERT = 1000


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as people and programs see it. `error` is `{type, message, trace}` of the last failure."""

    id: UUID
    org_id: UUID | None
    name: str
    key: str | None
    state: JobState
    attempts: int
    max_attempts: int
    done: int | None
    total: int | None
    note: str | None
    error: Json | None
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    run_after: datetime

    @property
    def live(self) -> bool:
        """Whether the job still has something to do."""
        return self.state in LIVE_STATES

    @property
    def share(self) -> float | None:
        """What is done, from 0 to 1; None while the job has not said how much there is."""
        if self.state is JobState.DONE:
            return 1.0
        return min((self.done or 0) / self.total, 1.0) if self.total else None

    @classmethod
    def of(cls, job: Job) -> "JobStatus":
        return cls(
            id=job.id,
            org_id=job.org_id,
            name=job.name,
            key=job.key,
            state=job.status,
            attempts=job.attempts,
            max_attempts=job.max_attempts,
            done=job.progress_done,
            total=job.progress_total,
            note=job.progress_note,
            error=job.error,
            created_by=job.created_by,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            run_after=job.run_after,
        )


def _row(actor: Actor, spec: JobSpec[A], args: A, key: str | None) -> dict[str, Any]:
    if not isinstance(args, spec.args):
        raise TypeError(f"{spec.name} takes {spec.args.__name__}, not {type(args).__name__}.")
    return {
        "id": uuid7(),
        "org_id": actor.org_id,
        "name": spec.name,
        "args": args.model_dump(mode="json"),
        "key": key,
        "priority": spec.priority,
        "max_attempts": spec.max_attempts,
        "created_by": actor.label or actor.kind.value,
        "account_id": actor.account_id,
        "request_id": actor.request_id,
    }


async def defer(
    db: AsyncSession,
    actor: Actor,
    spec: JobSpec[A],
    args: A,
    key: str | None = None,
    *,
    delay: timedelta = timedelta(),
) -> UUID:
    """Ask for work to be done after this transaction commits; the id of the job.

    It lives and dies with the transaction: rolled back, it never was. While a job of the same
    organisation, name and `key` is queued or running, its id is returned and no second one is made. The
    job belongs to `actor.org_id`; None makes it one of the house, for `Role.SYSTEM` transactions only.
    """
    row = _row(actor, spec, args, key)
    while True:
        if inserted := await queries.insert_jobs(db, [row], delay):
            return inserted[0]
        assert key is not None
        # Between the two statements the live job may have ended; then there is room for ours.
        if found := await queries.live_id(db, actor.org_id, spec.name, key):
            return found


async def defer_many(
    db: AsyncSession, actor: Actor, spec: JobSpec[A], items: Iterable[tuple[A, str | None]]
) -> int:
    """Defer one job for each `(args, key)`; how many were new. Keys that are live already are passed over."""
    made = 0
    batch: list[dict[str, Any]] = []
    for args, key in items:
        batch.append(_row(actor, spec, args, key))
        if len(batch) == ROWS_PER_INSERT:
            made += len(await queries.insert_jobs(db, batch))
            batch = []
    if batch:
        made += len(await queries.insert_jobs(db, batch))
    return made


async def status(db: AsyncSession, job_id: UUID) -> JobStatus:
    """How a job stands. Raises NotFound for one this transaction may not see."""
    job = await queries.job(db, job_id)
    if job is None:
        raise NotFound(_("There is no such job."))
    return JobStatus.of(job)


async def find(db: AsyncSession, name: str, key: str) -> JobStatus | None:
    """The newest job of `name` with `key` in this transaction's organisation, whatever became of it."""
    job = await queries.newest(db, name, key)
    return JobStatus.of(job) if job else None


async def find_many(db: AsyncSession, name: str, keys: Collection[str]) -> dict[str, JobStatus]:
    """The same for many keys at once; a key without a job is not in it."""
    found = await queries.newest_of(db, name, keys) if keys else ()
    return {job.key: JobStatus.of(job) for job in found if job.key is not None}


async def page(
    db: AsyncSession,
    actor: Actor,
    *,
    state: JobState | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[JobStatus]:
    """Jobs of the actor's organisation, newest first."""
    found = await queries.page(db, actor.org_id, state=state, after=after, limit=limit)
    return Page([JobStatus.of(job) for job in found.items], found.next)


async def retry(db: AsyncSession, actor: Actor, job_id: UUID) -> JobStatus:
    """Run a failed or cancelled job again, from where its cursor stands. Raises NotFound, Conflict."""
    before = await status(db, job_id)
    if before.key is not None and await queries.live_id(db, before.org_id, before.name, before.key):
        raise Conflict(_("The same work is already queued or running."))
    if not await queries.revive(db, job_id):
        raise Conflict(_("Only a failed or cancelled job can be tried again."), state=before.state.value)
    await _record(db, actor, JobEvent.RETRIED, before)
    return await status(db, job_id)


async def cancel(db: AsyncSession, actor: Actor, job_id: UUID) -> JobStatus:
    """Stop a queued or running job; a running step is rolled back. Raises NotFound, Conflict."""
    before = await status(db, job_id)
    if not await queries.cancel(db, job_id):
        raise Conflict(_("This job has already ended."), state=before.state.value)
    await _record(db, actor, JobEvent.CANCELLED, before)
    return await status(db, job_id)


async def _record(db: AsyncSession, actor: Actor, event: JobEvent, job: JobStatus) -> None:
    # Imported late: the audit log's own sequencer is a job.
    from assay.kernel import audit

    await audit.record(db, actor, event, entity="job", entity_id=job.id, details={"name": job.name})
