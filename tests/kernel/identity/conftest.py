"""The kernel's web application with a made-up application `demo`, and people in two organisations."""

from collections.abc import AsyncIterator
from enum import StrEnum

import httpx
import pytest
from fastapi import FastAPI

from assay.kernel import access, identity, web
from assay.kernel.db.session import Database
from assay.kernel.identity import admin
from assay.kernel.module import AppModule
from assay.kernel.settings import Settings
from tests.kernel.identity.support import BASE, PASSWORD, World


class DemoPermission(StrEnum):
    READ = "demo:read"
    WRITE = "demo:write"


DEMO = AppModule(
    name="demo",
    title="Demo",
    roles={
        "reader": frozenset({DemoPermission.READ}),
        "editor": frozenset({DemoPermission.READ, DemoPermission.WRITE}),
    },
)


def assemble(settings: Settings, database: Database) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.database = database
    web.install(app, settings, [DEMO])
    access.install(app, settings, [DEMO])
    identity.install(app, settings)
    access.check_routes(app)
    return app


@pytest.fixture
def app(savepoint: Database, settings: Settings) -> FastAPI:
    return assemble(settings, savepoint)


@pytest.fixture
def live_app(database: Database, settings: Settings) -> FastAPI:
    return assemble(settings, database)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A second caller with cookies of its own."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE) as http:
        yield http


async def populate(database: Database, settings: Settings) -> World:
    org = await admin.ensure_organisation(database, "north", "North College")
    other = await admin.ensure_organisation(database, "south", "South College")
    people = {}
    for name, org_id, roles in (
        ("asha", org, {"kernel": "admin", "demo": "editor"}),
        ("ravi", org, {"demo": "reader"}),
        ("zoya", other, {"kernel": "admin"}),
    ):
        people[name] = await admin.ensure_user(
            database,
            settings,
            email=f"{name}@example.org",
            password=PASSWORD,
            org_id=org_id,
            roles=roles,
            name=name.title(),
        )
    return World(database=database, settings=settings, org=org, other=other, **people)


@pytest.fixture
async def world(savepoint: Database, settings: Settings) -> World:
    """Asha administers the north and edits, Ravi reads there, Zoya administers the south."""
    return await populate(savepoint, settings)


@pytest.fixture
async def live_world(database: Database, settings: Settings) -> World:
    """The same people in a database that really commits."""
    return await populate(database, settings)
