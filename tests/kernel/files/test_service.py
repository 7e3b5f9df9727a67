"""Files with a row each, on real PostgreSQL and a real folder."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from assay.kernel import clock, files
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Forbidden, NotFound, TooLarge
from assay.kernel.files import FileStore, WrongType
from assay.kernel.files.models import File, FileState
from assay.kernel.files.sniff import JSONL, PDF
from assay.kernel.ids import uuid7
from tests.kernel.files.conftest import in_chunks, read

PAPER = b"%PDF-1.7\n" + b"page " * 50_000


@pytest.fixture
def actor(org: UUID) -> Actor:
    return system_actor(org, "test")


async def states(database: Database) -> list[FileState]:
    async with database.transaction(role=Role.SYSTEM) as db:
        return list((await db.execute(select(File.state).order_by(File.created_at))).scalars())


async def test_a_saved_file_is_described_by_its_content(
    savepoint: Database, store: FileStore, actor: Actor, org: UUID
) -> None:
    saved = await files.save(
        savepoint, store, actor, name="../my essay.exe", stream=in_chunks(PAPER[:5], PAPER[5:]), allowed={PDF}
    )
    assert (saved.name, saved.content_type, saved.size) == ("my essay.exe", PDF, len(PAPER))
    assert await read(store, saved.key) == PAPER
    async with savepoint.transaction(org_id=org) as db:
        assert await files.info(db, org, saved.id) == saved


async def test_a_file_of_the_wrong_kind_is_not_kept(
    savepoint: Database, local_store: FileStore, actor: Actor, org: UUID
) -> None:
    with pytest.raises(WrongType):
        await files.save(savepoint, local_store, actor, name="a.jsonl", stream=PAPER, allowed={JSONL})
    assert await states(savepoint) == [FileState.DISCARDED]


async def test_a_file_past_its_limit_is_not_kept(
    savepoint: Database, local_store: FileStore, actor: Actor
) -> None:
    with pytest.raises(TooLarge):
        await files.save(savepoint, local_store, actor, name="a", stream=PAPER, max_bytes=len(PAPER) - 1)
    assert await states(savepoint) == [FileState.DISCARDED]


async def test_another_organisation_does_not_see_the_file(
    savepoint: Database, local_store: FileStore, actor: Actor
) -> None:
    saved = await files.save(savepoint, local_store, actor, name="a", stream=PAPER)
    stranger = uuid7()
    async with savepoint.transaction(org_id=stranger) as db:
        with pytest.raises(NotFound):
            await files.info(db, stranger, saved.id)
        assert (await db.execute(select(File.id))).all() == []


async def test_who_belongs_nowhere_saves_nothing(savepoint: Database, local_store: FileStore) -> None:
    with pytest.raises(Forbidden):
        await files.save(savepoint, local_store, Actor(), name="a", stream=b"a")


async def test_an_upload_by_link_is_checked_before_it_counts(
    savepoint: Database, s3_store: FileStore, actor: Actor
) -> None:
    upload = await files.begin_upload(savepoint, s3_store, actor, name="essay.pdf", content_type=PDF)
    with pytest.raises(NotFound):
        await files.finish_upload(savepoint, s3_store, actor, upload.file_id)
    async with httpx.AsyncClient() as http:
        await http.put(upload.request.url, content=b"not a pdf", headers=upload.request.headers)
        with pytest.raises(WrongType):
            await files.finish_upload(savepoint, s3_store, actor, upload.file_id, allowed={PDF})
        await http.put(upload.request.url, content=PAPER, headers=upload.request.headers)
        found = await files.finish_upload(savepoint, s3_store, actor, upload.file_id, allowed={PDF})
        # The link still works, but what was checked lies where the link does not lead.
        await http.put(upload.request.url, content=b"swapped afterwards", headers=upload.request.headers)
    assert await read(s3_store, found.key) == PAPER
    with pytest.raises(NotFound):
        await files.finish_upload(savepoint, s3_store, actor, upload.file_id)


async def test_the_sweep_deletes_what_is_discarded_or_never_came(
    savepoint: Database, local_store: FileStore, actor: Actor, org: UUID
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=2)
    with clock.frozen(long_ago):
        await files.begin_upload(savepoint, local_store, actor, name="a", content_type=PDF)
        old = await files.save(savepoint, local_store, actor, name="old", stream=PAPER)
    await files.begin_upload(savepoint, local_store, actor, name="fresh", content_type=PDF)
    given_up = await files.save(savepoint, local_store, actor, name="b", stream=PAPER)
    async with savepoint.transaction(org_id=org) as db:
        await files.discard(db, org, given_up.id)
    assert await read(local_store, given_up.key) == PAPER  # bytes go after the commit, not before
    assert await files.sweep(savepoint, local_store) == 2
    assert await states(savepoint) == [FileState.STORED, FileState.PENDING]
    assert await read(local_store, old.key) == PAPER
    with pytest.raises(NotFound):
        await read(local_store, given_up.key)
