"""Jobs of figures: of one exam and its students, and the materialised views of all."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from assay.apps.veritas.dashboards import queries_figures, service
from assay.apps.veritas.jobspecs import REFRESH_FIGURES, REFRESH_VIEWS, RESCORE, ExamArgs
from assay.kernel import clock, jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Role
from assay.kernel.jobs import Handler, JobContext, NoArgs, handler, periodic

EVERY = timedelta(hours=1)
RESCORE_AFTER = timedelta(minutes=10)
"""Priorities are compared with the class again once this has passed since a submission."""


@handler(REFRESH_FIGURES)
async def refresh_figures(ctx: JobContext, args: ExamArgs) -> None:
    """An exam's figures, then those of the students whom something has changed for, chunk by chunk."""
    assert ctx.org_id is not None
    cursor = ctx.cursor
    if cursor is None:
        async with ctx.transaction() as db:
            since = await queries_figures.exam_changed_since(db, ctx.org_id, args.exam_id)
            await service.update_performance_metrics(db, ctx.org_id, args.exam_id)
            # One rescoring for all submissions of a stretch of time: see analysis.jobs.
            window = int(clock.now().timestamp() // RESCORE_AFTER.total_seconds())
            await jobs.defer(
                db, ctx.actor, RESCORE, args, key=f"{args.exam_id}:{window}", delay=RESCORE_AFTER
            )
            cursor = {"since": since.isoformat() if since else None, "after": str(UUID(int=0)), "done": 0}
            await ctx.save_cursor(db, cursor)
    since = datetime.fromisoformat(cursor["since"]) if cursor["since"] else None
    while True:
        async with ctx.transaction() as db:
            students = await queries_figures.touched_students(
                db, ctx.org_id, args.exam_id, since=since, after=UUID(cursor["after"]), limit=service.CHUNK
            )
            if not students:
                return
            await service.update_student_profile_stats(db, ctx.org_id, students)
            cursor = {**cursor, "after": str(students[-1]), "done": cursor["done"] + len(students)}
            await ctx.save_cursor(db, cursor, done=cursor["done"], note="students")


@handler(REFRESH_VIEWS)
async def refresh_views(ctx: JobContext, _args: NoArgs) -> None:
    """The materialised views, and the figures of exams that have closed since the last time."""
    async with ctx.transaction(role=Role.SYSTEM) as db:
        await queries_figures.refresh_views(db)
        closed = await queries_figures.just_closed(db, clock.now() - 2 * EVERY)
    for org_id, exam_id in closed:
        actor = system_actor(org_id, "figures")
        async with ctx.database.transaction(org_id=org_id) as db:
            await jobs.defer(db, actor, REFRESH_FIGURES, ExamArgs(exam_id=exam_id), key=f"{exam_id}:closed")


HANDLERS: list[Handler[Any]] = [refresh_figures, refresh_views]
PERIODIC = [periodic("23 * * * *", REFRESH_VIEWS)]
