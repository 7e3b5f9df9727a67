"""Reservations whose exam was never made go back to the plan."""

from assay.apps.mathvidya.jobspecs import RELEASE_USAGE
from assay.apps.mathvidya.plans import queries_ledger, service
from assay.apps.mathvidya.plans.rules import HELD_FOR
from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.jobs import JobContext, NoArgs, handler, periodic

AT_ONCE = 200


@handler(RELEASE_USAGE)
async def release_usage(ctx: JobContext, _args: NoArgs) -> None:
    """Each is a transaction of its own and is looked at again: killed at any moment and run again, the job
    has given back each reservation once, and none that was used."""
    while not ctx.stopping:
        async with ctx.transaction(role=Role.SYSTEM) as system:
            found = await queries_ledger.stale(system, clock.now() - HELD_FOR, AT_ONCE)
        released = 0
        for org_id, student_id, key in found:
            async with ctx.database.transaction(role=Role.APP, org_id=org_id) as db:
                released += await service.release_stale(db, org_id, student_id, key)
        # None released: what is left was settled meanwhile, and is not to be asked for again at once.
        if len(found) < AT_ONCE or not released:
            return


HANDLERS = [release_usage]
PERIODIC = [periodic("*/5 * * * *", RELEASE_USAGE)]
