"""Request files: streamed from the database, cut at the limits, archived under their SHA-256.

One file is one step. The database sends only `custom_id` and text; what all requests share is put around
them here, so that a file costs little more than copying its texts.
"""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from assay.apps.enigma.batches import queries, writer
from assay.apps.enigma.batches.runs import Plan
from assay.apps.enigma.events import Event
from assay.apps.enigma.models.batches import FileDirection, RunKind
from assay.apps.enigma.scoring import prompts
from assay.kernel import audit, clock, files
from assay.kernel.jobs import JobContext

READ = 1 << 20
ROOM = 1.02
"""How many more rows are asked for than the last file's would fill this one with."""


@dataclass(slots=True)
class _Spool:
    """Rows in, one batch file out: what does not fit any more is left for the next."""

    frame: writer.Frame
    file: IO[bytes]
    max_requests: int
    max_bytes: int
    requests: int = 0
    size: int = 0
    full: bool = False
    first: bytes = b""
    last: bytes = b""
    _rest: bytes = b""

    async def take(self, data: bytes) -> None:
        if self.full:
            return
        data = self._rest + data
        cut = data.rfind(queries.ROW_END) + 1
        rows, self._rest = data[:cut], data[cut:]
        if not rows:
            return
        block = self._lines(rows)
        if self.size + len(block) > self.max_bytes or self.requests + rows.count(b"\n") > self.max_requests:
            block, self.full = self._fitting(block), True
        if block:
            self.first = self.first or block[: block.index(b"\n")]
            self.last = block[block.rfind(b"\n", 0, -1) + 1 : -1]
            self.requests += block.count(b"\n")
            self.size += len(block)
            self.file.write(block)

    def _lines(self, rows: bytes) -> bytes:
        frame = self.frame
        inner = rows.replace(queries.COLUMN_END, frame.middle)
        return frame.head + inner[:-1].replace(b"\n", frame.tail + b"\n" + frame.head) + frame.tail + b"\n"

    def _fitting(self, block: bytes) -> bytes:
        splitter = writer.Splitter(self.max_requests, self.max_bytes)
        splitter.requests, splitter.bytes = self.requests, self.size
        pieces = splitter.feed(block)
        return pieces[0][0] if pieces and (not pieces[0][1] or self.requests == 0) else b""


async def write_files(
    ctx: JobContext,
    plan: Plan,
    attempt: int,
    *,
    max_requests: int = writer.MAX_REQUESTS,
    max_bytes: int = writer.MAX_BYTES,
) -> int:
    """Write the files of `attempt`, from where the job's cursor stands; returns how many requests they hold.

    The cursor's member `export` is `{replicate, after, number, written, limit}`.
    """
    state = dict((ctx.cursor or {}).get("export") or {})
    if state.get("attempt") != attempt:
        state = {"attempt": attempt, "replicate": 1, "after": None, "number": 1, "written": 0}
    async with ctx.transaction() as db:
        total = await queries.count_requests(db, plan.run, attempt)
    while state["replicate"] <= plan.run.replicates:
        made = await _write_file(ctx, plan, state, max_requests, max_bytes)
        if made:
            state["number"] += 1
            state["written"] += made.requests
            state["after"] = str(made.last_application)
            state["limit"] = min(max_requests, int(ROOM * max_bytes / (made.size / made.requests)) + 1)
        if not made or not made.more:
            state["replicate"], state["after"] = state["replicate"] + 1, None
        async with ctx.transaction() as db:
            if made:
                await queries.add_file(db, made.values)
                await audit.record(
                    db,
                    ctx.actor,
                    Event.BATCH_EXPORTED,
                    entity="batch_run",
                    entity_id=plan.run.batch_run_id,
                    details={"sha256": made.values["sha256"], "requests": made.requests, "attempt": attempt},
                )
            cursor = {**(ctx.cursor or {}), "export": state}
            await ctx.save_cursor(db, cursor, done=state["written"], total=total, note="files")
    return int(state["written"])


@dataclass(frozen=True, slots=True)
class _Made:
    values: dict[str, object]
    requests: int
    size: int
    last_application: UUID
    more: bool


async def _write_file(
    ctx: JobContext, plan: Plan, state: dict[str, int | str | None], max_requests: int, max_bytes: int
) -> _Made | None:
    run = plan.run
    replicate, after = int(state["replicate"] or 1), state["after"]
    limit = int(state.get("limit") or max_requests)
    with tempfile.TemporaryFile() as spooled:
        spool = _Spool(frame_of(plan, replicate), spooled, max_requests, max_bytes)
        async with ctx.transaction() as db:
            await queries.copy_requests(
                db,
                run,
                attempt=int(state["attempt"] or 1),
                replicate=replicate,
                after=UUID(str(after)) if after else None,
                limit=limit,
                output=spool.take,
            )
            if not spool.requests:
                return None
            writer.check_request_line(spool.first, run.model)
            last = await queries.application_of(db, run, writer.check_request_line(spool.last, run.model))
        spooled.seek(0)
        name = f"{run.kind.value}-{state['attempt']}-{int(state['number'] or 1):04d}.jsonl"
        saved = await files.save(
            ctx.database,
            files.get_store(),
            ctx.actor,
            name=name,
            stream=_blocks(spooled),
            max_bytes=max_bytes,
        )
    values = {
        "org_id": run.org_id,
        "batch_run_id": run.batch_run_id,
        "direction": FileDirection.EXPORT,
        "sha256": saved.sha256,
        "name": name,
        "key": saved.key,
        "size": saved.size,
        "attempt": state["attempt"],
        "lines": spool.requests,
        "finished_at": clock.now(),
        "job_id": ctx.job_id,
    }
    return _Made(values, spool.requests, spool.size, last, spool.full or spool.requests >= limit)


def frame_of(plan: Plan, replicate: int) -> writer.Frame:
    """What every request of a replicate shares."""
    return writer.Frame.of(_body(plan, "", "", "", replicate, framed=True))


def request_line(plan: Plan, pending: queries.Pending) -> bytes:
    """One line by the plain writer; the database's stream makes the same."""
    fence = pending.custom_id[: prompts.FENCE_LENGTH]
    body = _body(plan, pending.body, fence, pending.review, pending.replicate)
    return writer.request_line(pending.custom_id, body)


def request_body(plan: Plan, pending: queries.Pending) -> dict[str, object]:
    """The chat completion that asks for one answer."""
    fence = pending.custom_id[: prompts.FENCE_LENGTH]
    return _body(plan, pending.body, fence, pending.review, pending.replicate)


def _body(
    plan: Plan, body: str, fence: str, review: str, replicate: int, *, framed: bool = False
) -> dict[str, object]:
    kind = plan.run.kind
    said = prompts.messages(kind, plan.rubric, body, fence, review)
    if framed and kind is RunKind.JUDGE:
        said = said[:2]  # the database goes on with the third
    return prompts.request_body(kind, plan.rubric, plan.run.model, said, replicate=replicate)


async def _blocks(file: IO[bytes]) -> AsyncIterator[bytes]:
    while block := file.read(READ):
        yield block
