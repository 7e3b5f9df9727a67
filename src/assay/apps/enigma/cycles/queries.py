"""SQL of cycles and their steps."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.models.applications import Application
from assay.apps.enigma.models.cycles import AdmissionCycle, CycleStep
from assay.apps.enigma.phases import Action, ApplicationStatus
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound

NO_CYCLE = "There is no such admission cycle."


async def cycle(db: AsyncSession, org_id: UUID, cycle_id: UUID, *, lock: bool = False) -> AdmissionCycle:
    """The cycle, if it is the organisation's. Raises NotFound."""
    statement = select(AdmissionCycle).where(
        AdmissionCycle.org_id == org_id, AdmissionCycle.cycle_id == cycle_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(NO_CYCLE)
    return found


async def cycles(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[AdmissionCycle]:
    """The organisation's cycles, newest first."""
    return await keyset(
        db,
        select(AdmissionCycle).where(AdmissionCycle.org_id == org_id),
        [AdmissionCycle.cycle_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.cycle_id],
    )


async def public_cycle(system: AsyncSession, cycle_id: UUID | None) -> AdmissionCycle | None:
    """Across organisations (role assay_system): the named cycle, or the only open one."""
    statement = select(AdmissionCycle)
    if cycle_id is not None:
        return await system.scalar(statement.where(AdmissionCycle.cycle_id == cycle_id))
    found = (await system.scalars(statement.where(AdmissionCycle.is_open).limit(2))).all()
    return found[0] if len(found) == 1 else None


async def open_cycles(system: AsyncSession, limit: int = 50) -> Sequence[AdmissionCycle]:
    """Crosses organisations (role assay_system): every cycle that takes applications."""
    return (
        await system.scalars(
            select(AdmissionCycle).where(AdmissionCycle.is_open).order_by(AdmissionCycle.ends_at).limit(limit)
        )
    ).all()


async def open_cycle(db: AsyncSession, cycle: AdmissionCycle) -> bool:
    """Open the cycle; False when another exclusive one is open (the partial unique index decides)."""
    try:
        async with db.begin_nested():
            cycle.is_open = True
            await db.flush()
    except IntegrityError:
        return False
    return True


async def steps(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> dict[Action, CycleStep]:
    rows = await db.scalars(
        select(CycleStep).where(CycleStep.org_id == org_id, CycleStep.cycle_id == cycle_id)
    )
    return {step.action: step for step in rows}


async def move_applications(
    db: AsyncSession,
    org_id: UUID,
    cycle_id: UUID,
    source: ApplicationStatus,
    target: ApplicationStatus,
    *,
    after: UUID | None = None,
    most: int | None = None,
) -> UUID | None:
    """Move the applications of the cycle that are in `source`: all, or the next `most` in order of their ids.

    Returns the id to go on `after`; None when there is nothing left.
    """
    these = [
        Application.org_id == org_id,
        Application.cycle_id == cycle_id,
        Application.status == source,
        Application.erased_at.is_(None),
    ]
    if after is not None:
        these.append(Application.application_id > after)
    last: UUID | None = None
    if most is not None:
        by_id = select(Application.application_id).where(*these).order_by(Application.application_id)
        last = await db.scalar(by_id.offset(most - 1).limit(1))
    if last is not None:
        these.append(Application.application_id <= last)
    moved = update(Application).where(*these).values(status=target)
    await db.execute(moved.execution_options(synchronize_session=False))
    return last


async def seal_applications(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> tuple[int, str]:
    """Finalise every application of the cycle; returns what `applications_digest` says of them."""
    await db.execute(
        update(Application)
        .where(
            Application.org_id == org_id,
            Application.cycle_id == cycle_id,
            Application.status == ApplicationStatus.SUBMITTED,
        )
        .values(status=ApplicationStatus.FINALIZED, finalized_at=func.now())
        .execution_options(synchronize_session=False)
    )
    return await applications_digest(db, org_id, cycle_id)


async def applications_digest(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> tuple[int, str]:
    """How many applications the cycle has, and one SHA-256 (hex) over all their digests.

    The digest is taken over 32-byte content digests in the order of application_id, hashed in blocks of
    4,096 and then over the blocks, so that a million applications need no large value anywhere.
    """
    row = (
        await db.execute(
            text(
                """
                WITH numbered AS (
                    SELECT content_digest, (row_number() OVER (ORDER BY application_id) - 1) / 4096 AS block,
                           application_id
                    FROM enigma.applications
                    WHERE org_id = :org_id AND cycle_id = :cycle_id
                ), blocks AS (
                    SELECT block, count(*) AS n,
                           sha256(string_agg(content_digest, ''::bytea ORDER BY application_id)) AS digest
                    FROM numbered GROUP BY block
                )
                SELECT coalesce(sum(n), 0),
                       encode(sha256(coalesce(string_agg(digest, ''::bytea ORDER BY block),
                              ''::bytea)), 'hex')
                FROM blocks
                """
            ),
            {"org_id": org_id, "cycle_id": cycle_id},
        )
    ).one()
    return int(row[0]), str(row[1])


async def counts_by_status(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> dict[str, int]:
    rows = await db.execute(
        select(Application.status, func.count())
        .where(Application.org_id == org_id, Application.cycle_id == cycle_id)
        .group_by(Application.status)
    )
    return {str(status): number for status, number in rows.all()}


async def start_step(db: AsyncSession, values: Mapping[str, Any]) -> None:
    await db.execute(insert(CycleStep).values(**values))


async def scores_by_bin(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> dict[int, int]:
    """How many aggregates fall in each whole ten of 0 to 100 (100 counts in the last)."""
    rows = await db.execute(
        text(
            "SELECT least(floor(aggregate / 10), 9)::int AS bin, count(*) FROM enigma.final_scores "
            "WHERE org_id = :org_id AND cycle_id = :cycle_id GROUP BY bin"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return {int(bin_): int(number) for bin_, number in rows.all()}


async def submissions_by_day(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> list[tuple[str, int]]:
    rows = await db.execute(
        text(
            "SELECT to_char(date_trunc('day', created_at), 'YYYY-MM-DD') AS day, count(*) "
            "FROM enigma.applications WHERE org_id = :org_id AND cycle_id = :cycle_id "
            "GROUP BY day ORDER BY day"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return [(str(day), int(number)) for day, number in rows.all()]
