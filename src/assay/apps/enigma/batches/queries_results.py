"""SQL of answers: landed in bulk, failures noted, counts that come out even."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.batches.queries import RESULTS, Pending
from assay.apps.enigma.models.batches import BatchRun, RunKind
from assay.kernel import clock
from assay.kernel.db.session import raw_connection

_COLUMNS = {
    RunKind.WORKER: ("scores", "string_to_array(n.head, ',')::smallint[]"),
    RunKind.JUDGE: ("verdict", "n.head"),
}

_QUOTE_END = "E'\\x01'"


@dataclass(slots=True)
class Answers:
    """Valid answers of one run, column by column, to be landed in one statement.

    `heads` are a worker's scores joined by commas or a judge's verdict; `answers` are JSON.
    """

    applications: list[UUID] = field(default_factory=list)
    replicates: list[int] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    tokens_in: list[int] = field(default_factory=list)
    tokens_out: list[int] = field(default_factory=list)

    def add(self, request: Pending, head: str, answer: str, model: str, tokens: tuple[int, int]) -> None:
        self.applications.append(request.application_id)
        self.replicates.append(request.replicate)
        self.attempts.append(request.attempt)
        self.heads.append(head)
        self.answers.append(answer)
        self.models.append(model_name(model))
        self.tokens_in.append(tokens[0])
        self.tokens_out.append(tokens[1])

    def tokens(self) -> tuple[int, int]:
        return sum(self.tokens_in), sum(self.tokens_out)

    def __len__(self) -> int:
        return len(self.applications)


def model_name(name: str) -> str:
    """As much of a model's name as is kept."""
    return name[:120].replace("\0", "")


QUOTE_END = "\x01"
"""Between the quotes of one answer. JSON holds it only escaped, and no text of ours has it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom given answers are about, column by column; `places` are theirs among those given."""

    places: list[int] = field(default_factory=list)
    applications: list[UUID] = field(default_factory=list)
    replicates: list[int] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Given:
    """Answers that keep to the schema, as they came: whom they are about is still to be looked up.

    `lines` are their numbers; `heads` and `answers` as in Answers; `quotes` are an answer's quotes, joined by
    QUOTE_END.
    """

    lines: list[int] = field(default_factory=list)
    custom_ids: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    tokens_in: list[int] = field(default_factory=list)
    tokens_out: list[int] = field(default_factory=list)

    def add(
        self,
        line: int,
        custom_id: str,
        head: str,
        answer: str,
        quotes: str,
        model: str,
        tokens: tuple[int, int],
    ) -> None:
        self.lines.append(line)
        self.custom_ids.append(custom_id)
        self.heads.append(head)
        self.answers.append(answer)
        self.quotes.append(quotes)
        self.models.append(model_name(model))
        self.tokens_in.append(tokens[0])
        self.tokens_out.append(tokens[1])

    def about(self, found: Found) -> Answers:
        """The answers that were `found`, with whom they are about."""

        def those(column: list[Any]) -> list[Any]:
            return [column[place] for place in found.places]

        return Answers(
            found.applications,
            found.replicates,
            found.attempts,
            those(self.heads),
            those(self.answers),
            those(self.models),
            those(self.tokens_in),
            those(self.tokens_out),
        )

    def tokens(self, without: Collection[int]) -> tuple[int, int]:
        """Of all answers but those at the places `without`."""
        return (
            sum(self.tokens_in) - sum(self.tokens_in[place] for place in without),
            sum(self.tokens_out) - sum(self.tokens_out[place] for place in without),
        )


@dataclass(frozen=True, slots=True)
class LineError:
    line_no: int
    custom_id: str
    reason: str
    detail: str


async def look_up(db: AsyncSession, run: BatchRun, given: Given, most_quotes: int) -> Found:
    """Whom the answers are about, as far as they count plainly.

    An answer counts plainly when its custom_id is the run's, nothing valid was there before, and each of its
    quotes, `most_quotes` at most, stands in the text to the letter. The others are looked at one by one.
    """
    if not given.custom_ids:
        return Found()
    # Where a quote is not found, the first part is the whole; strpos counts characters, at five times the
    # cost.
    quotes = [f"split_part(n.quotes, {_QUOTE_END}, {number})" for number in range(1, most_quotes + 1)]
    quoted = " AND ".join(f"({quote} = '' OR split_part(t.body, {quote}, 1) <> t.body)" for quote in quotes)
    connection = await raw_connection(db)
    # Each row is looked up by index, also while the tables have no statistics yet.
    await connection.execute("SET LOCAL enable_seqscan = off")
    row = await connection.fetchrow(
        f"""
        SELECT array_agg(place - 1), array_agg(application_id), array_agg(replicate), array_agg(attempt)
        FROM (
            SELECT DISTINCT ON (r.application_id, r.replicate)
                   n.place, r.application_id, r.replicate, r.attempt
            FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS n(custom_id, quotes, place)
            JOIN enigma.batch_requests r
              ON r.batch_run_id = $2 AND r.custom_id = n.custom_id AND r.org_id = $1
            JOIN enigma.evaluation_texts t ON t.application_id = r.application_id AND t.org_id = $1
            WHERE {_unanswered(run, "r")} AND {quoted}
            ORDER BY r.application_id, r.replicate, n.place
        ) plain
        """,  # noqa: S608 - the parts are constants of this module
        run.org_id,
        run.batch_run_id,
        given.custom_ids,
        given.quotes,
    )
    return Found(*row) if row[0] else Found()


