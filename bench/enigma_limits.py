"""The limits: what PostgreSQL alone needs for the same rows. All of it runs as the superuser.

Tables of the schema `bench` are copies of ours with the same indexes and checks, and no row-level security.
"""

import time
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from assay.apps.enigma.batches import export, queries, runs
from assay.apps.enigma.batches.runs import Plan
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.metrics.queries import COMPUTE
from assay.apps.enigma.models.batches import FileDirection, RunKind
from assay.apps.enigma.policy import Component, Policy
from assay.apps.enigma.scoring.prompts import FENCE_LENGTH
from assay.kernel.db.engine import make_engine
from bench.enigma_house import House
from bench.enigma_rows import AS_THEY_ARE


async def make_copies(house: House) -> None:
    await house.admin.execute("CREATE SCHEMA bench")
    for table in ("applications", "identity_mapping", "deterministic_metrics", "worker_results"):
        await house.admin.execute(f"CREATE TABLE bench.{table} (LIKE enigma.{table} INCLUDING ALL)")


async def bind(house: House, table: str) -> None:
    """Give the copy of a table the foreign keys of ours, and empty it."""
    await house.admin.execute(f"TRUNCATE bench.{table}")
    for (definition,) in await house.admin.fetch(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::text::regclass "
        "AND contype = 'f'",
        f"enigma.{table}",
    ):
        await house.admin.execute(f"ALTER TABLE bench.{table} ADD {definition}")


async def window_statement(house: House) -> float:
    """Seconds of the bare statement with its window function, into the copy of our table."""
    statement = COMPUTE.replace("INTO enigma.deterministic_metrics", "INTO bench.deterministic_metrics")
    engine = make_engine(house.server.admin_url, pooled=False)
    async with engine.begin() as connection:
        begun = time.perf_counter()
        values = {"org_id": house.org_id, "cycle_id": house.cycle_id, "academic": 30, "tests": 25}
        await connection.execute(text(statement), values)
        await connection.commit()
        seconds = time.perf_counter() - begun
    await engine.dispose()
    return seconds


async def plan_of(house: House) -> Plan:
    """The plan of the cycle's worker run."""
    async with house.database.transaction(org_id=house.org_id) as db:
        cycle = await cycles.cycle(db, house.org_id, house.cycle_id)
        return runs.plan_of(await runs.worker_run(db, house.org_id, house.cycle_id), cycle)


async def copy_to(house: House, plan: Plan, path: Path) -> float:
    """Seconds of one COPY that builds the request lines in the database and sends them to a file."""
    frame = export.frame_of(plan, 1)
    fence = f"left(r.custom_id, {FENCE_LENGTH})"
    begun = time.perf_counter()
    await house.admin.copy_from_query(
        f"""
        SELECT $2::text || r.custom_id || $3::text
               || to_json({fence} || E'\\n' || to_json(t.body)::text || E'\\n' || {fence})::text || $4::text
        FROM enigma.batch_requests r JOIN enigma.evaluation_texts t USING (application_id)
        WHERE r.batch_run_id = $1 AND r.replicate = 1 AND r.attempt = 1
        ORDER BY r.application_id
        """,
        plan.run.batch_run_id,
        *(part.decode() for part in (frame.head, frame.middle, frame.tail)),
        output=path,
        **AS_THEY_ARE,
        timeout=900,
    )
    return time.perf_counter() - begun


async def exported_bytes(house: House, run_id: UUID) -> int:
    """Bytes of the request files of a run."""
    async with house.database.transaction(org_id=house.org_id) as db:
        made = await queries.files(db, house.org_id, run_id)
    return sum(file.size for file in made if file.direction is FileDirection.EXPORT)


async def write_rows(house: House, path: Path) -> None:
    """Write the answers that landed as COPY reads them."""
    await house.admin.copy_from_query("SELECT * FROM enigma.worker_results", output=path, timeout=900)


async def copy_from(house: House, path: Path) -> float:
    """Seconds of one COPY of those answers into the copy of our table."""
    await house.settle()
    begun = time.perf_counter()
    await house.admin.copy_to_table("worker_results", schema_name="bench", source=path, timeout=900)
    return time.perf_counter() - begun


async def order_by_limit(house: House, policy: Policy, seats: int) -> float:
    """Seconds of one statement that orders by the weighted mean and takes the first `seats`."""
    columns = {
        Component.ACADEMIC: "m.gpa_normalized",
        Component.TESTS: "m.test_average",
        Component.ACHIEVEMENTS: "e.achievements",
        Component.ESSAY: "e.essay",
    }
    points = " + ".join(f"{policy.weights[name]} * coalesce({columns[name]}, 0)" for name in columns)
    given = " + ".join(
        f"CASE WHEN {columns[name]} IS NULL THEN 0 ELSE {policy.weights[name]} END" for name in columns
    )
    order = ", ".join(f"{columns[name]} DESC NULLS LAST" for name in policy.tie_break)
    begun = time.perf_counter()
    rows = await house.admin.fetch(
        f"SELECT m.application_id FROM enigma.deterministic_metrics m "
        f"JOIN enigma.evaluations e USING (application_id) WHERE m.cycle_id = $1 "
        f"ORDER BY ({points}) / ({given}) DESC, {order} LIMIT $2",
        house.cycle_id,
        seats,
        timeout=900,
    )
    assert len(rows) == seats
    return time.perf_counter() - begun


async def worker_run_id(house: House) -> UUID:
    async with house.database.transaction(org_id=house.org_id) as db:
        run = await queries.run_of(db, house.org_id, house.cycle_id, RunKind.WORKER)
    assert run is not None
    return run.batch_run_id


async def stored_rows(house: House, table: str) -> list[Any]:
    """The rows that came in over HTTP, to be inserted barely."""
    return list(await house.admin.fetch(f"SELECT * FROM enigma.{table} ORDER BY application_id"))
