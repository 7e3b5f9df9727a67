"""Rate limits: exact counts, over processes and rollbacks, without addresses in the table."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import text

from assay.kernel import clock
from assay.kernel.access import Actor
from assay.kernel.access.ratelimit import Limit, check, forgive, give_back, purge, rate_limit, subject_of
from assay.kernel.db.session import Database, Db, Role
from assay.kernel.errors import AssayError, Conflict, TooMany
from assay.kernel.settings import Settings

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TEN = Limit("test", 10, timedelta(seconds=60))


async def allowed(database: Database, settings: Settings, tries: int, subject: str = "a") -> int:
    passed = 0
    for _ in range(tries):
        try:
            await check(database, settings, (TEN, subject))
            passed += 1
        except TooMany:
            pass
    return passed


async def test_ten_pass_at_once_and_then_one_every_six_seconds(
    savepoint: Database, settings: Settings
) -> None:
    with clock.frozen(NOW):
        assert await allowed(savepoint, settings, 15) == 10
    with clock.frozen(NOW + timedelta(seconds=6)):
        assert await allowed(savepoint, settings, 5) == 1
    with clock.frozen(NOW + timedelta(seconds=300)):
        assert await allowed(savepoint, settings, 15) == 10


async def test_refusal_says_when_to_come_back(savepoint: Database, settings: Settings) -> None:
    with clock.frozen(NOW):
        await allowed(savepoint, settings, 10)
        with pytest.raises(TooMany) as refused:
            await check(savepoint, settings, (TEN, "a"))
    assert refused.value.retry_after == 6
    with clock.frozen(NOW + timedelta(seconds=6)):
        await check(savepoint, settings, (TEN, "a"))


async def test_subjects_and_scopes_count_apart(savepoint: Database, settings: Settings) -> None:
    other = Limit("other", 10, timedelta(seconds=60))
    with clock.frozen(NOW):
        await allowed(savepoint, settings, 10, "a")
        assert await allowed(savepoint, settings, 3, "b") == 3
        await check(savepoint, settings, (other, "a"))


async def test_success_forgives_and_an_honest_address_gets_one_back(
    savepoint: Database, settings: Settings
) -> None:
    with clock.frozen(NOW):
        await allowed(savepoint, settings, 10)
        async with savepoint.transaction(role=Role.SYSTEM) as db:
            await give_back(db, settings, TEN, "a")
        assert await allowed(savepoint, settings, 3) == 1
        async with savepoint.transaction(role=Role.SYSTEM) as db:
            await forgive(db, settings, (TEN, "a"))
        assert await allowed(savepoint, settings, 15) == 10


async def test_many_at_once_never_pass_more_than_the_limit(database: Database, settings: Settings) -> None:
    with clock.frozen(NOW):
        counts = await asyncio.gather(*(allowed(database, settings, 5) for _ in range(8)))
    assert sum(counts) == 10


async def test_two_limits_in_any_order_do_not_lock_each_other(database: Database, settings: Settings) -> None:
    wide = Limit("wide", 1000, timedelta(seconds=60))

    async def both(*subjects: tuple[Limit, str]) -> None:
        for _ in range(10):
            await check(database, settings, *subjects)

    with clock.frozen(NOW):
        pairs = [((wide, "a"), (wide, "b")), ((wide, "b"), (wide, "a"))] * 3
        await asyncio.wait_for(asyncio.gather(*(both(*pair) for pair in pairs)), 20)


async def test_table_holds_no_address(savepoint: Database, settings: Settings) -> None:
    await check(savepoint, settings, (TEN, "203.0.113.7"))
    async with savepoint.transaction(role=Role.SYSTEM) as db:
        rows = list((await db.execute(text("SELECT key FROM kernel.rate_limits"))).scalars())
    assert len(rows) == 1
    assert "203.0.113.7" not in rows[0]


async def test_purge_deletes_what_counts_no_more(savepoint: Database, settings: Settings) -> None:
    with clock.frozen(NOW):
        await check(savepoint, settings, (TEN, "old"))
    with clock.frozen(NOW + timedelta(hours=1)):
        await check(savepoint, settings, (TEN, "new"))
        async with savepoint.transaction(role=Role.SYSTEM) as db:
            assert await purge(db, clock.now()) == 1


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_subscriber_behind_an_address(address: str, subject: str) -> None:
    assert subject_of(address) == subject


@pytest.fixture
async def failing(database: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """An application whose only route is limited to three and always fails after writing."""
    app = FastAPI()
    app.state.database, app.state.settings = database, settings

    async def anonymous(_request: Request) -> Actor:
        return Actor()

    app.state.identify = anonymous

    @app.exception_handler(AssayError)
    async def answer(_request: Request, error: AssayError) -> object:
        from starlette.responses import JSONResponse

        return JSONResponse({"slug": error.slug}, error.status)

    @app.post("/submit", dependencies=[rate_limit("submit", 3, timedelta(hours=1))])
    async def submit(db: Db) -> None:
        await db.execute(text("SELECT 1"))
        raise Conflict("This always fails.")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as http:
        yield http


async def test_attempts_count_although_their_transactions_roll_back(failing: httpx.AsyncClient) -> None:
    statuses = [(await failing.post("/submit")).status_code for _ in range(5)]
    assert statuses == [409, 409, 409, 429, 429]
