"""The marks that count become the exam's."""

from assay.apps.mathvidya.jobspecs import PUBLISH_RESULT, EvaluationArgs
from assay.apps.mathvidya.results import service
from assay.kernel.jobs import JobContext, handler


@handler(PUBLISH_RESULT)
async def publish_result(ctx: JobContext, args: EvaluationArgs) -> None:
    """One transaction; run again, it finds the result as it left it."""
    async with ctx.transaction() as db:
        await service.publish(db, ctx.actor, args.student_id, args.evaluation_id)


HANDLERS = [publish_result]
