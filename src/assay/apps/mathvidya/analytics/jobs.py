"""Figures of results: a student's after each result, everybody's at night."""

from uuid import UUID

from assay.apps.mathvidya.analytics import queries, service
from assay.apps.mathvidya.jobspecs import REFRESH_ALL, REFRESH_STUDENT, StudentArgs
from assay.kernel.db.session import Role
from assay.kernel.jobs import JobContext, NoArgs, handler, periodic

AT_ONCE = 100


@handler(REFRESH_STUDENT)
async def refresh_student(ctx: JobContext, args: StudentArgs) -> None:
    """Computed whole, so that running it again changes nothing."""
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        await service.refresh(db, ctx.org_id, args.student_id)


@handler(REFRESH_ALL)
async def refresh_all(ctx: JobContext, _args: NoArgs) -> None:
    """Organisation by organisation whose hour has come: how forecasts turned out, then everyone with results
    newer than their figures. Figures of who is missed by a kill follow the next result, or night."""
    async with ctx.transaction(role=Role.SYSTEM) as system:
        organisations = await queries.organisations(system)
    for done, org_id in enumerate(organisations, 1):
        async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
            if not await service.is_due(db, org_id):
                continue
            await service.check_forecasts(db, org_id)
        after = UUID(int=0)
        while not ctx.stopping:
            async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
                students = await queries.outdated(db, org_id, after, AT_ONCE)
                for student_id in students:
                    await service.refresh(db, org_id, student_id)
            if len(students) < AT_ONCE:
                break
            after = students[-1]
        await ctx.progress(done, len(organisations))


HANDLERS = [refresh_student, refresh_all]
# Each institution sets its hour; 02:00 in India is what most keep.
PERIODIC = [periodic("*/10 * * * *", REFRESH_ALL)]