async def commit_unsynced(db: AsyncSession) -> None:
    """Do not wait for the disk at the end of this transaction: a crash of the server may take it back whole.

    For steps that are done again from where the cursor stands; the next commit that waits keeps them too.
    """
    await (await raw_connection(db)).execute("SET LOCAL synchronous_commit = off")


async def land(db: AsyncSession, run: BatchRun, answers: Answers) -> set[int]:
    """Insert answers; returns the places of those that did not land: something valid was there before."""
    if not answers.applications:
        return set()
    column, value = _COLUMNS[run.kind]
    connection = await raw_connection(db)
    rows = await connection.fetch(
        f"""
        WITH given AS (
            SELECT * FROM unnest($5::text[]::uuid[], $6::text[]::smallint[], $7::text[]::smallint[])
                     WITH ORDINALITY
                     AS g(application_id, replicate, attempt, place)
        ), landed AS (
            INSERT INTO {RESULTS[run.kind]}
                (org_id, application_id, batch_run_id, replicate, attempt, {column}, answer, model,
                 prompt_version, tokens_in, tokens_out, created_at)
            SELECT $1, n.application_id, $2, n.replicate, n.attempt, {value}, n.answer::jsonb, n.model, $3,
                   n.tokens_in, n.tokens_out, $4
            FROM unnest($5::text[]::uuid[], $6::text[]::smallint[], $7::text[]::smallint[], $8::text[],
                        $9::text[], $10::text[], $11::text[]::int[], $12::text[]::int[])
                 AS n(application_id, replicate, attempt, head, answer, model, tokens_in, tokens_out)
            WHERE {_unanswered(run, "n")}
            ON CONFLICT (application_id, batch_run_id, replicate, attempt) DO NOTHING
            RETURNING application_id, replicate, attempt
        )
        SELECT place - 1 FROM given
        WHERE (application_id, replicate, attempt) NOT IN (SELECT * FROM landed)
        """,  # noqa: S608 - the parts are constants of this module
        run.org_id,
        run.batch_run_id,
        run.prompt_version,
        clock.now(),
        _texts(answers.applications),
        _texts(answers.replicates),
        _texts(answers.attempts),
        answers.heads,
        answers.answers,
        answers.models,
        _texts(answers.tokens_in),
        _texts(answers.tokens_out),
    )
    return {row[0] for row in rows}


def _texts(column: Sequence[object]) -> list[str]:
    """A column as texts: of each element that is none, asyncpg asks at length whether it is a container."""
    return list(map(str, column))


def _unanswered(run: BatchRun, row: str) -> str:
    """That nothing valid is there yet, asked by index (OFFSET keeps it from becoming a join)."""
    return (
        f"NOT EXISTS (SELECT FROM {RESULTS[run.kind]} a WHERE a.application_id = {row}.application_id "
        f"AND a.batch_run_id = $2 AND a.replicate = {row}.replicate OFFSET 0)"
    )


