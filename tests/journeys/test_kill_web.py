"""The web server killed in the middle of a burst of applications: what was acknowledged is there, once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.receipt import verify_receipt
from assay.kernel.db.session import Role
from assay.kernel.settings import Settings
from tests.support.enigma import API, Institution, application_bodies, open_cycle
from tests.support.servers import Server, free_port
from tests.support.workers import environment

APPLICATIONS = 45
AT_ONCE = 6
KILLS = (8, 25)
"""How many are acknowledged when the server is killed, the first and the second time."""

Answers = dict[int, Any]


@pytest.fixture
async def server(settings: Settings, database_url: str) -> AsyncIterator[Server]:
    quiet = {"ASSAY_LOG_LEVEL": "ERROR", "NO_PROXY": "127.0.0.1"}
    made = Server(environment(settings, database_url, "enigma") | quiet, free_port())
    await made.start()
    yield made
    await made.kill()


async def test_what_was_acknowledged_before_a_kill_is_there_and_answered_the_same_again(
    place: Institution, live: httpx.AsyncClient, settings: Settings, server: Server
) -> None:
    cycle_id = await open_cycle(place)
    bodies = application_bodies(APPLICATIONS, cycle_id)
    told: Answers = {}
    for enough in KILLS:
        await _burst(server, bodies, told, enough)
        assert enough <= len(told) < APPLICATIONS
        await server.start()
    assert await _stored(place) >= len(told)

    acknowledged = dict(told)
    lost: Answers = {}
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        for number, body in enumerate(bodies):
            answer = await _send(http, number, body)
            if number in acknowledged:
                assert answer.status_code == 201, answer.text
                assert answer.json() == acknowledged[number]
                assert answer.headers["Idempotency-Replayed"] == "true"
            elif answer.status_code == 201:
                told[number] = answer.json()
            else:  # killed between the commit and the word of it: the key still keeps it single
                assert answer.status_code == 409, answer.text
                lost[number] = answer.json()
    assert len(told) + len(lost) == APPLICATIONS
    assert len(lost) <= AT_ONCE * len(KILLS)
    assert await _stored(place) == APPLICATIONS

    await place.sequence()
    keys = trusted_keys(settings)
    for number, one in acknowledged.items():
        headers = {"X-Application-Token": one["access_token"]}
        mine = await live.get(f"{API}/applications/{one['application_id']}", headers=headers)
        assert mine.json()["content"]["email"] == bodies[number]["email"]
        receipt = await live.get(one["receipt"], headers=headers)
        assert verify_receipt(receipt.text, keys).entry["entity_id"] == one["application_id"]
    async with place.database.transaction(role=Role.SYSTEM) as db:
        entries = await db.scalar(
            text("SELECT count(*) FROM kernel.audit_entries WHERE event = 'enigma.application.submitted'")
        )
        mails = await db.scalar(text("SELECT count(*) FROM kernel.mail_outbox"))
    assert (entries, mails) == (APPLICATIONS, APPLICATIONS)


async def _burst(server: Server, bodies: list[dict[str, Any]], told: Answers, enough: int) -> None:
    """Send what is not acknowledged, several at once, and kill the server when `enough` are."""
    waiting = [number for number in range(len(bodies)) if number not in told]

    async def sender(http: httpx.AsyncClient) -> None:
        while waiting:
            number = waiting.pop(0)
            answer = await _send(http, number, bodies[number])
            if answer.status_code == 409:
                continue  # its word was lost in an earlier kill
            assert answer.status_code == 201, answer.text
            told[number] = answer.json()
            if len(told) >= enough:
                await server.kill()

    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        ends = await asyncio.gather(*(sender(http) for _ in range(AT_ONCE)), return_exceptions=True)
    assert all(isinstance(end, httpx.TransportError | None) for end in ends), ends


async def _send(http: httpx.AsyncClient, number: int, body: dict[str, Any]) -> httpx.Response:
    return await http.post(
        f"{API}/applications", json=body, headers={"Idempotency-Key": f"application-{number}"}
    )


async def _stored(place: Institution) -> int:
    async with place.database.transaction(role=Role.APP, org_id=place.org_id) as db:
        return int(await db.scalar(text("SELECT count(*) FROM enigma.applications")) or 0)
