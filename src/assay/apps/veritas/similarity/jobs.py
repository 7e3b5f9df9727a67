"""The job of answer similarity, for exams too large to wait for."""

from typing import Any

from assay.apps.veritas.items.service import make
from assay.apps.veritas.jobspecs import SIMILARITY, ExamArgs
from assay.apps.veritas.similarity.service import PAIRS
from assay.kernel.jobs import Handler, JobContext, handler


@handler(SIMILARITY)
async def similarity(ctx: JobContext, args: ExamArgs) -> None:
    """Done again it gives the same file, so a killed run costs time alone."""
    assert ctx.org_id is not None
    await make(ctx.database, ctx.org_id, args.exam_id, PAIRS)


HANDLERS: list[Handler[Any]] = [similarity]
