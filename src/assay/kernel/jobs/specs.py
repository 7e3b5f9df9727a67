"""How background work is declared: a `JobSpec` names it, a handler does it, a `Periodic` repeats it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from assay.kernel.jobs.context import JobContext


class NoArgs(BaseModel):
    """The arguments of a job that needs none."""


A = TypeVar("A", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class JobSpec(Generic[A]):
    """What a job is called and may take. `name` is stable: rows written by an older release carry it.

    `max_attempts` counts tries without progress: a saved cursor starts the count anew. `timeout` ends a
    try that takes longer. `concurrency` bounds this job over all workers together (0: unbounded); every
    worker must declare the same. A higher `priority` goes first. `backoff` is the first wait; each
    further one is twice as long, up to ten minutes.
    """

    name: str
    args: type[A]
    max_attempts: int = 5
    timeout: timedelta = timedelta(hours=1)
    concurrency: int = 0
    priority: int = 0
    backoff: timedelta = timedelta(seconds=1)


Run = Callable[["JobContext", A], Awaitable[None]]
GivenUp = Callable[["JobContext", "AsyncSession", A, BaseException], Awaitable[None]]
"""Tells what the job was for that nobody will try again, in the transaction that makes it a dead letter."""


@dataclass(frozen=True, slots=True)
class Handler(Generic[A]):
    """A spec and the coroutine function that does it; call it to run the function itself.

    `given_up`, where there is one, runs when the job has failed for good, whatever the reason: an error that
    trying again cannot mend, the last attempt, the time limit, or workers that died with it one after
    another.
    """

    spec: JobSpec[A]
    run: Run[A]
    given_up: GivenUp[A] | None = None

    async def __call__(self, ctx: "JobContext", args: A) -> None:
        await self.run(ctx, args)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Defers `spec` (which takes no arguments) by `cron`: five fields in UTC, or six with seconds last.

    One of all workers fires it, and a firing is skipped while the one before is still at work.
    """

    cron: str
    spec: JobSpec[NoArgs]


_registry: dict[str, Handler[Any]] = {}


def handler(spec: JobSpec[A], *, given_up: GivenUp[A] | None = None) -> Callable[[Run[A]], Handler[A]]:
    """Decorator: make the function below the handler of `spec`."""

    def register(run: Run[A]) -> Handler[A]:
        made = Handler(spec, run, given_up)
        _registry[spec.name] = made
        return made

    return register


def registered() -> list[Handler[Any]]:
    """Every handler imported so far; what tests and demos run."""
    return list(_registry.values())


def periodic(cron: str, spec: JobSpec[NoArgs]) -> Periodic:
    """A schedule; a worker does not start on a malformed `cron`."""
    return Periodic(cron, spec)


def by_name(handlers: Iterable[Handler[Any]]) -> dict[str, Handler[Any]]:
    """`handlers` by the name of their job. Raises ValueError when two claim the same."""
    found: dict[str, Handler[Any]] = {}
    for one in handlers:
        if one.spec.name in found and found[one.spec.name] is not one:
            raise ValueError(f"Two handlers claim the job '{one.spec.name}'.")
        found[one.spec.name] = one
    return found
