"""The web server asked to stop while batches of events wait for the database: it writes them, and says so."""

import asyncio
import signal
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.kernel import clock
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import veritas_crowd
from tests.support.servers import Server, free_port
from tests.support.veritas import API, found, make_exam
from tests.support.veritas_crowd import Page
from tests.support.workers import environment

STUDENTS = 12
EVENTS = 5


@pytest.fixture
async def server(settings: Settings, database_url: str) -> AsyncIterator[Server]:
    quiet = {"ASSAY_LOG_LEVEL": "ERROR", "NO_PROXY": "127.0.0.1"}
    made = Server(environment(settings, database_url, "veritas") | quiet, free_port())
    await made.start()
    yield made
    await made.kill()


async def test_a_server_that_is_asked_to_stop_writes_what_waits(
    live: httpx.AsyncClient, database: Database, database_url: str, settings: Settings, server: Server
) -> None:
    school = await found(live, database, settings)
    exam = await make_exam(school)
    owner = make_engine(database_url)
    async with veritas_crowd.pages(school, exam, server.url, STUDENTS) as pages:
        await veritas_crowd.assign(school, pages)
        await veritas_crowd.everyone(pages, Page.start)
        bodies = [batch(page) for page in pages]

        async with owner.connect() as blocker, owner.connect() as watcher:
            await blocker.execute(text("LOCK TABLE veritas.monitoring_batches IN ACCESS EXCLUSIVE MODE"))
            sent: list[asyncio.Task[httpx.Response]] = []
            async with asyncio.timeout(20):
                # The first and the second flush wait for the table; what comes then waits in the queue.
                for flushes, wave in enumerate((bodies[:1], bodies[1:4]), start=1):
                    sent += [asyncio.create_task(post(server, body)) for body in wave]
                    while await waiting(watcher) < flushes:
                        await asyncio.sleep(0.02)
                sent += [asyncio.create_task(post(server, body)) for body in bodies[4:]]
                for _later in range(3):
                    assert await answers(server)
                assert server.process is not None
                server.process.send_signal(signal.SIGTERM)
                while await answers(server):
                    await asyncio.sleep(0.02)
            assert not any(one.done() for one in sent), "acknowledged before it was durable"
            await blocker.rollback()
        told = await asyncio.gather(*sent)
        assert {one.status_code for one in told} == {202}, [one.text for one in told]
        assert await asyncio.wait_for(server.process.wait(), 20) in (0, -signal.SIGTERM)

        async with database.transaction(org_id=school.org_id) as db:
            stored = await db.scalar(text("SELECT count(*) FROM veritas.monitoring_events"))
        assert stored == STUDENTS * EVENTS

        again = [await send(live, body) for body in bodies]
        assert [one.json() for one in again] == [one.json() for one in told]
    await owner.dispose()


def batch(page: Page) -> bytes:
    at = round(clock.now().timestamp() * 1000)
    events = [("heartbeat", at)] * EVENTS
    made = wire.make(
        org_id=page.org_id, attempt_id=UUID(page.attempt_id), first_seq=1, events=events, previous=GENESIS
    )
    return wire.write(made, page.key)[0]


async def post(server: Server, body: bytes) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        return await send(http, body)


async def send(http: httpx.AsyncClient, body: bytes) -> httpx.Response:
    return await http.post(f"{API}/monitor/events", content=body, headers={"content-type": "text/plain"})


async def waiting(watcher: AsyncConnection) -> int:
    """Statements that wait for a lock."""
    return await watcher.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) or 0


async def answers(server: Server) -> bool:
    """Whether it takes new connections still."""
    try:
        async with httpx.AsyncClient(base_url=server.url, timeout=5) as http:
            await http.get("/health")
    except httpx.TransportError:
        return False
    return True
