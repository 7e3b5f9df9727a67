"""`custom_id`: what a model's side knows a request by.

HMAC-SHA-256 under a key of the run, over the request's place in the run, its replicate and its attempt: a
counter, nothing of the person or even of the application. 40 hex characters (160 bits).
"""

import hashlib
import hmac
import struct
from dataclasses import dataclass
from uuid import UUID

LENGTH = 40
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class RunKey:
    """The two padded keys of HMAC (RFC 2104), so that plain SHA-256 in the database can do the rest."""

    inner: bytes
    outer: bytes

    @classmethod
    def of(cls, secret: bytes, batch_run_id: UUID) -> "RunKey":
        """The key of a run, derived from the house's `secret`."""
        key = hmac.digest(secret, b"enigma.custom-id" + batch_run_id.bytes, "sha256").ljust(_BLOCK, b"\0")
        return cls(bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key))

    def custom_id(self, place: int, replicate: int, attempt: int) -> str:
        """The id of the request at `place` (from 1) of the run. The database computes the same."""
        message = struct.pack(">qii", place, replicate, attempt)
        inner = hashlib.sha256(self.inner + message).digest()
        return hashlib.sha256(self.outer + inner).hexdigest()[:LENGTH]
