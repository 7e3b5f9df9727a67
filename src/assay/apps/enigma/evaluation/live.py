"""Answers that Assay gets itself: from the baseline, from chat completions, or through a Batch API."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from assay.apps.enigma.batches import export, queries, results, runs
from assay.apps.enigma.batches import queries_results as landing
from assay.apps.enigma.batches import service as batches
from assay.apps.enigma.batches.queries import Pending
from assay.apps.enigma.batches.queries_results import LineError
from assay.apps.enigma.batches.results import Batch
from assay.apps.enigma.batches.runs import Plan
from assay.apps.enigma.models.batches import BatchFile, FileDirection, RunKind, RunStatus
from assay.apps.enigma.scoring import baseline
from assay.apps.enigma.scoring.rubric import Rubric
from assay.apps.enigma.scoring.rules import AnswerFailed, Failure
from assay.kernel import bulk, files, llm
from assay.kernel.jobs import HandedBack, JobContext
from assay.kernel.settings import get_settings

CHUNK = {llm.BASELINE: 500}
FEW = 10_000
"""Up to so many baseline answers are there before other processes have started."""
ASKED_TOGETHER = 64
"""Requests of a step that go to a model; the gateway bounds how many are under way."""
POLL_SECONDS = 20.0
POLLS = 30
"""Polls before the job gives its place back and is queued again."""
_FAILURES: tuple[tuple[type[llm.LlmError], Failure], ...] = (
    (llm.Refusal, Failure.REFUSAL),
    (llm.CutOff, Failure.CUT_OFF),
    (llm.ContentFilter, Failure.CONTENT_FILTER),
    (llm.ParseFailure, Failure.PARSE_FAILURE),
    (llm.Rejected, Failure.SERVICE_ERROR),
)


async def gather(ctx: JobContext, plan: Plan) -> bool:
    """Get every missing answer, in up to `runs.MAX_ATTEMPTS` attempts; True when no more are to come.

    False: the run's answers come from outside, and the files to run are ready. Raises CostCapReached,
    RateLimited or Unavailable with everything landed so far kept; the next run goes on from there.
    """
    run = plan.run
    outside = run.engine == runs.FILES
    while True:
        async with ctx.transaction() as db:
            attempt = await landing.last_attempt(db, run)
            counts = await landing.recount(db, run)
            # Outside, whatever came back was read before this was called: what is missing is asked anew.
            asked = outside or (ctx.cursor or {}).get("asked", 0) == attempt
            if attempt > 0 and (not counts.missing or (asked and attempt >= runs.MAX_ATTEMPTS)):
                return True
            if attempt == 0 or asked:
                attempt += 1
                if not await queries.lay_requests(db, run, plan.key, attempt, plan.share):
                    return True
                await landing.recount(db, run)
        if outside:
            await export.write_files(ctx, plan, attempt)
            return False
        await _set_status(ctx, plan, RunStatus.RUNNING)
        if run.engine == "batch":
            await _drive(ctx, plan, attempt)
        elif run.engine == llm.BASELINE:
            await _work_out(ctx, plan, attempt)
        else:
            await _ask(ctx, plan, attempt)
        async with ctx.transaction() as db:
            await ctx.save_cursor(db, {**(ctx.cursor or {}), "asked": attempt, "live": None})


async def _ask(ctx: JobContext, plan: Plan, attempt: int) -> None:
    """Ask a model for the answers of `attempt`, a chunk a step, from where the cursor stands."""
    run = plan.run
    state = (ctx.cursor or {}).get("live") or {"after": None, "number": 0}
    async with ctx.transaction() as db:
        counts = await landing.recount(db, run)
    while True:
        after = (UUID(state["after"][0]), int(state["after"][1])) if state["after"] else None
        async with ctx.transaction() as db:
            chunk = await queries.unanswered(db, run, attempt=attempt, after=after, limit=ASKED_TOGETHER)
        if not chunk:
            return
        todo = [request for request in chunk if not request.answered]
        batch, cost, stop = await _by_model(ctx, plan, todo, state["number"])
        async with ctx.transaction() as db:
            landed = len(batch.answers) - len(await landing.land(db, run, batch.answers))
            await landing.note_errors(db, run, f"live-{ctx.job_id}-{attempt}", batch.errors)
            await landing.add_progress(db, run, landed=landed, cost=cost)
            counts = landing.Counts(counts.total, counts.processed + landed, counts.failed)
            if stop is None:
                last = chunk[-1]
                place = [str(last.application_id), last.replicate]
                state = {"after": place, "number": state["number"] + len(todo)}
                cursor = {**(ctx.cursor or {}), "live": state}
                await ctx.save_cursor(db, cursor, done=counts.processed, total=counts.total, note="answers")
        if stop is not None:
            await _set_status(ctx, plan, RunStatus.PAUSED)
            raise stop


@dataclass(frozen=True, slots=True)
class Work:
    """A chunk of requests as a process gets it."""

    kind: RunKind
    rubric: Rubric
    todo: Sequence[Pending]


async def _work_out(ctx: JobContext, plan: Plan, attempt: int) -> None:
    """The baseline's answers of `attempt`, on every core, landed in order from where the cursor stands."""
    run, settings = plan.run, get_settings()
    state = (ctx.cursor or {}).get("live") or {"after": None, "number": 0}
    async with ctx.transaction() as db:
        counts = await landing.recount(db, run)

    async def chunks() -> AsyncIterator[bulk.Chunk[tuple[UUID, int], Work]]:
        after = (UUID(state["after"][0]), int(state["after"][1])) if state["after"] else None
        while True:
            async with ctx.transaction() as db:
                chunk = await queries.unanswered(
                    db, run, attempt=attempt, after=after, limit=CHUNK[llm.BASELINE]
                )
            if not chunk:
                return
            after = (chunk[-1].application_id, chunk[-1].replicate)
            yield after, Work(run.kind, plan.rubric, [request for request in chunk if not request.answered])

    engine = settings.bulk_engine if counts.missing > FEW else "inprocess"
    async with aclosing(
        bulk.map_in_order(_by_baseline, chunks(), engine=engine, workers=settings.bulk_workers)
    ) as answered:
        async for (application_id, replicate), batch in answered:
            async with ctx.transaction() as db:
                landed = len(batch.answers) - len(await landing.land(db, run, batch.answers))
                await landing.add_progress(db, run, landed=landed)
                counts = landing.Counts(counts.total, counts.processed + landed, counts.failed)
                number = state["number"] + len(batch.answers.applications)
                state = {"after": [str(application_id), replicate], "number": number}
                cursor = {**(ctx.cursor or {}), "live": state}
                await ctx.save_cursor(db, cursor, done=counts.processed, total=counts.total, note="answers")


