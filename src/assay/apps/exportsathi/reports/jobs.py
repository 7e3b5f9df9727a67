"""Making a report: a section a step, so that a worker may be killed at any moment and loses nothing."""

from assay.apps.exportsathi.jobspecs import MAKE_REPORT, ReportArgs
from assay.apps.exportsathi.models.reports import ReportStatus
from assay.apps.exportsathi.profiles import queries as profile_queries
from assay.apps.exportsathi.reports import making
from assay.kernel.db.session import Session
from assay.kernel.errors import AssayError, Unavailable
from assay.kernel.jobs import JobContext, handler
from assay.kernel.web.i18n import gettext as _


async def give_up(ctx: JobContext, db: Session, args: ReportArgs, error: BaseException) -> None:
    """Say in the report that it could not be made; its page offers to try again."""
    reason = _("Something went wrong on our side. Nothing of what you told is lost.")
    if isinstance(error, AssayError) and not isinstance(error, Unavailable):
        reason = error.detail
    assert ctx.org_id is not None
    await making.fail(db, ctx.actor, ctx.org_id, args.exporter_id, args.report_id, reason)


@handler(MAKE_REPORT, given_up=give_up)
async def make_report(ctx: JobContext, args: ReportArgs) -> None:
    """The cursor is the version of the report and how many sections of it are made. A report that was
    changed meanwhile has another version: it is begun anew. One that was taken away ends the job."""
    while await _step(ctx, args):
        pass


async def _step(ctx: JobContext, args: ReportArgs) -> bool:
    """One section, or the end; whether there is more to do. The report stays locked as long as the step, so
    a change waits for it and then defers a new job or finds this one alive."""
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        report = await profile_queries.find_report(
            db, ctx.org_id, args.exporter_id, args.report_id, lock=True
        )
        if report is None or report.status is ReportStatus.COMPLETED:
            await ctx.end(db)
            return False
        cursor = ctx.cursor or {}
        done = int(cursor.get("done", 0)) if cursor.get("version") == report.version else 0
        steps, total = making.steps(report), making.total(report)
        if done < len(steps):
            await making.make_section(db, report, done)
            following = steps[done + 1][0] if done + 1 < len(steps) else "summary"
            await ctx.save_cursor(
                db,
                {"version": report.version, "done": done + 1},
                done=done + 1,
                total=total,
                note=making.title_of(following),
            )
            return True
        await making.finish(db, ctx.actor, report)
        await ctx.end(db)
        return False


HANDLERS = [make_report]
