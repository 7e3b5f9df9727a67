"""The clock of exams: what is due goes on, whether anybody looks or not."""

from dataclasses import replace

from assay.apps.mathvidya.exams import queries
from assay.apps.mathvidya.jobspecs import CLOSE_OVERDUE
from assay.apps.mathvidya.submission import service
from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.jobs import JobContext, NoArgs, handler, periodic

AT_ONCE = 200


@handler(CLOSE_OVERDUE)
async def close_overdue(ctx: JobContext, _args: NoArgs) -> None:
    """Each exam is a transaction of its own, and looks again whether it is due: killed at any moment and run
    again, the job has moved each exam on once."""
    while not ctx.stopping:
        async with ctx.transaction(role=Role.SYSTEM) as system:
            due = await queries.overdue(system, clock.now(), AT_ONCE)
        moved = False
        for org_id, student_id, exam_id in due:
            actor = replace(ctx.actor, org_id=org_id)
            async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
                moved = await service.move_on(db, actor, student_id, exam_id) or moved
        # None moved: what is left waits for something else, and is not to be asked for again at once.
        if len(due) < AT_ONCE or not moved:
            return


HANDLERS = [close_overdue]
PERIODIC = [periodic("* * * * * */20", CLOSE_OVERDUE)]
