"""Tidying up: what has expired is deleted every night."""

from datetime import timedelta

from assay.kernel import clock
from assay.kernel.access import ratelimit
from assay.kernel.db.session import Role
from assay.kernel.identity.accounts import queries as account_queries
from assay.kernel.identity.organisations import queries as organisation_queries
from assay.kernel.identity.sessions import queries as session_queries
from assay.kernel.jobs import JobContext, JobSpec, NoArgs, handler, periodic

KEEP_SESSIONS = timedelta(days=30)
"""Ended sessions stay this long for people to see where they were signed in."""

PURGE: JobSpec[NoArgs] = JobSpec("identity.purge", NoArgs)


@handler(PURGE)
async def purge(ctx: JobContext, _args: NoArgs) -> None:
    now = clock.now()
    async with ctx.transaction(role=Role.SYSTEM) as db:
        await session_queries.purge(db, now - KEEP_SESSIONS, now)
    async with ctx.transaction(role=Role.SYSTEM) as db:
        await account_queries.purge_registrations(db, now)
        await organisation_queries.purge_invitations(db, now - KEEP_SESSIONS)
        await ratelimit.purge(db, now)


PERIODIC = (periodic("17 3 * * *", PURGE),)
