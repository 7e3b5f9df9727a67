"""SQL of the ledger: what a period allows, holds and has used, and the entry of each exam start.

The counters change by single conditional statements, which the row's lock puts in line. Whoever changes
both locks the period's row before the entry's.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.plans import SubscriptionUsage, UsageEntry, UsageState
from assay.apps.mathvidya.plans.rules import Counts, Period

PeriodKey = tuple[UUID, UUID, UUID, Period]
"""Organisation, student, subscription, period."""


async def counts(db: AsyncSession, of: PeriodKey, allowed: int) -> Counts:
    """How a period stands; one that nothing was taken from yet allows `allowed`."""
    org_id, student_id, subscription_id, period = of
    row = (
        await db.execute(
            select(SubscriptionUsage.allowed, SubscriptionUsage.used, SubscriptionUsage.reserved).where(
                SubscriptionUsage.org_id == org_id,
                SubscriptionUsage.student_id == student_id,
                SubscriptionUsage.subscription_id == subscription_id,
                SubscriptionUsage.starts_on == period.starts_on,
            )
        )
    ).one_or_none()
    return Counts(allowed, 0, 0) if row is None else Counts(*row)


async def open_period(db: AsyncSession, of: PeriodKey, allowed: int) -> None:
    """Make the row of a period if it is not there. What it allows is fixed with it."""
    org_id, student_id, subscription_id, period = of
    await db.execute(
        insert(SubscriptionUsage)
        .values(
            org_id=org_id,
            student_id=student_id,
            subscription_id=subscription_id,
            starts_on=period.starts_on,
            ends_on=period.resets_on,
            allowed=allowed,
            reserved=0,
            used=0,
        )
        .on_conflict_do_nothing()
    )


async def hold(db: AsyncSession, of: PeriodKey) -> Counts | None:
    """Hold one more exam of the period; None where nothing is left, or the period has no row yet."""
    org_id, student_id, subscription_id, period = of
    row = (
        await db.execute(
            update(SubscriptionUsage)
            .where(
                SubscriptionUsage.org_id == org_id,
                SubscriptionUsage.student_id == student_id,
                SubscriptionUsage.subscription_id == subscription_id,
                SubscriptionUsage.starts_on == period.starts_on,
                SubscriptionUsage.reserved + SubscriptionUsage.used < SubscriptionUsage.allowed,
            )
            .values(reserved=SubscriptionUsage.reserved + 1)
            .returning(SubscriptionUsage.allowed, SubscriptionUsage.used, SubscriptionUsage.reserved)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    return None if row is None else Counts(*row)


async def let_go(db: AsyncSession, of: PeriodKey) -> None:
    """Take back one `hold`."""
    org_id, student_id, subscription_id, period = of
    await db.execute(
        update(SubscriptionUsage)
        .where(
            SubscriptionUsage.org_id == org_id,
            SubscriptionUsage.student_id == student_id,
            SubscriptionUsage.subscription_id == subscription_id,
            SubscriptionUsage.starts_on == period.starts_on,
        )
        .values(reserved=SubscriptionUsage.reserved - 1)
        .execution_options(synchronize_session=False)
    )


async def enter(db: AsyncSession, of: PeriodKey, key: UUID, now: datetime) -> bool:
    """Write the entry of what is held, or take up one that was given back. False where it holds already."""
    org_id, student_id, subscription_id, period = of
    written = insert(UsageEntry).values(
        org_id=org_id,
        student_id=student_id,
        key=key,
        subscription_id=subscription_id,
        starts_on=period.starts_on,
        state=UsageState.RESERVED,
        reserved_at=now,
    )
    found = await db.execute(
        written.on_conflict_do_update(
            index_elements=["student_id", "key"],
            set_={
                "subscription_id": written.excluded.subscription_id,
                "starts_on": written.excluded.starts_on,
                "state": UsageState.RESERVED,
                "reserved_at": now,
                "settled_at": None,
            },
            where=(UsageEntry.state == UsageState.RELEASED) & (UsageEntry.org_id == org_id),
        ).returning(UsageEntry.key)
    )
    return found.one_or_none() is not None


async def entry(db: AsyncSession, org_id: UUID, student_id: UUID, key: UUID) -> UsageEntry | None:
    """The entry of an exam start as it is now."""
    return await db.scalar(
        select(UsageEntry)
        .where(UsageEntry.org_id == org_id, UsageEntry.student_id == student_id, UsageEntry.key == key)
        .execution_options(populate_existing=True)
    )


async def lock_period(db: AsyncSession, row: UsageEntry) -> SubscriptionUsage:
    """The period that an entry stands in, locked."""
    return (
        await db.scalars(
            select(SubscriptionUsage)
            .where(
                SubscriptionUsage.org_id == row.org_id,
                SubscriptionUsage.student_id == row.student_id,
                SubscriptionUsage.subscription_id == row.subscription_id,
                SubscriptionUsage.starts_on == row.starts_on,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()


async def settle(
    db: AsyncSession, row: UsageEntry, state: UsageState, *, was: UsageState, now: datetime
) -> bool:
    """Move an entry from one state to another; False where it is no longer in the first."""
    result = await db.execute(
        update(UsageEntry)
        .where(
            UsageEntry.org_id == row.org_id,
            UsageEntry.student_id == row.student_id,
            UsageEntry.key == row.key,
            UsageEntry.state == was,
        )
        .values(state=state, settled_at=now)
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


async def stale(db: AsyncSession, before: datetime, limit: int = 200) -> Sequence[tuple[UUID, UUID, UUID]]:
    """Crosses organisations (role assay_system): (organisation, student, key) of what was reserved before
    `before` and has no exam."""
    # Names its columns: assay_system may read no others.
    has_exam = (
        select(ExamInstance.usage_key)
        .where(
            ExamInstance.student_id == UsageEntry.student_id,
            ExamInstance.usage_key == UsageEntry.key,
        )
        .exists()
    )
    rows = await db.execute(
        select(UsageEntry.org_id, UsageEntry.student_id, UsageEntry.key)
        .where(UsageEntry.state == UsageState.RESERVED, UsageEntry.reserved_at < before, ~has_exam)
        .order_by(UsageEntry.reserved_at)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows.all()]
