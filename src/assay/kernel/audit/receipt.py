"""Receipts: offline proofs that an entry is in the log (c2sp.org/tlog-proof@v1). Pure functions.

    c2sp.org/tlog-proof@v1
    extra <base64 of the entry's canonical JSON>
    index <zero-based index>
    <base64 hash>                      one line for each hash of the inclusion proof

    <signed checkpoint, verbatim>

The extra line makes the file stand alone. It is not signed, and need not be: hashing it must give the
leaf that the proof leads from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assay.kernel.audit import chain
from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.note import (
    Checkpoint,
    PublicKey,
    from_base64,
    open_checkpoint,
    to_base64,
    to_decimal,
)

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MAX_PROOF = 63
MAX_RECEIPT = 1_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as read; nothing in it is verified yet. `data` is the entry's canonical JSON, if carried."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    data: bytes | None = None

    def text(self) -> str:
        extra = [] if self.data is None else [f"extra {to_base64(self.data)}"]
        hashes = [to_base64(item) for item in self.proof]
        return "\n".join([HEADER, *extra, f"index {self.index}", *hashes, "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Read a receipt by its form alone. Raises Unverified."""
        if len(text) > MAX_RECEIPT:
            raise Unverified("This receipt is too long.")
        head, blank, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines.pop(0) != HEADER:
            raise Unverified(f"This is not a receipt: its first line is not {HEADER}.")
        data = None
        if lines and lines[0].startswith("extra "):
            data = from_base64(lines.pop(0).removeprefix("extra "))
        if not lines or not lines[0].startswith("index "):
            raise Unverified("This receipt does not say which entry it is for.")
        index = to_decimal(lines.pop(0).removeprefix("index "))
        proof = tuple(from_base64(line) for line in lines)
        if len(proof) > MAX_PROOF or any(len(item) != chain.HASH_SIZE for item in proof):
            raise Unverified("The proof in this receipt is malformed.")
        return cls(index, proof, checkpoint, data)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt proves: `entry` was entry `index` of the log when it had `checkpoint.size` entries."""

    index: int
    checkpoint: Checkpoint
    data: bytes

    @property
    def entry(self) -> dict[str, Any]:
        entry: dict[str, Any] = json.loads(self.data)
        return entry


def verify_receipt(
    text: str, public_keys: Sequence[PublicKey | str], leaf_data: bytes | None = None
) -> Verified:
    """Verify a receipt with nothing but public keys (`PublicKey` or verifier key text).

    `leaf_data` is the entry's canonical JSON when the caller has it from elsewhere; without it the copy in
    the receipt counts. Raises Unverified with the reason when anything does not hold.
    """
    keys = [PublicKey.parse(key) if isinstance(key, str) else key for key in public_keys]
    receipt = Receipt.parse(text)
    checkpoint = open_checkpoint(receipt.checkpoint, keys)
    data = receipt.data if leaf_data is None else leaf_data
    if data is None:
        raise Unverified("This receipt does not carry its entry; give the entry as well.")
    if receipt.data is not None and receipt.data != data:
        raise Unverified("This receipt is for another entry.")
    leaf = chain.leaf_hash(data)
    if not chain.verify_inclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root):
        raise Unverified("The entry is not in the tree that this checkpoint signs.")
    return Verified(receipt.index, checkpoint, data)
