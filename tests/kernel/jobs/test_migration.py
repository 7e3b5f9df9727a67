"""The queue library's schema, as our migration made it."""

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver

from assay.kernel.db.session import Database
from assay.kernel.jobs import transport
from assay.main import load_modules
from assay.worker import all_jobs


async def test_queue_library_finds_its_schema_complete(database: Database) -> None:
    """Fails after an upgrade of the library that needs a migration of ours."""
    async with database.bind.connect() as connection:  # type: ignore[union-attr]
        raw = (await connection.get_raw_connection()).driver_connection
        plan = await transport.queries(AsyncpgDriver(raw)).plan_upgrade()
    assert list(plan.statements) == []


def test_every_periodic_job_has_a_handler() -> None:
    handlers, schedules = all_jobs(load_modules(["enigma"]))
    names = [handler.spec.name for handler in handlers]
    assert len(names) == len(set(names))
    assert {schedule.spec.name for schedule in schedules} <= set(names)
