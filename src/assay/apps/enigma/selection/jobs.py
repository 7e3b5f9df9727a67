"""The job of phase 7."""

from uuid import UUID

from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.phases import Action
from assay.apps.enigma.selection import service
from assay.kernel.jobs import JobContext


@step(Action.SELECT_TOP_K)
async def select_top_k(ctx: JobContext, cycle_id: UUID) -> None:
    await service.select_top_k(ctx, cycle_id)


HANDLERS = [select_top_k]
