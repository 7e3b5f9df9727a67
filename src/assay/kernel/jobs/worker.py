"""A worker: relays what is due to the queue library, takes its share, runs it, and shows that it lives."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pgqueuer import PgQueuer
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job as Delivery
from pgqueuer.models import Schedule
from sqlalchemy.ext.asyncio import AsyncEngine

from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import queries, queries_worker, service, transport
from assay.kernel.jobs.queries_worker import Handed
from assay.kernel.jobs.runner import Outcome, Runner
from assay.kernel.jobs.specs import Handler, NoArgs, Periodic, by_name

RELAY_BATCH = 1000
log = structlog.get_logger("assay.worker")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker behaves in time.

    `silence` is how long a worker may stay silent before others take what it held; `grace` how long it
    goes on working after it was asked to stop, before it hands back what is unfinished.
    """

    concurrency: int = 8
    poll: timedelta = timedelta(milliseconds=100)
    silence: timedelta = timedelta(seconds=20)
    grace: timedelta = timedelta(seconds=30)
    pooler: bool = False


@dataclass(slots=True)
class Worker:
    """One worker process; any number may run on one database.

    `run` returns after `stop` was set and everything in hand has ended or gone back to the queue.
    """

    database: Database
    handlers: Sequence[Handler[Any]]
    periodic: Sequence[Periodic] = ()
    pace: Pace = field(default_factory=Pace)
    id: UUID = field(default_factory=uuid7)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        if self.pace.concurrency < 2:
            raise ValueError("A worker takes at least two jobs at a time: set ASSAY_WORKER_CONCURRENCY.")
        self.runner = Runner(self.database, by_name(self.handlers), self.id, self.stop)

    async def run(self) -> None:
        log.info("worker_started", worker=str(self.id), jobs=len(self.handlers), periodic=len(self.periodic))
        seconds = self.pace.silence.total_seconds()
        loops = [
            asyncio.create_task(self._every(self.pace.poll.total_seconds(), self._relay)),
            asyncio.create_task(self._every(seconds / 2, self._reap)),
            asyncio.create_task(self._every(seconds / 4, self._show_life, until_idle=True)),
        ]
        try:
            while not self.stop.is_set():
                try:
                    await self._work()
                except Exception as error:
                    # The database went away: what we held is redelivered; come back when it answers.
                    log.warning("worker_lost_database", error=type(error).__name__)
                    await self._pause(1.0)
        finally:
            self.stop.set()
            await asyncio.gather(*loops, return_exceptions=True)
            with suppress(Exception):
                async with self.database.transaction(role=Role.SYSTEM) as db:
                    await queries.depart(db, self.id)
            log.info("worker_stopped", worker=str(self.id))

    # --- the queue -------------------------------------------------------------------------------------

    async def _work(self) -> None:
        """Take and run jobs until asked to stop, then let them end within the grace."""
        assert isinstance(self.database.bind, AsyncEngine)
        pool = await transport.open_pool(self.database.bind, pooler=self.pace.pooler)
        try:
            driver = transport.pool_driver(pool)
            queuer = PgQueuer(driver, queries=transport.queries(driver))
            for handler in self.handlers:
                queuer.entrypoint(handler.spec.name, concurrency_limit=handler.spec.concurrency)(
                    self._deliver
                )
            for schedule in self.periodic:
                queuer.schedule(schedule.spec.name, schedule.cron)(self._fire(schedule))
            working = asyncio.create_task(
                queuer.run(
                    # Without LISTEN (a transaction pooler) the poll is all there is.
                    dequeue_timeout=timedelta(seconds=0.2 if self.pace.pooler else 5),
                    batch_size=self.pace.concurrency // 2,
                    max_concurrent_tasks=self.pace.concurrency,
                    heartbeat_timeout=self.pace.silence,
                    shutdown_on_listener_failure=not self.pace.pooler,
                    log_aggregation_interval=timedelta(),
                )
            )
            asked = asyncio.create_task(self.stop.wait())
            await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            queuer.shutdown.set()
            _, late = await asyncio.wait({working}, timeout=self.pace.grace.total_seconds())
            if late:
                for _fence, task in list(self.runner.owned.values()):
                    task.cancel()
            await working
        finally:
            pool.terminate()

    async def _deliver(self, delivery: Delivery) -> None:
        """What the queue library calls: run the job named by the delivery, unless it has moved on."""
        if self.stop.is_set():
            raise RetryRequested
        job_id, _, handover = (delivery.payload or b"").decode().partition(":")
        result = await self.runner.run(UUID(job_id), int(handover))
        if result.outcome is Outcome.BUSY:
            raise RetryRequested(self.pace.silence / 4)

    def _fire(self, schedule: Periodic) -> Callable[[Schedule], Awaitable[None]]:
        async def fire(_due: Schedule) -> None:
            async with self.database.transaction(role=Role.SYSTEM) as db:
                house = system_actor(None, queries.SCHEDULE)
                await service.defer(db, house, schedule.spec, NoArgs(), queries.SCHEDULE)

        return fire

    # --- loops beside it -------------------------------------------------------------------------------

    async def _relay(self) -> None:
        """Hand what is due to the queue library, in bulk, in one transaction; one worker at a time."""
        while len(await relay(self.database)) == RELAY_BATCH and not self.stop.is_set():
            pass

    async def _reap(self) -> None:
        async with self.database.transaction(role=Role.SYSTEM) as db:
            if not await queries_worker.only_relay(db):
                return
            if lost := await queries_worker.requeue_lost(db, silent_for=self.pace.silence * 2):
                log.warning("jobs_requeued", count=lost)

    async def _show_life(self) -> None:
        """Say that we live and what we run; stop what is no longer ours."""
        owned = dict(self.runner.owned)
        async with self.database.transaction(role=Role.SYSTEM) as db:
            await queries.announce(
                db,
                {
                    "id": self.id,
                    "host": socket.gethostname(),
                    "pid": os.getpid(),
                    "concurrency": self.pace.concurrency,
                    "running": len(owned),
                },
            )
            fences = {job_id: fence for job_id, (fence, _task) in owned.items()}
            lost = await queries_worker.touch(db, fences) if owned else set()
        for job_id in lost:
            if self.runner.owned.get(job_id) == owned[job_id]:
                log.warning("job_taken_away", job_id=str(job_id))
                owned[job_id][1].cancel()

    async def _every(
        self, seconds: float, act: Callable[[], Awaitable[None]], *, until_idle: bool = False
    ) -> None:
        """Call `act` every `seconds` until asked to stop (`until_idle`: and until nothing is in hand)."""
        while not self.stop.is_set() or (until_idle and self.runner.owned):
            try:
                await act()
            except Exception as error:
                log.warning("worker_loop_failed", loop=act.__name__, error=type(error).__name__)
                await self._pause(1.0)
            await self._pause(seconds)

    async def _pause(self, seconds: float) -> None:
        if self.stop.is_set():
            await asyncio.sleep(min(seconds, 0.5))
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)


async def relay(database: Database, limit: int = RELAY_BATCH) -> list[Handed]:
    """Move up to `limit` due jobs from the outbox to the transport, unless another worker is at it."""
    async with database.transaction(role=Role.SYSTEM) as db:
        if not await queries_worker.only_relay(db):
            return []
        handed = await queries_worker.hand_over(db, limit=limit)
        if handed:
            carrier = await transport.queries_of(db)
            payloads = [f"{one.id}:{one.handover}" for one in handed]
            await carrier.enqueue(
                [one.name for one in handed],
                [payload.encode() for payload in payloads],
                [one.priority for one in handed],
                dedupe_key=list(payloads),
                on_conflict="skip",
            )
        return handed
