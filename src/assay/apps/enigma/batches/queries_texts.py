"""SQL of the texts that models read: scrubbed ones in, ready ones out."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def scrubbed_texts(
    db: AsyncSession, org_id: UUID, cycle_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[tuple[UUID, str, str]]:
    """Application, essay and achievements of the next scrubbed applications."""
    rows = await db.execute(
        text(
            "SELECT application_id, essay_scrubbed, achievements_scrubbed "
            "FROM enigma.anonymized_applications WHERE org_id = :org_id AND cycle_id = :cycle_id "
            "AND application_id > :after ORDER BY application_id LIMIT :limit"
        ),
        {"org_id": org_id, "cycle_id": cycle_id, "after": after or UUID(int=0), "limit": limit},
    )
    return [(row[0], row[1], row[2]) for row in rows.all()]


async def write_texts(
    db: AsyncSession,
    org_id: UUID,
    cycle_id: UUID,
    ids: Sequence[UUID],
    bodies: Sequence[str],
    signs: Sequence[Sequence[str]],
) -> None:
    """Keep the texts as models will read them. One that is there already stays as it is."""
    await db.execute(
        text(
            """
            INSERT INTO enigma.evaluation_texts (org_id, application_id, cycle_id, body, injection)
            SELECT :org_id, n.id, :cycle_id, n.body, string_to_array(n.signs, ',')
            FROM unnest(CAST(:ids AS uuid[]), CAST(:bodies AS text[]), CAST(:signs AS text[]))
                 AS n(id, body, signs)
            ON CONFLICT (application_id) DO NOTHING
            """
        ),
        {
            "org_id": org_id,
            "cycle_id": cycle_id,
            "ids": list(ids),
            "bodies": list(bodies),
            "signs": [",".join(found) for found in signs],
        },
    )
