"""Answers taken in: from result files line by line, and the same checks for answers asked for live."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from operator import itemgetter
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.batches import dialect, queries
from assay.apps.enigma.batches import queries_results as results
from assay.apps.enigma.batches.queries import Pending
from assay.apps.enigma.batches.queries_results import QUOTE_END, Answers, Found, Given, LineError
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
TURN = 8
"""Lines that are read before the event loop gets its turn."""

_Replies = list[tuple[int, dialect.Reply]]
_Answer = rules.WorkerAnswer | rules.JudgeAnswer


@dataclass(slots=True)
class Batch:
    """One chunk of replies, judged: what may land, and what did not count. `repeated` was there before."""

    answers: Answers = field(default_factory=Answers)
    errors: list[LineError] = field(default_factory=list)
    repeated: int = 0


@dataclass(slots=True)
class _Chunk:
    """Lines that were read: `given` keeps to the schema, `rest` has to be looked at one by one."""

    given: Given = field(default_factory=Given)
    rest: _Replies = field(default_factory=list)
    size: int = 0
    last_line: int = 0
    _seen: set[str] = field(default_factory=set)

    def read(self, plan: Plan, number: int, line: bytes | None) -> None:
        """One more line. A custom_id that came before waits for the second look: the first valid one wins."""
        self.size, self.last_line = self.size + 1, number
        reply = _reply(line)
        plainly = reply.failure is None and reply.custom_id not in self._seen
        self._seen.add(reply.custom_id)
        read = _plainly(plan, reply.content) if plainly else None
        if read is None:
            self.rest.append((number, reply))
        else:
            tokens = (reply.tokens_in, reply.tokens_out)
            model = reply.model or plan.run.model
            self.given.add(number, reply.custom_id, read[0], reply.content, read[1], model, tokens)

    def missed(self, found: Found, late: Collection[int]) -> set[int]:
        """The places of those given that were not found, or of whom something landed since: `late`."""
        places = found.places
        there = set(places).difference(places[one] for one in late)
        return set(range(len(self.given.custom_ids))) - there

    def left(self, missed: Collection[int]) -> _Replies:
        """What is looked at one by one, in the order of lines: the rest, and the `missed` of those given."""
        given = self.given
        again = [
            (
                given.lines[place],
                dialect.Reply(
                    given.custom_ids[place],
                    given.answers[place],
                    given.models[place],
                    given.tokens_in[place],
                    given.tokens_out[place],
                ),
            )
            for place in missed
        ]
        return sorted([*self.rest, *again], key=itemgetter(0))


def accept(kind: RunKind, rubric: Rubric, body: str, content: str | bytes) -> tuple[str, str]:
    """Head and JSON of the answer in `content`, held to schema and text `body`. Raises AnswerFailed."""
    text = content if isinstance(content, str) else content.decode()
    _storable(text)
    if kind is RunKind.WORKER:
        return _head(rules.read_worker(content, rubric, body), rubric), text
    return _head(rules.read_judge(content, rubric, body), rubric), text


def _head(answer: _Answer, rubric: Rubric) -> str:
    """What a column of its own holds: a worker's scores joined by commas, or a judge's verdict."""
    if isinstance(answer, rules.JudgeAnswer):
        return answer.verdict.value
    return ",".join([str(score) for score in answer.scores(rubric)])


def _storable(content: str) -> None:
    if "\\u0000" in content:
        raise AnswerFailed(Failure.PARSE_FAILURE, "a character no database takes")


def judge_replies(
    plan: Plan,
    replies: Sequence[tuple[int, dialect.Reply]],
    requests: dict[str, Pending],
) -> Batch:
    """Sort a chunk of numbered replies by what they are worth. Pure; the first valid answer wins."""
    batch = Batch()
    taken: set[tuple[UUID, int]] = set()
    for number, reply in replies:
        request = requests.get(reply.custom_id)
        if reply.failure is None and request is None:
            batch.errors.append(LineError(number, "", Failure.UNKNOWN_ID, "not of this run"))
        elif request is None:
            kind = Failure.UNKNOWN_ID if reply.custom_id else reply.failure or Failure.MALFORMED_LINE
            batch.errors.append(LineError(number, "", kind, reply.detail))
        elif request.answered or (request.application_id, request.replicate) in taken:
            batch.repeated += 1
        elif reply.failure is not None:
            batch.errors.append(LineError(number, reply.custom_id, reply.failure, reply.detail))
        else:
            try:
                head, answer = accept(plan.run.kind, plan.rubric, request.body, reply.content)
            except AnswerFailed as failed:
                batch.errors.append(LineError(number, reply.custom_id, failed.kind, failed.detail))
                continue
            taken.add((request.application_id, request.replicate))
            tokens = (reply.tokens_in, reply.tokens_out)
            batch.answers.add(request, head, answer, reply.model or plan.run.model, tokens)
    return batch


def _plainly(plan: Plan, content: str) -> tuple[str, str] | None:
    """Head and joined quotes of an answer that keeps to the schema and quotes no less than it must."""
    parse = rules.parse_worker if plan.run.kind is RunKind.WORKER else rules.parse_judge
    try:
        _storable(content)
        answer = parse(content, plan.rubric)
    except AnswerFailed:
        return None
    quotes = [trait.quote for trait in answer.traits.values() if trait.quote is not None]
    if any(len(quote) < rules.MIN_QUOTE or QUOTE_END in quote for quote in quotes):
        return None
    return _head(answer, plan.rubric), QUOTE_END.join(quotes)


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
    # Three things at once: one chunk lands, the next is looked up, the one after that is read.
    looked_up = _looked_up(ctx, plan, read_ahead(_chunks(plan, lines)))
    async with aclosing(read_ahead(looked_up)) as chunks:
        async for chunk, found in chunks:
            async with ctx.transaction() as db:
                await results.commit_unsynced(db)
                file = await _file(db, plan, sha256)
                late = await results.land(db, run, chunk.given.about(found))
                missed = chunk.missed(found, late)
                landed = len(found.places) - len(late)
                paid = _paid(*chunk.given.tokens(missed))
                if left := chunk.left(missed):
                    batch = await _one_by_one(db, plan, left)
                    again = len(await results.land(db, run, batch.answers))
                    await results.note_errors(db, run, sha256, batch.errors)
                    landed += len(batch.answers) - again
                    paid += _paid(*batch.answers.tokens())
                    file.repeated += batch.repeated + again
                    file.refused += len(batch.errors)
                cost = paid if run.engine == "batch" else 0.0
                await results.add_progress(db, run, landed=landed, cost=cost)
                file.landed += landed
                file.lines = chunk.last_line
                await db.flush()
                cursor = {**(ctx.cursor or {}), "import": sha256}
                await ctx.save_cursor(db, cursor, done=file.lines, note=file.name)
    async with ctx.transaction() as db:
        file = await _file(db, plan, sha256)
        file.finished_at = clock.now()
        await results.count_failed(db, run)
    return file


async def _one_by_one(db: AsyncSession, plan: Plan, left: _Replies) -> Batch:
    """Replies judged with what they are about in hand: those of which it is not plain that they count."""
    ids = {reply.custom_id for _, reply in left if reply.custom_id}
    known = await queries.requests_by_id(db, plan.run, list(ids))
    return await asyncio.to_thread(judge_replies, plan, left, known)


async def _looked_up(
    ctx: JobContext, plan: Plan, chunks: AsyncGenerator[_Chunk]
) -> AsyncGenerator[tuple[_Chunk, Found]]:
    """The chunks, and whom their answers are about. What lands in the meantime is seen when they land."""
    run = plan.run
    async with aclosing(chunks):
        async for chunk in chunks:
            async with ctx.database.transaction(org_id=run.org_id) as db:
                found = await results.look_up(db, run, chunk.given, len(plan.rubric.keys))
            yield chunk, found


async def _chunks(plan: Plan, lines: AsyncIterator[tuple[int, bytes | None]]) -> AsyncIterator[_Chunk]:
    """Lines read in chunks of CHUNK.

    In short turns of the event loop, not in a thread: beside a busy thread the loop waits five milliseconds
    whenever it is woken, and to hand a chunk to the database takes some dozens of wakings. The database would
    begin about when the thread has ended.
    """
    chunk = _Chunk()
    async for number, line in lines:
        chunk.read(plan, number, line)
        if chunk.size == CHUNK:
            yield chunk
            chunk = _Chunk()
        elif chunk.size % TURN == 0:
            await asyncio.sleep(0)
    if chunk.size:
        yield chunk


async def _file(db: AsyncSession, plan: Plan, sha256: str) -> BatchFile:
    run = plan.run
    found = await queries.file(db, run.org_id, run.batch_run_id, FileDirection.IMPORT, sha256)
    assert found is not None
    return found


def _paid(tokens_in: int, tokens_out: int) -> float:
    """US dollars at the settings' prices; what a service takes off for batches is not known here."""
    settings = get_settings()
    return (tokens_in * settings.llm_input_price + tokens_out * settings.llm_output_price) / 1e6


def _reply(line: bytes | None) -> dialect.Reply:
    if line is None:
        return dialect.Reply("", failure=Failure.LINE_TOO_LONG, detail=f"over {dialect.MAX_LINE:,} bytes")
    return dialect.read_line(line)
