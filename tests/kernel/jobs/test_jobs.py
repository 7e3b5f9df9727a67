"""Deferring, running, failing and retrying, in this process on real PostgreSQL."""

from uuid import UUID

import pytest
from sqlalchemy import text

from assay.kernel import jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.ids import uuid7
from assay.kernel.jobs import JobState, NoArgs
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.sample_jobs import Chunks, Mark


@pytest.fixture
async def ready(database: Database) -> Database:
    await sample.prepare(database)
    return database


async def defer_mark(database: Database, org: UUID, label: str, key: str | None = None) -> UUID:
    async with database.transaction(org_id=org) as db:
        return await jobs.defer(db, system_actor(org, "test"), sample.MARKED, Mark(label=label), key)


async def status(database: Database, org: UUID, job_id: UUID) -> jobs.JobStatus:
    async with database.transaction(org_id=org) as db:
        return await jobs.status(db, job_id)


async def test_job_runs_after_commit_and_is_done(ready: Database, org: UUID) -> None:
    job_id = await defer_mark(ready, org, "one")
    assert (await status(ready, org, job_id)).state is JobState.QUEUED
    assert await jobs.run_jobs(ready, sample.HANDLERS) == 1
    assert await sample.marks(ready) == ["one"]
    ended = await status(ready, org, job_id)
    assert ended.state is JobState.DONE
    assert ended.share == 1.0
    assert ended.finished_at is not None


async def test_rolled_back_transaction_leaves_no_job(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        await jobs.defer(db, system_actor(org, "test"), sample.MARKED, Mark(label="never"))
        await db.rollback()
    assert await jobs.run_jobs(ready, sample.HANDLERS) == 0


async def test_same_live_key_gives_the_same_job(ready: Database, org: UUID) -> None:
    first = await defer_mark(ready, org, "one", key="k")
    assert await defer_mark(ready, org, "two", key="k") == first
    await jobs.run_jobs(ready, sample.HANDLERS)
    assert await sample.marks(ready) == ["one"]
    assert await defer_mark(ready, org, "three", key="k") != first


async def test_same_key_in_two_organisations_makes_two_jobs(ready: Database, org: UUID) -> None:
    assert await defer_mark(ready, org, "ours", key="k") != await defer_mark(
        ready, uuid7(), "theirs", key="k"
    )


async def test_same_key_without_organisation_makes_one_job(ready: Database) -> None:
    house = system_actor(None, "test")
    async with ready.transaction(role=Role.SYSTEM) as db:
        first = await jobs.defer(db, house, sample.TICK, NoArgs(), "k")
        assert await jobs.defer(db, house, sample.TICK, NoArgs(), "k") == first


async def test_defer_many_passes_over_live_keys(ready: Database, org: UUID) -> None:
    await defer_mark(ready, org, "0", key="0")
    async with ready.transaction(org_id=org) as db:
        items = ((Mark(label=str(n)), str(n)) for n in range(2500))
        assert await jobs.defer_many(db, system_actor(org, "test"), sample.MARKED, items) == 2499


async def test_args_of_another_job_are_refused(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        with pytest.raises(TypeError, match=r"test\.marked takes Mark"):
            await jobs.defer(db, system_actor(org, "test"), sample.MARKED, Chunks())  # type: ignore[misc]


async def test_other_organisation_cannot_see_the_job(ready: Database, org: UUID) -> None:
    job_id = await defer_mark(ready, org, "one", key="k")
    async with ready.transaction(org_id=uuid7()) as db:
        with pytest.raises(NotFound):
            await jobs.status(db, job_id)
        with pytest.raises(NotFound):
            await jobs.cancel(db, system_actor(org, "test"), job_id)
        assert await jobs.find(db, sample.MARKED.name, "k") is None
    async with ready.transaction(org_id=org) as db:
        found = await jobs.find(db, sample.MARKED.name, "k")
        assert found is not None
        assert found.id == job_id


async def test_failing_job_is_tried_to_the_last_attempt_then_dead(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.BROKEN, Mark(label="bad"))
    with pytest.raises(jobs.JobsFailed, match=r"test\.broken: Unavailable"):
        await jobs.run_jobs(ready, sample.HANDLERS)
    dead = await status(ready, org, job_id)
    assert dead.state is JobState.FAILED
    assert dead.attempts == 3
    assert await sample.marks(ready) == []


async def test_stored_error_names_place_and_type_but_no_address(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.BROKEN, Mark(label="bad"))
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(ready, sample.HANDLERS)
    error = (await status(ready, org, job_id)).error
    assert error is not None
    assert error["type"] == "Unavailable"
    assert error["message"] == "The service of [removed] does not answer."
    assert error["trace"][-1].startswith("sample_jobs.py:")
    assert error["trace"][-1].endswith(" broken")


async def test_permanent_error_is_not_tried_again(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.HOPELESS, Mark(label="cycle"))
    with pytest.raises(jobs.JobsFailed, match="There is no cycle"):
        await jobs.run_jobs(ready, sample.HANDLERS)
    assert (await status(ready, org, job_id)).attempts == 1


async def test_malformed_stored_args_fail_without_leaking_them(ready: Database, org: UUID) -> None:
    job_id = await defer_mark(ready, org, "one")
    async with ready.transaction(role=Role.SYSTEM) as db:
        await db.execute(text('UPDATE kernel.jobs SET args = \'{"label": ["private"]}\''))
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(ready, sample.HANDLERS)
    error = (await status(ready, org, job_id)).error
    assert error is not None
    assert error["message"] == "label: string_type"


async def test_job_over_its_time_limit_fails(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.SLOW, Chunks(pause=5))
    with pytest.raises(jobs.JobsFailed, match="TimedOut"):
        await jobs.run_jobs(ready, sample.HANDLERS)
    assert (await status(ready, org, job_id)).state is JobState.FAILED


async def test_job_that_is_given_up_tells_it_once_after_its_last_attempt(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.TOLD, Mark(label="it"))
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(ready, sample.HANDLERS)
    assert await sample.marks(ready) == ["it given up: Unavailable"]
    assert (await status(ready, org, job_id)).state is JobState.FAILED


async def test_job_whose_workers_all_died_is_given_up_and_tells_it(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.TOLD, Mark(label="it"))
    async with ready.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("UPDATE kernel.jobs SET attempts = max_attempts"))
    with pytest.raises(jobs.JobsFailed, match="Every worker that took this job died"):
        await jobs.run_jobs(ready, sample.HANDLERS)
    assert await sample.marks(ready) == ["it given up: WorkerLost"]
    assert (await status(ready, org, job_id)).state is JobState.FAILED


async def test_job_that_cannot_tell_its_end_ends_all_the_same(ready: Database, org: UUID) -> None:
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, system_actor(org, "test"), sample.TOLD, Mark(label="speechless"))
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(ready, sample.HANDLERS)
    assert await sample.marks(ready) == []
    ended = await status(ready, org, job_id)
    assert ended.state is JobState.FAILED
    assert ended.error is not None
    assert ended.error["message"] == "Not today."


