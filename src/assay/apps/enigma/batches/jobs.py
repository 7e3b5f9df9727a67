"""Jobs of batches: prepare them, read what comes back."""

from typing import Any
from uuid import UUID

from assay.apps.enigma.batches import queries, results, runs, service
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.jobspecs import IMPORT_RESULTS, ImportArgs
from assay.apps.enigma.phases import Action
from assay.kernel.access.actor import org_of
from assay.kernel.jobs import Handler, JobContext, handler


@step(Action.EXPORT_BATCH)
async def export_batch(ctx: JobContext, cycle_id: UUID) -> None:
    await service.prepare(ctx, cycle_id)


@handler(IMPORT_RESULTS)
async def import_results(ctx: JobContext, args: ImportArgs) -> None:
    org_id = org_of(ctx.actor)
    async with ctx.transaction() as db:
        run = await queries.run(db, org_id, args.batch_run_id)
        plan = runs.plan_of(run, await cycles.cycle(db, org_id, run.cycle_id))
    await results.take_in(ctx, plan, args.sha256)


HANDLERS: list[Handler[Any]] = [export_batch, import_results]
