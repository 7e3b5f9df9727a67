"""The SQL of a flush: one organisation's batches, set-based, in the order in which locks are taken.

Events go by binary COPY into a temporary table and from there by one INSERT into the partitions, because
COPY itself is refused under row-level security and nothing is granted on partitions
(docs/decisions/0008-event-ingest.md has the reasons).
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Date, DateTime, Integer, LargeBinary, bindparam, select, text
from sqlalchemy import Uuid as UuidType

from assay.apps.veritas.models.attempts import AttemptStatus
from assay.apps.veritas.models.monitoring import MonitoringBatch
from assay.apps.veritas.monitoring.batch import DEVICE_BITS, Batch, kind_and_data
from assay.apps.veritas.monitoring.kinds import KINDS
from assay.apps.veritas.monitoring.rules import Link
from assay.kernel.db.session import Session, raw_connection

_tags = count(1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """The attempt a batch belongs to, locked for the flush."""

    attempt: int
    attempt_id: UUID
    exam_id: UUID
    attempt_month: date
    status: AttemptStatus
    device: int


async def lock_sittings(db: Session, org_id: UUID, attempts: Sequence[int]) -> dict[UUID, Sitting]:
    """The attempts among `attempts`, by attempt_id, locked in the order of their keys."""
    rows = await db.execute(
        text(
            "SELECT attempt, attempt_id, exam_id, attempt_month, status, device FROM veritas.exam_attempts "
            "WHERE org_id = :org_id AND attempt = ANY(:attempts) ORDER BY attempt FOR NO KEY UPDATE"
        ).bindparams(bindparam("attempts", type_=ARRAY(BigInteger))),
        {"org_id": org_id, "attempts": sorted(attempts)},
    )
    return {
        row.attempt_id: Sitting(
            row.attempt, row.attempt_id, row.exam_id, row.attempt_month, AttemptStatus(row.status), row.device
        )
        for row in rows
    }


_NEIGHBOURS = text(
    """
    SELECT DISTINCT b.* FROM unnest(:attempts, :firsts, :lasts) AS q(attempt, first, last)
    CROSS JOIN LATERAL (
        (SELECT * FROM veritas.monitoring_batches
          WHERE org_id = :org_id AND attempt = q.attempt AND first_seq < q.first
          ORDER BY first_seq DESC LIMIT 1)
        UNION ALL
        (SELECT * FROM veritas.monitoring_batches
          WHERE org_id = :org_id AND attempt = q.attempt AND first_seq BETWEEN q.first AND q.last)
        UNION ALL
        (SELECT * FROM veritas.monitoring_batches
          WHERE org_id = :org_id AND attempt = q.attempt AND first_seq > q.last
          ORDER BY first_seq LIMIT 1)
    ) AS b
    """
).bindparams(*(bindparam(name, type_=ARRAY(BigInteger)) for name in ("attempts", "firsts", "lasts")))


async def neighbours(
    db: Session, org_id: UUID, ranges: Sequence[tuple[int, int, int]]
) -> dict[int, list[Link]]:
    """Stored batches in or next to each (attempt, first, last), by attempt."""
    attempts, firsts, lasts = (list(column) for column in zip(*ranges, strict=True))
    rows = await db.execute(
        _NEIGHBOURS, {"org_id": org_id, "attempts": attempts, "firsts": firsts, "lasts": lasts}
    )
    found: dict[int, list[Link]] = {}
    for row in rows:
        found.setdefault(row.attempt, []).append(_link(row))
    return found


async def all_links(db: Session, org_id: UUID, attempts: Sequence[int]) -> dict[int, list[Link]]:
    """Every stored batch of `attempts`, by attempt."""
    rows = await db.scalars(
        select(MonitoringBatch)
        .where(MonitoringBatch.org_id == org_id, MonitoringBatch.attempt.in_(attempts))
        .order_by(MonitoringBatch.attempt, MonitoringBatch.first_seq)
    )
    found: dict[int, list[Link]] = {}
    for row in rows:
        found.setdefault(row.attempt, []).append(_link(row))
    return found


def _link(row: Any) -> Link:
    """Of a row of `monitoring_batches`, however it was read."""
    return Link(
        start=((row.device - 1) << DEVICE_BITS) + 1,
        first=row.first_seq,
        last=row.last_seq,
        previous=row.previous,
        digest=row.digest,
        sent_ms=round(row.sent_at.timestamp() * 1000),
        mono_ms=row.monotonic_ms,
        offset_ms=row.offset_ms,
    )


@dataclass(frozen=True, slots=True)
class Accepted:
    """A batch that is to be stored."""

    sitting: Sitting
    batch: Batch
    link: Link
    sent_at: datetime
    received_at: datetime


_BATCHES = text(
    """
    INSERT INTO veritas.monitoring_batches (org_id, attempt, first_seq, last_seq, previous, digest, device,
                                            sent_at, monotonic_ms, received_at, offset_ms)
    SELECT :org_id, * FROM unnest(:attempts, :firsts, :lasts, :previous, :digests, :devices, :sent, :mono,
                                  :received, :offsets)
    """
).bindparams(
    *(
        bindparam(name, type_=ARRAY(BigInteger))
        for name in ("attempts", "firsts", "lasts", "mono", "offsets")
    ),
    *(bindparam(name, type_=ARRAY(LargeBinary)) for name in ("previous", "digests")),
    *(bindparam(name, type_=ARRAY(DateTime(timezone=True))) for name in ("sent", "received")),
    bindparam("devices", type_=ARRAY(Integer)),
    bindparam("org_id", type_=UuidType),
)


async def insert_batches(db: Session, org_id: UUID, accepted: Sequence[Accepted]) -> None:
    await db.execute(
        _BATCHES,
        {
            "org_id": org_id,
            "attempts": [one.sitting.attempt for one in accepted],
            "firsts": [one.link.first for one in accepted],
            "lasts": [one.link.last for one in accepted],
            "previous": [one.link.previous for one in accepted],
            "digests": [one.link.digest for one in accepted],
            "devices": [one.batch.device for one in accepted],
            "sent": [one.sent_at for one in accepted],
            "mono": [one.batch.mono for one in accepted],
            "received": [one.received_at for one in accepted],
            "offsets": [one.link.offset_ms for one in accepted],
        },
    )


# --- events -----------------------------------------------------------------------------------------------

_INBOX = """
CREATE TEMPORARY TABLE IF NOT EXISTS veritas_events_inbox (
    tag integer, seq bigint, kind smallint, severity smallint, evidence text, wall_at timestamptz,
    monotonic_ms bigint, duration_ms integer, data jsonb
) ON COMMIT DELETE ROWS
"""
_FROM_INBOX = text(
    """
    INSERT INTO veritas.monitoring_events (org_id, attempt_month, attempt, seq, kind, severity, evidence,
                                           wall_at, monotonic_ms, received_at, duration_ms, data)
    SELECT :org_id, b.attempt_month, b.attempt, e.seq, e.kind, e.severity, e.evidence,
           e.wall_at, e.monotonic_ms, b.received_at, e.duration_ms, e.data
      FROM pg_temp.veritas_events_inbox e
      JOIN unnest(:tags, :months, :attempts, :received) AS b(tag, attempt_month, attempt, received_at)
        ON b.tag = e.tag
    """
).bindparams(
    bindparam("tags", type_=ARRAY(Integer)),
    bindparam("months", type_=ARRAY(Date)),
    bindparam("attempts", type_=ARRAY(BigInteger)),
    bindparam("received", type_=ARRAY(DateTime(timezone=True))),
    bindparam("org_id", type_=UuidType),
)
# Binary COPY: a count of fields, then each field behind its length (-1: NULL).
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_FIRST = struct.Struct("!h ii iq")
_KIND = struct.Struct("!ih ih i1s")
_KIND_FIELDS = {
    kind.number: _KIND.pack(2, kind.number, 2, kind.severity, 1, kind.evidence.encode()) for kind in KINDS
}
_LAST = struct.Struct("!iq iq")
_NULL = b"\xff\xff\xff\xff"
_DURATION = struct.Struct("!ii")
_LENGTH = struct.Struct("!i")
_JSONB_VERSION = b"\x01"
_EPOCH_2000_US = 946_684_800_000_000


def encode_events(tag: int, batch: Batch) -> bytes:
    """The rows of a batch in PostgreSQL's binary COPY format (without header and trailer).

    About four times as fast as handing tuples to the driver, and this is where the time goes.
    """
    first, last, base, parts = _FIRST.pack, _LAST.pack, batch.base, []
    for event in batch.events:
        kind, data = kind_and_data(event)
        parts.append(first(9, 4, tag, 8, base + event.seq))
        parts.append(_KIND_FIELDS[kind.number])
        parts.append(last(8, event.wall * 1000 - _EPOCH_2000_US, 8, event.mono))
        parts.append(_NULL if event.duration_ms is None else _DURATION.pack(4, event.duration_ms))
        if data is None:
            parts.append(_NULL)
        else:
            encoded = data.encode()
            parts.append(_LENGTH.pack(len(encoded) + 1) + _JSONB_VERSION + encoded)
    return b"".join(parts)


async def insert_events(db: Session, org_id: UUID, accepted: Sequence[Accepted]) -> None:
    """Store the events of `accepted`. The caller holds the locks of their attempts."""
    # Tags tell this flush's rows from those of an earlier one in the same transaction.
    tags = [next(_tags) & 0x7FFF_FFFF for _one in accepted]
    body = [encode_events(tag, one.batch) for tag, one in zip(tags, accepted, strict=True)]
    connection = await raw_connection(db)
    await connection.execute(_INBOX)
    await connection.copy_to_table(
        "veritas_events_inbox", source=BytesIO(b"".join([_HEADER, *body, _TRAILER])), format="binary"
    )
    await db.execute(
        _FROM_INBOX,
        {
            "org_id": org_id,
            "tags": tags,
            "months": [one.sitting.attempt_month for one in accepted],
            "attempts": [one.sitting.attempt for one in accepted],
            "received": [one.received_at for one in accepted],
        },
    )


# --- what is kept about them ------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """Events of one kind of one attempt; times in milliseconds of the device's clock."""

    exam_id: UUID
    events: int = 0
    duration_ms: int = 0
    first_ms: int = 1 << 62
    last_ms: int = 0


