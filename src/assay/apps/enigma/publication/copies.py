"""Copies of an erased applicant's texts outside the tables: batch files, the archive, remembered answers.

A batch file is written anew without the lines of erased applicants; its row keeps the SHA-256 under which
the log knows it, and the log is told the new one. Lines that name no request cannot be told apart and go too.
The archive is written again from the tables, where the texts are gone already.
"""

import re
from collections.abc import AsyncIterator
from uuid import UUID

from assay.apps.enigma.batches import dialect
from assay.apps.enigma.batches import queries as batches
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.events import Event
from assay.apps.enigma.models.batches import BatchFile
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import Action
from assay.apps.enigma.publication import archive, queries
from assay.kernel import audit, files, llm
from assay.kernel.access.actor import org_of
from assay.kernel.jobs import HandedBack, JobContext

_CUSTOM_ID = re.compile(rb'"custom_id"\s*:\s*"([A-Za-z0-9_-]{1,64})"')


async def erase(ctx: JobContext, cycle_id: UUID) -> int:
    """Take erased applicants out of every copy of a cycle's texts; returns how many files were rewritten.

    One job serves everybody erased before it ends. Done again it finds nothing to do. While the archive of
    the cycle is being written it gives its place back.
    """
    org_id = org_of(ctx.actor)
    rewritten, erased = 0, -1
    while True:
        async with ctx.transaction() as db:
            # Waits for erasures under way; those that come later wait for this step, and find the job ended.
            await cycles.cycle(db, org_id, cycle_id, lock=True)
            before, erased = erased, await queries.count_erased(db, org_id, cycle_id)
            if erased == before:
                await ctx.end(db)
                return rewritten
        rewritten += await _erase_round(ctx, org_id, cycle_id)


async def _erase_round(ctx: JobContext, org_id: UUID, cycle_id: UUID) -> int:
    """Every file and answer of the cycle once, for everybody erased by now."""
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
        closing = (await cycles.steps(db, org_id, cycle_id)).get(Action.COMPLETE)
        runs = await batches.runs(db, org_id, cycle_id)
        await llm.forget_runs(db, org_id, [run.batch_run_id for run in runs])
    if closing is not None and closing.finished_at is None:
        raise HandedBack
    rewritten = 0
    for run in runs:
        async with ctx.transaction() as db:
            erased = await queries.erased_requests(db, org_id, run.batch_run_id)
            kept = await batches.files(db, org_id, run.batch_run_id)
        for file in kept:
            if await _names_any(file, erased):
                await _rewrite(ctx, file, erased)
                rewritten += 1
    if closing is not None:
        await _archive_again(ctx, cycle)
    return rewritten


async def _names_any(file: BatchFile, erased: frozenset[str]) -> bool:
    async for _number, line in dialect.read_lines(files.get_store().open(file.key), max_line=_LONGEST):
        if line is not None and _id_of(line) in erased:
            return True
    return False


async def _rewrite(ctx: JobContext, file: BatchFile, erased: frozenset[str]) -> None:
    """Keep the other lines as they are, under a new key; the old file is given up."""
    store = files.get_store()
    saved = await files.save(
        ctx.database,
        store,
        ctx.actor,
        name=file.name,
        stream=_without(file, erased),
        max_bytes=file.size + 1,
    )
    async with ctx.transaction() as db:
        held = await batches.file(db, file.org_id, file.batch_run_id, file.direction, file.sha256)
        assert held is not None
        await files.discard(db, file.org_id, UUID(held.key.rsplit("/", 1)[-1]))
        held.key, held.size = saved.key, saved.size
        await audit.record(
            db,
            ctx.actor,
            Event.COPIES_ERASED,
            entity="batch_run",
            entity_id=file.batch_run_id,
            details={"sha256": file.sha256, "rewritten": saved.sha256},
        )
    # The row no longer leads there; the sweep would delete it too, later.
    await store.delete(file.key)


async def _without(file: BatchFile, erased: frozenset[str]) -> AsyncIterator[bytes]:
    async for _number, line in dialect.read_lines(files.get_store().open(file.key), max_line=_LONGEST):
        if line is not None and (name := _id_of(line)) and name not in erased:
            yield line + b"\n"


_LONGEST = 16 << 20
"""Bytes of a line that is looked into; a longer one is nobody's answer and goes."""


def _id_of(line: bytes) -> str:
    """The custom_id a line names, whole or cut off; empty when it names none, or more than one."""
    found = {name.decode() for name in _CUSTOM_ID.findall(line)}
    return found.pop() if len(found) == 1 else ""


async def _archive_again(ctx: JobContext, cycle: AdmissionCycle) -> None:
    step = await archive.write(ctx, cycle.org_id, cycle.cycle_id, archive.facts_of(cycle))
    async with ctx.transaction() as db:
        await audit.record(
            db,
            ctx.actor,
            Event.COPIES_ERASED,
            entity="cycle",
            entity_id=cycle.cycle_id,
            details={"manifest_sha256": step["manifest_sha256"], "prefix": step["prefix"]},
        )
