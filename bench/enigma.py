"""`assay bench enigma --applications N`: phases 2-4 and 6-8 against the bare limits, side by side in one run.

Everything runs on a throw-away server with normal durability (fsync on). Most applications are made by SQL; a
part comes in over HTTP with sealed identities, and what needs an identity (intake, scrubbing, publication) is
measured on that part. Limits are what PostgreSQL or SHA-256 alone need for the same rows: see
`enigma_limits.py`. A ratio is our time over the limit's.
"""

import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from assay.apps.enigma.batches import export, queries, service
from assay.apps.enigma.batches import service as batches
from assay.apps.enigma.cycles import queries as cycle_queries
from assay.apps.enigma.cycles import service as cycles
from assay.apps.enigma.metrics import queries as metrics_queries
from assay.apps.enigma.phases import Action
from assay.apps.enigma.policy import Policy
from assay.apps.enigma.publication import service as publication
from assay.apps.enigma.scoring.rubric import load as load_rubric
from assay.apps.enigma.scrubbing.engine import Scrubber
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.selection import queries as selection_queries
from assay.apps.enigma.selection import rules as selection_rules
from assay.commands.console import err, say
from assay.kernel.db import migrate
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from bench import audit, enigma_intake, enigma_limits, enigma_rows
from bench.enigma_house import House, house
from bench.enigma_meter import Meter, Row, lap, lines
from bench.scrubbing import essays

BLOCK = 1 << 20
LIVE = (40, 1_000)
"""Fewest and most applications that come in over HTTP: one in twenty between them."""
ENTRIES = (2_500, 100_000)
"""Fewest and most entries of the log's benchmark: as many as applications between them."""


async def run(applications: int, *, as_json: bool) -> None:
    """Measure, and print a table or one JSON document."""
    document = await measure(applications)
    say(document, as_json=as_json, text=lambda: _print(document))


