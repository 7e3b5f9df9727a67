"""The jobs of phases 8 and 9, and the daily retention."""

from uuid import UUID

from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.jobspecs import ERASE_COPIES, RETENTION, CycleArgs
from assay.apps.enigma.phases import Action
from assay.apps.enigma.publication import copies, service
from assay.kernel.jobs import JobContext, NoArgs, handler


@step(Action.PUBLISH)
async def publish(ctx: JobContext, cycle_id: UUID) -> None:
    await service.mail_results(ctx, cycle_id)


@step(Action.COMPLETE)
async def complete(ctx: JobContext, cycle_id: UUID) -> None:
    await service.complete(ctx, cycle_id)


@handler(ERASE_COPIES)
async def erase_copies(ctx: JobContext, args: CycleArgs) -> None:
    await copies.erase(ctx, args.cycle_id)


@handler(RETENTION)
async def retention(ctx: JobContext, _args: NoArgs) -> None:
    await service.apply_retention(ctx)


HANDLERS = [publish, complete, erase_copies, retention]
