"""Housekeeping of the queue itself."""

from datetime import timedelta

from assay.kernel.jobs import queries
from assay.kernel.jobs.context import JobContext
from assay.kernel.jobs.specs import JobSpec, NoArgs, handler, periodic

KEEP = {"scheduled": timedelta(hours=1), "done": timedelta(days=30), "failed": timedelta(days=90)}
"""How long records of ended jobs are kept: periodic ones that went well, others, dead letters."""
BATCH = 5000

PURGE = JobSpec("kernel.jobs_purge", NoArgs)


@handler(PURGE)
async def purge(ctx: JobContext, _args: NoArgs) -> None:
    """Delete expired records in batches, and what the queue library keeps of them."""
    deleted = BATCH
    while deleted == BATCH:
        async with ctx.transaction() as db:
            deleted = await queries.purge(db, before=KEEP, limit=BATCH)
    async with ctx.transaction() as db:
        await queries.purge_transport(db)


HANDLERS = (purge,)
PERIODIC = (periodic("7 * * * *", PURGE),)
