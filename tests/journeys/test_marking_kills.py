"""The web server killed while a teacher marks: every operation that was acknowledged is there, once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from assay.apps.mathvidya.models.evaluations import QuestionMark
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.apps.mathvidya.marking import scene
from tests.apps.mathvidya.marking.scene import Script, all_marks, sent
from tests.support import mathvidya
from tests.support.servers import Server, free_port
from tests.support.workers import environment

STROKES = 20
KILL_AFTER = 12
"""Acknowledged batches after which the server is killed in the middle of the next."""


@pytest.fixture
async def server(settings: Settings, database_url: str) -> AsyncIterator[Server]:
    quiet = {"ASSAY_LOG_LEVEL": "ERROR", "NO_PROXY": "127.0.0.1"}
    made = Server(environment(settings, database_url) | quiet, free_port())
    await made.start()
    yield made
    await made.kill()


async def test_operations_acknowledged_before_a_kill_are_there_and_count_once(
    live: httpx.AsyncClient, database: Database, settings: Settings, server: Server
) -> None:
    school = await mathvidya.found(live, database, settings)
    teacher = await mathvidya.make_teacher(school)
    script = await scene.make_script(school, await mathvidya.make_student(school), teacher)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        there = replace(teacher, http=http)
        batches = [
            *([sent("pen", sheet_id=str(script.sheets[0]), body=_stroke(n))] for n in range(STROKES)),
            script.seen(),
            all_marks(q22_2="0.5"),
        ]
        acknowledged = 0
        for number, batch in enumerate(batches):
            if number == KILL_AFTER:
                both = asyncio.gather(script.send(there, *batch), server.kill(), return_exceptions=True)
                cut = (await both)[0]
                await server.start()
                assert await _stored(script) >= acknowledged
                assert isinstance(cut, httpx.Response | httpx.TransportError)
            # As the page does: what was not acknowledged is sent again, and stored once.
            answer = await script.send(there, *batch)
            assert answer.status_code == 200, answer.text
            acknowledged += len(batch)
            assert answer.json()["last_op_no"] == acknowledged
        done = await script.submit(there)
    assert (done.status_code, done.json()["score"]) == (200, "8")
    assert (await script.row()).score == Decimal(8)
    assert await _stored(script) == STROKES + 7 + 9


def _stroke(number: int) -> dict[str, Any]:
    return {"points": [[0.01 * number, 0.1], [0.01 * number, 0.2]]}


async def _stored(script: Script) -> int:
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        found = await db.scalars(
            select(QuestionMark.op_id).where(QuestionMark.evaluation_id == script.evaluation_id)
        )
        return len(set(found.all()))
