"""The web server killed while pages come in, and while a teacher marks: what it acknowledged is kept."""

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
from tests.apps.mathvidya.sheets.scene import digest, shot, sit_down
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


async def test_pages_acknowledged_before_a_kill_are_there_and_only_the_rest_is_sent_again(
    live: httpx.AsyncClient, database: Database, settings: Settings, server: Server
) -> None:
    school = await mathvidya.found(live, database, settings)
    sitting = await sit_down(school)
    pages = [shot(number) for number in (1, 2, 3)]
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        desk = replace(sitting, student=replace(sitting.student, http=http))
        [first] = await desk.send(pages[0])
        cut = (await desk.presign(pages[1])).json()
        kept = (await desk.presign(pages[2])).json()
        assert (await desk.put(kept["upload"], pages[2])).status_code == 201
        sending = asyncio.create_task(http.put(cut["upload"]["url"], **_slowly(cut["upload"], pages[1])))
        await asyncio.sleep(0.3)
        confirming = desk.confirm(kept["sheet"]["sheet_id"])
        await asyncio.gather(confirming, server.kill(), return_exceptions=True)
        assert isinstance((await asyncio.gather(sending, return_exceptions=True))[0], httpx.TransportError)
        await server.start()
        assert (await desk.all())["sheets"][0]["state"] == first["state"] == "checked"

        # What was confirmed is not sent again; what arrived only needs its word; what was cut off is sent.
        assert (await desk.presign(pages[0])).json()["upload"] is None
        again = (await desk.presign(pages[1])).json()
        assert again["sheet"]["sheet_id"] == cut["sheet"]["sheet_id"]
        assert (await desk.put(again["upload"], pages[1])).status_code == 201
        for one in (again, kept):
            assert (await desk.confirm(one["sheet"]["sheet_id"])).status_code == 200
        found = (await desk.all())["sheets"]
    assert [(one["state"], one["page_number"]) for one in found] == [("checked", n) for n in (1, 2, 3)]
    assert [one["sha256"] for one in found] == [digest(data) for data in pages]


def _slowly(upload: dict[str, Any], data: bytes) -> dict[str, Any]:
    """A request of httpx that sends half of `data` and then nothing for long."""

    async def halves() -> AsyncIterator[bytes]:
        yield data[: len(data) // 2]
        await asyncio.sleep(60)
        yield data[len(data) // 2 :]

    headers = {**upload["headers"], "Content-Length": str(len(data))}
    return {"content": halves(), "headers": headers}


def _stroke(number: int) -> dict[str, Any]:
    return {"points": [[0.01 * number, 0.1], [0.01 * number, 0.2]]}


async def _stored(script: Script) -> int:
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        found = await db.scalars(
            select(QuestionMark.op_id).where(QuestionMark.evaluation_id == script.evaluation_id)
        )
        return len(set(found.all()))
