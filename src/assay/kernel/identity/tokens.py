"""Opaque tokens: 256 random bits for the bearer, their SHA-256 for the database.

A random token needs no slow hash; what leaks from the database still opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from assay.kernel.errors import MisconfiguredError
from assay.kernel.settings import KEYS_COMMAND, Settings


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: `text` goes to the bearer once, `hash` to the database."""

    text: str = field(repr=False)
    hash: bytes


def token_hash(text: str) -> bytes:
    """SHA-256 of a token, 32 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def new_token() -> NewToken:
    """43 characters, safe in URLs and cookies."""
    text = secrets.token_urlsafe(32)
    return NewToken(text, token_hash(text))


def seal_secret(settings: Settings, account_id: UUID, secret: bytes) -> bytes:
    """`secret` under the newest master key, bound to the account it belongs to."""
    return _fernet(settings).encrypt(account_id.bytes + secret)


def open_secret(settings: Settings, account_id: UUID, sealed: bytes) -> bytes:
    """The secret sealed for `account_id`. Raises MisconfiguredError when no key at hand opens it."""
    try:
        plain = _fernet(settings).decrypt(sealed)
    except InvalidToken:
        plain = b""
    if plain[:16] != account_id.bytes:
        raise MisconfiguredError(
            f"A sealed secret does not open: ASSAY_MASTER_KEYS lacks its key. See `{KEYS_COMMAND} --help`."
        )
    return plain[16:]


def _fernet(settings: Settings) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.master_key_list()])
