"""Runs of model work, the requests they consist of, the files that left and came back, and bad lines.

`batch_requests` is append-only: one row is one attempt under its own opaque `custom_id`. Whether it was
answered follows from the results; nothing is counted twice and nothing has to be kept in step.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, OrgScoped, Timestamped, checked_enum, local, sharded
from assay.kernel.ids import uuid7

SCHEMA = "enigma"
BY_RUN = {"index-lead": "a run belongs to one organisation; answers are found by run and custom_id"}


class RunKind(StrEnum):
    WORKER = "worker_evaluation"
    JUDGE = "judge_review"


class RunStatus(StrEnum):
    PREPARING = "preparing"
    """Texts are made ready and requests are laid down."""
    EXPORTED = "exported"
    """Files are ready to be run outside."""
    RUNNING = "running"
    """Assay drives an engine itself."""
    PAUSED = "paused"
    """Stopped by the cost cap; calling again goes on."""
    COMPLETE = "complete"
    """Every request has a valid result or waits for a person."""


class FileDirection(StrEnum):
    EXPORT = "export"
    IMPORT = "import"


class BatchRun(OrgScoped, Timestamped, Base):
    """One worker evaluation or judge review of a cycle: same model, prompt and rubric throughout."""

    __tablename__ = "batch_runs"
    __table_args__ = (
        Index("ix_batch_runs_org_id_cycle_id", "org_id", "cycle_id", "created_at"),
        CheckConstraint("replicates between 1 and 9", name="replicates"),
        {"schema": SCHEMA, "info": local()},
    )

    batch_run_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("enigma.admission_cycles.cycle_id"))
    kind: Mapped[RunKind] = mapped_column(checked_enum(RunKind, "kind"))
    status: Mapped[RunStatus] = mapped_column(checked_enum(RunStatus, "status"), default=RunStatus.PREPARING)
    engine: Mapped[str] = mapped_column(Text)
    """`files` (run outside), `openai`, `batch`, `local` or `baseline`."""
    model: Mapped[str] = mapped_column(Text)
    prompt_version: Mapped[str] = mapped_column(Text)
    prompt_hash: Mapped[str] = mapped_column(Text)
    rubric_version: Mapped[str] = mapped_column(Text)
    rubric_hash: Mapped[str] = mapped_column(Text)
    replicates: Mapped[int] = mapped_column(SmallInteger)
    total: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Answers wanted: applications times replicates."""
    processed: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Answers in hand: at most one counts per application and replicate."""
    failed: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Answers still missing whose last attempt failed."""
    cost: Mapped[float] = mapped_column(Numeric(14, 6), default=0, server_default="0")
    """US dollars spent."""
    remote: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    """What the Batch API gave us: export file name -> remote file, batch and state."""
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    job_id: Mapped[UUID | None]
    created_by: Mapped[str] = mapped_column(Text, default="", server_default="")


class BatchRequest(OrgScoped, Base):
    """One attempt at one answer. The `custom_id` is all that the model's side ever learns of it."""

    __tablename__ = "batch_requests"
    __table_args__ = (
        ForeignKeyConstraint(["application_id"], ["enigma.applications.application_id"]),
        Index("ix_batch_requests_batch_run_id_custom_id", "batch_run_id", "custom_id"),
        {"schema": SCHEMA, "info": {**sharded("application_id"), "allow": BY_RUN}},
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_run_id: Mapped[UUID] = mapped_column(primary_key=True)
    replicate: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    attempt: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    custom_id: Mapped[str] = mapped_column(Text)


class BatchFile(OrgScoped, Timestamped, Base):
    """A file that left or came back, archived under its SHA-256. An import's cursor lives here."""

    __tablename__ = "batch_files"
    __table_args__ = ({"schema": SCHEMA, "info": local()},)

    batch_run_id: Mapped[UUID] = mapped_column(primary_key=True)
    direction: Mapped[FileDirection] = mapped_column(
        checked_enum(FileDirection, "direction"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    """Where the file store keeps it."""
    size: Mapped[int] = mapped_column(BigInteger)
    attempt: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    lines: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Lines written (export) or read so far (import): the cursor of a resumed import."""
    landed: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    repeated: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    refused: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    finished_at: Mapped[datetime | None]
    job_id: Mapped[UUID | None]


class BatchLineError(OrgScoped, Base):
    """A line that did not count, by number, with its reason; the answer it stood for is asked again."""

    __tablename__ = "batch_line_errors"
    __table_args__ = (
        Index("ix_batch_line_errors_batch_run_id_custom_id", "batch_run_id", "custom_id"),
        {"schema": SCHEMA, "info": {**local(), "allow": BY_RUN}},
    )

    batch_run_id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the imported file, or `live:` and the custom_id."""
    line_no: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    custom_id: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason: Mapped[str] = mapped_column(Text)
    """A failure's kind, see `evaluation.rules.Failure`, or why the line itself was refused."""
    detail: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime]
