"""SQL of plans and subscriptions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, exists, func, select
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.models.plans import (
    Subscription,
    SubscriptionPlan,
    SubscriptionState,
    SubscriptionUsage,
)
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def insert_plans(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the plans whose codes are not there yet."""
    await db.execute(
        insert(SubscriptionPlan)
        .values([dict(row) for row in rows])
        .on_conflict_do_nothing(index_elements=["org_id", "code"])
    )


async def plans(db: AsyncSession, org_id: UUID, *, offered: bool = False) -> list[SubscriptionPlan]:
    """All plans, or those on offer, in their order."""
    statement = select(SubscriptionPlan).where(SubscriptionPlan.org_id == org_id)
    if offered:
        statement = statement.where(SubscriptionPlan.is_offered)
    ordered = statement.order_by(SubscriptionPlan.position, SubscriptionPlan.code)
    return list((await db.scalars(ordered)).all())


async def plan(db: AsyncSession, org_id: UUID, plan_id: UUID, *, lock: bool = False) -> SubscriptionPlan:
    """Raises NotFound."""
    statement = select(SubscriptionPlan).where(
        SubscriptionPlan.org_id == org_id, SubscriptionPlan.plan_id == plan_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such plan."))
    return found


async def add_plan(db: AsyncSession, made: SubscriptionPlan) -> bool:
    """Whether it was added; False where its code is taken (the unique index decides)."""
    return await _added(db, made)


async def add_subscription(db: AsyncSession, made: Subscription) -> bool:
    """Whether it was added; False where an active one has a day in common (the constraint decides)."""
    return await _added(db, made)


async def _added(db: AsyncSession, made: object) -> bool:
    try:
        async with db.begin_nested():
            db.add(made)
            await db.flush()
    except IntegrityError:
        return False
    return True


async def subscription(
    db: AsyncSession, org_id: UUID, student_id: UUID, subscription_id: UUID, *, lock: bool = False
) -> Subscription:
    """Raises NotFound."""
    statement = select(Subscription).where(
        Subscription.org_id == org_id,
        Subscription.student_id == student_id,
        Subscription.subscription_id == subscription_id,
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such subscription."))
    return found


def days(first_day: date, end: date) -> Range[date]:
    """From `first_day` to the day before `end`."""
    return Range(first_day, end, bounds="[)")


async def in_force(db: AsyncSession, org_id: UUID, student_id: UUID, today: date) -> Subscription | None:
    """The active subscription that `today` lies in; there is at most one."""
    return await db.scalar(
        select(Subscription).where(
            Subscription.org_id == org_id,
            Subscription.student_id == student_id,
            Subscription.state == SubscriptionState.ACTIVE,
            Subscription.days.op("@>")(cast(today, Date)),
        )
    )


async def subscriptions_of(db: AsyncSession, org_id: UUID, student_id: UUID) -> list[Subscription]:
    """Everything a student ever had, the latest first."""
    rows = await db.scalars(
        select(Subscription)
        .where(Subscription.org_id == org_id, Subscription.student_id == student_id)
        .order_by(func.lower(Subscription.days).desc(), Subscription.subscription_id.desc())
    )
    return list(rows.all())


async def subscriptions(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[tuple[Subscription, str]]:
    """(subscription, the student's name), student by student."""
    statement: Select[*tuple[Any, ...]] = (
        select(Subscription, StudentProfile.name)
        .join(StudentProfile, StudentProfile.student_id == Subscription.student_id)
        .where(Subscription.org_id == org_id, StudentProfile.org_id == org_id)
    )
    return await keyset(
        db,
        statement,
        [Subscription.student_id, Subscription.subscription_id],
        [UUID, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row[0].student_id, row[0].subscription_id],
        scalars=False,
    )


async def months_used(
    db: AsyncSession, org_id: UUID, student_id: UUID, limit: int = 12
) -> list[SubscriptionUsage]:
    """The student's latest periods in which anything was used or held, oldest first."""
    rows = await db.scalars(
        select(SubscriptionUsage)
        .where(SubscriptionUsage.org_id == org_id, SubscriptionUsage.student_id == student_id)
        .order_by(SubscriptionUsage.starts_on.desc(), SubscriptionUsage.subscription_id.desc())
        .limit(limit)
    )
    return list(reversed(rows.all()))


async def is_used(db: AsyncSession, org_id: UUID, plan_id: UUID) -> bool:
    """Whether anybody ever subscribed to the plan."""
    return bool(
        await db.scalar(
            select(exists().where(Subscription.org_id == org_id, Subscription.plan_id == plan_id))
        )
    )
