"""Running one job: claim it, call its handler, write down what became of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from structlog.typing import FilteringBoundLogger

from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import metrics, queries_worker, rules
from assay.kernel.jobs.context import JobContext
from assay.kernel.jobs.errors import HandedBack, LostJob, TimedOut, WorkerLost
from assay.kernel.jobs.queries_worker import Claimed
from assay.kernel.jobs.specs import Handler, JobSpec


class Outcome(StrEnum):
    DONE = "done"
    RETRY = "retry"
    FAILED = "failed"
    HANDED_BACK = "handed_back"
    LOST = "lost"
    """Another worker owns the job, or someone cancelled it: nothing was written."""
    STALE = "stale"
    """An old delivery of a job that has moved on: nothing was run."""
    BUSY = "busy"
    """Delivered anew while a step of the earlier run is still open: nothing was run, try later."""


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    error: BaseException | None = None


@dataclass(slots=True)
class Runner:
    """Runs jobs for one worker. `owned` holds the fence and task of each run in progress."""

    database: Database
    handlers: Mapping[str, Handler[Any]]
    worker_id: UUID
    stopping: asyncio.Event
    owned: dict[UUID, tuple[int, "asyncio.Task[Any]"]] = field(default_factory=dict)
    log: FilteringBoundLogger = field(default_factory=lambda: structlog.get_logger("assay.jobs"))

    async def run(self, job_id: UUID, handover: int) -> Result:
        """Run the job that came by delivery `handover`. Raises when the database fails or on cancellation.

        When the finish cannot be written, the job stays `running` without a sign of life and the reaper
        hands it over again.
        """
        async with self.database.transaction(role=Role.SYSTEM) as db:
            claimed = await queries_worker.claim(db, job_id, handover, self.worker_id)
            if claimed is None:
                valid = await queries_worker.is_claimable(db, job_id, handover)
                return Result(Outcome.BUSY if valid else Outcome.STALE)
        task = asyncio.current_task()
        assert task is not None
        self.owned[claimed.id] = (claimed.fence, task)
        metrics.RUNNING.inc()
        metrics.WAIT.observe(max(claimed.waited, 0))
        log = self.log.bind(
            job=claimed.name, job_id=str(claimed.id), attempt=claimed.attempt, request_id=claimed.request_id
        )
        started = asyncio.get_running_loop().time()
        try:
            with structlog.contextvars.bound_contextvars(
                job_id=str(claimed.id), request_id=claimed.request_id
            ):
                result = await self._run_claimed(claimed, log)
        finally:
            if self.owned.get(claimed.id) == (claimed.fence, task):
                del self.owned[claimed.id]
            metrics.RUNNING.dec()
        seconds = asyncio.get_running_loop().time() - started
        metrics.SECONDS.labels(claimed.name).observe(seconds)
        metrics.FINISHED.labels(claimed.name, result.outcome.value).inc()
        level = log.warning if result.error else log.info
        level("job_ended", outcome=result.outcome.value, seconds=round(seconds, 3), **_brief(result.error))
        return result

    async def _run_claimed(self, claimed: Claimed, log: FilteringBoundLogger) -> Result:
        spec = self.handlers[claimed.name].spec
        ctx = JobContext(self.database, claimed, log, self.stopping)
        if claimed.attempt > claimed.max_attempts:
            return await self._fail(ctx, claimed, WorkerLost("Every worker that took this job died."))
        try:
            args = spec.args.model_validate(claimed.args)
            async with asyncio.timeout(spec.timeout.total_seconds()) as limit:
                await self.handlers[claimed.name].run(ctx, args)
        except LostJob:
            return Result(Outcome.LOST)
        except HandedBack:
            return await self._hand_back(ctx)
        except asyncio.CancelledError:
            await asyncio.shield(self._hand_back(ctx))
            raise
        except TimeoutError as error:
            overdue = TimedOut(f"Not finished within {int(spec.timeout.total_seconds())} seconds.")
            return await self._settle(ctx, claimed, spec, overdue if limit.expired() else error)
        except Exception as error:
            log.debug("job_error", exc_info=error)
            return await self._settle(ctx, claimed, spec, error)
        if ctx.ended:
            return Result(Outcome.DONE)
        async with self.database.transaction(role=Role.SYSTEM) as db:
            owned = await queries_worker.finish(db, ctx.job_id, ctx.fence)
        return Result(Outcome.DONE if owned else Outcome.LOST)

    async def _settle(
        self, ctx: JobContext, claimed: Claimed, spec: JobSpec[Any], error: BaseException
    ) -> Result:
        """Another attempt after a wait, or the dead letter."""
        if rules.is_permanent(error) or ctx.attempt >= claimed.max_attempts:
            return await self._fail(ctx, claimed, error)
        delay = rules.wait_before_retry(spec.backoff, ctx.attempt, error)
        async with self.database.transaction(role=Role.SYSTEM) as db:
            owned = await queries_worker.wait(db, ctx.job_id, ctx.fence, rules.describe(error), delay)
        return Result(Outcome.RETRY if owned else Outcome.LOST, error)

    async def _fail(self, ctx: JobContext, claimed: Claimed, error: BaseException) -> Result:
        """The dead letter, and with it what the handler has to tell; both stand or fall together.

        Where the handler cannot tell it, the dead letter is written alone: a job that ends nowhere would be
        taken up for ever.
        """
        handler, described = self.handlers[claimed.name], rules.describe(error)
        if handler.given_up is not None:
            try:
                args = handler.spec.args.model_validate(claimed.args)
                async with ctx.transaction() as db:
                    await handler.given_up(ctx, db, args, error)
                    await ctx.give_up(db, described)
                return Result(Outcome.FAILED, error)
            except LostJob:
                return Result(Outcome.LOST, error)
            except Exception as second:
                ctx.log.warning("job_end_untold", exc_info=second)
        async with self.database.transaction(role=Role.SYSTEM) as db:
            owned = await queries_worker.give_up(db, ctx.job_id, ctx.fence, described)
        return Result(Outcome.FAILED if owned else Outcome.LOST, error)

    async def _hand_back(self, ctx: JobContext) -> Result:
        async with self.database.transaction(role=Role.SYSTEM) as db:
            owned = await queries_worker.hand_back(db, ctx.job_id, ctx.fence)
        return Result(Outcome.HANDED_BACK if owned else Outcome.LOST)


def _brief(error: BaseException | None) -> dict[str, str]:
    if error is None:
        return {}
    told = rules.describe(error)
    return {"error": told["type"], "message": told["message"]}
