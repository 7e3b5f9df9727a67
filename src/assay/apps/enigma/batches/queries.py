"""SQL of batch runs: requests laid down, streamed out, matched with answers, counted.

Everything over many rows is one statement. `single-root` marks what touches one application's shard,
`fan-out` what visits all of them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.batches.ids import LENGTH, RunKey
from assay.apps.enigma.models.batches import (
    BatchFile,
    BatchLineError,
    BatchRun,
    FileDirection,
    RunKind,
)
from assay.apps.enigma.scoring.prompts import FENCE_LENGTH
from assay.kernel.db.session import raw_connection
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

ROW_END = b"\n"
COLUMN_END = b"\x01"
RESULTS = {RunKind.WORKER: "enigma.worker_results", RunKind.JUDGE: "enigma.judge_results"}

# What a judge is shown beside the text: the medians, and reason and quote of the first replicate.
_REVIEW = """
    (SELECT jsonb_build_object('scores', to_jsonb(e.medians), 'spreads', to_jsonb(e.spreads),
                               'concerns', to_jsonb(e.concerns),
                               'reasons', (SELECT w.answer->'traits' FROM enigma.worker_results w
                                           WHERE w.application_id = e.application_id
                                             AND w.batch_run_id = e.worker_run_id
                                           ORDER BY w.replicate, w.attempt LIMIT 1))::text
     FROM enigma.evaluations e WHERE e.application_id = r.application_id)
"""


async def run(db: AsyncSession, org_id: UUID, batch_run_id: UUID, *, lock: bool = False) -> BatchRun:
    """The run, if it is the organisation's. Raises NotFound."""
    statement = select(BatchRun).where(BatchRun.org_id == org_id, BatchRun.batch_run_id == batch_run_id)
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such batch run."))
    return found


async def run_of(db: AsyncSession, org_id: UUID, cycle_id: UUID, kind: RunKind) -> BatchRun | None:
    """The cycle's run of that kind: there is one."""
    return await db.scalar(
        select(BatchRun).where(
            BatchRun.org_id == org_id, BatchRun.cycle_id == cycle_id, BatchRun.kind == kind
        )
    )


