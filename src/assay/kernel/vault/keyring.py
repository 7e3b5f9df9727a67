"""Master keys behind one interface: Fernet keys from the settings, or a key service."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken

from assay.kernel.errors import MisconfiguredError
from assay.kernel.settings import KEYS_COMMAND, Settings


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key under the master key with the fingerprint `master_key`."""

    wrapped: bytes
    master_key: str


class Keyring(Protocol):
    """Wraps and unwraps data keys. `newest` is the fingerprint of the key that new data goes under."""

    @property
    def newest(self) -> str: ...

    @property
    def fingerprints(self) -> Sequence[str]: ...

    def wrap(self, data_key: bytes) -> WrappedKey: ...

    def unwrap(self, key: WrappedKey) -> bytes: ...


def fingerprint(key: bytes) -> str:
    """16 hex digits that name a master key without telling it."""
    return hashlib.sha256(b"assay/master-key\x00" + key).hexdigest()[:16]


class FernetKeyring:
    """Fernet keys, newest first; a data key is unwrapped by the key whose fingerprint it carries."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        try:
            self._keys = {fingerprint(key): Fernet(key) for key in keys}
        except (ValueError, TypeError):
            raise MisconfiguredError(
                f"ASSAY_MASTER_KEYS holds something that is not a Fernet key. Run `{KEYS_COMMAND}`."
            ) from None
        self._newest = fingerprint(keys[0])

    @property
    def newest(self) -> str:
        return self._newest

    @property
    def fingerprints(self) -> Sequence[str]:
        return tuple(self._keys)

    def wrap(self, data_key: bytes) -> WrappedKey:
        return WrappedKey(self._keys[self._newest].encrypt(data_key), self._newest)

    def unwrap(self, key: WrappedKey) -> bytes:
        """Raises MisconfiguredError when the master key is not at hand or does not fit."""
        master = self._keys.get(key.master_key)
        if master is None:
            raise MisconfiguredError(
                f"Data is sealed under master key {key.master_key}, which ASSAY_MASTER_KEYS does not hold."
                " Put that key back, behind the newest."
            )
        try:
            return master.decrypt(key.wrapped)
        except InvalidToken:
            raise MisconfiguredError(f"Master key {key.master_key} does not open its data key.") from None


class KeyService(Protocol):
    """The two calls of a key management service (AWS KMS, Cloud KMS, Vault transit) that wrapping needs."""

    def encrypt(self, key_id: str, plaintext: bytes) -> bytes: ...

    def decrypt(self, key_id: str, ciphertext: bytes) -> bytes: ...


class KmsKeyring:
    """Master keys that never leave a key service; `key_ids` newest first."""

    def __init__(self, service: KeyService, key_ids: Sequence[str]) -> None:
        if not key_ids:
            raise MisconfiguredError("Name at least one key of the key service.")
        self._service = service
        self._ids = {fingerprint(key_id.encode()): key_id for key_id in key_ids}
        self._newest = fingerprint(key_ids[0].encode())

    @property
    def newest(self) -> str:
        return self._newest

    @property
    def fingerprints(self) -> Sequence[str]:
        return tuple(self._ids)

    def wrap(self, data_key: bytes) -> WrappedKey:
        return WrappedKey(self._service.encrypt(self._ids[self._newest], data_key), self._newest)

    def unwrap(self, key: WrappedKey) -> bytes:
        key_id = self._ids.get(key.master_key)
        if key_id is None:
            raise MisconfiguredError(f"Data is sealed under {key.master_key}, a key not configured here.")
        return self._service.decrypt(key_id, key.wrapped)


@lru_cache(maxsize=8)
def keyring_of(settings: Settings) -> Keyring:
    return FernetKeyring(settings.master_key_list())
