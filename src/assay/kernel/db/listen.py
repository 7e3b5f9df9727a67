"""Waking up on what others have committed: one LISTEN connection a process, fanned out to who waits.

`notify` is called once per transaction that others may wait for, never once per row: PostgreSQL holds a lock
over all databases while a transaction that notifies commits. A notice says only that it is worth looking;
what is to be seen is in the tables. So a lost one costs a delay, no more: who waits looks again by itself
after `Listener.patience` seconds.
"""

import asyncio
import contextlib
import json
from collections.abc import Collection, Iterator
from typing import Any

import structlog
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from assay.kernel.db.session import Database

log = structlog.get_logger(__name__)

CHANNEL = "assay_wake"
PAYLOAD_LIMIT = 7_900
"""Bytes; PostgreSQL takes 8,000."""
RECONNECT_SECONDS = 1.0


async def notify(db: AsyncSession, topics: Collection[str]) -> None:
    """Wake who waits for one of `topics` when this transaction commits. Too many topics wake everyone."""
    if not topics:
        return
    payload = json.dumps(sorted(set(topics)), separators=(",", ":"))
    if len(payload) > PAYLOAD_LIMIT:
        payload = "[]"
    await db.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload})


class Waiter:
    """One who waits for some topics."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """Until woken, or `seconds` (default: the patience) are over. Whether woken."""
        try:
            await asyncio.wait_for(self._woken.wait(), self.patience if seconds is None else seconds)
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class Listener:
    """The process's one listening connection, opened when the first waiter comes, mended when it breaks."""

    def __init__(self, database: Database, *, patience: float = 5.0) -> None:
        self.patience = patience
        self._database = database
        self._waiters: dict[str, set[Waiter]] = {}
        self._task: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    @contextlib.contextmanager
    def waiting(self, *topics: str) -> Iterator[Waiter]:
        """A waiter for `topics` while the block runs. Subscribe first, then look, then wait."""
        waiter = Waiter(self.patience)
        for topic in topics:
            self._waiters.setdefault(topic, set()).add(waiter)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen(), name="listener")
        try:
            yield waiter
        finally:
            for topic in topics:
                self._waiters[topic].discard(waiter)
                if not self._waiters[topic]:
                    del self._waiters[topic]

    async def ready(self, seconds: float = 5.0) -> bool:
        """Whether the connection listens within `seconds`."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), seconds)
        return self._up.is_set()

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        topics: list[str] = json.loads(payload)
        wanted = self._waiters if not topics else {t: self._waiters[t] for t in topics if t in self._waiters}
        for waiter in {one for group in wanted.values() for one in group}:
            waiter.wake()

    async def _listen(self) -> None:
        bind = self._database.bind
        engine: AsyncEngine = bind.engine if isinstance(bind, AsyncConnection) else bind
        while True:
            try:
                async with engine.connect() as connection:
                    await self._hold(connection)
            except (OSError, ConnectionError) as error:
                log.warning("listener_lost", error=type(error).__name__)
            except Exception as error:
                log.warning("listener_failed", error=type(error).__name__)
            self._up.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hold(self, connection: AsyncConnection) -> None:
        """Listen on `connection` until it breaks."""
        raw: Any = (await connection.get_raw_connection()).driver_connection
        broken = asyncio.Event()
        raw.add_termination_listener(lambda *_: broken.set())
        await raw.add_listener(CHANNEL, self._heard)
        self._up.set()
        # What was committed while nobody listened: everyone looks once.
        self._heard(None, 0, CHANNEL, "[]")
        try:
            await broken.wait()
        finally:
            if not raw.is_closed():
                await raw.remove_listener(CHANNEL, self._heard)


def listener_of(app: FastAPI) -> Listener:
    """The listener of this process."""
    if not hasattr(app.state, "listener"):
        # Behind a transaction pooler nobody can listen: then one looks every second.
        patience = 1.0 if app.state.settings.database_pooler else 5.0
        app.state.listener = Listener(app.state.database, patience=patience)
    listener: Listener = app.state.listener
    return listener


async def close_listener(app: FastAPI) -> None:
    if hasattr(app.state, "listener"):
        await app.state.listener.close()
