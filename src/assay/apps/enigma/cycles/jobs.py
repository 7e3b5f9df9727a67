"""What the jobs of all steps share: a step that has ended stays as it is."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from assay.apps.enigma.cycles import queries
from assay.apps.enigma.jobspecs import STEP_JOBS, CycleArgs
from assay.apps.enigma.phases import Action
from assay.kernel.access.actor import org_of
from assay.kernel.jobs import Handler, JobContext, handler

Work = Callable[[JobContext, UUID], Awaitable[None]]


def step(action: Action) -> Callable[[Work], Handler[CycleArgs]]:
    """Decorator: make `work(ctx, cycle_id)` the handler of the job of `action`.

    A job comes again when its worker dies after the last commit and before its report; the step has ended
    then, and `work` is not called.
    """

    def register(work: Work) -> Handler[CycleArgs]:
        async def run(ctx: JobContext, args: CycleArgs) -> None:
            async with ctx.transaction() as db:
                known = (await queries.steps(db, org_of(ctx.actor), args.cycle_id)).get(action)
            if known is None or known.finished_at is None:
                await work(ctx, args.cycle_id)

        return handler(STEP_JOBS[action])(run)

    return register