_COUNTERS = text(
    """
    INSERT INTO veritas.event_counters AS c (org_id, attempt, kind, exam_id, events, duration_ms, first_at,
                                             last_at)
    SELECT :org_id, attempt, kind, exam_id, events, duration_ms, to_timestamp(first_ms / 1000.0),
           to_timestamp(last_ms / 1000.0)
      FROM unnest(:attempts, :kinds, :exams, :events, :durations, :firsts, :lasts)
           AS q(attempt, kind, exam_id, events, duration_ms, first_ms, last_ms)
     ORDER BY attempt, kind
    ON CONFLICT (attempt, kind) DO UPDATE
       SET events = c.events + excluded.events, duration_ms = c.duration_ms + excluded.duration_ms,
           first_at = least(c.first_at, excluded.first_at), last_at = greatest(c.last_at, excluded.last_at)
    """
).bindparams(
    *(
        bindparam(name, type_=ARRAY(BigInteger))
        for name in ("attempts", "events", "durations", "firsts", "lasts")
    ),
    bindparam("kinds", type_=ARRAY(Integer)),
    bindparam("exams", type_=ARRAY(UuidType)),
    bindparam("org_id", type_=UuidType),
)


async def add_counters(db: Session, org_id: UUID, tallies: Mapping[tuple[int, int], Tally]) -> None:
    """Add to the counters of (attempt, kind)."""
    if not tallies:
        return
    await db.execute(
        _COUNTERS,
        {
            "org_id": org_id,
            "attempts": [attempt for attempt, _kind in tallies],
            "kinds": [kind for _attempt, kind in tallies],
            "exams": [one.exam_id for one in tallies.values()],
            "events": [one.events for one in tallies.values()],
            "durations": [one.duration_ms for one in tallies.values()],
            "firsts": [one.first_ms for one in tallies.values()],
            "lasts": [one.last_ms for one in tallies.values()],
        },
    )


