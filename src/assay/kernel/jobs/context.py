"""What a handler is given: transactions that commit only while the job is its own, a cursor, progress."""

from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.typing import FilteringBoundLogger

from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.db.base import Json
from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import queries_worker
from assay.kernel.jobs.errors import HandedBack, LostJob
from assay.kernel.jobs.queries_worker import Claimed

IDLE_LIMIT = timedelta(minutes=2)


@dataclass(slots=True)
class _Step:
    role: Role
    cursor: Json | None = None
    ends: bool = False


class JobContext:
    """One run of a job. A handler does its work in steps:

    ```python
    async for chunk in chunks(after=(ctx.cursor or {}).get("after")):
        async with ctx.transaction() as db:
            ...
            await ctx.save_cursor(db, {"after": str(chunk.last)}, done=chunk.end, total=total)
    ```

    Each step commits or not as a whole, its cursor with it. A run that lost its job (the worker was taken
    for dead, or someone cancelled) gets `LostJob` on entering its next step and can commit nothing.
    """

    def __init__(
        self, database: Database, claimed: Claimed, log: FilteringBoundLogger, stopping: Event
    ) -> None:
        self.database = database
        self.job_id: UUID = claimed.id
        self.org_id = claimed.org_id
        self.name = claimed.name
        self.attempt = claimed.attempt
        self.fence = claimed.fence
        self.cursor: Json | None = claimed.cursor
        self.ended = False
        self.log = log
        self.actor = Actor(
            kind=ActorKind.SYSTEM,
            org_id=claimed.org_id,
            request_id=claimed.request_id,
            label=f"job:{claimed.name}",
        )
        self._stopping = stopping
        self._open = 0
        self._steps: dict[AsyncSession, _Step] = {}
        self._pending: dict[str, Any] = {}

    @property
    def stopping(self) -> bool:
        """Whether the worker wants to stop: a good moment to save the cursor."""
        return self._stopping.is_set()

    @asynccontextmanager
    async def transaction(self, role: Role | None = None) -> AsyncIterator[AsyncSession]:
        """A step: a transaction under `role` (APP; SYSTEM for a job of no organisation) that owns the job.

        The job's row is share-locked first, so no other worker can claim it before this step has ended.
        Steps of one run may overlap, but those that save a cursor must not. Raises LostJob; after a step
        that saved its cursor on a stopping worker, HandedBack.
        """
        step = _Step(role or (Role.APP if self.org_id else Role.SYSTEM))
        self._open += 1
        try:
            async with self.database.transaction(role=Role.SYSTEM, org_id=self.org_id) as db:
                if not await queries_worker.hold(db, self.job_id, self.fence, idle_limit=IDLE_LIMIT):
                    raise LostJob
                self._steps[db] = step
                if step.role is not Role.SYSTEM:
                    await _act_as(db, step.role)
                try:
                    yield db
                    if self._pending and self._open == 1:
                        await self._write(db, self._take_pending())
                finally:
                    self._steps.pop(db, None)
        finally:
            self._open -= 1
        self.ended = self.ended or step.ends
        if step.cursor is not None:
            self.cursor, self.attempt = step.cursor, 1
            if self.stopping:
                raise HandedBack

    async def save_cursor(
        self,
        db: AsyncSession,
        cursor: Json,
        *,
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
    ) -> None:
        """Store how far the job is, within the step `db`: the next run starts with `ctx.cursor == cursor`.

        Counts as progress, so the count of attempts starts anew.
        """
        await db.flush()
        await self._write(db, {"cursor": cursor, "done": done, "total": total, "note": note})
        self._steps[db].cursor = cursor

    async def end(self, db: AsyncSession) -> None:
        """End the job within the step `db`, its last one; the handler returns after it.

        Until this commits, whoever defers the same key is given this job; after it, a new one. A handler that
        looks once more for work in this step, under a lock that those who defer take too, misses none.
        """
        await db.flush()
        role = self._steps[db].role
        await _act_as(db, Role.SYSTEM)
        if not await queries_worker.finish(db, self.job_id, self.fence):
            raise LostJob
        await _act_as(db, role)
        self._steps[db].ends = True

    async def give_up(self, db: AsyncSession, error: Json) -> None:
        """Make the job a dead letter within the step `db`, its last one."""
        await db.flush()
        role = self._steps[db].role
        await _act_as(db, Role.SYSTEM)
        if not await queries_worker.give_up(db, self.job_id, self.fence, error):
            raise LostJob
        await _act_as(db, role)

    async def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Show how far the job is. Inside a step it becomes visible when the step commits."""
        values: dict[str, Any] = {"done": done, "total": total, "note": note}
        if self._open:
            self._pending = values
            return
        async with self.database.transaction(role=Role.SYSTEM, org_id=self.org_id) as db:
            if not await queries_worker.save(db, self.job_id, self.fence, **values):
                raise LostJob

    async def _write(self, db: AsyncSession, values: dict[str, Any]) -> None:
        """Change the job's row inside a step, whatever role the step runs under."""
        role = self._steps[db].role
        if role is not Role.SYSTEM:
            await _act_as(db, Role.SYSTEM)
        if not await queries_worker.save(db, self.job_id, self.fence, **values):
            raise LostJob
        if role is not Role.SYSTEM:
            await _act_as(db, role)

    def _take_pending(self) -> dict[str, Any]:
        values, self._pending = self._pending, {}
        return values


async def _act_as(db: AsyncSession, role: Role) -> None:
    await db.execute(text(f"SET LOCAL ROLE {role.value}"))
