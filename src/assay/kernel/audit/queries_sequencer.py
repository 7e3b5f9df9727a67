"""The SQL that gives entries their place: taken from the queue and appended in whole batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, SmallInteger, Uuid, bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.audit.chain import TILE_HEIGHT, Node
from assay.kernel.audit.models import AuditCheckpoint

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


_TAKE = text(
    """
    WITH taken AS (
        DELETE FROM kernel.audit_pending
        WHERE entry_id IN (SELECT entry_id FROM kernel.audit_pending ORDER BY entry_id LIMIT :batch)
        RETURNING entry_id
    )
    SELECT taken.entry_id, e.data
    FROM taken LEFT JOIN kernel.audit_entries e ON e.id = taken.entry_id
    ORDER BY e.recorded_at, taken.entry_id
    """
).bindparams(bindparam("batch", type_=BigInteger()))


async def take(db: AsyncSession, batch: int) -> list[Taken]:
    """Take up to `batch` entries off the queue, oldest first."""
    return [Taken(*row) for row in await db.execute(_TAKE, {"batch": batch})]


_LEAVES = text(
    """
    INSERT INTO kernel.audit_leaves (idx, entry_id, leaf_hash, chain_hash)
    SELECT :start + place - 1, entry_id, leaf_hash, chain_hash
    FROM unnest(:entries, :leaves, :links) WITH ORDINALITY AS t (entry_id, leaf_hash, chain_hash, place)
    """
).bindparams(
    bindparam("start", type_=BigInteger()),
    bindparam("entries", type_=ARRAY(Uuid)),
    bindparam("leaves", type_=ARRAY(LargeBinary)),
    bindparam("links", type_=ARRAY(LargeBinary)),
)

_NODES = text(
    """
    INSERT INTO kernel.audit_nodes (tile, idx, hash)
    SELECT * FROM unnest(:tiles, :indices, :hashes)
    """
).bindparams(
    bindparam("tiles", type_=ARRAY(SmallInteger)),
    bindparam("indices", type_=ARRAY(BigInteger)),
    bindparam("hashes", type_=ARRAY(LargeBinary)),
)


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
    await db.execute(
        _LEAVES, {"start": start, "entries": list(entries), "leaves": list(leaves), "links": list(links)}
    )
    if nodes:
        parameters = {
            "tiles": [node.level // TILE_HEIGHT for node, _ in nodes],
            "indices": [node.index for node, _ in nodes],
            "hashes": [value for _, value in nodes],
        }
        await db.execute(_NODES, parameters)


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