_SEEN = text(
    """
    UPDATE veritas.exam_attempts AS a
       SET events = a.events + q.events,
           last_hash = CASE WHEN q.last_seq > a.last_seq THEN q.digest ELSE a.last_hash END,
           last_seq = greatest(a.last_seq, q.last_seq),
           last_seen_at = greatest(a.last_seen_at, q.received_at),
           changed_at = :now, updated_at = :now
      FROM unnest(:attempts, :events, :lasts, :digests, :received)
           AS q(attempt, events, last_seq, digest, received_at)
     WHERE a.org_id = :org_id AND a.attempt = q.attempt
    """
).bindparams(
    *(bindparam(name, type_=ARRAY(BigInteger)) for name in ("attempts", "events", "lasts")),
    bindparam("digests", type_=ARRAY(LargeBinary)),
    bindparam("received", type_=ARRAY(DateTime(timezone=True))),
    bindparam("now", type_=DateTime(timezone=True)),
)


async def mark_seen(db: Session, org_id: UUID, accepted: Sequence[Accepted], now: datetime) -> None:
    """Bring the attempts of `accepted` up to date: counts, end of the chain, when they were last heard."""
    counts: dict[int, int] = {}
    ends: dict[int, Accepted] = {}
    for one in accepted:
        attempt = one.sitting.attempt
        counts[attempt] = counts.get(attempt, 0) + len(one.batch.events)
        if attempt not in ends or one.link.last > ends[attempt].link.last:
            ends[attempt] = one
    await db.execute(
        _SEEN,
        {
            "org_id": org_id,
            "now": now,
            "attempts": list(ends),
            "events": [counts[attempt] for attempt in ends],
            "lasts": [one.link.last for one in ends.values()],
            "digests": [one.link.digest for one in ends.values()],
            "received": [one.received_at for one in ends.values()],
        },
    )
