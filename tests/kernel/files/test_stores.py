"""What every store promises, on a folder and on an S3 server."""

import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from assay.kernel.errors import MisconfiguredError, NotFound, TooLarge, Unavailable
from assay.kernel.files import DigestMismatch, FileStore, get_store
from assay.kernel.files.local import PARTIAL, LocalStore
from assay.kernel.files.s3 import S3Store
from tests.kernel.files.conftest import in_chunks, read
from tests.support.settings import test_settings

MEBIBYTE = b"x" * (1 << 20)
MINUTE = timedelta(minutes=1)


async def test_what_was_put_is_read_back_with_its_digest(store: FileStore) -> None:
    stored = await store.put("a/b", in_chunks(b"hel", b"", b"lo"), content_type="text/plain")
    assert (stored.key, stored.size) == ("a/b", 5)
    assert stored.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert await read(store, "a/b") == b"hello"


async def test_an_empty_file_is_a_file(store: FileStore) -> None:
    stored = await store.put("empty", b"", content_type="text/plain")
    assert stored.size == 0
    assert await read(store, "empty") == b""


async def test_a_large_stream_arrives_whole(store: FileStore) -> None:
    stored = await store.put("big", in_chunks(*[MEBIBYTE] * 20), content_type="text/plain")
    assert stored.size == 20 << 20
    assert hashlib.sha256(await read(store, "big")).hexdigest() == stored.sha256


async def test_a_second_put_replaces_the_first(store: FileStore) -> None:
    await store.put("a", b"old and longer", content_type="text/plain")
    await store.put("a", b"new", content_type="text/plain")
    assert await read(store, "a") == b"new"


@pytest.mark.parametrize("chunks", [2, 20])
async def test_a_stream_past_its_limit_leaves_nothing(store: FileStore, chunks: int) -> None:
    with pytest.raises(TooLarge):
        await store.put(
            "a",
            in_chunks(*[MEBIBYTE] * chunks),
            content_type="text/plain",
            max_bytes=len(MEBIBYTE) * chunks - 1,
        )
    with pytest.raises(NotFound):
        await read(store, "a")


@pytest.mark.parametrize("chunks", [2, 20])
async def test_a_stream_of_another_digest_leaves_what_was_there(store: FileStore, chunks: int) -> None:
    await store.put("a", b"as it was", content_type="text/plain")
    with pytest.raises(DigestMismatch):
        await store.put("a", in_chunks(*[MEBIBYTE] * chunks), content_type="text/plain", sha256="0" * 64)
    assert await read(store, "a") == b"as it was"


async def test_a_stream_that_breaks_off_leaves_nothing(store: FileStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield MEBIBYTE
        raise ConnectionResetError("the sender went away")

    with pytest.raises(ConnectionResetError):
        await store.put("a", broken(), content_type="text/plain")
    with pytest.raises(NotFound):
        await read(store, "a")


async def test_deleting_twice_is_no_error(store: FileStore) -> None:
    await store.put("a", b"1", content_type="text/plain")
    await store.delete("a")
    await store.delete("a")
    with pytest.raises(NotFound):
        await read(store, "a")


async def test_keys_are_checked_by_every_method(store: FileStore) -> None:
    with pytest.raises(ValueError, match="key"):
        await store.put("../a", b"1", content_type="text/plain")
    with pytest.raises(ValueError, match="key"):
        await read(store, "../a")
    with pytest.raises(ValueError, match="key"):
        await store.presign_get("../a", name="a", content_type="text/plain", expires_in=MINUTE)
    with pytest.raises(ValueError, match="key"):
        await store.delete("../a")


async def test_local_files_are_synced_before_they_are_acknowledged(
    local_store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def spy(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    await local_store.put("org/file", b"1", content_type="text/plain")
    assert len(synced[0]) == 32  # the partial file, before it takes its name
    assert "org" in synced[1:]  # the folder that holds the name
    assert "files" in synced[1:]  # and the one that holds the new folder


async def test_local_leftovers_of_failures_are_removed(local_store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        await local_store.put("a", MEBIBYTE, content_type="text/plain", max_bytes=1)
    assert list((tmp_path / "files" / PARTIAL).iterdir()) == []


async def test_s3_links_upload_and_download_without_credentials(s3_store: S3Store) -> None:
    upload = await s3_store.presign_put(
        "a", content_type="text/plain", max_bytes=9, sha256=None, expires_in=MINUTE
    )
    async with httpx.AsyncClient() as http:
        sent = await http.request(upload.method, upload.url, content=b"by link", headers=upload.headers)
        assert sent.status_code == 200
        assert await read(s3_store, "a") == b"by link"
        await s3_store.put("b", b"<script>", content_type="text/html", name="résumé.html")
        link = await s3_store.presign_get("b", name="", content_type="", expires_in=MINUTE)
        got = await http.get(link)
    assert got.content == b"<script>"
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert "r%C3%A9sum%C3%A9.html" in got.headers["content-disposition"]


async def test_s3_links_carry_signature_and_expiry(s3_store: S3Store) -> None:
    link = await s3_store.presign_get("b", name="", content_type="", expires_in=timedelta(seconds=90))
    query = httpx.URL(link).params
    assert query["X-Amz-Expires"] == "90"
    assert len(query["X-Amz-Signature"]) == 64


async def test_a_store_that_does_not_answer_is_unavailable() -> None:
    url = "s3://b?endpoint=http://127.0.0.1:9&access_key_id=a&secret_access_key=b"
    gone = S3Store(url, retry_for=timedelta(seconds=0.3))
    with pytest.raises(Unavailable):
        await gone.put("a", b"1", content_type="text/plain")


def test_settings_choose_the_store(tmp_path: Path) -> None:
    assert isinstance(get_store(test_settings(tmp_path)), LocalStore)
    s3 = test_settings(tmp_path, files_url="s3://bucket/prefix?region=eu-west-1&endpoint=http://127.0.0.1:9")
    assert isinstance(get_store(s3), S3Store)


@pytest.mark.parametrize("url", ["ftp://x", "s3://", "s3://bucket?acl=public", "/var/files"])
def test_a_url_that_names_no_store_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(MisconfiguredError):
        get_store(test_settings(tmp_path, files_url=url))
