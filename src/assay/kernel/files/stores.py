"""Which store the settings choose."""

from functools import lru_cache

from assay.kernel.errors import MisconfiguredError
from assay.kernel.files.local import LocalStore
from assay.kernel.files.s3 import S3Store
from assay.kernel.files.store import FileStore
from assay.kernel.settings import Settings, get_settings


def get_store(settings: Settings | None = None) -> FileStore:
    """The store of `settings` (default: the process's). Raises MisconfiguredError."""
    return _store(settings or get_settings())


@lru_cache(maxsize=8)
def _store(settings: Settings) -> FileStore:
    url = settings.files_url or ""
    if url.startswith("s3://"):
        return S3Store(url)
    if url:
        raise MisconfiguredError("ASSAY_FILES_URL must start with s3://, or be empty to use a local folder.")
    return LocalStore(settings.data_dir / "files", settings.secret_bytes("hmac_key"))
