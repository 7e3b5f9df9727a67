"""Scrubbing a cycle in chunks: a part of batch preparation, resumable after any crash."""

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.policy import Policy
from assay.apps.enigma.scrubbing import queries, rules, service
from assay.apps.enigma.scrubbing.engine import Options
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.rules import Clean, Texts
from assay.kernel.db.session import Role
from assay.kernel.errors import Forbidden
from assay.kernel.jobs import Handler, JobContext
from assay.kernel.settings import get_settings

#: Applications read, scrubbed and written together; texts that go to a process together.
CHUNK = 500
_SHARE = 50

#: Scrubbing is the first part of the step that prepares a batch, which calls `scrub_cycle`.
HANDLERS: Sequence[Handler[Any]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the scrubbing of a cycle stands once the job has done its part."""

    applications: int
    scrubbed: int
    waiting: int


async def scrub_cycle(ctx: JobContext, cycle_id: UUID) -> Outcome:
    """Scrub every application of the cycle that has no scrubbed text yet; `waiting` ones need a reviewer.

    Identities are read under the vault role in one step, scrubbed outside any transaction, and the clean
    texts written in the next. Cut off anywhere, the same call goes on with what is missing; run again on a
    finished cycle it changes nothing.
    """
    if ctx.org_id is None:
        raise Forbidden("Scrubbing belongs to an organisation.")
    org_id = ctx.org_id
    async with ctx.transaction() as db:
        policy = Policy.model_validate((await cycles.cycle(db, org_id, cycle_id)).policy).scrubbing
        total, done, _waiting = await queries.progress(db, org_id, cycle_id)
    options = rules.options_of(policy)
    with ExitStack() as stack:
        scrub = _scrubber(options, stack, few=total - done <= CHUNK)
        while True:
            async with ctx.transaction(role=Role.VAULT) as vault:
                written = await service.next_written(vault, org_id, cycle_id, CHUNK)
            if not written:
                break
            cleaned = await scrub([(one.texts, one.known) for one in written])
            async with ctx.transaction() as db:
                await service.store(db, written, cleaned, policy)
                done += len(written)
                await ctx.progress(done, total, "Scrubbing texts")
    async with ctx.transaction() as db:
        return Outcome(*await queries.progress(db, org_id, cycle_id))


_Items = list[tuple[Texts, Known]]


def _scrubber(options: Options, stack: ExitStack, *, few: bool) -> Callable[[_Items], Any]:
    """A coroutine function that scrubs a chunk: in a thread, or on every core when there is much to do."""
    if few or get_settings().bulk_engine == "inprocess":
        return lambda items: asyncio.to_thread(_clean_all, items, options)
    # Fresh interpreters: forking a process that runs an event loop and threads is unsafe.
    pool = stack.enter_context(ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")))
    loop = asyncio.get_running_loop()

    async def spread(items: _Items) -> list[Clean]:
        shares = [items[at : at + _SHARE] for at in range(0, len(items), _SHARE)]
        parts = await asyncio.gather(
            *(loop.run_in_executor(pool, _clean_all, share, options) for share in shares)
        )
        return [clean for part in parts for clean in part]

    return spread


def _clean_all(items: _Items, options: Options) -> list[Clean]:
    return [rules.clean(texts, about, options) for texts, about in items]
