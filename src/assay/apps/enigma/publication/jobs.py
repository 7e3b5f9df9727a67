"""The jobs of phases 8 and 9, and the daily retention."""

from uuid import UUID

from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.jobspecs import RETENTION
from assay.apps.enigma.phases import Action
from assay.apps.enigma.publication import service
from assay.kernel.jobs import JobContext, NoArgs, handler


@step(Action.PUBLISH)
async def publish(ctx: JobContext, cycle_id: UUID) -> None:
    await service.mail_results(ctx, cycle_id)


@step(Action.COMPLETE)
async def complete(ctx: JobContext, cycle_id: UUID) -> None:
    await service.complete(ctx, cycle_id)


@handler(RETENTION)
async def retention(ctx: JobContext, _args: NoArgs) -> None:
    await service.apply_retention(ctx)


HANDLERS = [publish, complete, retention]
