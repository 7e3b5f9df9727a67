"""Rate limits that hold over any number of processes, in one PostgreSQL statement per key.

The generic cell rate algorithm (ITU-T I.371, GCRA): a key's row holds its theoretical arrival time. A limit
of 10 in 60 s lets ten through at once and one more every six seconds. Each check commits in a transaction of
its own, so an attempt counts even when the request fails and rolls back. Keys are stored as keyed digests:
the table holds no addresses of people.
"""

import hashlib
import hmac
import ipaddress
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from fastapi import Depends, Request
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.access.deps import identify
from assay.kernel.access.models import RateLimit
from assay.kernel.db.session import Database, Role, get_database
from assay.kernel.errors import TooMany
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` at once, refilled evenly over `window`."""

    scope: str
    count: int
    window: timedelta

    @property
    def step(self) -> timedelta:
        return self.window / self.count

    def key(self, settings: Settings, subject: str) -> str:
        digest = hmac.digest(settings.secret_bytes("hmac_key"), subject.encode(), hashlib.sha256)
        return f"{self.scope}:{digest.hex()[:32]}"


def subject_of(address: str) -> str:
    """The part of an address one subscriber holds: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


async def _take(db: AsyncSession, limit: Limit, key: str, now: datetime) -> datetime | None:
    """Count one; None when it fits, else the instant at which the next one will."""
    room = now + limit.window - limit.step
    statement = insert(RateLimit).values(key=key, arrival=now + limit.step)
    arrival = func.greatest(RateLimit.arrival, now)
    taken = await db.execute(
        statement.on_conflict_do_update(
            index_elements=[RateLimit.key],
            set_={"arrival": arrival + limit.step},
            where=arrival <= room,
        ).returning(RateLimit.arrival)
    )
    if taken.first():
        return None
    blocked = await db.scalar(select(RateLimit.arrival).where(RateLimit.key == key))
    return (blocked or now) - (limit.window - limit.step)


async def check(database: Database, settings: Settings, *subjects: tuple[Limit, str]) -> None:
    """Count one against each (limit, subject). Raises TooMany with `retry_after` seconds when one is full."""
    now = clock.now()
    # In the order of their keys, so that two requests never wait on each other in a circle.
    keyed = sorted(((limit.key(settings, subject), limit) for limit, subject in subjects), key=itemgetter(0))
    waits: list[float] = []
    async with database.transaction(role=Role.SYSTEM) as db:
        for key, limit in keyed:
            free_at = await _take(db, limit, key, now)
            if free_at is not None:
                waits.append((free_at - now).total_seconds())
    if waits:
        seconds = max(1, math.ceil(max(waits)))
        raise TooMany(_("Too many attempts. Wait a little, then try again."), retry_after=seconds)


async def forgive(db: AsyncSession, settings: Settings, *subjects: tuple[Limit, str]) -> None:
    """Forget what was counted against each (limit, subject), as after a success. Needs the system role."""
    keys = [limit.key(settings, subject) for limit, subject in subjects]
    await db.execute(delete(RateLimit).where(RateLimit.key.in_(keys)))


async def give_back(db: AsyncSession, settings: Settings, limit: Limit, subject: str) -> None:
    """Take back one count, as when a shared address turned out to be an honest one. Needs the system role."""
    await db.execute(
        update(RateLimit)
        .where(RateLimit.key == limit.key(settings, subject))
        .values(arrival=RateLimit.arrival - limit.step)
    )


async def purge(db: AsyncSession, now: datetime) -> int:
    """Delete the keys that hold nothing any more; returns how many."""
    gone = await db.execute(delete(RateLimit).where(RateLimit.arrival < now))
    return int(getattr(gone, "rowcount", 0))


def address_of(request: Request) -> str:
    """The caller's network address as the server sees it (uvicorn resolves trusted proxies)."""
    return request.client.host if request.client else ""


def rate_limit(scope: str, count: int, window: timedelta) -> Any:
    """For `dependencies=[...]`: `count` requests in `window` per address, and per account where there is one.

    Raises TooMany (429 with Retry-After). It counts before anything else of the request happens.
    """
    per_address = Limit(f"{scope}:address", count, window)
    per_account = Limit(f"{scope}:account", count, window)

    async def limited(request: Request) -> None:
        actor: Actor = await identify(request)
        subjects = [(per_address, subject_of(address_of(request)))]
        if actor.account_id:
            subjects.append((per_account, str(actor.account_id)))
        settings: Settings = request.app.state.settings
        await check(get_database(request), settings, *subjects)

    dependency: Callable[[Request], Awaitable[None]] = limited
    return Depends(dependency)
