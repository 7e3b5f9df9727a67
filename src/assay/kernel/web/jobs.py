"""Tidying up: answers kept for repeated requests go once their time is past."""

from assay.kernel.db.session import Role
from assay.kernel.jobs import JobContext, JobSpec, NoArgs, handler, periodic
from assay.kernel.web import idempotency

PURGE: JobSpec[NoArgs] = JobSpec("web.purge", NoArgs)


@handler(PURGE)
async def purge(ctx: JobContext, _args: NoArgs) -> None:
    async with ctx.transaction(role=Role.SYSTEM) as db:
        await idempotency.purge(db)


HANDLERS = (purge,)
PERIODIC = (periodic("47 * * * *", PURGE),)