def _by_baseline(work: Work) -> Batch:
    """Baseline answers, held to the same rules as a model's. A text's replicates share one answer."""
    batch = Batch()
    known: dict[UUID, bytes] = {}
    for request in work.todo:
        content = known.get(request.application_id)
        if content is None:
            content = known[request.application_id] = msgspec.json.encode(_baseline(work, request))
        head, answer = results.accept(work.kind, work.rubric, request.body, content)
        batch.answers.add(request, head, answer, baseline.MODEL, (0, 0))
    return batch


def _baseline(work: Work, request: Pending) -> dict[str, Any]:
    if work.kind is RunKind.WORKER:
        return baseline.score(request.body, work.rubric)
    return baseline.review(request.body, {}, request.concerns, work.rubric)


async def _by_model(
    ctx: JobContext, plan: Plan, todo: Sequence[Pending], number: int
) -> tuple[Batch, float, llm.LlmError | None]:
    """Model answers; the third part is what has to stop the job, once the rest has landed."""
    run = plan.run
    gateway = await llm.gateway_for(ctx.database, get_settings(), org_id=run.org_id, run_id=run.batch_run_id)
    replies = await asyncio.gather(*(_complete(gateway, plan, request) for request in todo))
    batch, cost, stop = Batch(), 0.0, None
    for place, (request, reply) in enumerate(zip(todo, replies, strict=True), number + 1):
        call = reply.call
        cost += float(call.cost) if call else 0.0
        if isinstance(reply, llm.LlmError):
            kind = next((kind for type_, kind in _FAILURES if isinstance(reply, type_)), None)
            if kind is None:
                stop = reply
            else:
                batch.errors.append(LineError(place, request.custom_id, kind, reply.detail[:300]))
            continue
        try:
            head, answer = results.accept(
                run.kind, plan.rubric, request.body, msgspec.json.encode(reply.value)
            )
        except AnswerFailed as failed:
            batch.errors.append(LineError(place, request.custom_id, failed.kind, failed.detail))
            continue
        tokens = (reply.call.input_tokens, reply.call.output_tokens)
        batch.answers.add(request, head, answer, reply.model, tokens)
    return batch, cost, stop


