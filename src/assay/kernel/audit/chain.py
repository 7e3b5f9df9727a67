"""The mathematics of the log: RFC 6962 Merkle trees, proofs, and the hash chain. Pure functions.

Proofs follow RFC 6962 section 2.1; the two verifiers follow the algorithms of RFC 9162 sections
2.1.3.2 and 2.1.4.2. All hashes are 32 bytes of SHA-256.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeGuard

import rfc8785

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
GENESIS = bytes(HASH_SIZE)
"""What the first entry of the hash chain names as the one before it."""
STRIDE = 4
"""Levels between the nodes that are stored: each is the root over 16 of the stored level below."""


@dataclass(frozen=True, slots=True)
class Node:
    """A complete subtree: 2**level leaves starting at leaf index * 2**level."""

    level: int
    index: int


def canonical(entry: Mapping[str, Any]) -> bytes:
    """The one byte form of a JSON object (RFC 8785). Raises ValueError on what JSON cannot carry exactly."""
    encoded: bytes = rfc8785.dumps(entry)
    return encoded


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def link(previous: bytes, leaf: bytes) -> bytes:
    """The chain hash of an entry: SHA-256(chain hash of the entry before || its leaf hash)."""
    return sha256(previous + leaf).digest()


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over `leaf_hashes`; SHA-256 of nothing for an empty tree."""
    row = list(leaf_hashes)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        paired = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            # The odd one moves up unhashed; this yields the RFC's split at the largest power of two.
            paired.append(row[-1])
        row = paired
    return row[0]


# --- which hashes a proof consists of ---------------------------------------------------------------------


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (at least 2)."""
    return 1 << (width - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges [start, end) whose hashes prove leaf `index` in a tree of `size`, in proof order."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} has no leaf {index}.")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(size1: int, size2: int) -> list[tuple[int, int]]:
    """The leaf ranges whose hashes prove that the tree of `size1` is a prefix of that of `size2`."""
    if not 0 < size1 <= size2:
        raise ValueError(f"No consistency proof leads from size {size1} to size {size2}.")
    ranges = []
    start, end = 0, size2
    while end != size1:
        middle = start + _split(end - start)
        if size1 <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def decompose(start: int, end: int) -> list[Node]:
    """The complete subtrees that make up leaves [start, end), left to right.

    `start` must be aligned as it is in a proof: divisible by the largest power of two within the range.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over neighbouring complete subtrees, largest first; EMPTY_ROOT for none."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree over `leaf_hashes`, leaf's sibling first."""
    return [root(leaf_hashes[start:end]) for start, end in inclusion_ranges(index, len(leaf_hashes))]


def consistency_proof(leaf_hashes: Sequence[bytes], size1: int) -> list[bytes]:
    """The proof that the tree over `leaf_hashes` extends the one over its first `size1` leaves."""
    return [root(leaf_hashes[start:end]) for start, end in consistency_ranges(size1, len(leaf_hashes))]


# --- verifying --------------------------------------------------------------------------------------------


def _is_hash(value: object) -> TypeGuard[bytes]:
    return isinstance(value, bytes) and len(value) == HASH_SIZE


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_path(value: object) -> TypeGuard[Sequence[bytes]]:
    return isinstance(value, list | tuple) and all(map(_is_hash, value))


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows `leaf_hash` at `index` in the tree of `size` with this `root`.

    Answers False, and never raises, on anything malformed: wrong types, lengths or ranges.
    """
    if not (_is_hash(leaf_hash) and _is_hash(root) and _is_path(proof)):
        return False
    if not (_is_count(index) and _is_count(size)) or index >= size:
        return False
    here, last, result = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            result = node_hash(sibling, result)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree (`size2`, `root2`) only appended to (`size1`, `root1`).

    `size1` = 0 is refused: every log extends the empty one, so such a proof would say nothing.
    Answers False, and never raises, on anything malformed.
    """
    if not (_is_hash(root1) and _is_hash(root2) and _is_path(proof)):
        return False
    if not (_is_count(size1) and _is_count(size2)) or not 0 < size1 <= size2:
        return False
    if size1 == size2:
        return not proof and root1 == root2
    # A complete first tree is itself the first hash of the path, so the proof leaves it out.
    path = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    if not path:
        return False
    here, last = size1 - 1, size2 - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and first == root1 and second == root2


# --- appending --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: all that appending and computing the root need.

    `peaks` are the hashes of the complete subtrees that `decompose(0, size)` names, at most 64.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def extend(self, leaves: Iterable[bytes]) -> list[tuple[Node, bytes]]:
        """Append leaf hashes; answers the subtrees this completed at every `STRIDE`th level."""
        completed = []
        peaks, size = self.peaks, self.size
        for leaf in leaves:
            current, level, index = leaf, 0, size
            while index & 1:
                current = sha256(b"\x01" + peaks.pop() + current).digest()
                index >>= 1
                level += 1
                if level % STRIDE == 0:
                    completed.append((Node(level, index), current))
            peaks.append(current)
            size += 1
        self.size = size
        return completed

    def root(self) -> bytes:
        return fold(self.peaks)

    def known(self) -> dict[Node, bytes]:
        """The peaks by the subtree each stands for."""
        return dict(zip(decompose(0, self.size), self.peaks, strict=True))

    def to_bytes(self) -> bytes:
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> "Frontier":
        """Raises ValueError unless `data` holds exactly one hash for each peak of a tree of `size`."""
        if len(data) != size.bit_count() * HASH_SIZE:
            raise ValueError(f"A tree of {size} has {size.bit_count()} peaks, not {len(data)} bytes of them.")
        return cls(size, [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)])
