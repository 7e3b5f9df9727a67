"""Signed links of the local store. The seal on the link is the permission; no session is looked at."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from assay.kernel.access import Actor, public
from assay.kernel.errors import NotFound, TooLarge
from assay.kernel.files.local import LocalStore
from assay.kernel.files.names import attachment
from assay.kernel.files.service import MAX_BYTES
from assay.kernel.files.stores import get_store

router = APIRouter(prefix="/api/v1/files", tags=["files"])

LinkHolder = Annotated[Actor, public("The link carries its own permission, sealed and with an expiry.")]


class UploadOut(BaseModel):
    """What arrived: size in bytes and SHA-256 in hexadecimal."""

    size: int
    sha256: str


@router.put("/signed/{token}", status_code=201, max_body_size=MAX_BYTES)
async def upload(token: str, request: Request, _holder: LinkHolder) -> UploadOut:
    """Store the request's body as the link permits: no larger, and of the SHA-256 announced, if any."""
    store = _local(request)
    claims = store.claims(token, "PUT")
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > claims.max_bytes:
        raise TooLarge(f"Send at most {claims.max_bytes:,} bytes.", max_bytes=claims.max_bytes)
    stored = await store.put(
        claims.key,
        request.stream(),
        content_type=claims.content_type,
        max_bytes=claims.max_bytes,
        sha256=claims.sha256,
    )
    return UploadOut(size=stored.size, sha256=stored.sha256)


@router.get("/signed/{token}", response_class=FileResponse)
async def download(token: str, request: Request, _holder: LinkHolder) -> Response:
    """The file, to be saved under its name; byte ranges are served."""
    store = _local(request)
    claims = store.claims(token, "GET")
    path = store.path(claims.key)
    if not path.is_file():
        raise NotFound("This file is no longer there.")
    return FileResponse(
        path,
        media_type=claims.content_type,
        headers={
            "Content-Disposition": attachment(claims.name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _local(request: Request) -> LocalStore:
    store = get_store(request.app.state.settings)
    if not isinstance(store, LocalStore):
        raise NotFound("Files are kept elsewhere; their links lead there.")
    return store
