"""Pages that arrived are looked at, where the request that brought them did not live to do it."""

from assay.apps.mathvidya.jobspecs import CHECK_SHEETS, SheetArgs
from assay.apps.mathvidya.sheets import checking
from assay.kernel.files import get_store
from assay.kernel.jobs import JobContext, handler


@handler(CHECK_SHEETS)
async def check_sheets(ctx: JobContext, args: SheetArgs) -> None:
    done = await checking.check_file(
        ctx.database, get_store(), ctx.actor, args.student_id, args.exam_id, args.file_id
    )
    await ctx.progress(done)


HANDLERS = [check_sheets]
