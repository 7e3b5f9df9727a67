"""The tables of the log. All but `audit_pending` and `audit_salts` are append-only by trigger and grant.

No foreign keys between them: the hash chain and the verifier say more than a constraint could, and a
constraint would cost the sequencer a look-up for every row.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, local

SCHEMA = {"schema": "kernel", "info": local()}


class AuditEntry(Base):
    """What happened. `data` is the canonical JSON that the log hashes; the columns beside it are for search.

    `org_id` is None for what concerns no single organisation, such as a failed sign-in.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "org_id", "recorded_at", "id"),
        Index(None, "org_id", "entity", "entity_id", "recorded_at", "id"),
        Index(None, "org_id", "event", "recorded_at", "id"),
        Index(None, "org_id", "actor_id", "recorded_at", "id"),
        SCHEMA,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    app: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(80))
    entity: Mapped[str] = mapped_column(String(80))
    entity_id: Mapped[str] = mapped_column(String(200))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None]
    data: Mapped[str] = mapped_column(Text)


class AuditPending(Base):
    """Entries that wait for their place in the log; written with the entry, taken by the sequencer."""

    __tablename__ = "audit_pending"
    __table_args__ = SCHEMA

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)


class AuditSalt(Base):
    """The salt of the digests in one entry. Deleting it makes them say nothing about anyone, for good."""

    __tablename__ = "audit_salts"
    __table_args__ = SCHEMA

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID | None]
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class AuditLeaf(Base):
    """The place of an entry in the log: its zero-based index, leaf hash, and the chain hash up to it."""

    __tablename__ = "audit_leaves"
    __table_args__ = (UniqueConstraint("entry_id"), SCHEMA)

    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID]
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditNode(Base):
    """The root of a complete subtree of 2**level leaves, for every fourth level above the leaves.

    `idx` counts such subtrees from the left.
    """

    __tablename__ = "audit_nodes"
    __table_args__ = SCHEMA

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheckpoint(Base):
    """The signed head of the log after a batch. `frontier` holds the peaks that the next batch builds on."""

    __tablename__ = "audit_checkpoints"
    __table_args__ = SCHEMA

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
