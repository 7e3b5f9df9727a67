"""What follows from a finished marking, after the marker's answer has left."""

from typing import Any

from assay.apps.mathvidya.jobspecs import AFTER_MARKING, PUBLISH_RESULT, EvaluationArgs
from assay.apps.mathvidya.quality import service
from assay.kernel.jobs import Handler, JobContext, defer, handler


@handler(AFTER_MARKING)
async def after_marking(ctx: JobContext, args: EvaluationArgs) -> None:
    """One transaction: the next round or the result is asked for together with what was found."""
    async with ctx.transaction() as db:
        found = await service.settle(db, ctx.actor, args.student_id, args.evaluation_id)
        if found.counts is None:
            return
        one = found.counts
        counting = EvaluationArgs(student_id=one.student_id, evaluation_id=one.evaluation_id)
        await defer(db, ctx.actor, PUBLISH_RESULT, counting, key=str(one.evaluation_id))


HANDLERS: list[Handler[Any]] = [after_marking]
