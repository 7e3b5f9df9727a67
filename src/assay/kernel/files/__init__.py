"""Files: streams into a local folder or any S3-compatible store, by one interface.

`get_store()` is the store itself (`put`, `open`, `presign_put`, `presign_get`, `delete`). Files that users
bring and fetch have a row in `kernel.files`: `save`, `save_document` (pictures and PDFs), `begin_upload` /
`renew_upload` / `finish_upload`, `link`, `discard`.
Nothing here is called inside an open transaction, but for `info` and `discard`.
"""

from typing import TYPE_CHECKING

from assay.kernel.files.documents import save_document
from assay.kernel.files.errors import DigestMismatch, WrongType
from assay.kernel.files.names import attachment, safe_name
from assay.kernel.files.service import (
    FileInfo,
    Upload,
    begin_upload,
    discard,
    finish_upload,
    info,
    link,
    renew_upload,
    save,
    sweep,
)
from assay.kernel.files.sniff import check_type, sniff
from assay.kernel.files.store import FileStore, SignedRequest, StoredFile
from assay.kernel.files.stores import get_store

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assay.kernel.settings import Settings

__all__ = [
    "DigestMismatch",
    "FileInfo",
    "FileStore",
    "SignedRequest",
    "StoredFile",
    "Upload",
    "WrongType",
    "attachment",
    "begin_upload",
    "check_type",
    "discard",
    "finish_upload",
    "get_store",
    "info",
    "install",
    "link",
    "renew_upload",
    "safe_name",
    "save",
    "save_document",
    "sniff",
    "sweep",
]


def install(app: "FastAPI", settings: "Settings") -> None:
    """Mount the routes of signed links; a store that cannot be set up stops the start."""
    from assay.kernel.files.routes import router

    get_store(settings)
    app.include_router(router)
