"""An erased applicant's text leaves the batch files and the archive too, and everybody else's stays."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from assay.apps.enigma.batches import dialect
from assay.apps.enigma.jobspecs import ERASE_COPIES
from assay.apps.enigma.publication.jobs import erase_copies
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import queries_worker
from assay.kernel.jobs.runner import Outcome, Runner
from assay.kernel.jobs.specs import by_name
from assay.kernel.settings import Settings, use_settings
from tests.support import outside
from tests.support.enigma import API, STEPS, Institution, open_cycle, submit, take
from tests.support.fake_openai import fake_openai

APPLICATIONS = 4
REPLICATES = 2


async def test_erasure_reaches_batch_files_and_archive(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    evaluation = {"allow_baseline": True, "replicates": REPLICATES, "judge_share": 0}
    cycle_id = await open_cycle(place, seats=2, evaluation=evaluation)
    mine = (await submit(place, cycle_id, APPLICATIONS))[0]
    for action in STEPS:
        step = await take(place, cycle_id, action)
    body = await text_of(place, mine)
    assert len(await lines(place, settings, body)) == REPLICATES

    await withdraw(live, mine)
    await place.work()
    assert await lines(place, settings, body) == []
    assert len(await lines(place, settings, "")) == (APPLICATIONS - 1) * REPLICATES
    folder = settings.data_dir / "files" / step["result"]["prefix"]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    before = {file["name"]: file["sha256"] for file in step["result"]["files"]}
    after = {file["name"]: file["sha256"] for file in manifest["files"]}
    assert {name for name in after if after[name] != before[name]} >= {"anonymized_applications.parquet"}
    for name, digest in after.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    await place.sequence()
    assert (await verify_log(place.database, trusted_keys(settings))).ok


async def published(place: Institution, **evaluation: Any) -> tuple[str, list[dict[str, Any]]]:
    """A published cycle and what its applicants were told."""
    chosen = {"allow_baseline": True, "replicates": REPLICATES, "judge_share": 0, **evaluation}
    cycle_id = await open_cycle(place, seats=2, evaluation=chosen)
    told = await submit(place, cycle_id, APPLICATIONS)
    for action in STEPS[:-1]:
        await take(place, cycle_id, action)
    return cycle_id, told


async def test_one_job_erases_everybody_and_writes_each_file_once(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    _cycle_id, told = await published(place)
    before = await counts(place)
    for one in told[:3]:
        await withdraw(live, one)
    assert (await counts(place))["jobs"] == before["jobs"] + 1
    await place.work()
    after = await counts(place)
    assert after["rewritten"] - before["rewritten"] == after["files"] == before["files"]
    assert len(await lines(place, settings, "")) == (APPLICATIONS - 3) * REPLICATES
    await withdraw(live, told[3])
    assert (await counts(place))["jobs"] == before["jobs"] + 2
    await place.work()
    assert await lines(place, settings, "") == []


async def test_who_is_erased_while_the_job_runs_is_not_missed(
    place: Institution, live: httpx.AsyncClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cycle_id, told = await published(place)
    await withdraw(live, told[0])
    before = await counts(place)
    plain = dialect.read_lines
    late = [told[1]]

    async def read_lines(source: AsyncIterator[bytes], *, max_line: int) -> AsyncIterator[Any]:
        async for line in plain(source, max_line=max_line):
            yield line
        if late:  # the first file was looked through
            await withdraw(live, late.pop())

    monkeypatch.setattr(dialect, "read_lines", read_lines)
    await place.work()
    assert late == []
    assert (await counts(place))["jobs"] == before["jobs"]
    assert len(await lines(place, settings, "")) == (APPLICATIONS - 2) * REPLICATES
    for one in told[:2]:
        assert await lines(place, settings, await text_of(place, one) or "nothing") == []


async def test_erasure_waits_while_the_archive_is_written(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    cycle_id, told = await published(place)
    assert (await place.admin.post(f"/admin/cycles/{cycle_id}/complete")).status_code == 200
    await withdraw(live, told[0])
    before = await lines(place, settings, "")
    async with place.database.transaction(role=Role.SYSTEM) as db:
        (handed,) = await queries_worker.hand_over(db, limit=9, names=[ERASE_COPIES.name], ignore_wait=True)
    runner = Runner(place.database, by_name([erase_copies]), uuid7(), asyncio.Event())
    assert (await runner.run(handed.id, handed.handover)).outcome is Outcome.HANDED_BACK
    assert await lines(place, settings, "") == before
    await place.work()
    assert len(await lines(place, settings, "")) == (APPLICATIONS - 1) * REPLICATES
    assert (await place.admin.get(f"/admin/cycles/{cycle_id}")).json()["phase"] == "COMPLETED"


async def test_remembered_answers_about_an_erased_applicant_are_gone(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    def answers(messages: list[dict[str, str]]) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            outside.content(json.dumps({"body": {"messages": messages}}).encode())
        )
        return found

    async with fake_openai(answers) as fake:
        service = {"llm_engine": "openai", "llm_base_url": fake.url, "llm_model": "m"}
        use_settings(settings.model_copy(update={**service, "llm_api_key": SecretStr("k")}))
        try:
            _cycle_id, told = await published(place)
        finally:
            use_settings(settings)
    assert (await counts(place))["remembered"] == APPLICATIONS * REPLICATES
    await withdraw(live, told[0])
    await place.work()
    assert (await counts(place))["remembered"] == 0


async def withdraw(live: httpx.AsyncClient, told: dict[str, Any]) -> None:
    path = f"{API}/applications/{told['application_id']}"
    answer = await live.delete(path, headers={"X-Application-Token": told["access_token"]})
    assert answer.status_code == 204, answer.text


async def text_of(place: Institution, told: dict[str, Any]) -> str:
    """The text that was scored; empty once it is erased."""
    async with place.database.transaction(org_id=place.org_id) as db:
        body = await db.scalar(
            text("SELECT body FROM enigma.evaluation_texts WHERE application_id = :id"),
            {"id": UUID(told["application_id"])},
        )
    return str(body)


async def counts(place: Institution) -> dict[str, int]:
    async with place.database.transaction(org_id=place.org_id) as db:
        row = await db.execute(
            text(
                "SELECT (SELECT count(*) FROM kernel.jobs WHERE name = 'enigma.erase-copies') AS jobs,"
                " (SELECT count(*) FROM enigma.batch_files) AS files,"
                " (SELECT count(*) FROM kernel.llm_cache) AS remembered,"
                " (SELECT count(*) FROM kernel.audit_entries WHERE event = 'enigma.copies.erased'"
                "   AND entity = 'batch_run') AS rewritten"
            )
        )
        return dict(row.one()._mapping)


async def lines(place: Institution, settings: Settings, body: str) -> list[bytes]:
    """The request lines in the file store that carry `body`."""
    async with place.database.transaction(org_id=place.org_id) as db:
        keys = (await db.execute(text("SELECT key FROM enigma.batch_files"))).scalars().all()
    quoted = json.dumps(json.dumps(body, ensure_ascii=False), ensure_ascii=False)[2:-3].encode()
    found = [line for key in keys for line in (settings.data_dir / "files" / key).read_bytes().splitlines()]
    return [line for line in found if quoted in line]