async def runs(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> Sequence[BatchRun]:
    return (
        await db.scalars(
            select(BatchRun)
            .where(BatchRun.org_id == org_id, BatchRun.cycle_id == cycle_id)
            .order_by(BatchRun.created_at)
        )
    ).all()


async def files(db: AsyncSession, org_id: UUID, batch_run_id: UUID) -> Sequence[BatchFile]:
    return (
        await db.scalars(
            select(BatchFile)
            .where(BatchFile.org_id == org_id, BatchFile.batch_run_id == batch_run_id)
            .order_by(BatchFile.direction, BatchFile.attempt, BatchFile.created_at, BatchFile.name)
        )
    ).all()


async def file(
    db: AsyncSession, org_id: UUID, batch_run_id: UUID, direction: FileDirection, sha256: str
) -> BatchFile | None:
    return await db.scalar(
        select(BatchFile)
        .where(
            BatchFile.org_id == org_id,
            BatchFile.batch_run_id == batch_run_id,
            BatchFile.direction == direction,
            BatchFile.sha256 == sha256,
        )
        .with_for_update()
    )


async def add_file(db: AsyncSession, values: Mapping[str, Any]) -> bool:
    """Note a file; False when the run knows one of that direction and SHA-256 already."""
    result = await db.execute(insert(BatchFile).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount)  # type: ignore[attr-defined]


async def line_errors(
    db: AsyncSession, org_id: UUID, batch_run_id: UUID, limit: int = 100
) -> Sequence[BatchLineError]:
    """Lines that did not count, newest first."""
    return (
        await db.scalars(
            select(BatchLineError)
            .where(BatchLineError.org_id == org_id, BatchLineError.batch_run_id == batch_run_id)
            .order_by(BatchLineError.created_at.desc(), BatchLineError.source, BatchLineError.line_no)
            .limit(limit)
        )
    ).all()


async def lay_requests(db: AsyncSession, run: BatchRun, key: RunKey, attempt: int, share: float = 0) -> int:
    """Lay down attempt `attempt` for every answer of the run that is missing; returns how many. Fan-out.

    A worker is asked about every text, `run.replicates` times; a judge about every evaluation with a concern
    and about a `share` (0 to 1) of the others, drawn by a hash of run and application. The place that the
    `custom_id` is derived from is a count over all of them. Laid again, nothing changes.
    """
    wanted = (
        "SELECT application_id FROM enigma.evaluation_texts WHERE org_id = :org_id AND cycle_id = :cycle_id"
        if run.kind is RunKind.WORKER
        else "SELECT application_id FROM enigma.evaluations WHERE org_id = :org_id AND cycle_id = :cycle_id "
        "AND (concerns <> '{}' OR (get_byte(sha256(uuid_send(application_id) || uuid_send(:run_id)), 0) << 8 "
        "| get_byte(sha256(uuid_send(application_id) || uuid_send(:run_id)), 1)) "
        "< CAST(:share AS float8) * 65536)"
    )
    # A first attempt misses everything: looking for answers would be the dearest part of it.
    missing = (
        ""
        if attempt == 1
        else f"WHERE NOT EXISTS (SELECT FROM {RESULTS[run.kind]} a WHERE a.application_id = p.application_id "
        "AND a.batch_run_id = :run_id AND a.replicate = n.replicate)"
    )
    result = await db.execute(
        text(
            f"""
            INSERT INTO enigma.batch_requests
                (org_id, application_id, batch_run_id, replicate, attempt, custom_id)
            SELECT :org_id, p.application_id, :run_id, n.replicate, CAST(:attempt AS int),
                   left(encode(sha256(CAST(:outer AS bytea) || sha256(CAST(:inner AS bytea)
                        || int8send(p.place) || int4send(n.replicate) || int4send(CAST(:attempt AS int)))),
                        'hex'), {LENGTH})
            FROM (SELECT application_id, row_number() OVER (ORDER BY application_id) AS place
                  FROM ({wanted}) w) p
            CROSS JOIN generate_series(1, CAST(:replicates AS int)) AS n(replicate)
            {missing}
            ON CONFLICT (application_id, batch_run_id, replicate, attempt) DO NOTHING
            """  # noqa: S608 - the parts are constants of this module
        ),
        {
            "org_id": run.org_id,
            "cycle_id": run.cycle_id,
            "run_id": run.batch_run_id,
            "attempt": attempt,
            "replicates": run.replicates,
            "inner": key.inner,
            "outer": key.outer,
            **({} if run.kind is RunKind.WORKER else {"share": share}),
        },
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def count_requests(db: AsyncSession, run: BatchRun, attempt: int) -> int:
    number = await db.scalar(
        text(
            "SELECT count(*) FROM enigma.batch_requests "
            "WHERE org_id = :org_id AND batch_run_id = :run_id AND attempt = :attempt"
        ),
        {"org_id": run.org_id, "run_id": run.batch_run_id, "attempt": attempt},
    )
    return int(number or 0)


async def copy_requests(
    db: AsyncSession,
    run: BatchRun,
    *,
    attempt: int,
    replicate: int,
    after: UUID | None,
    limit: int,
    output: Callable[[bytes], Awaitable[None]],
) -> None:
    """Stream `custom_id`, 0x01, JSON string of the fenced text, line feed: a row a request, by application.

    JSON holds neither control character raw, and quoting is by one it cannot hold either, so each row leaves
    as it is. For a judge the second column goes on with the message that holds what is to be reviewed.

    The requests of a file are chosen before their texts are looked up: while the tables are fresh and have no
    statistics, the texts of the whole run would be sorted for each file. `after` is said of the texts too: a
    merge would read those of all files before.
    """
    review = (
        f'|| \'}},{{"role":"user","content":\' || to_json({_REVIEW})::text'
        if run.kind is RunKind.JUDGE
        else ""
    )
    query = f"""
        SELECT r.custom_id,
               to_json(left(r.custom_id, {FENCE_LENGTH}) || E'\\n' || to_json(t.body)::text || E'\\n'
                       || left(r.custom_id, {FENCE_LENGTH}))::text {review}
        FROM (SELECT application_id, custom_id FROM enigma.batch_requests
              WHERE org_id = $1 AND batch_run_id = $2 AND attempt = $3 AND replicate = $4
                AND application_id > $5
              ORDER BY application_id LIMIT $6) r
        JOIN enigma.evaluation_texts t ON t.application_id = r.application_id AND t.org_id = $1
          AND t.application_id > $5
        ORDER BY r.application_id
    """  # noqa: S608 - the parts are constants of this module
    connection = await raw_connection(db)
    await connection.copy_from_query(
        query,
        run.org_id,
        run.batch_run_id,
        attempt,
        replicate,
        after or UUID(int=0),
        limit,
        output=output,
        format="csv",
        delimiter=COLUMN_END.decode(),
        quote="\x02",
        encoding="UTF8",
    )


async def application_of(db: AsyncSession, run: BatchRun, custom_id: str) -> UUID:
    """Whom a request is about."""
    found = await db.scalar(
        text(
            "SELECT application_id FROM enigma.batch_requests "
            "WHERE org_id = :org_id AND batch_run_id = :run_id AND custom_id = :custom_id"
        ),
        {"org_id": run.org_id, "run_id": run.batch_run_id, "custom_id": custom_id},
    )
    assert isinstance(found, UUID)
    return found


@dataclass(frozen=True, slots=True)
class Pending:
    """A request, and what its answer is held against. `answered`: a valid answer is there already."""

    custom_id: str
    application_id: UUID
    replicate: int
    attempt: int
    body: str
    answered: bool
    concerns: tuple[str, ...] = ()
    review: str = ""


_PENDING = """
    SELECT r.custom_id, r.application_id, r.replicate, r.attempt, t.body,
           EXISTS (SELECT FROM {results} a WHERE a.application_id = r.application_id
                   AND a.batch_run_id = r.batch_run_id AND a.replicate = r.replicate),
           {concerns}, {review}
    FROM {source}
    JOIN enigma.evaluation_texts t ON t.application_id = r.application_id AND t.org_id = :org_id
"""


async def requests_by_id(db: AsyncSession, run: BatchRun, custom_ids: Sequence[str]) -> dict[str, Pending]:
    """The run's requests of these custom_ids; those of other runs, and made-up ones, are not in it."""
    source = (
        "unnest(CAST(:ids AS text[])) AS given(custom_id) JOIN enigma.batch_requests r "
        "ON r.batch_run_id = :run_id AND r.custom_id = given.custom_id AND r.org_id = :org_id"
    )
    statement = _PENDING.format(results=RESULTS[run.kind], source=source, concerns="NULL", review="NULL")
    rows = await db.execute(
        text(statement), {"org_id": run.org_id, "run_id": run.batch_run_id, "ids": list(custom_ids)}
    )
    return {row[0]: _pending(row) for row in rows.all()}


async def unanswered(
    db: AsyncSession, run: BatchRun, *, attempt: int, after: tuple[UUID, int] | None, limit: int
) -> list[Pending]:
    """The next requests of `attempt`, by application and replicate, after the one named."""
    source = (
        "(SELECT * FROM enigma.batch_requests WHERE org_id = :org_id AND batch_run_id = :run_id "
        "AND attempt = :attempt AND (application_id, replicate) > (:application, :replicate) "
        "ORDER BY application_id, replicate LIMIT :limit) r"
    )
    judged = run.kind is RunKind.JUDGE
    concerns = "(SELECT e.concerns FROM enigma.evaluations e WHERE e.application_id = r.application_id)"
    statement = _PENDING.format(
        results=RESULTS[run.kind],
        source=source,
        concerns=concerns if judged else "NULL",
        review=_REVIEW if judged else "NULL",
    )
    application, replicate = after or (UUID(int=0), 0)
    rows = await db.execute(
        text(f"{statement} ORDER BY r.application_id, r.replicate"),
        {
            "org_id": run.org_id,
            "run_id": run.batch_run_id,
            "attempt": attempt,
            "application": application,
            "replicate": replicate,
            "limit": limit,
        },
    )
    return [_pending(row) for row in rows.all()]


def _pending(row: Sequence[Any]) -> Pending:
    return Pending(row[0], row[1], row[2], row[3], row[4], bool(row[5]), tuple(row[6] or ()), row[7] or "")
