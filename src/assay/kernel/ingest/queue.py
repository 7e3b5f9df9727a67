"""A bounded queue in front of PostgreSQL that commits what waits together.

    ingest = Ingest(write, org_of=..., weight_of=...)
    result = await ingest.put(item)        # returns after the commit of the transaction that holds the item

There is no timer: while one transaction is under way the next one gathers, so an idle server answers at
once and a busy one commits larger groups. Nothing is acknowledged before its commit; an item that was not
acknowledged may or may not be stored when the process dies, so items carry their own identity and a repeat
must do no harm. A full queue refuses (TooMany) instead of growing.
"""

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

import structlog
from fastapi import FastAPI
from prometheus_client import Counter, Histogram
from sqlalchemy.exc import DataError, IntegrityError

from assay.kernel.errors import AssayError, TooMany, Unavailable
from assay.kernel.web.i18n import gettext as _

log = structlog.get_logger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")
Write = Callable[[UUID, Sequence[Item]], Awaitable[Sequence[Result | AssayError]]]
"""Writes the items of one organisation in one transaction; an outcome for each, in their order."""

FLUSHES = Counter("assay_ingest_flushes", "Transactions of group commits", ["queue"])
ITEMS = Counter("assay_ingest_items", "Items of group commits, by what became of them", ["queue", "outcome"])
SECONDS = Histogram("assay_ingest_flush_seconds", "How long one group commit takes", ["queue"])

LONGEST_WAIT = 30
"""Seconds: the longest that a refused sender is told to wait."""


@dataclass(slots=True)
class _Waiting(Generic[Item, Result]):
    item: Item
    weight: int
    done: asyncio.Future[Result]


class Ingest(Generic[Item, Result]):
    """`capacity` and `most` count weight: what may wait in all, and what one transaction takes at most.

    `lanes` transactions are under way at a time. Organisations take turns.
    """

    def __init__(
        self,
        name: str,
        write: Write[Item, Result],
        *,
        org_of: Callable[[Item], UUID],
        weight_of: Callable[[Item], int] = lambda _item: 1,
        capacity: int = 50_000,
        most: int = 5_000,
        lanes: int = 2,
    ) -> None:
        self.name = name
        self.capacity = capacity
        self.most = most
        self.lanes = lanes
        self.waiting = 0
        """Weight of what is neither stored nor refused yet, that under way included."""
        self._write = write
        self._org_of = org_of
        self._weight_of = weight_of
        self._queues: OrderedDict[UUID, deque[_Waiting[Item, Result]]] = OrderedDict()
        self._running: set[asyncio.Task[None]] = set()
        self._pace = float(most)
        self._closed = False

    async def put(self, item: Item) -> Result:
        """Wait until `item` is durable; its result. Raises TooMany when full, or the item's own refusal."""
        if self._closed:
            raise Unavailable(_("The server is about to stop. Send it again in a moment."))
        weight = self._weight_of(item)
        if self.waiting and self.waiting + weight > self.capacity:
            ITEMS.labels(self.name, "refused").inc()
            raise TooMany(_("The server is busy. Send it again a little later."), retry_after=self._wait())
        entry = _Waiting[Item, Result](item, weight, asyncio.get_running_loop().create_future())
        self._queues.setdefault(self._org_of(item), deque()).append(entry)
        self.waiting += weight
        if len(self._running) < self.lanes:
            task = asyncio.create_task(self._lane(), name=f"ingest {self.name}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return await entry.done

    async def close(self) -> None:
        """Take nothing more, and write what waits."""
        self._closed = True
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _lane(self) -> None:
        # One turn of the loop: requests that arrived together go together.
        await asyncio.sleep(0)
        while self._queues:
            org_id, group = self._take()
            try:
                await self._flush(org_id, group)
            finally:
                self.waiting -= sum(entry.weight for entry in group)
                for entry in group:
                    entry.done.cancel()  # only when the lane itself was cut short: else it is done

    def _take(self) -> tuple[UUID, list[_Waiting[Item, Result]]]:
        """The next group: of one organisation, at most `most` heavy; the organisation goes to the back."""
        org_id, queue = self._queues.popitem(last=False)
        group = [queue.popleft()]
        weight = group[0].weight
        while queue and weight + queue[0].weight <= self.most:
            weight += queue[0].weight
            group.append(queue.popleft())
        if queue:
            self._queues[org_id] = queue
        return org_id, group

    async def _flush(self, org_id: UUID, group: Sequence[_Waiting[Item, Result]]) -> None:
        started = time.perf_counter()
        try:
            outcomes = await self._write(org_id, [entry.item for entry in group])
        except (DataError, IntegrityError):
            if len(group) > 1:
                # One of them is to blame. Alone, it fails alone.
                for entry in group:
                    await self._flush(org_id, [entry])
                return
            log.exception("ingest_refused", queue=self.name)
            self._settle(group, [Unavailable(_("This could not be stored. It was not your doing."))])
            return
        except Exception:
            log.exception("ingest_failed", queue=self.name, items=len(group))
            self._settle(
                group, [Unavailable(_("This could not be stored. Send it again.")) for _one in group]
            )
            return
        seconds = time.perf_counter() - started
        SECONDS.labels(self.name).observe(seconds)
        FLUSHES.labels(self.name).inc()
        pace = sum(entry.weight for entry in group) / max(seconds, 1e-3)
        self._pace += (pace - self._pace) * 0.2
        self._settle(group, outcomes)

    def _settle(
        self, group: Sequence[_Waiting[Item, Result]], outcomes: Sequence[Result | AssayError]
    ) -> None:
        for entry, outcome in zip(group, outcomes, strict=True):
            refused = isinstance(outcome, AssayError)
            ITEMS.labels(self.name, "refused" if refused else "stored").inc()
            if entry.done.done():
                continue  # whoever waited has gone; what is stored is stored
            if isinstance(outcome, AssayError):
                entry.done.set_exception(outcome)
            else:
                entry.done.set_result(outcome)

    def _wait(self) -> int:
        """Seconds until the queue is about empty at its present pace."""
        return max(1, min(LONGEST_WAIT, math.ceil(self.waiting / max(self._pace, 1.0))))


def attach(app: FastAPI, name: str, make: Callable[[], Ingest[Item, Result]]) -> Ingest[Item, Result]:
    """The queue `name` of this process, made when it is first asked for."""
    known: dict[str, Ingest[Item, Result]] = getattr(app.state, "ingests", {})
    if name not in known:
        known[name] = make()
        app.state.ingests = known
    return known[name]


async def close_all(app: FastAPI) -> None:
    """Write what waits in every queue of this process, before it stops."""
    for ingest in getattr(app.state, "ingests", {}).values():
        await ingest.close()
