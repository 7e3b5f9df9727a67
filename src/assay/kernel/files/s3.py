"""Files in any S3-compatible store, through obstore: `s3://bucket/prefix?endpoint=https://...&region=...`."""

from collections.abc import AsyncIterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store as Bucket

from assay.kernel.errors import MisconfiguredError, NotFound, Unavailable
from assay.kernel.files.names import attachment, check_key
from assay.kernel.files.store import Measured, SignedRequest, StoredFile, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from obstore.store import ClientConfig, S3Config

PART_BYTES = 8 << 20
_OPTIONS = {"endpoint", "region", "access_key_id", "secret_access_key"}


class S3Store:
    """The store of a bucket. Credentials come from the URL, else from where the AWS tools look.

    A request that fails for reasons that may pass is repeated for at most `retry_for`.
    """

    def __init__(self, url: str, *, retry_for: timedelta = timedelta(seconds=30)) -> None:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if parts.scheme != "s3" or not parts.hostname or set(options) - _OPTIONS:
            raise MisconfiguredError(
                f"ASSAY_FILES_URL is s3://bucket/prefix with any of {', '.join(sorted(_OPTIONS))}."
            )
        config: S3Config = {"virtual_hosted_style_request": "endpoint" not in options}
        client: ClientConfig = {"allow_http": options.get("endpoint", "").startswith("http://")}
        if "endpoint" in options:
            config["endpoint"] = options["endpoint"]
        if "access_key_id" in options:
            config["access_key_id"] = options["access_key_id"]
        if "secret_access_key" in options:
            config["secret_access_key"] = options["secret_access_key"]
        config["region"] = options.get("region", "us-east-1")
        prefix = parts.path.strip("/") or None
        self._host = (
            options.get("endpoint") or f"https://{parts.hostname}.s3.{config['region']}.amazonaws.com"
        )
        self._bucket = Bucket(
            parts.hostname,
            prefix=prefix,
            config=config,
            client_options=client,
            retry_config={"retry_timeout": retry_for},
        )

    @property
    def origin(self) -> str:
        """Where its links lead: a page that sends files there must be allowed to."""
        host = urlsplit(self._host)
        return f"{host.scheme}://{host.netloc}"

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
        measured = Measured(stream, max_bytes=max_bytes, sha256=sha256)
        # Served from another origin, but never as a page all the same.
        disposition = attachment(name or key.rsplit("/", maxsplit=1)[-1])
        attributes = {"Content-Type": content_type, "Content-Disposition": disposition}
        with _typed():
            await obstore.put_async(
                self._bucket, check_key(key), measured, attributes=attributes, chunk_size=PART_BYTES
            )
        return StoredFile(key, measured.size, measured.sha256)

    async def open(self, key: str) -> AsyncIterator[bytes]:
        with _typed():
            found = await obstore.get_async(self._bucket, check_key(key))
            async for chunk in found.stream(min_chunk_size=1 << 20):
                yield bytes(chunk)

    async def presign_put(
        self,
        key: str,
        *,
        content_type: str,
        max_bytes: int,  # noqa: ARG002  (a presigned PUT cannot hold the sender to it)
        sha256: str | None,  # noqa: ARG002
        expires_in: timedelta,
    ) -> SignedRequest:
        with _typed():
            url = await obstore.sign_async(self._bucket, "PUT", check_key(key), expires_in)
        return SignedRequest("PUT", url, {"Content-Type": content_type})

    async def presign_get(
        self,
        key: str,
        *,
        name: str,  # noqa: ARG002  (the object carries its disposition)
        content_type: str,  # noqa: ARG002
        expires_in: timedelta,
    ) -> str:
        with _typed():
            return await obstore.sign_async(self._bucket, "GET", check_key(key), expires_in)

    async def delete(self, key: str) -> None:
        with _typed():
            await obstore.delete_async(self._bucket, check_key(key))


@contextmanager
def _typed() -> "Iterator[None]":
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise NotFound("This file is no longer there.") from None
    except BaseError as error:
        raise Unavailable("The file store does not answer.") from error
