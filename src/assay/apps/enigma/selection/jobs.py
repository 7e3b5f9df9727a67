"""The job of phase 7."""

from assay.apps.enigma.jobspecs import SELECT_TOP_K, CycleArgs
from assay.apps.enigma.selection import service
from assay.kernel.jobs import JobContext, handler


@handler(SELECT_TOP_K)
async def select_top_k(ctx: JobContext, args: CycleArgs) -> None:
    await service.select_top_k(ctx, args.cycle_id)


HANDLERS = [select_top_k]
