"""Jobs of phases 5 and 6."""

from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles.jobs import step
from assay.apps.enigma.evaluation import service
from assay.apps.enigma.phases import Action
from assay.kernel.jobs import Handler, JobContext


@step(Action.EVALUATE)
async def evaluate(ctx: JobContext, cycle_id: UUID) -> None:
    await service.evaluate(ctx, cycle_id)


@step(Action.JUDGE)
async def judge(ctx: JobContext, cycle_id: UUID) -> None:
    await service.judge(ctx, cycle_id)


HANDLERS: list[Handler[Any]] = [evaluate, judge]
