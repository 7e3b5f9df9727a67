"""The job of phase 3."""

import asyncio
from uuid import UUID

from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.metrics import service
from assay.apps.enigma.phases import Action
from assay.kernel.jobs import JobContext


@step(Action.PREPROCESS)
async def preprocess(ctx: JobContext, cycle_id: UUID) -> None:
    """Metrics and statuses side by side, and the end of the step. Each can be done again without harm."""
    computed, moved = await asyncio.gather(
        _compute(ctx, cycle_id), _move_on(ctx, cycle_id), return_exceptions=True
    )
    for outcome in (computed, moved):
        if isinstance(outcome, BaseException):
            raise outcome
    async with ctx.transaction() as db:
        await service.finish(db, ctx.actor, cycle_id)


async def _compute(ctx: JobContext, cycle_id: UUID) -> None:
    async with ctx.transaction() as db:
        await service.compute(db, ctx.actor, cycle_id)


async def _move_on(ctx: JobContext, cycle_id: UUID) -> None:
    after: UUID | None = None
    while True:
        async with ctx.transaction() as db:
            after = await service.move_on(db, ctx.actor, cycle_id, after)
        if after is None:
            return


HANDLERS = [preprocess]
