"""Table of stored files: what is known about each object, never the object itself."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, OrgScoped, checked_enum, local
from assay.kernel.ids import uuid7


class FileState(StrEnum):
    PENDING = "pending"
    """Announced; the bytes are on their way or the upload was abandoned."""
    STORED = "stored"
    """The bytes are durable and have been checked."""
    DISCARDED = "discarded"
    """No longer wanted; the sweep deletes the bytes, then this row."""


class File(OrgScoped, Base):
    """One stored object. The row is written before the bytes, so that no object lacks its row."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint(
            "state <> 'stored' OR (size IS NOT NULL AND sha256 IS NOT NULL AND stored_at IS NOT NULL)",
            name="stored_is_known",
        ),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_hex"),
        Index("ix_files_org_id_created_at", "org_id", "created_at"),
        Index("ix_files_unsettled", "created_at", postgresql_where=text("state <> 'stored'")),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[FileState] = mapped_column(checked_enum(FileState, "state"))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    stored_at: Mapped[datetime | None]
