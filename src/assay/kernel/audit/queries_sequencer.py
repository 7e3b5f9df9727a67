"""The SQL that gives entries their place: taken from the queue and appended in whole batches.

Past SQLAlchemy, straight to asyncpg: a batch is 20,000 rows in and 20,000 rows out.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.audit.chain import Node
from assay.kernel.audit.models import AuditCheckpoint
from assay.kernel.db.session import raw_connection

LOCK = 7174
"""Advisory lock held while a batch is appended: there is one log, so there is one sequencer."""


class Taken(NamedTuple):
    entry_id: UUID
    data: str | None
    """None where the entry was removed before it was sequenced."""


async def lock(db: AsyncSession) -> bool:
    """Whether this transaction now is the one that appends. Never waits."""
    got: bool = (await db.scalars(select(func.pg_try_advisory_xact_lock(LOCK)))).one()
    return got


_TAKE = """
    WITH taken AS (
        DELETE FROM kernel.audit_pending
        WHERE entry_id <= coalesce(
            (SELECT entry_id FROM kernel.audit_pending ORDER BY entry_id OFFSET $1 - 1 LIMIT 1),
            'ffffffff-ffff-ffff-ffff-ffffffffffff'
        )
        RETURNING entry_id
    )
    SELECT taken.entry_id, e.data
    -- LATERAL with a LIMIT: one index look-up each, never a scan of all entries ever written
    FROM taken LEFT JOIN LATERAL (
        SELECT recorded_at, data FROM kernel.audit_entries WHERE id = taken.entry_id LIMIT 1
    ) AS e ON true
    ORDER BY e.recorded_at, taken.entry_id
"""


async def take(db: AsyncSession, batch: int) -> list[Taken]:
    """Take up to `batch` entries off the queue, in the order they were recorded."""
    raw = await raw_connection(db)
    return [Taken(row[0], row[1]) for row in await raw.fetch(_TAKE, batch)]


async def append(
    db: AsyncSession,
    *,
    start: int,
    entries: Sequence[UUID],
    leaves: Sequence[bytes],
    links: Sequence[bytes],
    nodes: Sequence[tuple[Node, bytes]],
) -> None:
    """Append leaves from index `start` on, with their chain hashes, and the subtrees they completed."""
    raw = await raw_connection(db)
    await raw.copy_records_to_table(
        "audit_leaves",
        schema_name="kernel",
        columns=["idx", "entry_id", "leaf_hash", "chain_hash"],
        records=zip(count(start), entries, leaves, links, strict=False),
    )
    await raw.copy_records_to_table(
        "audit_nodes",
        schema_name="kernel",
        columns=["level", "idx", "hash"],
        records=[(node.level, node.index, value) for node, value in nodes],
    )


async def write_checkpoint(
    db: AsyncSession,
    *,
    size: int,
    root: bytes,
    chain_hash: bytes,
    frontier: bytes,
    note: str,
    created_at: datetime,
) -> None:
    await db.execute(
        insert(AuditCheckpoint).values(
            size=size, root=root, chain_hash=chain_hash, frontier=frontier, note=note, created_at=created_at
        )
    )