async def test_failed_job_can_be_tried_again_and_finishes(ready: Database, org: UUID) -> None:
    actor = system_actor(org, "test")
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, actor, sample.BROKEN, Mark(label="later"))
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(ready, sample.HANDLERS)
    sample.mended.add("later")
    async with ready.transaction(org_id=org) as db:
        assert (await jobs.retry(db, actor, job_id)).state is JobState.QUEUED
    await jobs.run_jobs(ready, sample.HANDLERS)
    assert await sample.marks(ready) == ["later attempt 1"]
    assert (await status(ready, org, job_id)).error is None


async def test_done_job_cannot_be_tried_again(ready: Database, org: UUID) -> None:
    job_id = await defer_mark(ready, org, "one")
    await jobs.run_jobs(ready, sample.HANDLERS)
    async with ready.transaction(org_id=org) as db:
        with pytest.raises(Conflict):
            await jobs.retry(db, system_actor(org, "test"), job_id)


async def test_failed_job_waits_while_its_key_is_live_again(ready: Database, org: UUID) -> None:
    actor = system_actor(org, "test")
    async with ready.transaction(org_id=org) as db:
        job_id = await jobs.defer(db, actor, sample.HOPELESS, Mark(label="x"), "k")
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(ready, sample.HANDLERS)
    async with ready.transaction(org_id=org) as db:
        await jobs.defer(db, actor, sample.HOPELESS, Mark(label="y"), "k")
        with pytest.raises(Conflict, match="already queued"):
            await jobs.retry(db, actor, job_id)


async def test_cancelled_job_never_runs(ready: Database, org: UUID) -> None:
    job_id = await defer_mark(ready, org, "one")
    async with ready.transaction(org_id=org) as db:
        await jobs.cancel(db, system_actor(org, "test"), job_id)
    assert await jobs.run_jobs(ready, sample.HANDLERS) == 0
    assert (await status(ready, org, job_id)).state is JobState.CANCELLED


async def test_handlers_not_given_leave_their_jobs_queued(ready: Database, org: UUID) -> None:
    job_id = await defer_mark(ready, org, "one")
    assert await jobs.run_jobs(ready, [sample.chunked]) == 0
    assert (await status(ready, org, job_id)).state is JobState.QUEUED


async def test_urgent_job_goes_first(ready: Database, org: UUID) -> None:
    await defer_mark(ready, org, "ordinary")
    urgent = await defer_mark(ready, org, "urgent")
    async with ready.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("UPDATE kernel.jobs SET priority = 5 WHERE id = :id"), {"id": urgent})
    await jobs.run_jobs(ready, sample.HANDLERS)
    assert await sample.marks(ready) == ["urgent", "ordinary"]
