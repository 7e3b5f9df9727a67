"""AES-256-GCM with the place of the value as associated data: pasted elsewhere it does not open."""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.kernel.errors import Conflict

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Conflict):
    """The value was changed, moved, or sealed under another key."""

    slug, title = "seal-broken", "A sealed value does not open"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lives: table, column, row and the row's version."""

    table: str
    column: str
    row: UUID
    version: int

    def associated_data(self) -> bytes:
        return f"{self.table}\x1f{self.column}\x1f{self.row}\x1f{self.version}".encode()


def new_data_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal(data_key: bytes, plaintext: bytes, place: Place) -> bytes:
    """`0x01 | nonce (12 bytes) | ciphertext and tag`, under a 32-byte key, bound to `place`."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(data_key).encrypt(nonce, plaintext, place.associated_data())


def open_sealed(data_key: bytes, sealed: bytes, place: Place) -> bytes:
    """The plaintext of `sealed`. Raises SealBroken when anything about it is not as it was sealed."""
    if sealed[:1] != FORMAT or len(sealed) < 1 + NONCE_BYTES + 16:
        raise SealBroken(f"The sealed value in {place.table}.{place.column} has an unknown format.")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(data_key).decrypt(nonce, ciphertext, place.associated_data())
    except InvalidTag:
        raise SealBroken(
            f"The sealed value in {place.table}.{place.column} was changed or moved after it was sealed."
        ) from None
