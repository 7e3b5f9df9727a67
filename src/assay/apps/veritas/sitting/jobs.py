"""The closing job: whose time is up is submitted, with what was saved."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from assay.apps.veritas.jobspecs import CLOSE_OVERDUE
from assay.apps.veritas.sitting import breaks, closing, queries
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Role, Session
from assay.kernel.jobs import JobContext, NoArgs, handler, periodic

AT_ONCE = 200
SHORTEST_BREAK = timedelta(minutes=1)

Step = Callable[[Session, Actor, int], Awaitable[bool]]


@handler(CLOSE_OVERDUE)
async def close_overdue(ctx: JobContext, _args: NoArgs) -> None:
    """Each attempt is a transaction of its own, and looks again whether it is due: killed at any moment and
    run again, the job has closed each attempt once."""
    async with ctx.transaction(role=Role.SYSTEM) as system:
        paused = await queries.overlong_pauses(system, clock.now() - SHORTEST_BREAK, AT_ONCE)
    for org_id, attempt in paused:
        await _step(ctx, org_id, attempt, breaks.end_overlong)
    while not ctx.stopping:
        async with ctx.transaction(role=Role.SYSTEM) as system:
            due = await queries.overdue(system, clock.now(), AT_ONCE)
        closed = [await _step(ctx, org_id, attempt, closing.close_overdue) for org_id, attempt in due]
        # None closed: what is left was given more time meanwhile, and is not to be asked for again at once.
        if len(due) < AT_ONCE or not any(closed):
            return


async def _step(ctx: JobContext, org_id: UUID, attempt: int, step: Step) -> bool:
    actor = replace(ctx.actor, org_id=org_id)
    async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
        return await step(db, actor, attempt)


HANDLERS = [close_overdue]
PERIODIC = [periodic("* * * * * */10", CLOSE_OVERDUE)]
