"""SQL of publication: who is told what, and what goes into the archive."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CHUNK = 500
ARCHIVE_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One applicant's result, with the sealed identity the mail goes to."""

    application_id: UUID
    status: str
    rank: int


async def results_after(
    db: AsyncSession, org_id: UUID, cycle_id: UUID, after: UUID | None
) -> Sequence[ResultRow]:
    """The next results in the order of application_id, erased applications left out."""
    rows = await db.execute(
        text(
            "SELECT f.application_id, f.status, f.rank FROM enigma.final_scores f "
            "JOIN enigma.applications a USING (application_id) "
            "WHERE f.org_id = :org_id AND f.cycle_id = :cycle_id AND a.org_id = :org_id "
            "AND a.erased_at IS NULL "
            "AND (CAST(:after AS uuid) IS NULL OR f.application_id > CAST(:after AS uuid)) "
            "ORDER BY f.application_id LIMIT :chunk"
        ),
        {"org_id": org_id, "cycle_id": cycle_id, "after": after, "chunk": CHUNK},
    )
    return [ResultRow(row[0], row[1], row[2]) for row in rows.all()]


async def publish_applications(db: AsyncSession, org_id: UUID, ids: Sequence[UUID]) -> None:
    await db.execute(
        text(
            "UPDATE enigma.applications SET status = 'PUBLISHED', updated_at = now() "
            "WHERE org_id = :org_id AND application_id = ANY(CAST(:ids AS uuid[])) "
            "AND status IN ('SELECTED', 'WAITLISTED', 'NOT_SELECTED')"
        ),
        {"org_id": org_id, "ids": list(ids)},
    )


# What the archive keeps of a cycle: nothing that names a person. (name, statement)
ARCHIVE: tuple[tuple[str, str], ...] = (
    (
        "applications",
        "SELECT application_id::text, gpa::float8, gpa_scale, test_scores::text, "
        "array_to_string(categories, '|') AS categories, status, encode(content_digest, 'hex') AS digest "
        "FROM enigma.applications WHERE org_id = :org_id AND cycle_id = :cycle_id ORDER BY application_id",
    ),
    (
        "anonymized_applications",
        "SELECT application_id::text, essay_scrubbed, achievements_scrubbed, scrubber_version, residual_risk "
        "FROM enigma.anonymized_applications WHERE org_id = :org_id AND cycle_id = :cycle_id "
        "ORDER BY application_id",
    ),
    (
        "deterministic_metrics",
        "SELECT application_id::text, gpa_normalized::float8, test_average::float8, "
        "academic_score_computed::float8, percentile_rank FROM enigma.deterministic_metrics "
        "WHERE org_id = :org_id AND cycle_id = :cycle_id ORDER BY application_id",
    ),
    (
        "evaluations",
        "SELECT application_id::text, engine, decided_by, essay::float8, achievements::float8 "
        "FROM enigma.evaluations WHERE org_id = :org_id AND cycle_id = :cycle_id ORDER BY application_id",
    ),
    (
        "final_scores",
        "SELECT application_id::text, aggregate::float8, components::text, rank, status, seat, "
        "waitlist_place FROM enigma.final_scores WHERE org_id = :org_id AND cycle_id = :cycle_id "
        "ORDER BY application_id",
    ),
)


async def count_erased(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> int:
    """How many applicants of the cycle are erased. It only grows: the same figure is the same people."""
    number = await db.scalar(
        text(
            "SELECT count(*) FROM enigma.applications "
            "WHERE org_id = :org_id AND cycle_id = :cycle_id AND erased_at IS NOT NULL"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return int(number or 0)


async def erased_requests(db: AsyncSession, org_id: UUID, batch_run_id: UUID) -> frozenset[str]:
    """The custom_ids of a run under which erased applicants' texts were sent."""
    rows = await db.execute(
        text(
            "SELECT r.custom_id FROM enigma.batch_requests r JOIN enigma.applications a "
            "USING (application_id) WHERE r.org_id = :org_id AND r.batch_run_id = :run_id "
            "AND a.org_id = :org_id AND a.erased_at IS NOT NULL"
        ),
        {"org_id": org_id, "run_id": batch_run_id},
    )
    return frozenset(rows.scalars())


async def archive_rows(
    db: AsyncSession, statement: str, org_id: UUID, cycle_id: UUID
) -> AsyncIterator[tuple[list[str], Sequence[Sequence[Any]]]]:
    """Column names and the next rows of an archive statement, streamed; at least once, also when empty."""
    result = await db.stream(text(statement), {"org_id": org_id, "cycle_id": cycle_id})
    names = list(result.keys())
    some = False
    async for rows in result.partitions(ARCHIVE_CHUNK):
        some = True
        yield names, rows
    if not some:
        yield names, []
