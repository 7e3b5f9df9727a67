"""The job of phase 3."""

from uuid import UUID

from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.metrics import service
from assay.apps.enigma.phases import Action
from assay.kernel.jobs import JobContext


@step(Action.PREPROCESS)
async def preprocess(ctx: JobContext, cycle_id: UUID) -> None:
    """One set-based statement, one transaction: it has happened or it has not."""
    async with ctx.transaction() as db:
        await service.preprocess(db, ctx.actor, cycle_id)


HANDLERS = [preprocess]
