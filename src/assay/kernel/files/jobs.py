"""Clearing away files that nobody wants any more."""

from assay.kernel.files.service import sweep
from assay.kernel.files.stores import get_store
from assay.kernel.jobs import JobContext, JobSpec, NoArgs, handler, periodic

SWEEP = JobSpec("kernel.files_sweep", NoArgs)


@handler(SWEEP)
async def sweep_files(ctx: JobContext, _args: NoArgs) -> None:
    """Delete discarded and abandoned files. Deleting twice is no error, so any run may be repeated."""
    swept = await sweep(ctx.database, get_store())
    await ctx.progress(swept)


HANDLERS = (sweep_files,)
PERIODIC = (periodic("23 * * * *", SWEEP),)
