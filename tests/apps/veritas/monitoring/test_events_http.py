"""Batches over HTTP: each kind of trouble gets its clear answer and stores nothing it should not."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring import service
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.kernel import clock
from assay.kernel.audit.chain import EMPTY_ROOT
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.ops.queries import partitions_until
from assay.kernel.settings import Settings
from tests.apps.veritas.monitoring.conftest import Monitor, Rows, put_attempt, put_exam

EVENTS = "SELECT seq, kind, severity, evidence FROM veritas.monitoring_events ORDER BY seq"
INCIDENTS = "SELECT kind FROM veritas.monitoring_incidents ORDER BY kind"
ATTEMPT = "SELECT events, incidents, last_seq, last_hash FROM veritas.exam_attempts"


async def test_events_are_stored_with_the_servers_severity_and_counted(monitor: Monitor, rows: Rows) -> None:
    answer = await monitor.send(monitor.batch("page_hidden", "page_visible", "paste", "made_up"))
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"first_seq": 1, "last_seq": 4, "digest": monitor.previous.hex()}
    assert await rows(EVENTS) == [(1, 1, 1, "B"), (2, 2, 0, "B"), (3, 9, 2, "B"), (4, 99, 0, "B")]
    assert await rows("SELECT kind, events FROM veritas.event_counters ORDER BY kind") == [
        (1, 1),
        (2, 1),
        (9, 1),
        (99, 1),
    ]
    assert await rows(ATTEMPT) == [(4, 0, 4, monitor.previous)]


async def test_events_lie_in_the_partition_of_their_month(monitor: Monitor, rows: Rows) -> None:
    await monitor.send(monitor.batch())
    found = await rows("SELECT tableoid::regclass::text FROM veritas.monitoring_events")
    assert found == [(f"veritas.monitoring_events__{monitor.attempt.attempt_month:%Y_%m}",)]


async def test_same_batch_again_is_answered_the_same_and_stores_nothing(monitor: Monitor, rows: Rows) -> None:
    body = monitor.batch("copy", "paste")
    first, second = await monitor.send(body), await monitor.send(body)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert len(await rows(EVENTS)) == 2
    assert await rows("SELECT sum(events)::int FROM veritas.event_counters") == [(2,)]
    assert await rows(INCIDENTS) == []


async def test_same_numbers_with_other_content_conflict_and_are_an_incident_once(
    monitor: Monitor, rows: Rows
) -> None:
    await monitor.send(monitor.batch("paste"))
    for _time in range(2):
        monitor.number, monitor.previous = 1, GENESIS
        answer = await monitor.send(monitor.batch("heartbeat"))
        assert answer.status_code == 409, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert [row[1] for row in await rows(EVENTS)] == [9]
    assert await rows(INCIDENTS) == [("conflict",)]
    assert (await rows(ATTEMPT))[0][:2] == (1, 1)


async def test_forged_batch_is_refused_and_nothing_stored(monitor: Monitor, rows: Rows) -> None:
    body = monitor.batch("heartbeat").replace(b'"heartbeat"', b'"heartbead"')
    answer = await monitor.send(body)
    assert answer.status_code == 403
    assert await rows(EVENTS) == []
    assert await rows(INCIDENTS) == []


async def test_key_of_another_attempt_opens_nothing(monitor: Monitor, exam: Exam, rows: Rows) -> None:
    batch = wire.make(org_id=monitor.org, attempt_id=uuid7(), first_seq=1, events=[("copy", monitor.at)])
    answer = await monitor.send(wire.write(batch, monitor.key)[0])
    assert answer.status_code == 403
    assert await rows(EVENTS) == []


async def test_unknown_attempt_and_attempt_of_another_organisation_are_not_found(
    monitor: Monitor, savepoint: Database, rows: Rows
) -> None:
    other = uuid7()
    async with savepoint.transaction(role=Role.APP, org_id=other) as db:
        foreign = await put_attempt(db, await put_exam(db, other))
    for attempt, org in ((foreign, monitor.org), (monitor.attempt, other)):
        one = Monitor(monitor.http, monitor.settings, org, attempt)
        answer = await one.send(one.batch())
        assert answer.status_code == 404, answer.text
    assert await rows(EVENTS) == []


@pytest.mark.parametrize("status", [s for s in AttemptStatus if s not in ("running", "paused")])
async def test_finished_attempt_takes_nothing_new_but_repeats_the_old_answer(
    monitor: Monitor, savepoint: Database, rows: Rows, status: AttemptStatus
) -> None:
    body = monitor.batch("copy")
    first = await monitor.send(body)
    await rows(f"UPDATE veritas.exam_attempts SET status = '{status}' RETURNING 1")
    answer = await monitor.send(monitor.batch("paste"))
    assert answer.status_code == 409
    again = await monitor.send(body)
    assert (again.status_code, again.json()) == (202, first.json())
    assert len(await rows(EVENTS)) == 1
    assert await rows(INCIDENTS) == []


@pytest.mark.parametrize("body", [b"", b"not json", b'{"hmac": "x"}', b"[]", b"\x00" * 100])
async def test_malformed_is_invalid(monitor: Monitor, rows: Rows, body: bytes) -> None:
    answer = await monitor.send(body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "batch"


async def test_oversized_is_refused_before_it_is_read(monitor: Monitor, rows: Rows) -> None:
    answer = await monitor.send(b" " * (wire.BODY_LIMIT + 1))
    assert answer.status_code == 413
    many = await monitor.send(monitor.batch(*["copy"] * 501))
    assert many.status_code == 422
    assert await rows(EVENTS) == []


async def test_gap_is_listed_and_gone_when_filled(monitor: Monitor, rows: Rows) -> None:
    first, second, third = monitor.batch("copy"), monitor.batch("cut", "cut"), monitor.batch("paste")
    for body in (first, third):
        assert (await monitor.send(body)).status_code == 202
    gap = await rows("SELECT kind, details FROM veritas.monitoring_incidents")
    assert gap == [("gap", {"first": 2, "last": 3})]
    assert (await monitor.send(second)).status_code == 202
    assert await rows(INCIDENTS) == [("out_of_order",)]
    assert (await rows(ATTEMPT))[0] == (4, 1, 4, monitor.previous)


async def test_half_an_hour_without_network_is_one_late_incident(monitor: Monitor, rows: Rows) -> None:
    await monitor.send(monitor.batch())
    backlog = [monitor.batch("page_hidden") for _ in range(10)]
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        for body in backlog:
            assert (await monitor.send(body)).status_code == 202
    assert await rows(INCIDENTS) == [("late",)]
    assert len(await rows(EVENTS)) == 11


async def test_clock_set_back_is_listed(monitor: Monitor, rows: Rows) -> None:
    await monitor.send(monitor.batch())
    batch = wire.make(
        org_id=monitor.org,
        attempt_id=monitor.attempt.attempt_id,
        first_seq=2,
        events=[("copy", monitor.at)],
        previous=monitor.previous,
    )
    batch.sent_at -= 3_600_000
    assert (await monitor.send(wire.write(batch, monitor.key)[0])).status_code == 202
    assert await rows(INCIDENTS) == [("clock_jump",)]


async def test_second_device_has_numbers_of_its_own_and_an_unknown_one_is_refused(
    monitor: Monitor, rows: Rows
) -> None:
    await monitor.send(monitor.batch("copy"))
    second = Monitor(monitor.http, monitor.settings, monitor.org, monitor.attempt, device=2)
    body = second.batch("paste")
    assert (await second.send(body)).status_code == 403
    await rows("UPDATE veritas.exam_attempts SET device = 2 RETURNING 1")
    assert (await second.send(body)).status_code == 202
    assert [row[0] for row in await rows(EVENTS)] == [1, (1 << 32) + 1]
    assert await rows(INCIDENTS) == []


async def test_full_queue_answers_429_with_the_time_to_wait(
    monitor: Monitor, app: FastAPI, rows: Rows
) -> None:
    await monitor.send(monitor.batch())
    queue = app.state.ingests["veritas.events"]
    queue.waiting = queue.capacity
    answer = await monitor.send(monitor.batch())
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    queue.waiting = 0
    assert len(await rows(EVENTS)) == 1


async def test_beacon_with_a_session_cookie_needs_no_token_but_our_own_page(monitor: Monitor) -> None:
    cookie = {"cookie": "session=whatever"}
    ours = await monitor.send(monitor.batch(), **{"sec-fetch-site": "same-origin"}, **cookie)
    assert ours.status_code == 202, ours.text
    theirs = await monitor.send(monitor.batch(), **{"sec-fetch-site": "cross-site"}, **cookie)
    assert theirs.status_code == 403
    without_cookie = await monitor.send(monitor.batch(), origin="https://elsewhere.example")
    assert without_cookie.status_code == 403


async def test_batches_that_arrive_together_are_all_stored_once(
    live: httpx.AsyncClient, database: Database, settings: Settings, org: UUID
) -> None:
    async with database.transaction(role=Role.APP, org_id=org) as db:
        exam = await put_exam(db, org)
        sat = [await put_attempt(db, exam) for _ in range(8)]
    monitors = [Monitor(live, settings, org, attempt) for attempt in sat]
    bodies = [(one, one.batch(*["heartbeat"] * 20)) for one in monitors for _ in range(4)]
    answers = await asyncio.gather(*(one.send(body) for one, body in bodies + bodies))
    assert {answer.status_code for answer in answers} == {202}
    async with database.transaction(role=Role.APP, org_id=org) as db:
        counted = await db.execute(
            text(
                "SELECT (SELECT count(*) FROM veritas.monitoring_events), sum(events)::int, max(events)::int,"
                " (SELECT sum(events)::int FROM veritas.event_counters), sum(incidents)::int "
                "FROM veritas.exam_attempts"
            )
        )
        events, told, most, counters, _incidents = counted.one()
    assert (events, told, most, counters) == (640, 640, 80, 640)


async def test_what_the_server_sees_is_numbered_apart_and_an_incident(
    monitor: Monitor, savepoint: Database, rows: Rows
) -> None:
    await monitor.send(monitor.batch("copy"))
    async with savepoint.transaction(role=Role.APP, org_id=monitor.org) as db:
        attempt = await db.get_one(ExamAttempt, monitor.attempt.attempt)
        await service.note(db, attempt, "second_session")
        await service.note(db, attempt, "taken_over")
    assert await rows(EVENTS) == [
        (1, 7, 2, "B"),
        (wire.OWN_STREAM + 1, 40, 3, "A"),
        (wire.OWN_STREAM + 2, 43, 1, "A"),
    ]
    assert await rows(INCIDENTS) == [("second_session",)]
    assert (await rows(ATTEMPT))[0][:3] == (3, 1, 1)
    assert (await monitor.send(monitor.batch("paste"))).status_code == 202


async def test_seal_puts_the_root_into_the_log_and_an_edit_shows(
    monitor: Monitor, savepoint: Database, rows: Rows
) -> None:
    await monitor.send(monitor.batch("copy", "paste", "blocked_key"))
    async with savepoint.transaction(role=Role.APP, org_id=monitor.org) as db:
        attempt = await db.get_one(ExamAttempt, monitor.attempt.attempt)
        root = await service.seal(db, attempt)
        assert root != EMPTY_ROOT
        assert await service.seal(db, attempt) == root
        assert await service.root_holds(db, attempt)
    sealed = "SELECT data::jsonb->'details'->>'root' FROM kernel.audit_entries WHERE event LIKE '%sealed'"
    logged = await rows(sealed)
    assert logged == [(root.hex(),)]


async def test_partitions_are_made_ahead_and_only_once(savepoint: Database) -> None:
    async with savepoint.transaction(role=Role.SYSTEM) as db:
        assert await service.make_partitions(db) == []
        with clock.frozen(clock.now() + timedelta(days=70)):
            assert len(await service.make_partitions(db)) in (2, 3)
            left = (await partitions_until(db))["veritas.monitoring_events"] - clock.now().date()
            assert left > timedelta(days=150)
