"""The file store port: streams in, streams out, links that carry their own permission."""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from assay.kernel.errors import TooLarge
from assay.kernel.files.errors import DigestMismatch

Stream = AsyncIterable[bytes] | bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a store acknowledges: it is durable. `size` in bytes, `sha256` in hexadecimal."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request anyone may send until it expires. `url` may be a path, to be resolved against this site."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


class FileStore(Protocol):
    """Objects by key. A missing object raises NotFound; a store that does not answer, Unavailable."""

    async def put(
        self,
        key: str,
        stream: Stream,
        *,
        content_type: str,
        name: str = "",
        max_bytes: int | None = None,
        sha256: str | None = None,
    ) -> StoredFile:
        """Store all of `stream` under `key`, whole or not at all, replacing what was there.

        `name` is what a download is called where the store itself answers it.
        Raises TooLarge past `max_bytes` and DigestMismatch when `sha256` is given and differs.
        """
        ...

    def open(self, key: str) -> AsyncIterator[bytes]:
        """The object's bytes, in chunks."""
        ...

    async def presign_put(
        self, key: str, *, content_type: str, max_bytes: int, sha256: str | None, expires_in: timedelta
    ) -> SignedRequest:
        """A request that uploads to `key`. The upload is to be checked afterwards all the same: not every
        store can hold the sender to size and digest."""
        ...

    async def presign_get(self, key: str, *, name: str, content_type: str, expires_in: timedelta) -> str:
        """A link that downloads `key`; where the store allows, as a file called `name`."""
        ...

    async def delete(self, key: str) -> None:
        """Delete the object; one that is not there is no error."""
        ...


class Measured:
    """An async iterator over `stream` that counts and digests what passes, and stops what breaks its promise.

    The digest is compared before the end is passed on, so that a store drops an upload instead of
    completing it.
    """

    def __init__(self, stream: Stream, *, max_bytes: int | None = None, sha256: str | None = None) -> None:
        self._source = _chunks(stream)
        self._max_bytes = max_bytes
        self._expected = sha256
        self._digest = hashlib.sha256()
        self.size = 0

    def __aiter__(self) -> "Measured":
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await anext(self._source)
        except StopAsyncIteration:
            if self._expected is not None and self._expected != self.sha256:
                raise DigestMismatch("The SHA-256 of the file differs. Send it again.") from None
            raise
        self.size += len(chunk)
        if self._max_bytes is not None and self.size > self._max_bytes:
            raise TooLarge(f"Send at most {self._max_bytes:,} bytes.", max_bytes=self._max_bytes)
        self._digest.update(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


async def _chunks(stream: Stream) -> AsyncIterator[bytes]:
    if isinstance(stream, bytes):
        if stream:
            yield stream
        return
    async for chunk in stream:
        if chunk:
            yield chunk
