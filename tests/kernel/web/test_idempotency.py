"""A creating request sent twice creates once: on real PostgreSQL, also at the same moment."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import func, select, text, update

from assay.kernel import clock, web
from assay.kernel.access import system_actor
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Db, Role
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs, defer, run_jobs
from assay.kernel.settings import Settings
from assay.kernel.web.idempotency import Idempotent, purge
from assay.kernel.web.jobs import HANDLERS, PURGE
from assay.kernel.web.models import IdempotencyKey
from tests.support.settings import test_settings

SECRET = "shown-once-4711"
ADDRESS = "203.0.113.9"


class Wanted(BaseModel):
    name: str


def make_app(settings: Settings, database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database = database

    async def identify(request: Request) -> Actor:
        return Actor(address=request.headers.get("x-test-address", ADDRESS))

    app.state.identify = identify
    web.install(app, settings, [])
    app.state.gate = asyncio.Event()
    app.state.gate.set()
    app.state.made = 0

    async def create(body: Wanted, request: Request, db: Db, _once: Idempotent) -> dict[str, str]:
        await app.state.gate.wait()
        if body.name == "bad":
            raise Conflict("Not now.")
        app.state.made += 1
        await db.execute(text("SELECT 1"))
        return {"id": str(uuid7()), "token": SECRET}

    app.add_api_route("/api/v1/things", create, methods=["POST"], status_code=201)
    return app


@pytest.fixture
def things(database: Database, tmp_path: Path) -> FastAPI:
    return make_app(test_settings(tmp_path), database)


@pytest.fixture
async def caller(things: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=things)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http


async def send(
    caller: httpx.AsyncClient, key: str | None, name: str = "a", address: str = ADDRESS
) -> httpx.Response:
    headers = {"X-Test-Address": address} | ({"Idempotency-Key": key} if key else {})
    return await caller.post("/api/v1/things", json={"name": name}, headers=headers)


async def test_same_key_creates_once_and_answers_the_same(things: FastAPI, caller: httpx.AsyncClient) -> None:
    first, second = await send(caller, "k1"), await send(caller, "k1")
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert things.state.made == 1


async def test_without_a_key_each_request_creates(things: FastAPI, caller: httpx.AsyncClient) -> None:
    await send(caller, None)
    await send(caller, None)
    assert things.state.made == 2


async def test_same_key_with_another_body_is_refused(things: FastAPI, caller: httpx.AsyncClient) -> None:
    await send(caller, "k1")
    answer = await send(caller, "k1", name="b")
    assert answer.status_code == 422
    assert "different request" in answer.json()["detail"]
    assert things.state.made == 1


async def test_same_key_of_another_caller_is_another_key(things: FastAPI, caller: httpx.AsyncClient) -> None:
    first = await send(caller, "k1")
    second = await send(caller, "k1", address="198.51.100.7")
    assert first.json() != second.json()
    assert things.state.made == 2


async def test_second_request_at_the_same_moment_is_409(things: FastAPI, caller: httpx.AsyncClient) -> None:
    things.state.gate.clear()
    first = asyncio.create_task(send(caller, "k1"))
    await asyncio.sleep(0.5)
    second = await send(caller, "k1")
    things.state.gate.set()
    assert second.status_code == 409
    assert "still being worked on" in second.json()["detail"]
    assert (await first).status_code == 201
    assert things.state.made == 1


async def test_failed_request_frees_its_key(things: FastAPI, caller: httpx.AsyncClient) -> None:
    assert (await send(caller, "k1", name="bad")).status_code == 409
    assert (await send(caller, "k1", name="good")).status_code == 201


async def test_lost_answer_still_protects_from_a_second_creation(
    things: FastAPI, caller: httpx.AsyncClient, database: Database
) -> None:
    await send(caller, "k1")
    async with database.transaction(role=Role.APP) as db:
        await db.execute(update(IdempotencyKey).values(status=None, answer=None))
    answer = await send(caller, "k1")
    assert answer.status_code == 409
    assert "done already" in answer.json()["detail"]
    assert things.state.made == 1


async def test_key_is_free_again_after_a_day(
    things: FastAPI, caller: httpx.AsyncClient, database: Database
) -> None:
    await send(caller, "k1")
    with clock.frozen(clock.now() + timedelta(hours=25)):
        await send(caller, "k1")
        async with database.transaction(role=Role.APP) as db:
            assert await purge(db) == 0  # the new claim replaced the old one
    assert things.state.made == 2
    with clock.frozen(clock.now() + timedelta(hours=50)):
        async with database.transaction(role=Role.SYSTEM) as db:
            await defer(db, system_actor(None, "timetable"), PURGE, NoArgs())
        assert await run_jobs(database, HANDLERS) == 1
        async with database.transaction(role=Role.APP) as db:
            assert await db.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


async def test_neither_answer_nor_key_lies_there_in_clear(
    caller: httpx.AsyncClient, database: Database
) -> None:
    await send(caller, "my-secret-key")
    async with database.transaction(role=Role.APP) as db:
        row = (await db.scalars(select(IdempotencyKey))).one()
    stored = b"|".join((row.scope, row.key, row.answer or b""))
    assert row.answer
    for secret in (SECRET, "my-secret-key", ADDRESS):
        assert secret.encode() not in stored


@pytest.mark.parametrize("key", ["x" * 256, "tab\there"])
async def test_strange_keys_are_refused(caller: httpx.AsyncClient, key: str) -> None:
    answer = await send(caller, key)
    assert answer.status_code == 422
    assert "printable" in answer.json()["detail"]
