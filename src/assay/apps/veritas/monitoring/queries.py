"""SQL of reading what was recorded: pages of an attempt's events, anomalies, summaries of an exam."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, text, update

from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.monitoring import (
    EventCounter,
    MonitoringBatch,
    MonitoringEvent,
    MonitoringIncident,
)
from assay.apps.veritas.monitoring.kinds import KINDS
from assay.kernel.db.paging import Page, keyset
from assay.kernel.db.session import Session

NOTABLE = 2
"""Severity from which an event is worth a second look."""


async def events_of(
    db: Session,
    attempt: ExamAttempt,
    *,
    kinds: Sequence[int] = (),
    severity: int = 0,
    after: str | None = None,
    limit: int = 100,
) -> Page[MonitoringEvent]:
    """A page of an attempt's events in the order of their numbers: one device after the other."""
    statement = select(MonitoringEvent).where(
        MonitoringEvent.org_id == attempt.org_id,
        MonitoringEvent.attempt_month == attempt.attempt_month,
        MonitoringEvent.attempt == attempt.attempt,
    )
    if kinds:
        statement = statement.where(MonitoringEvent.kind.in_(kinds))
    if severity:
        statement = statement.where(MonitoringEvent.severity >= severity)
    return await keyset(
        db,
        statement,
        [MonitoringEvent.seq],
        [int],
        after=after,
        limit=limit,
        key=lambda event: [event.seq],
    )


async def first_events(
    db: Session, attempt: ExamAttempt, *, kinds: Sequence[int], limit: int
) -> Sequence[MonitoringEvent]:
    """The first `limit` events of some kinds, by number."""
    found = await db.scalars(
        select(MonitoringEvent)
        .where(
            MonitoringEvent.org_id == attempt.org_id,
            MonitoringEvent.attempt_month == attempt.attempt_month,
            MonitoringEvent.attempt == attempt.attempt,
            MonitoringEvent.kind.in_(kinds),
        )
        .order_by(MonitoringEvent.seq)
        .limit(limit)
    )
    return found.all()


async def all_events(db: Session, attempt: ExamAttempt) -> Sequence[MonitoringEvent]:
    """Every event of a closed attempt in the order of the numbers: what its root is made of."""
    found = await db.scalars(
        select(MonitoringEvent)
        .where(
            MonitoringEvent.org_id == attempt.org_id,
            MonitoringEvent.attempt_month == attempt.attempt_month,
            MonitoringEvent.attempt == attempt.attempt,
        )
        .order_by(MonitoringEvent.seq)
    )
    return found.all()


async def batches_of(db: Session, attempt: ExamAttempt) -> Sequence[MonitoringBatch]:
    found = await db.scalars(
        select(MonitoringBatch)
        .where(MonitoringBatch.org_id == attempt.org_id, MonitoringBatch.attempt == attempt.attempt)
        .order_by(MonitoringBatch.first_seq)
    )
    return found.all()


async def counters_of(db: Session, attempt: ExamAttempt) -> Sequence[EventCounter]:
    """How often and how long each kind occurred."""
    found = await db.scalars(
        select(EventCounter)
        .where(EventCounter.org_id == attempt.org_id, EventCounter.attempt == attempt.attempt)
        .order_by(EventCounter.kind)
    )
    return found.all()


@dataclass(frozen=True, slots=True)
class KindSummary:
    """One kind over an exam: in how many attempts, how often, how long in all (milliseconds)."""

    kind: int
    attempts: int
    events: int
    duration_ms: int


async def notable_summary(db: Session, org_id: UUID, exam_id: UUID) -> list[KindSummary]:
    """Kinds of notable severity over an exam, from the counters: no event is read."""
    numbers = [kind.number for kind in KINDS if kind.severity >= NOTABLE]
    rows = await db.execute(
        select(
            EventCounter.kind,
            func.count(),
            func.sum(EventCounter.events),
            func.sum(EventCounter.duration_ms),
        )
        .where(EventCounter.org_id == org_id, EventCounter.exam_id == exam_id, EventCounter.kind.in_(numbers))
        .group_by(EventCounter.kind)
        .order_by(func.sum(EventCounter.events).desc(), EventCounter.kind)
    )
    return [KindSummary(row[0], row[1], int(row[2]), int(row[3])) for row in rows.all()]


async def incident_summary(db: Session, org_id: UUID, exam_id: UUID) -> dict[str, int]:
    """How many incidents of each kind an exam has."""
    rows = await db.execute(
        select(MonitoringIncident.kind, func.count())
        .where(MonitoringIncident.org_id == org_id, MonitoringIncident.exam_id == exam_id)
        .group_by(MonitoringIncident.kind)
        .order_by(MonitoringIncident.kind)
    )
    return {row[0]: row[1] for row in rows.all()}


async def keep_root(db: Session, attempt: ExamAttempt, root: bytes) -> None:
    await db.execute(
        update(ExamAttempt)
        .where(ExamAttempt.org_id == attempt.org_id, ExamAttempt.attempt == attempt.attempt)
        .values(events_root=root)
    )


async def make_partition(db: Session, month: date) -> bool:
    """Make the partition of a month; False when it is there. Needs the system role."""
    made = await db.scalar(text("SELECT veritas.make_events_partition(:month)"), {"month": month})
    return bool(made)


async def partition_months(db: Session) -> list[date]:
    """The months that have a partition, in order."""
    names = await db.scalars(
        text(
            "SELECT right(c.relname, 7) FROM pg_catalog.pg_inherits i "
            "JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'veritas.monitoring_events'::regclass "
            r"AND c.relname ~ '__\d{4}_\d{2}$' ORDER BY 1"
        )
    )
    return [date(int(name[:4]), int(name[5:]), 1) for name in names.all()]
