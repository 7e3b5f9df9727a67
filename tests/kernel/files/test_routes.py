"""Signed links over HTTP."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from assay.kernel import clock
from assay.kernel.files import FileStore, get_store
from tests.kernel.files.conftest import read

MINUTE = timedelta(minutes=1)


@pytest.fixture
def site_store(app: FastAPI) -> FileStore:
    return get_store(app.state.settings)


async def put_link(store: FileStore, key: str, *, max_bytes: int = 100, sha256: str | None = None) -> str:
    request = await store.presign_put(
        key, content_type="text/plain", max_bytes=max_bytes, sha256=sha256, expires_in=MINUTE
    )
    assert request.method == "PUT"
    return request.url


async def test_a_link_uploads_once_and_another_downloads(
    client: httpx.AsyncClient, site_store: FileStore
) -> None:
    digest = hashlib.sha256(b"hello").hexdigest()
    sent = await client.put(await put_link(site_store, "t/a", sha256=digest), content=b"hello")
    assert (sent.status_code, sent.json()) == (201, {"size": 5, "sha256": digest})
    link = await site_store.presign_get(
        "t/a", name="my näme.txt", content_type="text/plain", expires_in=MINUTE
    )
    got = await client.get(link)
    assert got.content == b"hello"
    assert got.headers["content-disposition"].startswith('attachment; filename="my n_me.txt"')
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    part = await client.get(link, headers={"Range": "bytes=1-2"})
    assert (part.status_code, part.content) == (206, b"el")


async def test_more_than_announced_is_refused(client: httpx.AsyncClient, site_store: FileStore) -> None:
    link = await put_link(site_store, "t/large", max_bytes=4)
    assert (await client.put(link, content=b"hello")).status_code == 413

    async def unannounced_length() -> AsyncIterator[bytes]:
        yield b"hel"
        yield b"lo"

    assert (await client.put(link, content=unannounced_length())).status_code == 413


async def test_other_bytes_than_announced_are_refused(
    client: httpx.AsyncClient, site_store: FileStore
) -> None:
    link = await put_link(site_store, "t/other", sha256=hashlib.sha256(b"hello").hexdigest())
    refused = await client.put(link, content=b"HELLO")
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("digest-mismatch")
    assert (await client.put(link, content=b"hello")).status_code == 201
    assert await read(site_store, "t/other") == b"hello"


async def test_a_changed_link_opens_nothing(client: httpx.AsyncClient, site_store: FileStore) -> None:
    await site_store.put("t/secret", b"secret", content_type="text/plain")
    link = await site_store.presign_get("t/secret", name="a", content_type="text/plain", expires_in=MINUTE)
    changed = link[:-3] + ("AAA" if link[-3:] != "AAA" else "BBB")
    assert (await client.get(changed)).status_code == 403
    assert (await client.put(link, content=b"x")).status_code == 403
    assert (await client.get(await put_link(site_store, "t/secret"))).status_code == 403


async def test_an_expired_link_says_so(client: httpx.AsyncClient, site_store: FileStore) -> None:
    with clock.frozen(datetime.now(UTC) - timedelta(hours=1)):
        link = await put_link(site_store, "t/late")
    assert (await client.put(link, content=b"x")).status_code == 410


async def test_a_link_to_a_deleted_file_is_not_found(
    client: httpx.AsyncClient, site_store: FileStore
) -> None:
    link = await site_store.presign_get("t/none", name="a", content_type="text/plain", expires_in=MINUTE)
    assert (await client.get(link)).status_code == 404
