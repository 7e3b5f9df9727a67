"""The sequencer as the worker runs it."""

from pathlib import Path

import pytest

from assay.kernel import jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.audit import jobs as audit_jobs
from assay.kernel.audit import keys
from assay.kernel.audit.note import open_checkpoint
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.settings import get_settings
from tests.kernel.audit.conftest import Fill
from tests.support.settings import test_settings


async def test_the_job_seals_what_waits_and_publishes_the_head(
    database: Database, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checkpoint"
    settings = test_settings(tmp_path, checkpoint_path=path)
    monkeypatch.setattr(audit_jobs, "get_settings", lambda: settings)
    for number in (2, 3):
        await fill(number)
        async with database.transaction(role=Role.SYSTEM) as db:
            await jobs.defer(db, system_actor(None, "tests"), audit_jobs.SEQUENCE, jobs.NoArgs())
        assert await jobs.run_jobs(database, audit_jobs.HANDLERS) == 1
    assert open_checkpoint(path.read_text(), keys.trusted_keys(settings)).size == 5


async def test_the_job_takes_its_key_from_the_settings_of_the_process(database: Database, fill: Fill) -> None:
    await fill(1)
    async with database.transaction(role=Role.SYSTEM) as db:
        await jobs.defer(db, system_actor(None, "tests"), audit_jobs.SEQUENCE, jobs.NoArgs())
    await jobs.run_jobs(database, audit_jobs.HANDLERS)
    report = await verify_log(database, keys.trusted_keys(get_settings()))
    assert (report.ok, report.entries) == (True, 1)
