"""A whole class sits an exam while the web server is killed and started again: nothing acknowledged is lost.

ASSAY_CROWD=500 makes the class larger; `python -m bench.veritas_crowd` measures the same.
"""

import os
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.settings import Settings
from tests.support import veritas_crowd
from tests.support.servers import Server, free_port
from tests.support.veritas import found, make_exam, single
from tests.support.veritas_crowd import Difference, Page
from tests.support.workers import environment

STUDENTS = int(os.environ.get("ASSAY_CROWD", "60"))
QUESTIONS = 4
ROUNDS = 4
KILLS = (0.2, 0.6)
"""Which share of the requests is answered when the server is killed."""


@pytest.fixture
async def server(settings: Settings, database_url: str) -> AsyncIterator[Server]:
    quiet = {"ASSAY_LOG_LEVEL": "ERROR", "NO_PROXY": "127.0.0.1"}
    made = Server(environment(settings, database_url, "veritas") | quiet, free_port())
    await made.start()
    yield made
    await made.kill()


async def test_a_class_sits_through_two_kills_of_the_server(
    live: httpx.AsyncClient, database: Database, settings: Settings, server: Server
) -> None:
    school = await found(live, database, settings)
    exam = await make_exam(school, questions=[single(f"Question {n}") for n in range(QUESTIONS)])
    async with veritas_crowd.pages(school, exam, server.url, STUDENTS) as pages:
        await veritas_crowd.assign(school, pages)
        requests = await veritas_crowd.sit_through_kills(server, pages, ROUNDS, KILLS)
        crowd = pages[0].crowd
        assert crowd.cut > 0, "nobody noticed that the server was killed"
        assert crowd.acknowledged == requests
        await veritas_crowd.everyone(pages, Page.again)
        await veritas_crowd.everyone(pages, Page.submit)
    assert {tuple(sorted(page.starts)) for page in pages} <= {(200, 201), (200, 200)}
    await school.work()
    assert await veritas_crowd.compare(school, pages) == Difference()

    await school.sequence()
    async with database.transaction(role=Role.SYSTEM) as db:
        entries = await db.execute(
            text(
                "SELECT event, count(*) FROM kernel.audit_entries WHERE event IN "
                "('veritas.attempt.started', 'veritas.attempt.submitted', 'veritas.events.sealed') GROUP BY 1"
            )
        )
        assert {count for _event, count in entries} == {STUDENTS}
    assert (await verify_log(database, trusted_keys(settings))).ok
