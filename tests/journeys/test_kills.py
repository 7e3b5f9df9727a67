"""Worker processes killed without warning in the middle of every step, and at its very end."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from assay.apps.enigma.events import Event
from assay.apps.enigma.selection import bundle
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Role
from assay.kernel.settings import Settings
from tests.journeys.worker_process import POINTS
from tests.support.enigma import API, STEPS, Institution, answer_reviews, open_cycle, submit, take
from tests.support.workers import SECONDS, Workers, environment

APPLICATIONS = 40
REPLICATES = 3
ONCE = (
    Event.CYCLE_FROZEN,
    Event.SCORES_COMMITTED,
    Event.SELECTION_MADE,
    Event.RESULTS_PUBLISHED,
    Event.CYCLE_COMPLETED,
)


@pytest.fixture
async def workers(settings: Settings, database_url: str, tmp_path: Path) -> AsyncIterator[Workers]:
    pace = {"ASSAY_WORKER_SILENCE_SECONDS": "1", "ASSAY_WORKER_GRACE_SECONDS": "2"}
    quiet = {"ASSAY_LOG_LEVEL": "ERROR"}
    made = Workers(tmp_path, environment(settings, database_url, "enigma") | pace | quiet)
    made.hold("")
    yield made
    await made.end()


async def test_a_worker_killed_inside_every_step_loses_nothing_and_doubles_nothing(
    place: Institution, live: httpx.AsyncClient, settings: Settings, workers: Workers
) -> None:
    cycle_id = await open_cycle(place, seats=8, evaluation={"allow_baseline": True, "judge_share": 0.5})
    told = await submit(place, cycle_id, APPLICATIONS)
    await take(place, cycle_id, "freeze")
    await workers.start()
    await workers.start()
    for action, points in POINTS.items():
        for point in points:
            workers.hold(point)
            await _call_until_held(place, cycle_id, action, workers)
            await workers.kill_held()
            await workers.start()
        await _finish(place, cycle_id, action)
    await workers.end()

    await check_outcome(place, live, settings, cycle_id, told)
    manifest = (await _step(place, cycle_id, "complete"))["result"]
    for file in manifest["files"]:
        stored = settings.data_dir / "files" / manifest["prefix"] / file["name"]
        assert hashlib.sha256(stored.read_bytes()).hexdigest() == file["sha256"], file["name"]


async def test_a_job_delivered_again_after_its_step_has_ended_changes_nothing(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    """As when a worker dies between the last commit of a step and its word that the job is done."""
    cycle_id = await open_cycle(place, seats=3, evaluation={"allow_baseline": True, "judge_share": 0.5})
    told = await submit(place, cycle_id, 10)
    await take(place, cycle_id, "freeze")
    for action in STEPS[1:]:
        before = await take(place, cycle_id, action)
        async with place.database.transaction(role=Role.SYSTEM) as db:
            await db.execute(
                text(
                    "UPDATE kernel.jobs SET status = 'queued', handed_at = NULL, worker_id = NULL,"
                    " finished_at = NULL WHERE id = :id"
                ),
                {"id": before["job_id"]},
            )
        await place.work()
        assert await _step(place, cycle_id, action) == before, action
    await check_outcome(place, live, settings, cycle_id, told)


async def check_outcome(
    place: Institution, live: httpx.AsyncClient, settings: Settings, cycle_id: str, told: list[dict[str, Any]]
) -> None:
    """Everything is there once: scores, mails, entries of the log; and every proof holds."""
    await place.sequence()
    number = len(told)
    ids = sorted(one["application_id"] for one in told)
    scores = await _rows(place, "SELECT application_id::text, rank FROM enigma.final_scores ORDER BY 1")
    assert [row[0] for row in scores] == ids
    assert sorted(row[1] for row in scores) == list(range(1, number + 1))
    states = await _rows(place, "SELECT status, count(*) FROM enigma.applications GROUP BY 1")
    assert states == [("PUBLISHED", number)]

    mails = await _rows(
        place,
        "SELECT key FROM kernel.mail_outbox WHERE template = 'enigma/result' ORDER BY 1",
        role=Role.SYSTEM,
    )
    assert [row[0] for row in mails] == [f"enigma.result:{one}" for one in ids]

    runs = await _rows(place, "SELECT kind, total, processed, failed FROM enigma.batch_runs ORDER BY kind")
    judged = (await _rows(place, "SELECT count(*) FROM enigma.judge_results"))[0][0]
    assert 0 < judged <= number
    assert runs == [
        ("judge_review", judged, judged, 0),
        ("worker_evaluation", number * REPLICATES, number * REPLICATES, 0),
    ]
    exported = await _rows(
        place, "SELECT sum(lines), count(DISTINCT sha256), count(*) FROM enigma.batch_files WHERE attempt = 1"
    )
    assert exported == [(number * REPLICATES, REPLICATES, REPLICATES)]

    events = dict(
        await _rows(
            place,
            "SELECT event, count(*) FROM kernel.audit_entries WHERE event LIKE 'enigma.%' GROUP BY 1",
            role=Role.SYSTEM,
        )
    )
    assert {event: events.get(event, 0) for event in ONCE} == dict.fromkeys(ONCE, 1)
    assert events[Event.STEP_FINISHED] == events[Event.STEP_STARTED] == len(STEPS) - 1
    assert events[Event.BATCH_EXPORTED] == REPLICATES

    lines = (await live.get(f"{API}/cycles/{cycle_id}/selection-bundle")).text.splitlines()
    verdict = bundle.verify(lines, [str(key) for key in trusted_keys(settings)])
    assert (verdict.difference, verdict.candidates) == ("", number)
    report = await verify_log(place.database, trusted_keys(settings))
    assert report.ok


async def _call_until_held(place: Institution, cycle_id: str, action: str, workers: Workers) -> None:
    """Ask for the step as often as people have to answer before a worker gets to where it is held."""
    async with asyncio.timeout(SECONDS):
        await _call(place, cycle_id, action)
        while not workers.somebody_held:
            step = await _step(place, cycle_id, action)
            assert step["state"] not in ("failed", "finished"), step
            if step["state"] == "waiting":
                await answer_reviews(place)
                await _call(place, cycle_id, action)
            await asyncio.sleep(0.05)


async def _finish(place: Institution, cycle_id: str, action: str) -> None:
    """The same call until the step has ended, and its job with it."""
    async with asyncio.timeout(SECONDS):
        await _call(place, cycle_id, action)
        while (step := await _step(place, cycle_id, action))["state"] != "finished":
            assert step["state"] != "failed", step
            if step["state"] == "waiting":
                await answer_reviews(place)
                await _call(place, cycle_id, action)
            await asyncio.sleep(0.05)


async def _call(place: Institution, cycle_id: str, action: str) -> None:
    answer = await place.admin.post(f"/admin/cycles/{cycle_id}/{action}")
    assert answer.status_code == 200, answer.text


async def _step(place: Institution, cycle_id: str, action: str) -> dict[str, Any]:
    found: dict[str, Any] = (await place.admin.get(f"/admin/cycles/{cycle_id}/steps/{action}")).json()
    return found


async def _rows(place: Institution, query: str, *, role: Role = Role.APP) -> list[Any]:
    async with place.database.transaction(role=role, org_id=place.org_id) as db:
        return [tuple(row) for row in (await db.execute(text(query))).all()]
