"""Sealed data: each person has a data key, wrapped by a master key held outside the database."""

from assay.kernel.vault.envelope import Place, open_sealed, seal
from assay.kernel.vault.keyring import FernetKeyring, Keyring, KmsKeyring, WrappedKey, keyring_of

__all__ = [
    "FernetKeyring",
    "Keyring",
    "KmsKeyring",
    "Place",
    "WrappedKey",
    "keyring_of",
    "open_sealed",
    "seal",
]