async def note_errors(db: AsyncSession, run: BatchRun, source: str, errors: Sequence[LineError]) -> None:
    """Keep lines that did not count, by source and number."""
    if not errors:
        return
    await db.execute(
        text(
            """
            INSERT INTO enigma.batch_line_errors
                (org_id, batch_run_id, source, line_no, custom_id, reason, detail, created_at)
            SELECT :org_id, :run_id, :source, n.line_no, n.custom_id, n.reason, n.detail, :now
            FROM unnest(CAST(:lines AS bigint[]), CAST(:ids AS text[]), CAST(:reasons AS text[]),
                        CAST(:details AS text[])) AS n(line_no, custom_id, reason, detail)
            ON CONFLICT (batch_run_id, source, line_no) DO NOTHING
            """
        ),
        {
            "org_id": run.org_id,
            "run_id": run.batch_run_id,
            "source": source,
            "now": clock.now(),
            "lines": [error.line_no for error in errors],
            "ids": [error.custom_id for error in errors],
            "reasons": [error.reason for error in errors],
            "details": [error.detail.replace("\0", "") for error in errors],
        },
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers wanted, in hand, and missing after a failed last attempt. What is left is under way."""

    total: int
    processed: int
    failed: int

    @property
    def missing(self) -> int:
        return self.total - self.processed


async def recount(db: AsyncSession, run: BatchRun) -> Counts:
    """Count the run from its rows, and write the figures down. Fan-out.

    Wanted is every (application, replicate) that was ever asked about, so total = processed + missing always.
    """
    row = (
        await db.execute(
            text(
                f"""
                SELECT count(*), count(*) FILTER (WHERE answered),
                       count(*) FILTER (WHERE NOT answered AND EXISTS (
                           SELECT FROM enigma.batch_requests r JOIN enigma.batch_line_errors e
                             ON e.batch_run_id = r.batch_run_id AND e.custom_id = r.custom_id
                           WHERE r.application_id = w.application_id AND r.batch_run_id = :run_id
                             AND r.replicate = w.replicate AND r.attempt = w.attempt))
                FROM (SELECT r.application_id, r.replicate, max(r.attempt) AS attempt,
                             bool_or(a.application_id IS NOT NULL) AS answered
                      FROM enigma.batch_requests r LEFT JOIN {RESULTS[run.kind]} a
                        USING (application_id, batch_run_id, replicate, attempt)
                      WHERE r.org_id = :org_id AND r.batch_run_id = :run_id
                      GROUP BY r.application_id, r.replicate) w
                """  # noqa: S608 - the table is a constant
            ),
            {"org_id": run.org_id, "run_id": run.batch_run_id},
        )
    ).one()
    counts = Counts(*(int(number) for number in row))
    await db.execute(
        update(BatchRun)
        .where(BatchRun.org_id == run.org_id, BatchRun.batch_run_id == run.batch_run_id)
        .values(total=counts.total, processed=counts.processed, failed=counts.failed, updated_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return counts


async def count_failed(db: AsyncSession, run: BatchRun) -> None:
    """Write down how many answers are missing whose last attempt failed, from the lines that failed.

    After a file: `processed` has been kept with what landed, and counting every request of the run again for
    each of its files (see `recount`) would cost more than landing them.
    """
    await db.execute(
        text(
            f"""
            UPDATE enigma.batch_runs b SET updated_at = :now, failed = (
                SELECT count(DISTINCT (r.application_id, r.replicate))
                FROM enigma.batch_line_errors e
                JOIN enigma.batch_requests r ON r.batch_run_id = e.batch_run_id AND r.custom_id = e.custom_id
                WHERE e.org_id = b.org_id AND e.batch_run_id = b.batch_run_id AND e.custom_id <> ''
                  AND NOT EXISTS (SELECT FROM enigma.batch_requests later
                                  WHERE later.application_id = r.application_id
                                    AND later.batch_run_id = r.batch_run_id
                                    AND later.replicate = r.replicate AND later.attempt > r.attempt)
                  AND NOT EXISTS (SELECT FROM {RESULTS[run.kind]} a
                                  WHERE a.application_id = r.application_id
                                    AND a.batch_run_id = r.batch_run_id AND a.replicate = r.replicate))
            WHERE b.org_id = :org_id AND b.batch_run_id = :run_id
            """  # noqa: S608 - the table is a constant
        ),
        {"now": clock.now(), "org_id": run.org_id, "run_id": run.batch_run_id},
    )


async def add_progress(
    db: AsyncSession, run: BatchRun, *, landed: int, cost: float = 0.0, at: datetime | None = None
) -> None:
    """Move the run's running figures on between two counts."""
    await db.execute(
        update(BatchRun)
        .where(BatchRun.org_id == run.org_id, BatchRun.batch_run_id == run.batch_run_id)
        .values(
            processed=BatchRun.processed + landed, cost=BatchRun.cost + cost, updated_at=at or clock.now()
        )
        .execution_options(synchronize_session=False)
    )


async def last_attempt(db: AsyncSession, run: BatchRun) -> int:
    """The highest attempt that was laid down; 0 before the first."""
    number = await db.scalar(
        text(
            "SELECT max(attempt) FROM enigma.batch_requests WHERE org_id = :org_id AND batch_run_id = :run_id"
        ),
        {"org_id": run.org_id, "run_id": run.batch_run_id},
    )
    return int(number or 0)


async def reasons(db: AsyncSession, run: BatchRun) -> dict[str, int]:
    """How many lines did not count, by reason."""
    rows = await db.execute(
        text(
            "SELECT reason, count(*) FROM enigma.batch_line_errors "
            "WHERE org_id = :org_id AND batch_run_id = :run_id GROUP BY reason ORDER BY count(*) DESC, reason"
        ),
        {"org_id": run.org_id, "run_id": run.batch_run_id},
    )
    return {str(reason): int(number) for reason, number in rows.all()}
