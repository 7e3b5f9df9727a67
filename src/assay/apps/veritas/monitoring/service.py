"""Recording how an attempt is sat, and giving the record to those who may see it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts.rules import monitor_key
from assay.apps.veritas.events import Event
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.monitoring import MonitoringEvent
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring import flush, queries, queries_incidents, queries_ingest
from assay.apps.veritas.monitoring.flush import Arrived, Receipt, attempt_topic, exam_topic, told_topic
from assay.apps.veritas.monitoring.kinds import Kind, named
from assay.apps.veritas.monitoring.queries_incidents import Noticed
from assay.apps.veritas.monitoring.queries_ingest import Tally
from assay.apps.veritas.monitoring.rules import Finding, Incident
from assay.kernel import audit, clock
from assay.kernel.access.actor import system_actor
from assay.kernel.audit import chain
from assay.kernel.db.listen import notify
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import AssayError
from assay.kernel.ingest import Ingest
from assay.kernel.settings import Settings

__all__ = [
    "Arrived",
    "Receipt",
    "attempt_topic",
    "exam_topic",
    "get_anomalous_events",
    "get_attempt_monitoring_events",
    "get_high_risk_events_summary",
    "make_ingest",
    "make_partitions",
    "note",
    "open_batch",
    "record_monitoring_events",
    "root_holds",
    "root_of",
    "seal",
    "told_topic",
]


def open_batch(settings: Settings, body: bytes) -> Arrived:
    """Read and verify a batch; no database is asked. Raises Invalid and Forbidden."""
    envelope, batch = wire.read(body)
    key = monitor_key(settings.secret_bytes("hmac_key"), batch.attempt_id, batch.device)
    return Arrived(wire.verify(envelope, batch, key), clock.now())


def make_ingest(database: Database) -> Ingest[Arrived, Receipt]:
    """The process's queue of batches."""

    async def write(org_id: UUID, arrived: Sequence[Arrived]) -> Sequence[Receipt | AssayError]:
        async with database.transaction(org_id=org_id) as db:
            return await record_monitoring_events(db, org_id, arrived)

    return Ingest(
        "veritas.events",
        write,
        org_of=lambda arrived: arrived.batch.org_id,
        weight_of=lambda arrived: len(arrived.batch.events),
    )


async def record_monitoring_events(
    db: Session, org_id: UUID, arrived: Sequence[Arrived]
) -> list[Receipt | AssayError]:
    """Store the batches of one organisation in the caller's transaction: an outcome for each, in order.

    Refusals are outcomes and not raised, because what is noticed about a refused batch is stored as well.
    """
    return await flush.run(db, org_id, arrived)


# --- what the server sees itself --------------------------------------------------------------------------


async def note(db: Session, attempt: ExamAttempt, kind: str, *, data: dict[str, Any] | None = None) -> None:
    """Record what the server itself observed of a live sitting (`second_session`, `address_changed` ...).

    Such events are numbered above every device's, so they can neither collide with nor hide in a page's
    stream; those of notable severity are incidents as well. `data`: no address, no name.
    """
    now = clock.now()
    what: Kind = named(kind)
    number = await queries_incidents.add_own_event(db, attempt, what, now, data)
    tally = Tally(attempt.exam_id, 1, 0, *[round(now.timestamp() * 1000)] * 2)
    await queries_ingest.add_counters(db, attempt.org_id, {(attempt.attempt, what.number): tally})
    if what.severity >= queries.NOTABLE:
        finding = Finding(Incident(kind), number, dict(data or {}))
        noticed = Noticed(attempt.attempt, attempt.attempt_id, attempt.exam_id, finding)
        await queries_incidents.insert_incidents(db, attempt.org_id, [noticed], now)
        await queries_incidents.recount(db, attempt.org_id, [attempt.attempt], now)
    await notify(db, {exam_topic(attempt.exam_id), attempt_topic(attempt.attempt_id)})


# --- the closed record ------------------------------------------------------------------------------------


def event_document(event: MonitoringEvent) -> dict[str, Any]:
    """An event as it goes into the tree: every stored fact, times in microseconds since 1970."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "severity": event.severity,
        "evidence": event.evidence,
        "wall_us": _microseconds(event.wall_at),
        "monotonic_ms": event.monotonic_ms,
        "received_us": _microseconds(event.received_at),
        "duration_ms": event.duration_ms,
        "data": event.data,
    }


def _microseconds(at: datetime) -> int:
    seconds = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (seconds.days * 86_400 + seconds.seconds) * 1_000_000 + seconds.microseconds


def root_of(events: Sequence[MonitoringEvent]) -> bytes:
    """The RFC 6962 root over the events in the order of their numbers."""
    return chain.root([chain.leaf_hash(chain.canonical(event_document(event))) for event in events])


async def seal(db: Session, attempt: ExamAttempt) -> bytes:
    """Put the Merkle root over a closed attempt's events into the audit log. Twice: the same root, once."""
    if attempt.events_root is not None:
        return attempt.events_root
    events = await queries.all_events(db, attempt)
    batches = await queries.batches_of(db, attempt)
    root = root_of(events)
    await queries.keep_root(db, attempt, root)
    attempt.events_root = root
    await audit.record(
        db,
        system_actor(attempt.org_id, "events sealed"),
        Event.EVENTS_SEALED,
        entity="attempt",
        entity_id=attempt.attempt_id,
        details={
            "root": root.hex(),
            "events": len(events),
            "batches": len(batches),
            "last_batch": batches[-1].digest.hex() if batches else "",
        },
    )
    return root


async def root_holds(db: Session, attempt: ExamAttempt) -> bool:
    """Whether the events as they are now still give the root that was sealed."""
    return attempt.events_root == root_of(await queries.all_events(db, attempt))


# --- reading ----------------------------------------------------------------------------------------------


async def get_attempt_monitoring_events(
    db: Session,
    attempt: ExamAttempt,
    *,
    kinds: Sequence[str] = (),
    after: str | None = None,
    limit: int = 100,
) -> Page[MonitoringEvent]:
    """A page of the attempt's events by number; who may see the attempt is asked before."""
    numbers = [named(kind).number for kind in kinds]
    return await queries.events_of(db, attempt, kinds=numbers, after=after, limit=limit)


async def get_anomalous_events(
    db: Session, attempt: ExamAttempt, *, after: str | None = None, limit: int = 100
) -> Page[MonitoringEvent]:
    """A page of the attempt's events of notable severity."""
    return await queries.events_of(db, attempt, severity=queries.NOTABLE, after=after, limit=limit)


async def get_high_risk_events_summary(db: Session, org_id: UUID, exam_id: UUID) -> dict[str, Any]:
    """Over an exam: each kind of notable severity with attempts, events and time, and its incidents."""
    kinds = await queries.notable_summary(db, org_id, exam_id)
    return {"kinds": kinds, "incidents": await queries.incident_summary(db, org_id, exam_id)}


# --- partitions -------------------------------------------------------------------------------------------

MONTHS_AHEAD = 6


def months_from(today: date, count: int) -> list[date]:
    """The first days of the month of `today` and of those after it, `count` in all."""
    first = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, first + count)]


async def make_partitions(db: Session) -> list[date]:
    """Make the partitions of this month and of the next `MONTHS_AHEAD` that are missing; which were made."""
    there = set(await queries.partition_months(db))
    missing = [m for m in months_from(clock.now().date(), MONTHS_AHEAD + 1) if m not in there]
    return [month for month in missing if await queries.make_partition(db, month)]
