"""SQL of scrubbed texts and of the decisions about them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.models.applications import (
    AnonymizedApplication,
    Application,
    IdentityMapping,
    ReviewState,
)
from assay.apps.enigma.models.scrubbing import ScrubReview
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound

NO_TEXT = "There is no scrubbed text of this number."


async def unscrubbed(
    vault: AsyncSession, org_id: UUID, cycle_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[tuple[IdentityMapping, Application]]:
    """Role assay_vault: the next applications of a cycle, after `after`, that have no scrubbed text yet."""
    done = (
        select(AnonymizedApplication.application_id)
        .where(AnonymizedApplication.application_id == IdentityMapping.application_id)
        .exists()
    )
    rows = await vault.execute(
        select(IdentityMapping, Application)
        .join(Application, Application.application_id == IdentityMapping.application_id)
        .where(
            IdentityMapping.org_id == org_id,
            IdentityMapping.cycle_id == cycle_id,
            IdentityMapping.application_id > (after or UUID(int=0)),
            IdentityMapping.encrypted_pii.is_not(None),
            ~done,
        )
        .order_by(IdentityMapping.application_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def store(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write scrubbed texts; one that is there already, from a run that was cut off, stays as it is."""
    if rows:
        statement = insert(AnonymizedApplication).values(list(rows))
        await db.execute(statement.on_conflict_do_nothing(index_elements=["application_id"]))


async def progress(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> tuple[int, int, int]:
    """(applications, scrubbed, waiting for a reviewer) of a cycle."""
    waiting = AnonymizedApplication.review_state == ReviewState.WAITING
    total = await db.scalar(
        select(func.count()).where(Application.org_id == org_id, Application.cycle_id == cycle_id)
    )
    row = (
        await db.execute(
            select(func.count(), func.count().filter(waiting)).where(
                AnonymizedApplication.org_id == org_id, AnonymizedApplication.cycle_id == cycle_id
            )
        )
    ).one()
    return total or 0, row[0], row[1]


async def waiting(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[AnonymizedApplication]:
    """The texts of the organisation that wait for a reviewer, in the order of their numbers."""
    return await keyset(
        db,
        select(AnonymizedApplication).where(
            AnonymizedApplication.org_id == org_id,
            AnonymizedApplication.review_state == ReviewState.WAITING,
        ),
        [AnonymizedApplication.application_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.application_id],
    )


async def scrubbed(
    db: AsyncSession, org_id: UUID, application_id: UUID, *, lock: bool = False
) -> AnonymizedApplication:
    """Raises NotFound."""
    statement = select(AnonymizedApplication).where(
        AnonymizedApplication.org_id == org_id, AnonymizedApplication.application_id == application_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(NO_TEXT)
    return found


async def decisions(db: AsyncSession, org_id: UUID, application_id: UUID) -> Sequence[ScrubReview]:
    """What reviewers decided about one application, oldest first; at most 200."""
    return (
        await db.scalars(
            select(ScrubReview)
            .where(ScrubReview.org_id == org_id, ScrubReview.application_id == application_id)
            .order_by(ScrubReview.decided_at, ScrubReview.review_id)
            .limit(200)
        )
    ).all()


# Every waiting text of a cycle approved, each with its decision, in one statement.
_APPROVE_ALL = """
    WITH approved AS (
        UPDATE enigma.anonymized_applications SET review_state = 'approved'
        WHERE org_id = :org_id AND cycle_id = :cycle_id AND review_state = 'waiting'
        RETURNING org_id, application_id, cycle_id
    ), noted AS (
        INSERT INTO enigma.scrub_reviews
            (org_id, application_id, review_id, cycle_id, decision, reason, decided_by, decided_at)
        SELECT org_id, application_id, gen_random_uuid(), cycle_id, 'approved', :reason, :decided_by,
               :decided_at
        FROM approved
    )
    SELECT count(*) FROM approved
"""


async def approve_all(db: AsyncSession, org_id: UUID, cycle_id: UUID, values: Mapping[str, Any]) -> int:
    found = await db.scalar(text(_APPROVE_ALL), {"org_id": org_id, "cycle_id": cycle_id, **values})
    return int(found or 0)
