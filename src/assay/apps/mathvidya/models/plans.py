"""Plans, who has which, and what of it is used."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, column, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, reference, sharded
from assay.kernel.ids import uuid7


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    CANCELLED = "cancelled"


class Billing(StrEnum):
    MONTH = "month"
    YEAR = "year"


class UsageState(StrEnum):
    """An exam start holds one of the period's exams, then takes it for good or gives it back."""

    RESERVED = "reserved"
    COMMITTED = "committed"
    RELEASED = "released"


class SubscriptionPlan(OrgScoped, Timestamped, Base):
    """Prices in rupees. `sla_hours`: working hours within which written answers are marked."""

    __tablename__ = "subscription_plans"
    __table_args__ = (
        CheckConstraint("monthly_exams BETWEEN 1 AND 10000", name="monthly_exams_within_range"),
        CheckConstraint("sla_hours BETWEEN 1 AND 1000", name="sla_hours_within_range"),
        CheckConstraint("price_month >= 0 AND price_year >= 0", name="prices_not_negative"),
        Index("ux_subscription_plans_code", "org_id", "code", unique=True),
        {"schema": "mathvidya", "info": reference()},
    )

    plan_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    monthly_exams: Mapped[int]
    mcq_only: Mapped[bool] = mapped_column(default=False)
    unit_practice: Mapped[bool] = mapped_column(default=False)
    leaderboard: Mapped[bool] = mapped_column(default=False)
    sla_hours: Mapped[int]
    price_month: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    price_year: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    is_offered: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Subscription(OrgScoped, Timestamped, Base):
    """A student's plan from day to day (`days`, the end excluded); months count from its first day.

    `terms` is the plan as it was when the student subscribed: a plan that is edited changes nothing here
    until the subscription is renewed.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("NOT isempty(days) AND NOT lower_inf(days)", name="days_begin"),
        ExcludeConstraint(
            (column("student_id"), "="),
            (column("days"), "&&"),
            name="ex_subscriptions_one_at_a_time",
            where=text("state = 'active'"),
            using="gist",
        ),
        Index("ix_subscriptions_org_id_student_id", "org_id", "student_id", "subscription_id"),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.student_profiles.student_id"), primary_key=True
    )
    subscription_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("mathvidya.subscription_plans.plan_id"))
    days: Mapped[Range[date]] = mapped_column(DATERANGE)
    billing: Mapped[Billing] = mapped_column(checked_enum(Billing, "billing"))
    state: Mapped[SubscriptionState] = mapped_column(
        checked_enum(SubscriptionState, "state"), default=SubscriptionState.ACTIVE
    )
    terms: Mapped[Json]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    payment_reference: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    cancelled_at: Mapped[datetime | None]


class SubscriptionUsage(OrgScoped, Base):
    """What one period of a subscription allows and how much of it is held and used. One row a period."""

    __tablename__ = "subscription_usage"
    __table_args__ = (
        CheckConstraint("reserved >= 0 AND used >= 0", name="counters_not_negative"),
        CheckConstraint("reserved + used <= allowed", name="within_allowed"),
        CheckConstraint("starts_on < ends_on", name="period_in_order"),
        ForeignKeyConstraint(
            ["student_id", "subscription_id"],
            ["mathvidya.subscriptions.student_id", "mathvidya.subscriptions.subscription_id"],
        ),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]
    """The day of the reset, in IST; the period ends before it."""
    allowed: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)


class UsageEntry(OrgScoped, Base):
    """One exam start in the ledger; `key` is its idempotency key."""

    __tablename__ = "usage_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["student_id", "subscription_id", "starts_on"],
            [
                "mathvidya.subscription_usage.student_id",
                "mathvidya.subscription_usage.subscription_id",
                "mathvidya.subscription_usage.starts_on",
            ],
        ),
        Index(
            "ix_usage_entries_reserved",
            "reserved_at",
            postgresql_where=text("state = 'reserved'"),
        ),
        {
            "schema": "mathvidya",
            "info": {
                **sharded("student_id"),
                "allow": {"index-lead": "what was reserved and never settled, whichever organisation"},
            },
        },
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID]
    starts_on: Mapped[date]
    state: Mapped[UsageState] = mapped_column(checked_enum(UsageState, "state"), default=UsageState.RESERVED)
    reserved_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
