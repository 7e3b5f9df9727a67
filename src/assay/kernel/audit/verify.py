"""Verifies the whole log against public keys and against checkpoints and receipts that others kept.

The verifier trusts nothing the database says about itself: every hash is computed anew from the entries,
every head must carry a valid signature, and a head kept elsewhere must be a prefix of what is there now.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.audit import chain, queries, rules
from assay.kernel.audit.chain import Frontier, Node
from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.models import AuditCheckpoint
from assay.kernel.audit.note import Checkpoint, PublicKey, open_checkpoint
from assay.kernel.audit.queries import Span, Step
from assay.kernel.audit.receipt import verify_receipt
from assay.kernel.db.session import Database, Role

BATCH = 10_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that does not hold. `index` is the first entry concerned, None if outside the log."""

    index: int | None
    entry_id: UUID | None
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found: `entries` that hold from the first on, and `broken`, if anything is."""

    entries: int
    checkpoints: int
    head: str | None
    broken: Broken | None

    @property
    def ok(self) -> bool:
        return self.broken is None


@dataclass(frozen=True, slots=True)
class _Held:
    """What others kept of the log: heads by size, and leaves by index."""

    heads: dict[int, set[bytes]] = field(default_factory=dict)
    leaves: dict[int, bytes] = field(default_factory=dict)

    def add_head(self, checkpoint: Checkpoint) -> None:
        self.heads.setdefault(checkpoint.size, set()).add(checkpoint.root)


class _BrokenLog(Exception):
    def __init__(self, index: int | None, entry_id: UUID | None, what: str) -> None:
        super().__init__(what)
        self.broken = Broken(index, entry_id, what)


async def verify_log(
    database: Database,
    keys: Sequence[PublicKey],
    *,
    since: str | None = None,
    receipts: Sequence[str] = (),
    progress: Progress | None = None,
) -> Report:
    """Walk the log from its first entry and name the first thing that does not hold.

    `since` is a signed checkpoint and `receipts` are receipts, kept outside the database: the log must
    have only grown since. `progress` is told entries done and entries in all. Streams: memory does not
    grow with the log. Raises Unverified when `since` or a receipt is itself not worth anything.
    """
    held = _Held()
    if since is not None:
        held.add_head(open_checkpoint(since, keys))
    for text in receipts:
        receipt = verify_receipt(text, keys)
        held.add_head(receipt.checkpoint)
        held.leaves[receipt.index] = chain.leaf_hash(receipt.data)
    async with database.transaction(role=Role.SYSTEM) as db:
        head = await queries.checkpoint(db)
        walk = _Walk(db, keys, held, 0 if head is None else head.size, progress)
        broken = None
        try:
            await walk.run()
        except _BrokenLog as found:
            broken = found.broken
        return Report(walk.frontier.size, walk.checkpoints, walk.head, broken)


class _Walk:
    """One pass over the log. `size` is what the newest checkpoint claimed before the pass began."""

    def __init__(
        self,
        db: AsyncSession,
        keys: Sequence[PublicKey],
        held: _Held,
        size: int,
        progress: Progress | None,
    ) -> None:
        self.db, self.keys, self.held, self.size, self.progress = db, keys, held, size, progress
        self.frontier = Frontier()
        self.link = chain.GENESIS
        self.sealed = 0
        self.head: str | None = None
        self.checkpoints = 0
        self._upcoming: list[AuditCheckpoint] = []
        self._held_sizes = sorted(held.heads, reverse=True)
        self._completed: list[tuple[Node, bytes]] = []

    async def run(self) -> None:
        await self._look_ahead()
        async for steps in queries.walk(self.db, BATCH):
            await self._check_steps(steps)
            await self._check_nodes()
            if self.progress is not None:
                self.progress(self.frontier.size, max(self.size, self.frontier.size))
        self._check_end()
        stray = await queries.stray_entry(self.db)
        if stray is not None:
            raise _BrokenLog(None, stray, "This entry was recorded but taken out of the queue to the log.")

    async def _look_ahead(self) -> None:
        if not self._upcoming:
            found = await queries.checkpoints(self.db, after=self.frontier.size)
            self._upcoming = list(reversed(found))

    async def _check_steps(self, steps: Sequence[Step]) -> None:
        leaves: list[bytes] = []
        index = self.frontier.size
        boundary = self._boundary()
        for step in steps:
            leaves.append(self._check_step(index, step))
            index += 1
            if index == boundary:
                self._completed += self.frontier.extend(leaves)
                leaves = []
                await self._check_boundary()
                boundary = self._boundary()
        self._completed += self.frontier.extend(leaves)

    def _check_step(self, index: int, step: Step) -> bytes:
        """The leaf hash of one entry, once everything said about it agrees."""
        if step.index != index:
            raise _BrokenLog(index, None, f"Entry {index} is missing: the log goes on at {step.index}.")
        if step.data is None:
            raise _BrokenLog(
                index, step.entry_id, f"Entry {index} was deleted; its place in the log remains."
            )
        leaf = chain.leaf_hash(step.data.encode())
        if leaf != step.leaf_hash:
            raise _BrokenLog(index, step.entry_id, f"Entry {index} was changed: its hash is another now.")
        self.link = chain.link(self.link, leaf)
        if self.link != step.chain_hash:
            what = f"Entry {index} does not follow the one before it: the chain breaks here."
            raise _BrokenLog(index, step.entry_id, what)
        if self.held.leaves.get(index, leaf) != leaf:
            what = f"Entry {index} is not the one its receipt was given for."
            raise _BrokenLog(index, step.entry_id, what)
        if not _columns_agree(step.data, step.columns):
            what = f"Entry {index} is listed as something it does not say."
            raise _BrokenLog(index, step.entry_id, what)
        return leaf

    def _boundary(self) -> int | None:
        """The next size at which some head must hold."""
        sizes = [self._upcoming[-1].size] if self._upcoming else []
        return min(sizes + self._held_sizes[-1:], default=None)

    async def _check_boundary(self) -> None:
        size, root = self.frontier.size, self.frontier.root()
        if self._upcoming and self._upcoming[-1].size == size:
            self._check_checkpoint(self._upcoming.pop(), root)
            await self._look_ahead()
        if self._held_sizes and self._held_sizes[-1] == size:
            self._held_sizes.pop()
            if self.held.heads[size] != {root}:
                raise _BrokenLog(
                    None,
                    None,
                    f"History was rewritten: the first {size} entries are not those that a checkpoint "
                    "kept outside was signed for.",
                )

    def _check_checkpoint(self, row: AuditCheckpoint, root: bytes) -> None:
        first, size = self.sealed, row.size
        try:
            signed = open_checkpoint(row.note, self.keys)
        except Unverified as error:
            raise _BrokenLog(first, None, f"The checkpoint at {size} entries: {error.detail}") from error
        if signed.size != size or signed.origin != self.keys[0].name:
            raise _BrokenLog(first, None, f"The checkpoint at {size} entries was signed for something else.")
        if signed.root != root:
            raise _BrokenLog(
                first, None, f"Entries {first} to {size - 1} hold one that is not what was signed at {size}."
            )
        kept = (row.root, row.chain_hash, row.frontier)
        if kept != (root, self.link, self.frontier.to_bytes()):
            raise _BrokenLog(first, None, f"What is kept beside the checkpoint at {size} entries is wrong.")
        self.sealed, self.head = size, row.note
        self.checkpoints += 1

    async def _check_nodes(self) -> None:
        """Compare the subtrees completed since the last call with those that proofs are built from."""
        by_level: dict[int, list[tuple[Node, bytes]]] = {}
        for node, value in self._completed:
            by_level.setdefault(node.level, []).append((node, value))
        self._completed = []
        spans = [Span(level, nodes[0][0].index, nodes[-1][0].index + 1) for level, nodes in by_level.items()]
        for nodes, stored in zip(by_level.values(), await queries.hashes(self.db, spans), strict=True):
            if [value for _, value in nodes] != stored:
                node = nodes[0][0]
                raise _BrokenLog(
                    node.index << node.level, None, f"The stored tree is wrong at level {node.level}."
                )

    def _check_end(self) -> None:
        size = self.frontier.size
        expected = max([self.size, *self.held.heads])
        if size < expected:
            raise _BrokenLog(
                size, None, f"The log was cut off: it had {expected} entries and now has {size}."
            )
        if size != self.sealed:
            raise _BrokenLog(
                self.sealed, None, f"Entries from {self.sealed} on are covered by no signed checkpoint."
            )


def _columns_agree(data: str, columns: tuple[str | None, ...]) -> bool:
    try:
        return rules.columns(json.loads(data)) == columns
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
