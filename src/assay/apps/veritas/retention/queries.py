"""SQL of retention: what a month holds, the proof, the drop; one organisation bound at a time."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.monitoring import DroppedEvents
from assay.apps.veritas.retention.rules import Holding
from assay.kernel import clock
from assay.kernel.db.paging import Page, keyset
from assay.kernel.db.session import Role, rebind

LOCK_WAIT = "5s"
"""How long the drop waits for readers and writers of events before it gives way and is tried another day."""


async def organisations_of(db: AsyncSession, month: date) -> Sequence[UUID]:
    """Organisations with attempts in a month. Needs the system role."""
    rows = await db.scalars(
        text(
            "SELECT DISTINCT org_id FROM veritas.exam_attempts WHERE attempt_month = :month ORDER BY org_id"
        ),
        {"month": month},
    )
    return list(rows.all())


async def bind(db: AsyncSession, org_id: UUID | None) -> None:
    """Go on for one organisation as the application, or (None) across all as the system."""
    await rebind(db, role=Role.APP if org_id else Role.SYSTEM, org_id=org_id)


async def holding(db: AsyncSession, org_id: UUID, month: date, default_days: int) -> Holding:
    """What one organisation has in a month. Events are counted from the attempts' own counts."""
    row = (
        await db.execute(
            text(
                """
                SELECT count(*), coalesce(sum(a.events), 0),
                       max(coalesce((e.monitoring_policy->>'retention_days')::int, :default_days)),
                       max(coalesce(a.submitted_at, a.deadline_at)),
                       count(*) FILTER (WHERE a.status IN ('running', 'paused')
                                        OR (a.events > 0 AND a.events_root IS NULL)
                                        OR c.state IN ('open', 'second_review', 'appealed')
                                        OR c.appeal_until > :now)
                FROM veritas.exam_attempts a
                JOIN veritas.exams e ON e.exam_id = a.exam_id
                LEFT JOIN veritas.review_cases c ON c.attempt = a.attempt AND c.org_id = a.org_id
                WHERE a.org_id = :org_id AND e.org_id = :org_id AND a.attempt_month = :month
                """
            ),
            {"org_id": org_id, "month": month, "default_days": default_days, "now": clock.now()},
        )
    ).one()
    return Holding(*row)


async def roots(db: AsyncSession, org_id: UUID, month: date) -> Sequence[bytes]:
    """The roots of an organisation's attempts of a month, in the order of `attempt`."""
    found = await db.scalars(
        text(
            "SELECT events_root FROM veritas.exam_attempts WHERE org_id = :org_id AND attempt_month = :month "
            "AND events_root IS NOT NULL ORDER BY attempt"
        ),
        {"org_id": org_id, "month": month},
    )
    return list(found.all())


async def add_proof(db: AsyncSession, org_id: UUID, month: date, found: Holding, roots_digest: bytes) -> None:
    db.add(
        DroppedEvents(
            org_id=org_id,
            attempt_month=month,
            attempts=found.attempts,
            events=found.events,
            roots_digest=roots_digest,
            dropped_at=clock.now(),
        )
    )
    await db.flush()


async def drop_partition(db: AsyncSession, month: date) -> bool:
    """Drop a month of events. Needs the system role; raises when it is not let in within `LOCK_WAIT`."""
    await db.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
    dropped = await db.scalar(text("SELECT veritas.drop_events_partition(:month)"), {"month": month})
    return bool(dropped)


async def dropped(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[DroppedEvents]:
    """Proofs of what was dropped, newest month first."""
    return await keyset(
        db,
        select(DroppedEvents).where(DroppedEvents.org_id == org_id),
        [DroppedEvents.attempt_month],
        [date.fromisoformat],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.attempt_month],
    )
