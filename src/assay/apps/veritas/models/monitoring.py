"""The event stream of an attempt, the batches that brought it, and what is noticed about both."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, local, sharded
from assay.kernel.ids import uuid7

SCHEMA = {"schema": "veritas", "info": sharded("attempt")}


class MonitoringEvent(OrgScoped, Base):
    """One event, append-only. The month comes first in the key because it decides the partition.

    A key with the time of receipt in it would let a replay in twice. Kinds are numbered in
    `monitoring.kinds`; evidence is A (the server saw it), B (the browser reported it), C (a device agent),
    D (a model).
    """

    __tablename__ = "monitoring_events"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_positive"),
        CheckConstraint("evidence IN ('A', 'B', 'C', 'D')", name="evidence_class"),
        CheckConstraint("severity BETWEEN 0 AND 3", name="severity_within_range"),
        Index("ix_monitoring_events_received_at", "received_at", postgresql_using="brin"),
        {
            "schema": "veritas",
            "info": {
                **sharded("attempt"),
                "allow": {"index-lead": "a block-range index of receive times, for retention"},
            },
            "postgresql_partition_by": "RANGE (attempt_month)",
        },
    )

    attempt_month: Mapped[date] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[int] = mapped_column(SmallInteger)
    severity: Mapped[int] = mapped_column(SmallInteger)
    evidence: Mapped[str]
    wall_at: Mapped[datetime]
    """By the device's clock, as sent."""
    monotonic_ms: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    duration_ms: Mapped[int | None]
    data: Mapped[Json | None]


class MonitoringBatch(OrgScoped, Base):
    """One accepted batch: its place in the chain, and the clocks it came with. The first number names it."""

    __tablename__ = "monitoring_batches"
    __table_args__ = (
        CheckConstraint("first_seq > 0 AND last_seq >= first_seq", name="numbers_in_order"),
        SCHEMA,
    )

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    first_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    previous: Mapped[bytes]
    digest: Mapped[bytes]
    device: Mapped[int]
    sent_at: Mapped[datetime]
    monotonic_ms: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    offset_ms: Mapped[int] = mapped_column(BigInteger)
    """Estimate: the server's clock less the device's."""


class MonitoringIncident(OrgScoped, Base):
    """What the server noticed of the stream or the sitting: a gap, a conflict, a clock that jumped."""

    __tablename__ = "monitoring_incidents"
    __table_args__ = (
        Index("ix_monitoring_incidents_org_id_exam_id", "org_id", "exam_id", "noticed_at", "incident_id"),
        SCHEMA,
    )

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    incident_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    exam_id: Mapped[UUID]
    kind: Mapped[str]
    details: Mapped[Json] = mapped_column(default=dict)
    noticed_at: Mapped[datetime]


class EventCounter(OrgScoped, Base):
    """How often and how long, per attempt and kind: kept in the transaction that stores the events."""

    __tablename__ = "event_counters"
    __table_args__ = (
        Index("ix_event_counters_org_id_exam_id_kind", "org_id", "exam_id", "kind", "attempt"),
        SCHEMA,
    )

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    exam_id: Mapped[UUID]
    events: Mapped[int] = mapped_column(BigInteger, default=0)
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class DroppedEvents(OrgScoped, Base):
    """Proof of what retention dropped: how many events of an organisation's month, under which root."""

    __tablename__ = "dropped_events"
    __table_args__ = ({"schema": "veritas", "info": local()},)

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_month: Mapped[date] = mapped_column(primary_key=True)
    attempts: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int] = mapped_column(BigInteger)
    roots_digest: Mapped[bytes]
    """SHA-256 over the roots of the month's attempts, in the order of `attempt`."""
    dropped_at: Mapped[datetime]
