"""The nightly retention of events."""

from typing import Any

from assay.apps.veritas.jobspecs import RETENTION
from assay.apps.veritas.retention import service
from assay.kernel.db.session import Role
from assay.kernel.jobs import Handler, JobContext, NoArgs, handler, periodic


@handler(RETENTION)
async def retention(ctx: JobContext, _args: NoArgs) -> None:
    """Drop each month of events that no exam keeps any longer; a month is a step of its own."""
    async with ctx.transaction(role=Role.SYSTEM) as db:
        months = await service.old_months(db)
    for done, month in enumerate(months, 1):
        async with ctx.transaction(role=Role.SYSTEM) as db:
            dropped = await service.drop_month(db, month)
        await ctx.progress(done, len(months), f"{month:%Y-%m} {'dropped' if dropped else 'kept'}")


HANDLERS: list[Handler[Any]] = [retention]
PERIODIC = [periodic("41 2 * * *", RETENTION)]
