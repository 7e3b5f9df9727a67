"""Both stores, so that one test states what holds for either."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from moto.server import ThreadedMotoServer

from assay.kernel.db.session import Database
from assay.kernel.files import FileStore
from assay.kernel.files.local import LocalStore
from assay.kernel.files.s3 import S3Store
from assay.kernel.settings import Settings
from tests.support.assembled import application

BUCKET = "assay-test"


@pytest.fixture
def app(savepoint: Database, settings: Settings) -> FastAPI:
    """The kernel alone, without an application."""
    return application(settings.model_copy(update={"apps": ()}), savepoint)


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """An S3 server on loopback with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    assert httpx.put(f"{endpoint}/{BUCKET}").status_code == 200
    yield endpoint
    server.stop()


@pytest.fixture
def s3_store(s3_endpoint: str) -> S3Store:
    return S3Store(
        f"s3://{BUCKET}/{uuid4().hex}?endpoint={s3_endpoint}&access_key_id=test&secret_access_key=test"
    )


@pytest.fixture
def local_store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files", b"s" * 32)


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest) -> FileStore:
    made: FileStore = request.getfixturevalue(f"{request.param}_store")
    return made


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def read(store: FileStore, key: str) -> bytes:
    return b"".join([chunk async for chunk in store.open(key)])
