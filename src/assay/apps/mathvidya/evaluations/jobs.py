"""Jobs of evaluations: assigned, resumed, warned of; due times anew."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.evaluations import assigning, queries_sweep, service, sweeping
from assay.apps.mathvidya.jobspecs import (
    ASSIGN,
    RECOMPUTE_DUE,
    RESUME_EVALUATIONS,
    SLA_SWEEP,
    ExamArgs,
)
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Role
from assay.kernel.jobs import Handler, JobContext, NoArgs, handler, periodic


@handler(RESUME_EVALUATIONS)
async def resume_evaluations(ctx: JobContext, args: ExamArgs) -> None:
    """The student has photographed again what could not be read."""
    async with ctx.transaction() as db:
        await service.resume(db, ctx.actor, args.student_id, args.exam_id)


@handler(ASSIGN)
async def assign(ctx: JobContext, _args: NoArgs) -> None:
    """Everything that waits, most urgent first; then what its teacher has not begun in time.

    Killed between two chunks, the next run goes on: what has a teacher does not wait any more.
    """
    done = 0
    for at_risk in (False, True):
        after: tuple[datetime, UUID] | None = None
        while True:
            async with ctx.transaction() as db:
                step = await assigning.assign_some(db, ctx.actor, at_risk=at_risk, after=after)
                done += step.given
                await ctx.progress(done, note="assigned")
            after = step.after
            if after is None or ctx.stopping:
                break


@handler(SLA_SWEEP)
async def sla_sweep(ctx: JobContext, _args: NoArgs) -> None:
    """Every organisation's warnings and breaches; and whoever still needs a teacher is looked at again."""
    async with ctx.transaction(role=Role.SYSTEM) as system:
        due = await queries_sweep.institutions(system, clock.now())
    for org_id, needs_teachers in due:
        actor = replace(ctx.actor, org_id=org_id)
        while await _sweep_some(ctx, actor, org_id):
            if ctx.stopping:
                return
        if needs_teachers:
            async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
                await assigning.request(db, actor)


async def _sweep_some(ctx: JobContext, actor: Actor, org_id: UUID) -> bool:
    async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
        return await sweeping.sweep(db, actor) == sweeping.CHUNK


@handler(RECOMPUTE_DUE)
async def recompute_due(ctx: JobContext, _args: NoArgs) -> None:
    """Due times of all open evaluations by the calendar as it is now, chunk by chunk."""
    cursor = ctx.cursor or {"after": str(UUID(int=0)), "done": 0}
    while True:
        async with ctx.transaction() as db:
            after, seen, _changed = await sweeping.recompute(db, ctx.actor, after=UUID(cursor["after"]))
            cursor = {"after": str(after), "done": cursor["done"] + seen}
            await ctx.save_cursor(db, cursor, done=cursor["done"], note="evaluations")
        if seen < sweeping.CHUNK:
            return


HANDLERS: list[Handler[Any]] = [resume_evaluations, assign, sla_sweep, recompute_due]
PERIODIC = [periodic("* * * * *", SLA_SWEEP)]
