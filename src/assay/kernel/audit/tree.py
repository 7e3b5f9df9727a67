"""Proofs out of the stored log with a bounded number of reads, whatever its size.

Stored are the leaf hashes, the root of every complete subtree at each fourth level, and with each checkpoint
its peaks. An inclusion proof needs at most 16 hashes of each stored level below one peak (five short index
scans in one statement at a million entries); everything to the right of the entry comes out of the peaks.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.audit import chain, queries
from assay.kernel.audit.chain import STRIDE, Frontier, Node
from assay.kernel.audit.errors import DamagedLog
from assay.kernel.audit.queries import Span


def _span(node: Node) -> Span:
    """The stored hashes that `node` is the root of: 1 to 8 of them."""
    above = node.level % STRIDE
    return Span(node.level - above, node.index << above, node.index + 1 << above)


async def _hash_nodes(db: AsyncSession, nodes: Sequence[Node]) -> dict[Node, bytes]:
    """The hashes of complete subtrees, in one statement with one scan for each group of 16 they touch."""
    groups: dict[tuple[int, int], list[tuple[Node, Span]]] = {}
    for node in nodes:
        span = _span(node)
        groups.setdefault((span.level, span.start >> STRIDE), []).append((node, span))
    reads = [
        Span(level, min(span.start for _, span in group), max(span.end for _, span in group))
        for (level, _), group in groups.items()
    ]
    found = {}
    for read, group, stored in zip(reads, groups.values(), await queries.hashes(db, reads), strict=True):
        if len(stored) != read.end - read.start:
            raise DamagedLog(f"Hashes are missing between {read.start} and {read.end} of level {read.level}.")
        for node, span in group:
            found[node] = chain.root(stored[span.start - read.start : span.end - read.start])
    return found


async def _hash_ranges(
    db: AsyncSession, ranges: Sequence[tuple[int, int]], known: dict[Node, bytes]
) -> list[bytes]:
    parts = [chain.decompose(start, end) for start, end in ranges]
    missing = [node for nodes in parts for node in nodes if node not in known]
    hashed = known | await _hash_nodes(db, missing)
    return [chain.fold([hashed[node] for node in nodes]) for nodes in parts]


async def inclusion_proof(db: AsyncSession, index: int, frontier: Frontier) -> list[bytes]:
    """The proof that leaf `index` is in the tree that `frontier` is the edge of."""
    return await _hash_ranges(db, chain.inclusion_ranges(index, frontier.size), frontier.known())


async def consistency_proof(db: AsyncSession, size1: int, frontier: Frontier) -> list[bytes]:
    """The proof that the tree of `frontier` only appended to its first `size1` leaves."""
    return await _hash_ranges(db, chain.consistency_ranges(size1, frontier.size), frontier.known())
