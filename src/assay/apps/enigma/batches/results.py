"""Answers taken in: from result files line by line, and the same checks for answers asked for live."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.batches import dialect, queries
from assay.apps.enigma.batches import queries_results as results
from assay.apps.enigma.batches.queries import Pending
from assay.apps.enigma.batches.queries_results import Answers, LineError
from assay.apps.enigma.batches.runs import FILES, Plan
from assay.apps.enigma.models.batches import BatchFile, FileDirection, RunKind
from assay.apps.enigma.scoring import rules
from assay.apps.enigma.scoring.rubric import Rubric
from assay.apps.enigma.scoring.rules import AnswerFailed, Failure
from assay.kernel import clock, files
from assay.kernel.bulk import read_ahead
from assay.kernel.jobs import JobContext
from assay.kernel.settings import get_settings

CHUNK = 2_000
"""Lines a step reads."""

_Lines = list[tuple[int, bytes | None]]
_Replies = list[tuple[int, dialect.Reply]]


@dataclass(slots=True)
class Batch:
    """One chunk of replies, judged: what may land, and what did not count. `repeated` was there before."""

    answers: Answers = field(default_factory=Answers)
    errors: list[LineError] = field(default_factory=list)
    repeated: int = 0


def accept(kind: RunKind, rubric: Rubric, body: str, content: str | bytes) -> tuple[str, str]:
    """Head and JSON of the answer in `content`, held to schema and text `body`. Raises AnswerFailed."""
    text = content if isinstance(content, str) else content.decode()
    if "\\u0000" in text:
        raise AnswerFailed(Failure.PARSE_FAILURE, "a character no database takes")
    if kind is RunKind.WORKER:
        answer = rules.read_worker(content, rubric, body)
        return ",".join(map(str, answer.scores(rubric))), text
    verdict = rules.read_judge(content, rubric, body)
    return verdict.verdict.value, text


def judge_replies(
    plan: Plan,
    replies: Sequence[tuple[int, dialect.Reply]],
    requests: dict[str, Pending],
) -> Batch:
    """Sort a chunk of numbered replies by what they are worth. Pure; the first valid answer wins."""
    batch = Batch()
    taken: set[str] = set()
    for number, reply in replies:
        request = requests.get(reply.custom_id)
        if reply.failure is None and request is None:
            batch.errors.append(LineError(number, "", Failure.UNKNOWN_ID, "not of this run"))
        elif request is None:
            kind = Failure.UNKNOWN_ID if reply.custom_id else reply.failure or Failure.MALFORMED_LINE
            batch.errors.append(LineError(number, "", kind, reply.detail))
        elif request.answered or reply.custom_id in taken:
            batch.repeated += 1
        elif reply.failure is not None:
            batch.errors.append(LineError(number, reply.custom_id, reply.failure, reply.detail))
        else:
            try:
                head, answer = accept(plan.run.kind, plan.rubric, request.body, reply.content)
            except AnswerFailed as failed:
                batch.errors.append(LineError(number, reply.custom_id, failed.kind, failed.detail))
                continue
            taken.add(reply.custom_id)
            tokens = (reply.tokens_in, reply.tokens_out)
            batch.answers.add(request, head, answer, reply.model or plan.run.model, tokens)
    return batch


async def take_in(ctx: JobContext, plan: Plan, sha256: str) -> BatchFile:
    """Read an archived result file from where its cursor stands, a chunk a step, to its end."""
    run = plan.run
    async with ctx.transaction() as db:
        file = await _file(db, plan, sha256)
    if file.finished_at is not None:
        return file
    if file.lines == 0 and run.engine not in {FILES, "batch"}:
        async with ctx.transaction() as db:
            # Answers from outside: no engine of ours will fill what is missing behind their back.
            (await queries.run(db, run.org_id, run.batch_run_id, lock=True)).engine = FILES
    lines = dialect.read_lines(files.get_store().open(file.key), skip=file.lines)
    # While one chunk lands in the database, the next is judged and the one after it looked up.
    async with (
        aclosing(read_ahead(_looked_up(ctx, plan, _chunks(lines, CHUNK)))) as looked_up,
        aclosing(read_ahead(_judged(plan, looked_up))) as judged,
    ):
        async for last_line, batch in judged:
            async with ctx.transaction() as db:
                file = await _file(db, plan, sha256)
                landed = await results.land(db, run, batch.answers)
                await results.note_errors(db, run, sha256, batch.errors)
                paid = _paid(batch.answers) if run.engine == "batch" else 0.0
                await results.add_progress(db, run, landed=landed, cost=paid)
                file.landed += landed
                file.repeated += batch.repeated + len(batch.answers.applications) - landed
                file.refused += len(batch.errors)
                file.lines = last_line
                await db.flush()
                cursor = {**(ctx.cursor or {}), "import": sha256}
                await ctx.save_cursor(db, cursor, done=file.lines, note=file.name)
    async with ctx.transaction() as db:
        file = await _file(db, plan, sha256)
        file.finished_at = clock.now()
        await results.recount(db, run)
    return file


async def _looked_up(
    ctx: JobContext, plan: Plan, chunks: AsyncIterator[_Lines]
) -> AsyncIterator[tuple[int, _Replies, dict[str, Pending]]]:
    """The number of each chunk's last line, its replies, and the requests they answer."""
    async for chunk in chunks:
        replies = await asyncio.to_thread(_replies, chunk)
        async with ctx.transaction() as db:
            known = await queries.requests_by_id(
                db, plan.run, [r.custom_id for _, r in replies if r.custom_id]
            )
        yield chunk[-1][0], replies, known


async def _judged(
    plan: Plan, chunks: AsyncIterator[tuple[int, _Replies, dict[str, Pending]]]
) -> AsyncIterator[tuple[int, Batch]]:
    """The number of each chunk's last line, and what its replies are worth."""
    async for last_line, replies, known in chunks:
        yield last_line, await asyncio.to_thread(judge_replies, plan, replies, known)


async def _file(db: AsyncSession, plan: Plan, sha256: str) -> BatchFile:
    run = plan.run
    found = await queries.file(db, run.org_id, run.batch_run_id, FileDirection.IMPORT, sha256)
    assert found is not None
    return found


def _paid(answers: Answers) -> float:
    """US dollars at the settings' prices; what a service takes off for batches is not known here."""
    settings = get_settings()
    prices = (settings.llm_input_price, settings.llm_output_price)
    return (sum(answers.tokens_in) * prices[0] + sum(answers.tokens_out) * prices[1]) / 1e6


def _replies(chunk: _Lines) -> _Replies:
    return [(number, _reply(line)) for number, line in chunk]


def _reply(line: bytes | None) -> dialect.Reply:
    if line is None:
        return dialect.Reply("", failure=Failure.LINE_TOO_LONG, detail=f"over {dialect.MAX_LINE:,} bytes")
    return dialect.read_line(line)


async def _chunks(lines: AsyncIterator[tuple[int, bytes | None]], size: int) -> AsyncIterator[_Lines]:
    chunk: _Lines = []
    async for item in lines:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
