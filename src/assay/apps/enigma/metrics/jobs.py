"""The job of phase 3."""

from assay.apps.enigma.jobspecs import PREPROCESS, CycleArgs
from assay.apps.enigma.metrics import service
from assay.kernel.jobs import JobContext, handler


@handler(PREPROCESS)
async def preprocess(ctx: JobContext, args: CycleArgs) -> None:
    """One set-based statement, one transaction: it has happened or it has not."""
    async with ctx.transaction() as db:
        await service.preprocess(db, ctx.actor, args.cycle_id)


HANDLERS = [preprocess]
