"""Tables of background work: `jobs` is the record and the outbox in one, `workers` says who is alive."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, checked_enum, local
from assay.kernel.ids import uuid7


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """Given up after its last attempt: the dead letter, kept until someone tries again or it expires."""
    CANCELLED = "cancelled"


LIVE_STATES = (JobState.QUEUED, JobState.RUNNING)
LIVE = "status IN ('queued', 'running')"
UNSETTLED = "status IN ('queued', 'running', 'failed')"


class Job(Base):
    """One piece of background work, inserted in the transaction of the change that needs it.

    `handover` counts how often the relay gave the job to the transport and `handed_at` says when (NULL:
    not with the transport now); `fence` counts how often a worker took it. A run may commit only while
    the row still carries its fence.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "uq_jobs_live_key",
            "org_id",
            "name",
            "key",
            unique=True,
            postgresql_where=text(f"key IS NOT NULL AND {LIVE}"),
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "ix_jobs_waiting",
            "run_after",
            "id",
            postgresql_where=text("status = 'queued' AND handed_at IS NULL"),
        ),
        Index("ix_jobs_unsettled", "status", "handed_at", postgresql_where=text(UNSETTLED)),
        Index("ix_jobs_org_id_status_id", "org_id", "status", "id"),
        Index("ix_jobs_finished_at", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
        {
            "schema": "kernel",
            "info": {
                **local(),
                "allow": {"index-lead": "the relay and the reaper look across organisations"},
            },
        },
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    org_id: Mapped[UUID | None]
    name: Mapped[str]
    args: Mapped[Json]
    key: Mapped[str | None]
    status: Mapped[JobState] = mapped_column(checked_enum(JobState, "status"), default=JobState.QUEUED)
    priority: Mapped[int] = mapped_column(SmallInteger, default=0)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    max_attempts: Mapped[int] = mapped_column(SmallInteger)
    run_after: Mapped[datetime] = mapped_column(server_default=func.now())
    handover: Mapped[int] = mapped_column(default=0)
    handed_at: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    worker_id: Mapped[UUID | None]
    progress_done: Mapped[int | None] = mapped_column(BigInteger)
    progress_total: Mapped[int | None] = mapped_column(BigInteger)
    progress_note: Mapped[str | None]
    cursor: Mapped[Json | None]
    error: Mapped[Json | None]
    created_by: Mapped[str]
    account_id: Mapped[UUID | None]
    request_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]


class Worker(Base):
    """A worker process that is, or lately was, alive."""

    __tablename__ = "workers"
    __table_args__ = ({"schema": "kernel", "info": local()},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    concurrency: Mapped[int] = mapped_column(SmallInteger)
    running: Mapped[int] = mapped_column(SmallInteger, default=0)
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
