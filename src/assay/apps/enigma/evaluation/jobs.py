"""Jobs of phases 5 and 6."""

from typing import Any

from assay.apps.enigma.evaluation import service
from assay.apps.enigma.jobspecs import EVALUATE, JUDGE, CycleArgs
from assay.kernel.jobs import Handler, JobContext, handler


@handler(EVALUATE)
async def evaluate(ctx: JobContext, args: CycleArgs) -> None:
    await service.evaluate(ctx, args.cycle_id)


@handler(JUDGE)
async def judge(ctx: JobContext, args: CycleArgs) -> None:
    await service.judge(ctx, args.cycle_id)


HANDLERS: list[Handler[Any]] = [evaluate, judge]
