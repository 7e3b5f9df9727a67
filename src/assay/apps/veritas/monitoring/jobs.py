"""Partitions of the event stream are made months ahead."""

from assay.apps.veritas.jobspecs import MAKE_PARTITIONS
from assay.apps.veritas.monitoring import service
from assay.kernel.db.session import Role
from assay.kernel.jobs import JobContext, NoArgs, handler, periodic


@handler(MAKE_PARTITIONS)
async def make_partitions(ctx: JobContext, _args: NoArgs) -> None:
    """This month's and the next ones', where they are missing."""
    async with ctx.transaction(role=Role.SYSTEM) as db:
        await service.make_partitions(db)


HANDLERS = [make_partitions]
PERIODIC = [periodic("5 0 * * *", MAKE_PARTITIONS)]
