"""A log with a key of its own, and a hand on the tables that no running process has."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from enum import StrEnum
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from assay.kernel import audit
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.audit.note import Signer
from assay.kernel.audit.sequencer import sequence
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database, Role

LOG = "assay.example/log"


class Event(StrEnum):
    OPENED = "test.opened"
    CLOSED = "test.closed"


@pytest.fixture
def signer() -> Signer:
    return Signer(LOG, bytes(range(32)))


@pytest.fixture
def actor(org: UUID) -> Actor:
    return system_actor(org, "tests")


Fill = Callable[[int], Awaitable[list[UUID]]]


@pytest.fixture
def fill(database: Database, actor: Actor) -> Fill:
    """Record entries in one transaction; answers their ids in the order they were recorded."""

    async def record(number: int) -> list[UUID]:
        async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
            return [
                await audit.record(db, actor, Event.OPENED, entity="door", entity_id=f"{n}", details={"n": n})
                for n in range(number)
            ]

    return record


@pytest.fixture
async def log(database: Database, signer: Signer, fill: Fill) -> list[UUID]:
    """Ten entries under three checkpoints: after 4, 7 and 10. Answers their ids in the order of the log."""
    for number in (4, 3, 3):
        await fill(number)
        await sequence(database, signer)
    async with database.transaction(role=Role.SYSTEM) as db:
        return list(await db.scalars(text("SELECT entry_id FROM kernel.audit_leaves ORDER BY idx")))


Attack = Callable[..., Awaitable[None]]


@pytest.fixture
async def attack(database_url: str) -> AsyncIterator[Attack]:
    """Run statements as the owner of the tables with every guard taken down."""
    engine = make_engine(database_url, pooled=False)

    async def run(*statements: str, **parameters: object) -> None:
        async with engine.begin() as connection:
            for table in ("entries", "leaves", "nodes", "checkpoints"):
                await connection.execute(text(f"ALTER TABLE kernel.audit_{table} DISABLE TRIGGER USER"))
            await connection.execute(text("ALTER TABLE kernel.audit_entries NO FORCE ROW LEVEL SECURITY"))
            for statement in statements:
                await connection.execute(text(statement), parameters)

    yield run
    await engine.dispose()


async def body_of(database: Database, entry_id: UUID) -> dict[str, object]:
    async with database.transaction(role=Role.SYSTEM) as db:
        data = await db.scalar(text("SELECT data FROM kernel.audit_entries WHERE id = :id"), {"id": entry_id})
        body: dict[str, object] = json.loads(str(data))
        return body


@pytest.fixture
def statements(savepoint: Database) -> Iterator[list[str]]:
    """Every statement sent on the test's connection from here on."""
    assert isinstance(savepoint.bind, AsyncConnection)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    connection = savepoint.bind.sync_connection
    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)
