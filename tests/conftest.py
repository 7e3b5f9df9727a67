"""Real PostgreSQL for every test: a migrated template, cloned, on a server that lives for the run.

`db`, `client`       one clone per test process, each test inside a savepoint that is rolled back
`database`, `live`   a fresh clone of its own, for what must really commit (jobs, locks, kills)
Set ASSAY_TEST_DATABASE_URL to run against a server of your own (its user must be able to create databases).
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import hypothesis
import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db import migrate
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings, use_settings
from tests.support.settings import test_settings

TEMPLATE = "assay_template"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


def with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


async def _make_template(url: str) -> None:
    await _recreate(url, TEMPLATE, None)
    engine = make_engine(with_database(url, TEMPLATE), pooled=False)
    await migrate.upgrade(engine)
    from assay.main import load_reference

    await load_reference(engine)
    await engine.dispose()


async def _recreate(url: str, name: str, template: str | None) -> None:
    admin = make_engine(with_database(url, "assay"), pooled=False)
    async with admin.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        clause = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        await outside.execute(text(f'CREATE DATABASE "{name}"{clause}'))
    await admin.dispose()


# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile(
    "assay", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("assay")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server and migrate the template once, before any test process asks for a clone."""
    # Tracebacks without local variables: with them, one answer of 500 takes a minute to print.
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    if not os.environ.get("ASSAY_TEST_DATABASE_URL"):
        folder = Path(tempfile.mkdtemp(prefix="assay-test-"))
        folder.chmod(0o711)  # the account that PostgreSQL runs under must pass through
        server = EmbeddedServer(folder / "postgres", settings=FAST)
        os.environ["ASSAY_TEST_DATABASE_URL"] = server.start()
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.add_cleanup(server.remove)
        config.add_cleanup(lambda: os.environ.__delitem__("ASSAY_TEST_DATABASE_URL"))
    asyncio.run(_make_template(os.environ["ASSAY_TEST_DATABASE_URL"]))


@pytest.fixture(scope="session", autouse=True)
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the test process: keys of its own, files in a temporary folder."""
    return use_settings(test_settings(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def server_url() -> str:
    return os.environ["ASSAY_TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
async def shared_database(server_url: str, worker_id: str) -> AsyncIterator[Database]:
    name = f"assay_{worker_id}"
    await _recreate(server_url, name, TEMPLATE)
    database = Database(make_engine(with_database(server_url, name), pooled=False))
    yield database
    await database.dispose()


@pytest.fixture
async def savepoint(shared_database: Database) -> AsyncIterator[Database]:
    """A Database on one connection whose outer transaction is rolled back after the test."""
    engine = shared_database.bind
    async with engine.connect() as connection:  # type: ignore[union-attr]
        outer = await connection.begin()
        yield Database(connection)
        await outer.rollback()


@pytest.fixture
async def database_url(server_url: str, worker_id: str) -> AsyncIterator[str]:
    """The URL of a fresh clone of the migrated template, dropped afterwards."""
    name = f"assay_{worker_id}_{uuid7().hex[-12:]}"
    await _recreate(server_url, name, TEMPLATE)
    yield with_database(server_url, name)
    admin = make_engine(with_database(server_url, "assay"), pooled=False)
    async with admin.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    await admin.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A Database that really commits."""
    made = Database(make_engine(database_url, pool=10))
    yield made
    await made.dispose()


@pytest.fixture
def org() -> UUID:
    return uuid7()


@pytest.fixture
async def db(savepoint: Database, org: UUID) -> AsyncIterator[AsyncSession]:
    """A session as a request would have it: role assay_app, bound to `org`."""
    async with savepoint.transaction(role=Role.APP, org_id=org) as session:
        yield session


@pytest.fixture
def app(savepoint: Database, settings: Settings) -> FastAPI:
    from tests.support.assembled import application

    return application(settings, savepoint)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP over the application, on the savepoint database."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http


@pytest.fixture
def live_app(database: Database, settings: Settings) -> FastAPI:
    from tests.support.assembled import application

    return application(settings, database)


@pytest.fixture
async def live(live_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP over the application, on a database that really commits."""
    transport = httpx.ASGITransport(app=live_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http
