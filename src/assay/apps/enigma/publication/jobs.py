"""The jobs of phases 8 and 9, and the daily retention."""

from assay.apps.enigma.jobspecs import COMPLETE, PUBLISH, RETENTION, CycleArgs
from assay.apps.enigma.publication import service
from assay.kernel.jobs import JobContext, NoArgs, handler


@handler(PUBLISH)
async def publish(ctx: JobContext, args: CycleArgs) -> None:
    await service.mail_results(ctx, args.cycle_id)


@handler(COMPLETE)
async def complete(ctx: JobContext, args: CycleArgs) -> None:
    await service.complete(ctx, args.cycle_id)


@handler(RETENTION)
async def retention(ctx: JobContext, _args: NoArgs) -> None:
    await service.apply_retention(ctx)


HANDLERS = [publish, complete, retention]
