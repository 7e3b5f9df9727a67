"""SQL of selection: the committed inputs in, the outcome out, a million at a time."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.intake.rules import Pseudonyms, pseudonym
from assay.apps.enigma.models.selection import FinalScore, SelectionLog
from assay.apps.enigma.selection.rules import Candidates, Outcome
from assay.kernel.db.paging import Page, keyset

CHUNK = 20_000

# Whole ten-thousandths; -1 where a component was not given.
INPUTS = """
    SELECT m.application_id,
           round(m.gpa_normalized * 10000)::bigint AS academic,
           coalesce(round(m.test_average * 10000)::bigint, -1) AS tests,
           round(e.achievements * 10000)::bigint AS achievements,
           round(e.essay * 10000)::bigint AS essay,
           a.categories
    FROM enigma.deterministic_metrics m
    JOIN enigma.evaluations e USING (application_id)
    JOIN enigma.applications a USING (application_id)
    WHERE m.org_id = :org_id AND m.cycle_id = :cycle_id AND e.org_id = :org_id AND a.org_id = :org_id
    ORDER BY m.application_id
"""


async def inputs(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> tuple[Pseudonyms, Candidates]:
    """Every scored application of the cycle: the ids, 16 bytes each, and the candidates under the pseudonyms
    used in public, in the same order."""
    result = await db.stream(text(INPUTS), {"org_id": org_id, "cycle_id": cycle_id})
    ids, scores = bytearray(), bytearray()
    categories: list[frozenset[str]] = []
    known: dict[frozenset[str], frozenset[str]] = {}
    async for rows in result.partitions(CHUNK):
        ids += b"".join([row[0].bytes for row in rows])
        scores += np.asarray([row[1:5] for row in rows], dtype=np.int64).tobytes()
        # There are few different sets: everybody who holds the same shares one.
        categories += [known.setdefault(held, held) for held in [frozenset(row[5] or ()) for row in rows]]
    names = Pseudonyms(bytes(ids))
    return names, Candidates(names, np.frombuffer(scores, dtype=np.int64).reshape(-1, 4), categories)


async def unscored(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> int:
    """Applications of the cycle that have no evaluation."""
    number = await db.scalar(
        text(
            "SELECT count(*) FROM enigma.applications a "
            "LEFT JOIN enigma.evaluations e USING (application_id) "
            "WHERE a.org_id = :org_id AND a.cycle_id = :cycle_id AND a.erased_at IS NULL "
            "AND e.application_id IS NULL"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return int(number or 0)


async def write_scores(
    db: AsyncSession,
    org_id: UUID,
    cycle_id: UUID,
    names: Pseudonyms,
    candidates: Candidates,
    outcome: Outcome,
    *,
    start: int,
    stop: int,
) -> None:
    """Write the final scores of candidates start..stop; written again, they stay the same.

    `names` as `inputs` answers them.
    """
    stop = min(stop, len(names))
    await db.execute(
        text(
            """
            INSERT INTO enigma.final_scores (org_id, cycle_id, application_id, aggregate, components, rank,
                                             status, seat, waitlist_place)
            SELECT :org_id, :cycle_id, n.id, n.aggregate / 10000.0,
                   jsonb_build_object('academic', nullif(n.academic, -1) / 10000.0,
                                      'tests', nullif(n.tests, -1) / 10000.0,
                                      'achievements', nullif(n.achievements, -1) / 10000.0,
                                      'essay', nullif(n.essay, -1) / 10000.0),
                   n.rank, n.status, n.seat, n.waitlist
            FROM unnest(CAST(:ids AS uuid[]), CAST(:aggregates AS bigint[]), CAST(:academic AS bigint[]),
                        CAST(:tests AS bigint[]), CAST(:achievements AS bigint[]), CAST(:essay AS bigint[]),
                        CAST(:ranks AS int[]), CAST(:statuses AS text[]), CAST(:seats AS text[]),
                        CAST(:waitlist AS int[]))
                 AS n(id, aggregate, academic, tests, achievements, essay, rank, status, seat, waitlist)
            ON CONFLICT (application_id) DO NOTHING
            """
        ),
        {
            "org_id": org_id,
            "cycle_id": cycle_id,
            "ids": [names.application(index) for index in range(start, stop)],
            "aggregates": outcome.aggregates[start:stop].tolist(),
            **{
                name: candidates.scores[start:stop, column].tolist()
                for column, name in enumerate(("academic", "tests", "achievements", "essay"))
            },
            "ranks": outcome.ranks[start:stop].tolist(),
            "statuses": [outcome.status(index).value for index in range(start, stop)],
            "seats": list(outcome.seats[start:stop]),
            "waitlist": list(outcome.waitlist[start:stop]),
        },
    )


async def settle_applications(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> int:
    """Give every application the status its final score has."""
    result = await db.execute(
        text(
            "UPDATE enigma.applications a SET status = f.status, updated_at = now() "
            "FROM enigma.final_scores f "
            "WHERE f.application_id = a.application_id AND a.org_id = :org_id AND a.cycle_id = :cycle_id "
            "AND f.org_id = :org_id AND a.status = 'SCORED'"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def log_selection(db: AsyncSession, values: Mapping[str, Any]) -> None:
    await db.execute(insert(SelectionLog).values(**values))


async def last_selection(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> SelectionLog | None:
    return await db.scalar(
        select(SelectionLog)
        .where(SelectionLog.org_id == org_id, SelectionLog.cycle_id == cycle_id)
        .order_by(SelectionLog.made_at.desc())
        .limit(1)
    )


async def ranking(
    db: AsyncSession, org_id: UUID, cycle_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[FinalScore]:
    """The list, best first."""
    return await keyset(
        db,
        select(FinalScore).where(FinalScore.org_id == org_id, FinalScore.cycle_id == cycle_id),
        [FinalScore.rank],
        [int],
        after=after,
        limit=limit,
        key=lambda row: [row.rank],
    )


async def bundle_rows(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> AsyncIterator[list[Any]]:
    """The candidates' lines of the bundle, best first, streamed."""
    result = await db.stream(
        text(
            """
            SELECT f.application_id,
                   coalesce(round((f.components->>'academic')::numeric * 10000)::bigint, -1),
                   coalesce(round((f.components->>'tests')::numeric * 10000)::bigint, -1),
                   coalesce(round((f.components->>'achievements')::numeric * 10000)::bigint, -1),
                   coalesce(round((f.components->>'essay')::numeric * 10000)::bigint, -1),
                   a.categories, f.rank, round(f.aggregate * 10000)::bigint, f.seat, f.waitlist_place
            FROM enigma.final_scores f JOIN enigma.applications a USING (application_id)
            WHERE f.org_id = :org_id AND f.cycle_id = :cycle_id AND a.org_id = :org_id
            ORDER BY f.rank
            """
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    async for rows in result.partitions(CHUNK):
        for row in rows:
            yield [
                pseudonym(row[0]),
                list(row[1:5]),
                sorted(row[5]),
                row[6],
                row[7],
                row[8],
                row[9],
            ]


async def engines(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> list[str]:
    """The engines whose scores count in this cycle."""
    rows = await db.execute(
        text(
            "SELECT DISTINCT engine FROM enigma.evaluations "
            "WHERE org_id = :org_id AND cycle_id = :cycle_id ORDER BY engine"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return [str(row[0]) for row in rows.all()]


async def counts_by_seat(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> dict[str, int]:
    rows = await db.execute(
        text(
            "SELECT coalesce(seat, lower(status)) AS place, count(*) FROM enigma.final_scores "
            "WHERE org_id = :org_id AND cycle_id = :cycle_id GROUP BY place ORDER BY place"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return {str(place): int(number) for place, number in rows.all()}
