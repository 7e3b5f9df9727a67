"""The SQL of the log as its writers and readers see it; the sequencer's own is in `queries_sequencer`."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.audit.chain import HASH_SIZE
from assay.kernel.audit.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditLeaf,
    AuditPending,
    AuditSalt,
)
from assay.kernel.db.paging import Page, keyset
from assay.kernel.db.session import raw_connection


async def bound_org(db: AsyncSession) -> UUID | None:
    """The organisation this transaction is bound to, None when to none."""
    bound: str | None = await db.scalar(text("SELECT nullif(current_setting('assay.org_id', true), '')"))
    return UUID(bound) if bound else None


async def write(db: AsyncSession, columns: Mapping[str, Any], data: str, salt: bytes | None) -> None:
    """Write one entry, its salt if it has one, and its place in the queue: one statement, one round trip."""
    statement = insert(AuditPending).values(entry_id=columns["id"])
    statement = statement.add_cte(insert(AuditEntry).values(**columns, data=data).cte("entry"))
    if salt is not None:
        kept = insert(AuditSalt).values(entry_id=columns["id"], org_id=columns["org_id"], salt=salt)
        statement = statement.add_cte(kept.cte("salt"))
    await db.execute(statement)


async def salt_of(db: AsyncSession, entry_id: UUID) -> bytes | None:
    salt: bytes | None = await db.scalar(select(AuditSalt.salt).where(AuditSalt.entry_id == entry_id))
    return salt


async def delete_salts(db: AsyncSession, org_id: UUID, entity: str, entity_id: str) -> int:
    """Delete the salts of every entry about one entity; answers how many."""
    about = select(AuditEntry.id).where(
        AuditEntry.org_id == org_id, AuditEntry.entity == entity, AuditEntry.entity_id == entity_id
    )
    gone = await db.scalars(
        delete(AuditSalt).where(AuditSalt.entry_id.in_(about)).returning(AuditSalt.entry_id)
    )
    return len(gone.all())


# --- for the auditor --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show of the log; None leaves a field open. `since` is inclusive, `until` exclusive."""

    app: str | None = None
    event: str | None = None
    entity: str | None = None
    entity_id: str | None = None
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the auditor sees it. `index` is its place in the log, None until it is sequenced."""

    index: int | None
    id: UUID
    recorded_at: datetime
    app: str
    event: str
    entity: str
    entity_id: str
    actor_kind: str
    actor_id: UUID | None
    body: dict[str, Any]


_TABLE = AuditEntry.__table__.c
_SHOWN = (
    AuditEntry.id,
    AuditEntry.recorded_at,
    AuditEntry.app,
    AuditEntry.event,
    AuditEntry.entity,
    AuditEntry.entity_id,
    AuditEntry.actor_kind,
    AuditEntry.actor_id,
)


def _entry(row: Any) -> Entry:
    return Entry(
        index=row.idx,
        id=row.id,
        recorded_at=row.recorded_at,
        app=row.app,
        event=row.event,
        entity=row.entity,
        entity_id=row.entity_id,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        body=json.loads(row.data),
    )


async def entries(
    db: AsyncSession,
    *,
    org_id: UUID | None,
    filters: Filters = Filters(),
    after: str | None = None,
    limit: int = 50,
) -> Page[Entry]:
    """The entries of one organisation (None: those of the house), newest first, after the cursor `after`."""
    statement: Any = (
        select(AuditLeaf.idx, *_SHOWN, AuditEntry.data)
        .outerjoin(AuditLeaf, AuditLeaf.entry_id == AuditEntry.id)
        .where(AuditEntry.org_id.is_(None) if org_id is None else AuditEntry.org_id == org_id)
    )
    for column in (
        AuditEntry.app,
        AuditEntry.event,
        AuditEntry.entity,
        AuditEntry.entity_id,
        AuditEntry.actor_id,
    ):
        wanted = getattr(filters, column.key)
        if wanted is not None:
            statement = statement.where(column == wanted)
    if filters.since is not None:
        statement = statement.where(AuditEntry.recorded_at >= filters.since)
    if filters.until is not None:
        statement = statement.where(AuditEntry.recorded_at < filters.until)
    page = await keyset(
        db,
        statement,
        [_TABLE.recorded_at, _TABLE.id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: (row.recorded_at.isoformat(), row.id),
        scalars=False,
    )
    return Page([_entry(row) for row in page.items], page.next)


# --- for proofs -------------------------------------------------------------------------------------------


_NEWEST = select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1)


async def checkpoint(db: AsyncSession, size: int | None = None) -> AuditCheckpoint | None:
    """The checkpoint at exactly `size`, or the newest."""
    statement = _NEWEST if size is None else select(AuditCheckpoint).where(AuditCheckpoint.size == size)
    found: AuditCheckpoint | None = await db.scalar(statement)
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its place in the log (None until it is sequenced)."""

    index: int | None
    data: str