async def measure(applications: int) -> dict[str, Any]:
    """All phases with `applications` applications (100 at least); the rows, and what they held."""
    if applications < 100:
        raise AssayError("Measure with at least 100 applications.")
    live = min(max(LIVE[0], applications // 20), LIVE[1])
    seats = applications // 5
    begun = time.perf_counter()
    meter = Meter()
    async with house(seats, seats // 3) as rig:
        await enigma_limits.make_copies(rig)
        for title, part in (
            ("intake", _intake(rig, meter, live)),
            ("load", _load(rig, meter, applications - live)),
            ("freeze", _freeze(rig, meter, applications)),
            ("preprocess", _preprocess(rig, meter, applications)),
            ("export", _export(rig, meter, applications, live)),
            ("import", _import(rig, meter, applications)),
            ("evaluate", _evaluate(rig, meter, applications)),
            ("selection", _select(rig, meter, applications, seats)),
            ("publication", _publish(rig, meter, live)),
            ("audit log", _audit(rig, meter, min(max(ENTRIES[0], applications), ENTRIES[1]))),
            ("scrubbing", _scrub(meter, min(max(40, applications // 100), 400))),
        ):
            err.print(f"{time.perf_counter() - begun:7.1f} s  {title}", style="dim")
            known = len(meter.rows)
            await part
            for row in meter.rows[known:]:
                err.print("           " + "  ".join(row.cells()), style="dim", soft_wrap=True)
        held = await _facts(rig)
    return {
        "applications": applications,
        "live": live,
        "seconds": round(time.perf_counter() - begun, 1),
        **held,
        "rows": [row.document() for row in meter.rows],
        "table": [row.cells() for row in meter.rows],
    }


async def _intake(rig: House, meter: Meter, live: int) -> None:
    taken = await enigma_intake.submit(rig, live)
    row = meter.add(Row("intake over HTTP", live, "requests", taken.seconds, "bare inserts"))
    row.memory = taken.server_mib
    stored = [await enigma_limits.stored_rows(rig, name) for name in ("applications", "identity_mapping")]
    await rig.settle()
    row.limit_seconds = await enigma_intake.bare_inserts(rig, *stored)


async def _load(rig: House, meter: Meter, count: int) -> None:
    with meter.measure("load by SQL (no phase)", count):
        await enigma_rows.load(rig, count)


async def _freeze(rig: House, meter: Meter, applications: int) -> None:
    await rig.settle()
    with meter.measure("2 freeze", applications):
        async with rig.database.transaction(org_id=rig.org_id) as db:
            await cycles.freeze(db, rig.actor, rig.cycle_id)


async def _preprocess(rig: House, meter: Meter, applications: int) -> None:
    await rig.admin.execute("VACUUM (ANALYZE) enigma.applications")
    await rig.settle()
    limit = await enigma_limits.window_statement(rig)
    await enigma_limits.bind(rig, "deterministic_metrics")
    await rig.settle()
    bound = await enigma_limits.window_statement(rig)
    await rig.settle()
    with (
        lap(metrics_queries, "compute") as computed,
        lap(cycle_queries, "move_applications") as moved,
        meter.measure("3 preprocess", applications) as row,
    ):
        await rig.step(Action.PREPROCESS)
    row.limit, row.limit_seconds, row.aim = "the window statement", bound, 1.3
    part = meter.add(Row("  of it: metrics", applications, "applications", computed.seconds))
    part.limit, part.limit_seconds = "the same without foreign keys", limit
    meter.add(Row("  beside it: statuses moved on", applications, "applications", moved.seconds))


async def _export(rig: House, meter: Meter, applications: int, live: int) -> None:
    await rig.settle()
    with (
        lap(service, "scrub_cycle") as scrubbed,
        lap(service, "_prepare_texts") as texts,
        lap(queries, "lay_requests") as laid,
        lap(export, "write_files") as written,
        meter.measure("4 whole batch preparation", applications),
    ):
        await rig.step(Action.EXPORT_BATCH)
    for title, items, unit, taken in (
        ("  of it: scrubbing (live part)", live, "applications", scrubbed),
        ("  of it: texts made ready", applications, "texts", texts),
        ("  of it: requests laid down", applications, "requests", laid),
        ("  of it: export to files", applications, "requests", written),
    ):
        meter.add(Row(title, items, unit, taken.seconds, memory=taken.memory))
    row = meter.rows[-1]
    await rig.admin.execute("VACUUM (ANALYZE) enigma.batch_requests, enigma.evaluation_texts")
    await rig.settle()
    plan = await enigma_limits.plan_of(rig)
    path = rig.folder / "lines.jsonl"
    row.limit, row.aim = "COPY TO of the lines", 2.0
    row.limit_seconds = await enigma_limits.copy_to(rig, plan, path)
    if path.stat().st_size != await enigma_limits.exported_bytes(rig, plan.run.batch_run_id):
        raise AssayError("The limit's lines are not those that were exported.")
    path.unlink()


async def _import(rig: House, meter: Meter, applications: int) -> None:
    plan = await enigma_limits.plan_of(rig)
    folder = rig.folder / "answers"
    folder.mkdir()
    paths = await enigma_rows.write_answers(rig, plan.run.batch_run_id, load_rubric(), folder)
    await rig.settle()
    with meter.measure("6 import of results", applications, "answers") as row:
        for path in paths:
            await batches.receive(rig.database, rig.actor, plan.run.batch_run_id, path.name, _blocks(path))
            await rig.run()
    for path in paths:
        path.unlink()
    landed = await rig.admin.fetchval("SELECT count(*) FROM enigma.worker_results")
    if landed != applications:
        raise AssayError(f"{landed:,} of {applications:,} answers landed.")
    path = rig.folder / "rows.txt"
    await enigma_limits.write_rows(rig, path)
    free = await enigma_limits.copy_from(rig, path)
    await enigma_limits.bind(rig, "worker_results")
    row.limit, row.aim = "COPY FROM of the rows", 3.0
    row.limit_seconds = await enigma_limits.copy_from(rig, path)
    path.unlink()
    part = meter.add(Row("  against COPY alone", applications, "answers", row.seconds))
    part.limit, part.limit_seconds = "the same without foreign keys", free


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


async def _evaluate(rig: House, meter: Meter, applications: int) -> None:
    await rig.settle()
    with meter.measure("6 medians and judge's step", applications):
        await rig.step(Action.EVALUATE)
        await rig.step(Action.JUDGE)


async def _select(rig: House, meter: Meter, applications: int, seats: int) -> None:
    await rig.admin.execute("VACUUM (ANALYZE) enigma.evaluations, enigma.deterministic_metrics")
    await rig.settle()
    async with rig.database.transaction(org_id=rig.org_id) as db:
        policy = Policy.model_validate((await cycle_queries.cycle(db, rig.org_id, rig.cycle_id)).policy)
    limit = await enigma_limits.order_by_limit(rig, policy, seats)
    with (
        lap(selection_queries, "inputs") as read,
        lap(selection_queries, "write_scores") as written,
        meter.measure("7 selection", applications) as row,
    ):
        await rig.step(Action.SELECT_TOP_K)
    row.limit, row.limit_seconds = "ORDER BY ... LIMIT", limit
    meter.add(Row("  of it: scores read", applications, "applications", read.seconds))
    meter.add(Row("  of it: places written", applications, "applications", written.seconds))
    async with rig.database.transaction(org_id=rig.org_id) as db:
        _names, candidates = await selection_queries.inputs(db, rig.org_id, rig.cycle_id)
    with meter.measure("  the rule alone", applications) as rule:
        selection_rules.select(candidates, policy, seats=seats, seed="0" * 64)
    rule.limit, rule.limit_seconds = "ORDER BY ... LIMIT", limit


async def _publish(rig: House, meter: Meter, live: int) -> None:
    # Those made by SQL have no address to write to: marked as erased, they are passed over.
    await rig.admin.execute(
        "UPDATE enigma.applications a SET erased_at = now() WHERE NOT EXISTS "
        "(SELECT FROM enigma.identity_mapping i WHERE i.application_id = a.application_id)"
    )
    await rig.settle()
    async with rig.database.transaction(org_id=rig.org_id) as db:
        await publication.publish(db, rig.actor, rig.cycle_id)
    with meter.measure("8 publication (live part)", live):
        await rig.run()


async def _audit(rig: House, meter: Meter, entries: int) -> None:
    url = make_url(rig.server.url())
    await rig.admin.execute("CREATE DATABASE bench_audit OWNER assay")
    engine = make_engine(url.set(database="bench_audit").render_as_string(hide_password=False))
    await migrate.upgrade(engine)
    database = Database(engine)
    try:
        found = await audit.run(entries, database)
    finally:
        await database.dispose()
    for title, rate in (("log: entries sealed", found.sealed), ("log: entries verified", found.verified)):
        row = meter.add(Row(title, entries, "entries", entries / rate))
        row.limit, row.limit_seconds = "bare SHA-256", entries / found.bare


async def _scrub(meter: Meter, count: int) -> None:
    samples = [(sample.text, Known.of(sample.known)) for sample in essays(count + 5)]
    scrubber = Scrubber()
    list(scrubber.scrub_many(samples[:5]))
    with meter.measure("scrubbing on one core", count, "texts"):
        list(scrubber.scrub_many(samples[5:]))


async def _facts(rig: House) -> dict[str, Any]:
    """What the run held: sizes that the figures depend on."""
    row = await rig.admin.fetchrow(
        "SELECT (SELECT avg(length(body))::float8 FROM enigma.evaluation_texts) AS text_characters, "
        "(SELECT sum(size)::bigint FROM enigma.batch_files WHERE direction = 'export') AS exported_bytes, "
        "(SELECT sum(size)::bigint FROM enigma.batch_files WHERE direction = 'import') AS imported_bytes, "
        "(SELECT count(*) FROM enigma.batch_files WHERE direction = 'export') AS files, "
        "pg_database_size('assay') AS database_bytes, current_setting('server_version') AS postgresql"
    )
    return dict(row)


def _print(document: dict[str, Any]) -> None:
    sys.stdout.write(
        f"{document['applications']:,} applications, {document['live']:,} of them over HTTP; "
        f"PostgreSQL {document['postgresql']}; {document['seconds']:,} s in all\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in lines(document["table"]))
    sys.stdout.write(
        f"mean text {document['text_characters']:,.0f} characters; exported "
        f"{document['exported_bytes'] / 1e6:,.0f} MB in {document['files']} files; imported "
        f"{document['imported_bytes'] / 1e6:,.0f} MB; database {document['database_bytes'] / 1e6:,.0f} MB\n"
    )
