"""Scrubbing a cycle in chunks: a part of batch preparation, resumable after any crash."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.policy import Policy
from assay.apps.enigma.scrubbing import queries, rules, service
from assay.apps.enigma.scrubbing.engine import Options
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.rules import Clean, Texts
from assay.kernel import bulk
from assay.kernel.db.session import Role
from assay.kernel.errors import Forbidden
from assay.kernel.jobs import Handler, JobContext
from assay.kernel.settings import get_settings

#: Applications read, scrubbed and written together.
CHUNK = 50
#: Up to so many are scrubbed before other processes have loaded their word lists.
FEW = 500

#: Scrubbing is the first part of the step that prepares a batch, which calls `scrub_cycle`.
HANDLERS: Sequence[Handler[Any]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the scrubbing of a cycle stands once the job has done its part."""

    applications: int
    scrubbed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Work:
    """A chunk as a process gets it: texts, what is known about their authors, and the cycle's options."""

    items: list[tuple[Texts, Known]]
    options: Options


async def scrub_cycle(ctx: JobContext, cycle_id: UUID) -> Outcome:
    """Scrub every application of the cycle that has no scrubbed text yet; `waiting` ones need a reviewer.

    Identities are read under the vault role in one step, scrubbed outside any transaction on the engine of
    `ASSAY_BULK_ENGINE`, and the clean texts written in another. Cut off anywhere, the same call goes on with
    what is missing; run again on a finished cycle it changes nothing.
    """
    if ctx.org_id is None:
        raise Forbidden("Scrubbing belongs to an organisation.")
    org_id, settings = ctx.org_id, get_settings()
    async with ctx.transaction() as db:
        policy = Policy.model_validate((await cycles.cycle(db, org_id, cycle_id)).policy).scrubbing
        total, done, _waiting = await queries.progress(db, org_id, cycle_id)
    options = rules.options_of(policy)
    under_way: dict[UUID, list[service.Written]] = {}

    async def chunks() -> AsyncIterator[bulk.Chunk[UUID, Work]]:
        last: UUID | None = None
        while True:
            async with ctx.transaction(role=Role.VAULT) as vault:
                written = await service.next_written(vault, org_id, cycle_id, CHUNK, last)
            if not written:
                return
            last = written[-1].application.application_id
            under_way[last] = written
            yield last, Work([(one.texts, one.known) for one in written], options)

    engine = settings.bulk_engine if total - done > FEW else "inprocess"
    async with aclosing(
        bulk.map_chunks(_clean_all, chunks(), engine=engine, workers=settings.bulk_workers)
    ) as scrubbed:
        async for chunk_id, cleaned in scrubbed:
            written = under_way.pop(chunk_id)
            async with ctx.transaction() as db:
                await service.store(db, written, cleaned, policy)
                done += len(written)
                await ctx.progress(done, total, "Scrubbing texts")
    async with ctx.transaction() as db:
        return Outcome(*await queries.progress(db, org_id, cycle_id))


def _clean_all(work: Work) -> list[Clean]:
    return [rules.clean(texts, about, work.options) for texts, about in work.items]