async def _complete(gateway: llm.Gateway, plan: Plan, request: Pending) -> llm.Result | llm.LlmError:
    purpose = "judge" if plan.run.kind is RunKind.JUDGE else "worker"
    body = export.request_body(plan, request)
    try:
        return await gateway.complete(
            llm.Completion.of_body(body, prompt_version=plan.run.prompt_version, purpose=purpose)
        )
    except llm.LlmError as failure:
        return failure


async def _drive(ctx: JobContext, plan: Plan, attempt: int) -> None:
    """Send the files of `attempt` to a Batch API, wait, and take back what it made of them."""
    run = plan.run
    if attempt > 1 or run.kind is RunKind.JUDGE:
        await export.write_files(ctx, plan, attempt)
    async with ctx.transaction() as db:
        sent = [
            file
            for file in await queries.files(db, run.org_id, run.batch_run_id)
            if file.direction is FileDirection.EXPORT and file.attempt == attempt
        ]
    api = llm.batch_api(get_settings())
    try:
        for file in sent:
            await _submit(ctx, plan, api, file)
        for _ in range(POLLS):
            waiting = [file for file in sent if not await _collected(ctx, plan, api, file)]
            if not waiting:
                return
            await asyncio.sleep(POLL_SECONDS)
    finally:
        await api.close()
    async with ctx.transaction() as db:
        await ctx.save_cursor(db, dict(ctx.cursor or {}), note="waiting for the batch service")
    raise HandedBack


async def _submit(ctx: JobContext, plan: Plan, api: llm.BatchApi, file: BatchFile) -> None:
    async with ctx.transaction() as db:
        run = await queries.run(db, plan.run.org_id, plan.run.batch_run_id)
        if file.sha256 in run.remote:
            return
        if float(run.cost) >= get_settings().llm_cost_cap:
            raise llm.CostCapReached
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as copy:
        async for block in files.get_store().open(file.key):
            copy.write(block)
        copy.flush()
        state = await api.submit(Path(copy.name), key=f"{run.batch_run_id}:{file.sha256[:24]}")
    await _remember(ctx, plan, file, {"batch": state.id, "collected": False})


async def _collected(ctx: JobContext, plan: Plan, api: llm.BatchApi, file: BatchFile) -> bool:
    async with ctx.transaction() as db:
        known = (await queries.run(db, plan.run.org_id, plan.run.batch_run_id)).remote[file.sha256]
    if known["collected"]:
        return True
    state = await api.poll(known["batch"])
    if state.phase is llm.BatchPhase.WAITING:
        return False
    for file_id in (state.output_file_id, state.error_file_id):
        if file_id:
            saved = await files.save(
                ctx.database,
                files.get_store(),
                ctx.actor,
                name=f"{file_id}.jsonl",
                stream=api.download(file_id),
                max_bytes=batches.MAX_IMPORT,
            )
            async with ctx.transaction() as db:
                await batches.note_import(db, plan.run, saved)
            await results.take_in(ctx, plan, saved.sha256)
    await _remember(ctx, plan, file, {**known, "collected": True, "status": state.status})
    return True


async def _remember(ctx: JobContext, plan: Plan, file: BatchFile, state: dict[str, Any]) -> None:
    async with ctx.transaction() as db:
        run = await queries.run(db, plan.run.org_id, plan.run.batch_run_id, lock=True)
        run.remote = {**run.remote, file.sha256: state}


async def _set_status(ctx: JobContext, plan: Plan, status: RunStatus) -> None:
    async with ctx.transaction() as db:
        run = await queries.run(db, plan.run.org_id, plan.run.batch_run_id, lock=True)
        run.status = status
