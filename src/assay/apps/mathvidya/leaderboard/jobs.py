"""Places on the leaderboards, after something changed and every night."""

from typing import Any

from assay.apps.mathvidya.jobspecs import PLACE_STUDENT, TIDY_LEADERBOARD, StudentArgs
from assay.apps.mathvidya.leaderboard import queries, service
from assay.kernel.db.session import Role
from assay.kernel.jobs import Handler, JobContext, NoArgs, handler, periodic


@handler(PLACE_STUDENT)
async def place_student(ctx: JobContext, args: StudentArgs) -> None:
    """Recomputed whole from the student's exams, so that running it again changes nothing."""
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        await service.refresh(db, ctx.org_id, args.student_id)


@handler(TIDY_LEADERBOARD)
async def tidy_leaderboard(ctx: JobContext, _args: NoArgs) -> None:
    """Organisation by organisation; run again after a kill, it finds done what is done."""
    async with ctx.transaction(role=Role.SYSTEM) as system:
        organisations = await queries.organisations(system)
    for done, org_id in enumerate(organisations, 1):
        async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
            await service.drop_lapsed(db, org_id)
            begun = await service.begun(db, org_id)
        for student_id in begun:
            async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
                await service.refresh(db, org_id, student_id)
        await ctx.progress(done, len(organisations))


HANDLERS: list[Handler[Any]] = [place_student, tidy_leaderboard]
# Days turn at midnight in India, 18:30 UTC.
PERIODIC = [periodic("40 18 * * *", TIDY_LEADERBOARD)]
