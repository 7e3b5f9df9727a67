"""Files in a folder. Acknowledged means on disk: data and folder entry are synced before `put` returns."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from assay.kernel import clock
from assay.kernel.errors import NotFound
from assay.kernel.files import signing
from assay.kernel.files.names import check_key, safe_name
from assay.kernel.files.signing import Claims
from assay.kernel.files.store import Measured, SignedRequest, StoredFile, Stream

CHUNK_BYTES = 1 << 20
PARTIAL = ".partial"
ROUTE = "/api/v1/files/signed"


class LocalStore:
    """The store under `root`; `secret` seals the links it gives out."""

    def __init__(self, root: Path, secret: bytes) -> None:
        self._root = root
        self._secret = secret

    async def put(
        self,
        key: str,
        stream: Stream,
        *,
        content_type: str,  # noqa: ARG002  (a folder keeps no types; the table of files does)
        name: str = "",  # noqa: ARG002
        max_bytes: int | None = None,
        sha256: str | None = None,
    ) -> StoredFile:
        target = self.path(key)
        # Beside no other object: a folder of leftovers after a crash is easy to sweep and never served.
        partial = self._root / PARTIAL / secrets.token_hex(16)
        measured = Measured(stream, max_bytes=max_bytes, sha256=sha256)
        try:
            descriptor = await asyncio.to_thread(_create, partial)
            try:
                async for chunk in measured:
                    await asyncio.to_thread(_write_all, descriptor, chunk)
                await asyncio.to_thread(os.fsync, descriptor)
            finally:
                os.close(descriptor)
            await asyncio.to_thread(_publish, partial, target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        return StoredFile(key, measured.size, measured.sha256)

    async def open(self, key: str) -> AsyncIterator[bytes]:
        path = self.path(key)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise NotFound("This file is no longer there.") from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk

    async def presign_put(
        self, key: str, *, content_type: str, max_bytes: int, sha256: str | None, expires_in: timedelta
    ) -> SignedRequest:
        claims = Claims(
            "PUT", check_key(key), _expiry(expires_in), content_type, max_bytes=max_bytes, sha256=sha256
        )
        return SignedRequest("PUT", self._url(claims), {"Content-Type": content_type})

    async def presign_get(self, key: str, *, name: str, content_type: str, expires_in: timedelta) -> str:
        return self._url(Claims("GET", check_key(key), _expiry(expires_in), content_type, safe_name(name)))

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    def path(self, key: str) -> Path:
        """Where the object lies. A key cannot leave the root: its parts begin with a letter or digit."""
        return self._root / check_key(key)

    def claims(self, token: str, method: str) -> Claims:
        """The claims of a link this store gave out. Raises Forbidden or Gone."""
        return signing.unseal(token, self._secret, method=method, now=clock.now())

    def _url(self, claims: Claims) -> str:
        return f"{ROUTE}/{signing.seal(claims, self._secret)}"


def _expiry(expires_in: timedelta) -> int:
    return int((clock.now() + expires_in).timestamp())


def _create(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def _publish(partial: Path, target: Path) -> None:
    made = [parent for parent in target.parents if not parent.exists()]
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial.replace(target)
    for folder in {target.parent, *(parent.parent for parent in made)}:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
