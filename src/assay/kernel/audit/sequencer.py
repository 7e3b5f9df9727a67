"""Gives recorded entries their place in the log and signs the new head.

Writers only add to a queue, so they never wait on one another. One process at a time (an advisory lock)
takes the queue in batches: each batch is one transaction of leaves, chain hashes, completed subtrees and
one signed checkpoint.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import clock
from assay.kernel.audit import chain, queries, queries_sequencer
from assay.kernel.audit.chain import Frontier
from assay.kernel.audit.errors import DamagedLog, Unverified
from assay.kernel.audit.models import AuditCheckpoint
from assay.kernel.audit.note import Checkpoint, PublicKey, Signer, open_checkpoint
from assay.kernel.db.session import Database, Role

BATCH = 20_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sequenced:
    """What one run did: `entries` appended, and the newest checkpoint (None while the log is empty)."""

    entries: int
    checkpoint: str | None


async def sequence(
    database: Database, signer: Signer, earlier: Sequence[PublicKey] = (), *, batch: int = BATCH
) -> Sequenced:
    """Append everything that waits, `batch` entries a transaction.

    Ends at once when another process is appending. Raises DamagedLog rather than sign over a head that
    contradicts itself or that neither `signer` nor a key in `earlier` signed.
    """
    total, note = 0, None
    while True:
        async with database.transaction(role=Role.SYSTEM) as db:
            if not await queries_sequencer.lock(db):
                return Sequenced(total, note)
            taken, note = await _append_batch(db, signer, earlier, batch)
        total += taken
        if taken < batch:
            return Sequenced(total, note)


async def _append_batch(
    db: AsyncSession, signer: Signer, earlier: Sequence[PublicKey], batch: int
) -> tuple[int, str | None]:
    """Append one batch; answers how many entries left the queue, and the newest checkpoint."""
    head = await queries.checkpoint(db)
    taken = await queries_sequencer.take(db, batch)
    entries = [entry for entry in taken if entry.data is not None]
    if len(entries) < len(taken):
        # Nobody was promised anything about these yet, and stopping the log would be a way to silence it.
        lost = [str(entry.entry_id) for entry in taken if entry.data is None]
        log.error("audit.entries_lost", count=len(lost), first=lost[0])
    if not entries:
        return len(taken), None if head is None else head.note
    frontier, link = _resume(head, [signer.public, *earlier])
    start = frontier.size
    leaves = [chain.leaf_hash(entry.data.encode()) for entry in entries if entry.data is not None]
    links = []
    for leaf in leaves:
        link = chain.link(link, leaf)
        links.append(link)
    nodes = frontier.extend(leaves)
    await queries_sequencer.append(
        db, start=start, entries=[e.entry_id for e in entries], leaves=leaves, links=links, nodes=nodes
    )
    checkpoint = Checkpoint(signer.public.name, frontier.size, frontier.root())
    note = signer.sign(checkpoint.text())
    await queries_sequencer.write_checkpoint(
        db,
        size=checkpoint.size,
        root=checkpoint.root,
        chain_hash=link,
        frontier=frontier.to_bytes(),
        note=note,
        created_at=clock.now(),
    )
    return len(taken), note


def _resume(head: AuditCheckpoint | None, keys: Sequence[PublicKey]) -> tuple[Frontier, bytes]:
    """The edge of the tree and the chain hash to go on from, after checking that we signed them."""
    if head is None:
        return Frontier(), chain.GENESIS
    try:
        signed = open_checkpoint(head.note, keys)
        frontier = Frontier.from_bytes(head.size, head.frontier)
    except (Unverified, ValueError) as error:
        raise DamagedLog(
            f"The newest checkpoint, at {head.size} entries, does not hold: {error} If the log's key was "
            f"changed, add the earlier key with @{head.size} to ASSAY_LOG_TRUSTED_KEYS."
        ) from error
    if signed != Checkpoint(keys[0].name, head.size, frontier.root()):
        raise DamagedLog(f"The newest checkpoint, at {head.size} entries, is not what was signed.")
    return frontier, head.chain_hash


def publish(path: Path, note: str) -> None:
    """Write the checkpoint to `path` at once or not at all; does nothing when it is there already."""
    if path.exists() and path.read_text(encoding="utf-8") == note:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
