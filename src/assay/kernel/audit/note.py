"""Signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) with Ed25519.

A checkpoint names a log, how many entries it had and the Merkle root over them, and is signed by a key
that lives outside the database. Whoever keeps one can later prove that nothing before it was touched.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assay.kernel.audit.chain import HASH_SIZE
from assay.kernel.audit.errors import Unverified

ED25519 = b"\x01"
MAX_NOTE = 1_000_000
MAX_SIGNATURES = 64
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def from_base64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling. Raises Unverified on anything else."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unverified(f"“{text[:60]}” is not base64.") from None
    if to_base64(value) != text:
        raise Unverified(f"“{text[:60]}” is not canonical base64.")
    return value


def to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def to_decimal(text: str) -> int:
    """A decimal below 10**19 without leading zeroes. Raises Unverified on anything else."""
    if not _DECIMAL.fullmatch(text):
        raise Unverified(f"“{text[:60]}” is not a number.")
    return int(text)


def _valid_name(name: str) -> bool:
    return (
        bool(name)
        and "+" not in name
        and not any(c.isspace() or unicodedata.category(c)[0] == "C" for c in name)
    )


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes that stand for a key: SHA-256(name || 0x0A || 0x01 || public key)[:4]."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key trusted to sign checkpoints of log `name`.

    `retired_at` is the size of the last checkpoint this key was meant to sign; None while it is in use. A
    key that has been replaced says nothing about a larger tree, however sound its signature.
    """

    name: str
    raw: bytes
    retired_at: int | None = None

    def __post_init__(self) -> None:
        if not _valid_name(self.name) or len(self.raw) != 32:
            raise Unverified("A log key needs a name without spaces or plus signs, and 32 bytes.")

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.raw)

    def __str__(self) -> str:
        """The verifier key: name+hash+base64, followed by @size once retired."""
        suffix = "" if self.retired_at is None else f"@{self.retired_at}"
        return f"{self.name}+{self.id.hex()}+{to_base64(ED25519 + self.raw)}{suffix}"

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Read a verifier key, with our `@size` suffix or without. Raises Unverified."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise Unverified("A verifier key has the form name+hash+base64.")
        name, hashed, rest = parts
        encoded, retired, size = rest.partition("@")
        value = from_base64(encoded)
        if value[:1] != ED25519:
            raise Unverified("Only Ed25519 keys are supported.")
        key = cls(name, value[1:], to_decimal(size) if retired else None)
        if key.id.hex() != hashed:
            raise Unverified("The hash in this verifier key does not belong to the key.")
        return key

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


def parse_keys(text: str) -> list[PublicKey]:
    """Verifier keys separated by commas or white space. Raises Unverified."""
    return [PublicKey.parse(part) for part in re.split(r"[,\s]+", text) if part]


class Signer:
    """Signs notes under `name`; `seed` is the 32-byte Ed25519 private key of RFC 8032."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note over `text`, which must end with a newline."""
        if not text.endswith("\n"):
            raise ValueError("The text of a note ends with a newline.")
        signature = self.public.id + self._key.sign(text.encode())
        return f"{text}\n— {self.public.name} {to_base64(signature)}\n"


def open_note(note: str, keys: Iterable[PublicKey]) -> tuple[str, list[PublicKey]]:
    """The text of `note` and the keys among `keys` whose signatures hold.

    Signatures of unknown keys are passed over. Raises Unverified when a known key's signature is wrong,
    or when none of `keys` signed.
    """
    text, signatures = _take_apart(note)
    known = {(key.name, key.id): key for key in keys}
    signers: list[PublicKey] = []
    for name, signature in signatures:
        key = known.get((name, signature[:4]))
        if key is None:
            continue
        if not key.signed(text.encode(), signature[4:]):
            raise Unverified(f"The signature of {name} does not belong to this text.")
        if key not in signers:
            signers.append(key)
    if not signers:
        raise Unverified("None of the trusted keys signed this.")
    return text, signers


def _take_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Text and (key name, key id || signature) pairs of a note, by form alone."""
    if len(note) > MAX_NOTE:
        raise Unverified("This note is too long.")
    if any(c < " " and c != "\n" for c in note) or any("\ud800" <= c <= "\udfff" for c in note):
        raise Unverified("A note is UTF-8 text without control characters.")
    text, blank, signature_block = note.rpartition("\n\n")
    if not blank or not signature_block.endswith("\n"):
        raise Unverified("A note is text, an empty line and signatures.")
    lines = signature_block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Unverified("This note has too many signatures.")
    signatures = []
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, space, encoded = rest.partition(" ")
        if dash != "—" or not space or not _valid_name(name):
            raise Unverified("A signature line has the form “— name base64”.")
        signature = from_base64(encoded)
        if len(signature) <= 4:
            raise Unverified("A signature line is too short.")
        signatures.append((name, signature))
    return text + "\n", signatures


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of log `origin` at `size` entries; `root` is the Merkle root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint (without signatures). Raises Unverified."""
        lines = text.removesuffix("\n").split("\n")
        if not text.endswith("\n") or len(lines) < 3 or not all(lines):
            raise Unverified("A checkpoint has three lines: log, size and root.")
        root = from_base64(lines[2])
        if len(root) != HASH_SIZE:
            raise Unverified("The root in a checkpoint is 32 bytes.")
        return cls(lines[0], to_decimal(lines[1]), root)


def open_checkpoint(note: str, keys: Sequence[PublicKey]) -> Checkpoint:
    """The checkpoint in `note`, signed by the log itself with a key valid at its size.

    Raises Unverified when the signature is wrong, the signer is another log, or all signers had retired
    before the log reached this size.
    """
    text, signers = open_note(note, keys)
    checkpoint = Checkpoint.parse(text)
    own = [key for key in signers if key.name == checkpoint.origin]
    if not own:
        raise Unverified(f"This checkpoint of {checkpoint.origin} is signed by {signers[0].name}.")
    if all(key.retired_at is not None and checkpoint.size > key.retired_at for key in own):
        raise Unverified(
            f"The key that signed this checkpoint was retired at {own[0].retired_at} entries; "
            f"it cannot speak for {checkpoint.size}."
        )
    return checkpoint
