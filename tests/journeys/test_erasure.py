"""An erased applicant's text leaves the batch files and the archive too, and everybody else's stays."""

import hashlib
import json

import httpx
from sqlalchemy import text

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.settings import Settings
from tests.support.enigma import API, STEPS, Institution, open_cycle, submit, take

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
    async with place.database.transaction(org_id=place.org_id) as db:
        body = await db.scalar(
            text("SELECT body FROM enigma.evaluation_texts WHERE application_id = :id"),
            {"id": mine["application_id"]},
        )
    assert len(await lines(place, settings, str(body))) == REPLICATES

    path = f"{API}/applications/{mine['application_id']}"
    answer = await live.delete(path, headers={"X-Application-Token": mine["access_token"]})
    assert answer.status_code == 204
    await place.work()
    assert await lines(place, settings, str(body)) == []
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


async def lines(place: Institution, settings: Settings, body: str) -> list[bytes]:
    """The request lines in the file store that carry `body`."""
    async with place.database.transaction(org_id=place.org_id) as db:
        keys = (await db.execute(text("SELECT key FROM enigma.batch_files"))).scalars().all()
    quoted = json.dumps(json.dumps(body, ensure_ascii=False), ensure_ascii=False)[2:-3].encode()
    found = [line for key in keys for line in (settings.data_dir / "files" / key).read_bytes().splitlines()]
    return [line for line in found if quoted in line]
