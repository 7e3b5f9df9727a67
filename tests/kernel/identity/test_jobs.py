"""Tidying up at night."""

from datetime import timedelta

import httpx
from sqlalchemy import func, select

from assay.kernel import clock
from assay.kernel.access.models import RateLimit
from assay.kernel.db.session import Role
from assay.kernel.identity.models import RefreshToken, Registration, Session
from assay.kernel.identity.sessions import queries
from tests.kernel.identity.support import World, api_login


async def test_purge_deletes_what_is_over_and_nothing_else(client: httpx.AsyncClient, world: World) -> None:
    from assay.kernel.access import ratelimit
    from assay.kernel.identity.accounts import queries as accounts
    from assay.kernel.identity.jobs import KEEP_SESSIONS

    start = clock.now()
    with clock.frozen(start):
        await api_login(client)
        mira = {"email": "mira@example.org", "name": "Mira", "password": "mango lantern quiet bicycle"}
        assert (await client.post("/api/v1/auth/register", json=mira)).status_code == 202

    async def left(after: timedelta) -> list[int]:
        now = start + after
        async with world.database.transaction(role=Role.SYSTEM) as db:
            await queries.purge(db, now - KEEP_SESSIONS, now)
            await accounts.purge_registrations(db, now)
            await ratelimit.purge(db, now)
            tables = (Session, RefreshToken, Registration, RateLimit)
            return [await db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    assert await left(timedelta(seconds=1)) == [1, 1, 1, 2]
    assert await left(timedelta(days=3)) == [1, 1, 0, 0]
    assert await left(timedelta(days=8)) == [1, 0, 0, 0]
    assert await left(timedelta(days=61)) == [0, 0, 0, 0]
