"""Batches of a cycle: prepared, handed out, taken back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any
from uuid import UUID

from assay.apps.enigma.batches import export, queries, queries_texts, rules, runs
from assay.apps.enigma.batches import queries_results as results
from assay.apps.enigma.batches.forms import RunView
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.events import Event
from assay.apps.enigma.jobspecs import IMPORT_RESULTS, ImportArgs
from assay.apps.enigma.models.batches import (
    BatchFile,
    BatchRun,
    FileDirection,
    RunKind,
    RunStatus,
)
from assay.apps.enigma.phases import Action, ApplicationStatus, Phase
from assay.apps.enigma.scrubbing.jobs import scrub_cycle
from assay.kernel import audit, bulk, clock, files, jobs
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Database, Role, Session
from assay.kernel.errors import Conflict, OutOfOrder
from assay.kernel.jobs import JobContext
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _

TEXTS = 1_000
"""Texts a step makes ready."""
FEW = 10_000
"""Up to so many texts are ready before other processes have started."""
MAX_IMPORT = 1 << 30
IMPORT_PHASES = {Phase.BATCH_PREP, Phase.PROCESSING}


async def prepare(ctx: JobContext, cycle_id: UUID) -> dict[str, Any]:
    """Phase 4 after scrubbing: texts as models read them, requests, files. Resumes where it stopped.

    While scrubbed texts wait for a reviewer it ends without having finished; called again, it goes on.
    """
    org_id = org_of(ctx.actor)
    scrubbed = await scrub_cycle(ctx, cycle_id)
    if scrubbed.waiting:
        note = f"{scrubbed.waiting} texts wait for a reviewer"
        await ctx.progress(scrubbed.scrubbed - scrubbed.waiting, scrubbed.applications, note)
        return {"waiting": scrubbed.waiting}
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
        plan = runs.plan_of(await runs.ensure(db, ctx.actor, cycle, RunKind.WORKER), cycle)
    await _prepare_texts(ctx, org_id, cycle_id, scrubbed.applications)
    if not (ctx.cursor or {}).get("laid"):
        async with ctx.transaction() as db:
            await queries.lay_requests(db, plan.run, plan.key, attempt=1)
            await results.recount(db, plan.run)
            await ctx.save_cursor(db, {**(ctx.cursor or {}), "laid": True}, note="requests")
    written = await export.write_files(ctx, plan, attempt=1)
    async with ctx.transaction() as db:
        run = await queries.run(db, org_id, plan.run.batch_run_id, lock=True)
        run.status = RunStatus.EXPORTED
        made = await queries.files(db, org_id, run.batch_run_id)
        await cycles.move_applications(
            db, org_id, cycle_id, ApplicationStatus.PREPROCESSING, ApplicationStatus.BATCH_READY
        )
        result = {"batch_run_id": str(run.batch_run_id), "requests": written, "files": len(made)}
        await cycle_service.finish(db, ctx.actor, cycle_id, Action.EXPORT_BATCH, result)
    return result


async def _prepare_texts(ctx: JobContext, org_id: UUID, cycle_id: UUID, total: int) -> None:
    if (ctx.cursor or {}).get("laid"):
        return
    state = (ctx.cursor or {}).get("texts") or {"after": None, "done": 0}

    async def chunks() -> AsyncIterator[bulk.Chunk[UUID, Sequence[tuple[UUID, str, str]]]]:
        after = UUID(state["after"]) if state["after"] else None
        while True:
            async with ctx.transaction() as db:
                rows = await queries_texts.scrubbed_texts(db, org_id, cycle_id, after=after, limit=TEXTS)
            if not rows:
                return
            after = rows[-1][0]
            yield after, rows

    settings = get_settings()
    engine = settings.bulk_engine if total > FEW else "inprocess"
    async with aclosing(
        bulk.map_in_order(rules.ready, chunks(), engine=engine, workers=settings.bulk_workers)
    ) as prepared:
        async for last, made in prepared:
            async with ctx.transaction() as db:
                await queries_texts.write_texts(db, org_id, cycle_id, made.ids, made.bodies, made.signs)
                state = {"after": str(last), "done": state["done"] + len(made.ids)}
                cursor = {**(ctx.cursor or {}), "texts": state}
                await ctx.save_cursor(db, cursor, done=state["done"], total=total, note="texts")


async def status(db: Session, actor: Actor, batch_run_id: UUID) -> RunView:
    """How a run stands."""
    org_id = org_of(actor)
    run = await queries.run(db, org_id, batch_run_id)
    return RunView(
        run,
        tuple(await queries.files(db, org_id, batch_run_id)),
        tuple(await queries.line_errors(db, org_id, batch_run_id)),
        await results.reasons(db, run),
    )


async def receive(
    database: Database, actor: Actor, batch_run_id: UUID, name: str, stream: AsyncIterator[bytes]
) -> BatchFile:
    """Archive a result file and have it read. The same file again answers with what it did the first time.

    Raises NotFound, OutOfOrder outside the phases that take results, Conflict while Assay asks itself.
    """
    org_id = org_of(actor)
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        await _check_open(db, org_id, batch_run_id)
    saved = await files.save(
        database, files.get_store(), actor, name=name, stream=stream, max_bytes=MAX_IMPORT
    )
    async with database.transaction(role=Role.APP, org_id=org_id) as db:
        run = await _check_open(db, org_id, batch_run_id)
        if await note_import(db, run, saved):
            await audit.record(
                db,
                actor,
                Event.BATCH_IMPORTED,
                entity="batch_run",
                entity_id=batch_run_id,
                details={"sha256": saved.sha256, "size": saved.size},
            )
        else:
            await files.discard(db, org_id, saved.id)
        known = await queries.file(db, org_id, batch_run_id, FileDirection.IMPORT, saved.sha256)
        assert known is not None
        if known.finished_at is None:
            args = ImportArgs(batch_run_id=batch_run_id, sha256=saved.sha256)
            key = f"import:{batch_run_id}"
            known.job_id = await jobs.defer(db, actor, IMPORT_RESULTS, args, key=f"{key}:{saved.sha256}")
        await db.flush()
        return known


async def note_import(db: Session, run: BatchRun, saved: files.FileInfo) -> bool:
    """Write down a file that came back; False when the run has it already."""
    return await queries.add_file(
        db,
        {
            "org_id": run.org_id,
            "batch_run_id": run.batch_run_id,
            "direction": FileDirection.IMPORT,
            "sha256": saved.sha256,
            "name": saved.name,
            "key": saved.key,
            "size": saved.size,
            "created_at": clock.now(),
        },
    )


async def _check_open(db: Session, org_id: UUID, batch_run_id: UUID) -> BatchRun:
    run = await queries.run(db, org_id, batch_run_id)
    cycle = await cycles.cycle(db, org_id, run.cycle_id)
    if cycle.phase not in IMPORT_PHASES:
        raise OutOfOrder(
            _("Results are taken between the export and the scores."),
            phase=cycle.phase.value,
            needed=Phase.BATCH_PREP.value,
        )
    if run.status is RunStatus.RUNNING:
        raise Conflict(_("Assay is asking the model itself; wait until that has ended."))
    return run
