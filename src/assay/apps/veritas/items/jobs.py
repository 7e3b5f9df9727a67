"""The job of item analysis, for exams too large to wait for."""

from typing import Any

from assay.apps.veritas.items import service
from assay.apps.veritas.jobspecs import ITEM_ANALYSIS, ExamArgs
from assay.kernel.jobs import Handler, JobContext, handler


@handler(ITEM_ANALYSIS)
async def item_analysis(ctx: JobContext, args: ExamArgs) -> None:
    """Done again it gives the same file, so a killed run costs time alone."""
    assert ctx.org_id is not None
    await service.make(ctx.database, ctx.org_id, args.exam_id, service.ITEMS)


HANDLERS: list[Handler[Any]] = [item_analysis]
