"""Files with a row each: saving, uploading by link, opening, discarding.

Transactions here are short and none is open while bytes move. The row comes first and says `pending`, so a
crash leaves nothing in the store that no row knows of; the sweep clears what never arrived.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import AssayError, Forbidden
from assay.kernel.files import queries
from assay.kernel.files.models import File, FileState
from assay.kernel.files.names import safe_name
from assay.kernel.files.sniff import BINARY, HEAD_BYTES, check_type, sniff
from assay.kernel.files.store import FileStore, Measured, SignedRequest, StoredFile, Stream
from assay.kernel.ids import uuid7

MAX_BYTES = 200 << 20
LINK_LIFETIME = timedelta(minutes=10)
UPLOAD_LIFETIME = timedelta(hours=1)
ABANDONED_AFTER = timedelta(days=1)
SWEEP_BATCH = 100


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A stored file. `size` in bytes, `sha256` in hexadecimal; `content_type` is what was found inside."""

    id: UUID
    key: str
    name: str
    content_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, row: File) -> "FileInfo":
        return cls(row.id, row.key, row.name, row.content_type, row.size or 0, row.sha256 or "")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was announced, and the request that brings it."""

    file_id: UUID
    request: SignedRequest


async def save(
    database: Database,
    store: FileStore,
    actor: Actor,
    *,
    name: str,
    stream: Stream,
    allowed: Collection[str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> FileInfo:
    """Store `stream` as a new file of the actor's organisation. `allowed` are content types (None: any).

    Raises WrongType or TooLarge; then nothing is kept.
    """
    org_id = _org(actor)
    row = _row(actor, name)
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        db.add(row)
    try:
        return await _take_in(database, store, org_id, row, stream, allowed=allowed, max_bytes=max_bytes)
    except AssayError:
        with suppress(AssayError):  # otherwise the sweep does it
            await _abandon(database, store, org_id, row)
        raise


async def begin_upload(
    database: Database,
    store: FileStore,
    actor: Actor,
    *,
    name: str,
    content_type: str,
    sha256: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Upload:
    """Announce a file that its sender will PUT straight to the store, within an hour."""
    row = _row(actor, name)
    async with database.transaction(role=Role.APP, org_id=_org(actor)) as db:
        db.add(row)
    request = await store.presign_put(
        _incoming(row.key),
        content_type=content_type,
        max_bytes=max_bytes,
        sha256=sha256,
        expires_in=UPLOAD_LIFETIME,
    )
    return Upload(row.id, request)


async def renew_upload(
    database: Database,
    store: FileStore,
    actor: Actor,
    file_id: UUID,
    *,
    content_type: str,
    sha256: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Upload:
    """The request of a file that was announced before, anew: the first one expired, or got lost.

    Raises NotFound where the file has arrived meanwhile, or was given up.
    """
    org_id = _org(actor)
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        row = await queries.file(db, org_id, file_id, FileState.PENDING)
    request = await store.presign_put(
        _incoming(row.key),
        content_type=content_type,
        max_bytes=max_bytes,
        sha256=sha256,
        expires_in=UPLOAD_LIFETIME,
    )
    return Upload(row.id, request)


async def finish_upload(
    database: Database,
    store: FileStore,
    actor: Actor,
    file_id: UUID,
    *,
    allowed: Collection[str] | None = None,
    sha256: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> FileInfo:
    """Check what arrived and keep it under its own key, which the sender's link cannot write to.

    Raises NotFound (nothing arrived), WrongType, TooLarge or DigestMismatch.
    """
    org_id = _org(actor)
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        row = await queries.file(db, org_id, file_id, FileState.PENDING)
    arrived = store.open(_incoming(row.key))
    info = await _take_in(
        database, store, org_id, row, arrived, allowed=allowed, max_bytes=max_bytes, sha256=sha256
    )
    await store.delete(_incoming(row.key))
    return info


async def info(db: AsyncSession, org_id: UUID, file_id: UUID) -> FileInfo:
    """What is known about a stored file. Raises NotFound."""
    return FileInfo.of(await queries.file(db, org_id, file_id, FileState.STORED))


async def link(store: FileStore, found: FileInfo, *, expires_in: timedelta = LINK_LIFETIME) -> str:
    """A link that downloads the file, for ten minutes unless told otherwise."""
    return await store.presign_get(
        found.key, name=found.name, content_type=found.content_type, expires_in=expires_in
    )


async def discard(db: AsyncSession, org_id: UUID, file_id: UUID) -> None:
    """Give a file up, in the caller's transaction; its bytes are deleted by the next sweep."""
    await queries.discard(db, org_id, file_id)


async def sweep(database: Database, store: FileStore) -> int:
    """Delete what was discarded, or announced a day ago and never came; returns how many files."""
    swept = 0
    while True:
        async with database.transaction(role=Role.SYSTEM) as db:
            found = await queries.leftovers(db, clock.now() - ABANDONED_AFTER, SWEEP_BATCH)
        for _, key in found:
            await store.delete(key)
            await store.delete(_incoming(key))
        async with database.transaction(role=Role.SYSTEM) as db:
            await queries.forget(db, [file_id for file_id, _ in found])
        swept += len(found)
        if len(found) < SWEEP_BATCH:
            return swept


async def _take_in(
    database: Database,
    store: FileStore,
    org_id: UUID,
    row: File,
    stream: Stream,
    *,
    allowed: Collection[str] | None,
    max_bytes: int,
    sha256: str | None = None,
) -> FileInfo:
    measured = Measured(stream, max_bytes=max_bytes, sha256=sha256)
    head, whole = await _read_head(measured)
    content_type = sniff(head)
    check_type(content_type, allowed)
    kept = await store.put(
        row.key, _rejoined(head, measured, whole), content_type=content_type, name=row.name
    )
    return await _settle(database, org_id, row.id, content_type, kept)


async def _settle(
    database: Database, org_id: UUID, file_id: UUID, content_type: str, kept: StoredFile
) -> FileInfo:
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        row = await queries.settle(
            db,
            org_id,
            file_id,
            content_type=content_type,
            size=kept.size,
            sha256=kept.sha256,
            stored_at=clock.now(),
        )
        return FileInfo.of(row)


async def _abandon(database: Database, store: FileStore, org_id: UUID, row: File) -> None:
    await store.delete(row.key)
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        await queries.discard(db, org_id, row.id)


async def _read_head(stream: Measured) -> tuple[bytes, bool]:
    """The first bytes, enough to sniff, and whether that was all."""
    head = b""
    async for chunk in stream:
        head += chunk
        if len(head) >= HEAD_BYTES:
            return head, False
    return head, True


async def _rejoined(head: bytes, rest: Measured, whole: bool) -> AsyncIterator[bytes]:
    yield head
    if not whole:
        async for chunk in rest:
            yield chunk


def _row(actor: Actor, name: str) -> File:
    file_id = uuid7()
    return File(
        id=file_id,
        org_id=_org(actor),
        key=f"{_org(actor)}/{file_id}",
        name=safe_name(name),
        content_type=BINARY,
        state=FileState.PENDING,
        created_by=actor.account_id,
        created_at=clock.now(),
    )


def _incoming(key: str) -> str:
    return f"incoming/{key}"


def _org(actor: Actor) -> UUID:
    if actor.org_id is None:
        raise Forbidden("Choose an organisation first.")
    return actor.org_id
