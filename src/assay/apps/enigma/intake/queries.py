"""SQL of applications and of the identities kept apart from them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.models.applications import (
    AnonymizedApplication,
    Appeal,
    Application,
    IdentityMapping,
)
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import ApplicationStatus
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound

NO_APPLICATION = "There is no application under this number and token."


async def owner_of(system: AsyncSession, application_id: UUID) -> tuple[UUID, bytes] | None:
    """Across organisations (role assay_system): the organisation and token hash of an application."""
    row = (
        await system.execute(
            select(Application.org_id, Application.access_token_hash).where(
                Application.application_id == application_id
            )
        )
    ).one_or_none()
    return (row[0], bytes(row[1])) if row else None


async def cycle_under_share_lock(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> AdmissionCycle:
    """The cycle, whose steps wait until the application in hand is in or out. Raises NotFound."""
    found = await db.scalar(
        select(AdmissionCycle)
        .where(AdmissionCycle.org_id == org_id, AdmissionCycle.cycle_id == cycle_id)
        .with_for_update(read=True)
    )
    if found is None:
        raise NotFound("There is no such admission cycle.")
    return found


async def insert_application(db: AsyncSession, values: Mapping[str, Any]) -> bool:
    """False when this address has applied in this cycle already; nothing is changed then."""
    done = await db.execute(
        insert(Application)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["application_id"])
        .returning(Application.application_id)
    )
    return done.scalar_one_or_none() is not None


async def insert_identity(vault: AsyncSession, values: Mapping[str, Any]) -> None:
    await vault.execute(insert(IdentityMapping).values(**values))


async def application(
    db: AsyncSession, org_id: UUID, application_id: UUID, *, lock: bool = False
) -> Application:
    """Raises NotFound."""
    statement = select(Application).where(
        Application.org_id == org_id, Application.application_id == application_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await db.scalar(statement)
    if found is None:
        raise NotFound(NO_APPLICATION)
    return found


async def identity(vault: AsyncSession, org_id: UUID, application_id: UUID) -> IdentityMapping:
    """Role assay_vault only. Raises NotFound."""
    found = await vault.scalar(
        select(IdentityMapping).where(
            IdentityMapping.org_id == org_id, IdentityMapping.application_id == application_id
        )
    )
    if found is None:
        raise NotFound(NO_APPLICATION)
    return found


async def identities_after(
    vault: AsyncSession, org_id: UUID, cycle_id: UUID, after: UUID | None, limit: int
) -> Sequence[IdentityMapping]:
    """Role assay_vault only: the next `limit` identities of a cycle, in the order of application_id."""
    statement = (
        select(IdentityMapping)
        .where(IdentityMapping.org_id == org_id, IdentityMapping.cycle_id == cycle_id)
        .order_by(IdentityMapping.application_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(IdentityMapping.application_id > after)
    return (await vault.scalars(statement)).all()


async def update_status(
    db: AsyncSession, org_id: UUID, application_ids: Sequence[UUID], status: ApplicationStatus
) -> int:
    """Set the status of the named applications; returns how many there were."""
    result = await db.execute(
        update(Application)
        .where(Application.org_id == org_id, Application.application_id.in_(application_ids))
        .values(status=status)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def anonymized(
    db: AsyncSession,
    org_id: UUID,
    cycle_id: UUID,
    *,
    after: str | None = None,
    limit: int = 50,
) -> Page[AnonymizedApplication]:
    """What a reviewer may list: scrubbed texts and figures, nothing else."""
    return await keyset(
        db,
        select(AnonymizedApplication).where(
            AnonymizedApplication.org_id == org_id, AnonymizedApplication.cycle_id == cycle_id
        ),
        [AnonymizedApplication.application_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.application_id],
    )


async def appeal(db: AsyncSession, org_id: UUID, application_id: UUID) -> Appeal | None:
    return await db.scalar(
        select(Appeal).where(Appeal.org_id == org_id, Appeal.application_id == application_id)
    )


async def insert_appeal(db: AsyncSession, values: Mapping[str, Any]) -> bool:
    """False when the applicant has appealed already."""
    done = await db.execute(
        insert(Appeal)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["application_id"])
        .returning(Appeal.application_id)
    )
    return done.scalar_one_or_none() is not None


async def open_appeals(
    db: AsyncSession, org_id: UUID, cycle_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[Appeal]:
    return await keyset(
        db,
        select(Appeal).where(Appeal.org_id == org_id, Appeal.cycle_id == cycle_id),
        [Appeal.application_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.application_id],
    )


async def erase(vault: AsyncSession, org_id: UUID, application_id: UUID) -> None:
    """Destroy the applicant's data key and every text of theirs. Digests and figures stay for the proofs."""
    mine = {"org_id": org_id, "application_id": application_id}
    await vault.execute(
        update(IdentityMapping)
        .where(IdentityMapping.org_id == org_id, IdentityMapping.application_id == application_id)
        .values(encrypted_pii=None, wrapped_key=None)
    )
    await vault.execute(
        update(AnonymizedApplication)
        .where(
            AnonymizedApplication.org_id == org_id,
            AnonymizedApplication.application_id == application_id,
        )
        .values(essay_scrubbed="", achievements_scrubbed="")
    )
    await vault.execute(
        update(Appeal)
        .where(Appeal.org_id == org_id, Appeal.application_id == application_id)
        .values(sealed_grounds=None)
    )
    for change in (
        "UPDATE enigma.worker_results SET answer = '{}'",
        "UPDATE enigma.judge_results SET answer = '{}'",
        "UPDATE enigma.evaluation_texts SET body = ''",
        "UPDATE enigma.scrub_reviews SET reason = ''",
        "UPDATE enigma.human_reviews SET note = ''",
    ):
        await vault.execute(
            text(f"{change} WHERE org_id = :org_id AND application_id = :application_id"), mine
        )


async def delete_unfrozen(vault: AsyncSession, org_id: UUID, application_id: UUID) -> None:
    """Withdraw before the freeze: the rows go altogether."""
    for model in (IdentityMapping, Application):
        await vault.execute(
            delete(model).where(model.org_id == org_id, model.application_id == application_id)
        )


async def expired(system: AsyncSession, limit: int = 500) -> Sequence[tuple[UUID, UUID]]:
    """Across organisations (role assay_system): (organisation, application) past the cycle's retention."""
    rows = await system.execute(
        text(
            "SELECT a.org_id, a.application_id FROM enigma.applications a "
            "JOIN enigma.admission_cycles c USING (cycle_id) "
            "WHERE c.phase = 'COMPLETED' AND a.erased_at IS NULL "
            "AND c.results_at + make_interval(days => (c.policy->>'retention_days')::int) < now() "
            "ORDER BY a.application_id LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [(row[0], row[1]) for row in rows.all()]
