"""The log's keys as the settings give them. The private one never enters the database."""

from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.note import PublicKey, Signer, parse_keys
from assay.kernel.errors import MisconfiguredError
from assay.kernel.settings import Settings


def signer(settings: Settings) -> Signer:
    """What signs checkpoints. Raises MisconfiguredError when the key is missing or weak."""
    return Signer(settings.log_name, settings.secret_bytes("log_signing_key"))


def trusted_keys(settings: Settings) -> list[PublicKey]:
    """The keys whose checkpoints count: the present one, then earlier ones, each up to its last size."""
    return [signer(settings).public, *earlier_keys(settings)]


def earlier_keys(settings: Settings) -> list[PublicKey]:
    """The keys used before. Raises MisconfiguredError on one that does not say when it was retired."""
    try:
        keys = parse_keys(settings.log_trusted_keys)
    except Unverified as error:
        raise MisconfiguredError(f"ASSAY_LOG_TRUSTED_KEYS: {error.detail}") from error
    for key in keys:
        if key.retired_at is None:
            raise MisconfiguredError(
                f"ASSAY_LOG_TRUSTED_KEYS: add @SIZE to {key}, the size of the last checkpoint it signed."
            )
    return keys