_PLACED = (
    select(AuditLeaf.idx, AuditEntry.data)
    .outerjoin(AuditLeaf, AuditLeaf.entry_id == AuditEntry.id)
    .where(AuditEntry.id == bindparam("entry_id"))
)


async def placed(db: AsyncSession, entry_id: UUID) -> Placed | None:
    row = (await db.execute(_PLACED, {"entry_id": entry_id})).one_or_none()
    return None if row is None else Placed(*row)


class Span(NamedTuple):
    """The hashes of the complete subtrees [start, end) of a stored level; level 0 are the leaves."""

    level: int
    start: int
    end: int


_SPANS = """
    SELECT CASE WHEN s.level = 0
        THEN (SELECT string_agg(l.leaf_hash, ''::bytea ORDER BY l.idx)
              FROM kernel.audit_leaves l WHERE l.idx >= s.low AND l.idx < s.high)
        ELSE (SELECT string_agg(n.hash, ''::bytea ORDER BY n.idx)
              FROM kernel.audit_nodes n WHERE n.level = s.level AND n.idx >= s.low AND n.idx < s.high)
        END
    FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS s (level, low, high, place)
    ORDER BY s.place
"""


async def hashes(db: AsyncSession, spans: Sequence[Span]) -> list[list[bytes]]:
    """The stored hashes of each span, in one statement. A span with gaps comes back shorter."""
    if not spans:
        return []
    raw = await raw_connection(db)
    rows = await raw.fetch(_SPANS, *([span[i] for span in spans] for i in range(3)))
    packed = [row[0] or b"" for row in rows]
    return [[blob[i : i + HASH_SIZE] for i in range(0, len(blob), HASH_SIZE)] for blob in packed]


# --- for the verifier -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One place of the log. `data` is None where the entry itself is gone; `columns` are in text."""

    index: int
    entry_id: UUID
    leaf_hash: bytes
    chain_hash: bytes
    data: str | None
    columns: tuple[str | None, ...]


_WALK = """
    SELECT l.idx, l.entry_id, l.leaf_hash, l.chain_hash, e.data, e.id::text, e.org_id::text,
        to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        e.app, e.event, e.entity, e.entity_id, e.actor_kind, e.actor_id::text
    FROM kernel.audit_leaves l LEFT JOIN kernel.audit_entries e ON e.id = l.entry_id
    ORDER BY l.idx
"""


async def walk(db: AsyncSession, batch: int) -> AsyncIterator[list[Step]]:
    """The whole log in order, streamed in batches. The columns come in the order of `rules.columns`."""
    raw = await raw_connection(db)
    cursor = await raw.cursor(_WALK)
    while rows := await cursor.fetch(batch):
        yield [Step(row[0], row[1], row[2], row[3], row[4], tuple(row)[5:]) for row in rows]


async def checkpoints(db: AsyncSession, after: int, limit: int = 1000) -> Sequence[AuditCheckpoint]:
    """The next checkpoints larger than `after`, smallest first."""
    statement = (
        select(AuditCheckpoint)
        .where(AuditCheckpoint.size > after)
        .order_by(AuditCheckpoint.size)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return (await db.scalars(statement)).all()


async def stray_entry(db: AsyncSession) -> UUID | None:
    """An entry that is neither in the log nor waiting for it: someone took it out of the queue."""
    statement = (
        select(AuditEntry.id)
        .outerjoin(AuditLeaf, AuditLeaf.entry_id == AuditEntry.id)
        .outerjoin(AuditPending, AuditPending.entry_id == AuditEntry.id)
        .where(AuditLeaf.entry_id.is_(None), AuditPending.entry_id.is_(None))
        .limit(1)
    )
    found: UUID | None = await db.scalar(statement)
    return found
