"""What may be sent about plans and subscriptions, and what is answered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.models.plans import Billing, Subscription, SubscriptionPlan
from assay.apps.mathvidya.plans import rules
from assay.apps.mathvidya.plans.rules import Entitlement

Price = Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2)]
Payment = Annotated[str, Field(min_length=1, max_length=200)]


class PlanForm(BaseModel):
    """A plan for those who subscribe or renew from now on. Prices are in rupees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=60)]
    position: Annotated[int, Field(ge=0, le=1000)] = 0
    monthly_exams: Annotated[int, Field(ge=1, le=10_000)]
    mcq_only: bool = False
    unit_practice: bool = False
    leaderboard: bool = False
    sla_hours: Annotated[int, Field(ge=1, le=1000)]
    price_month: Price
    price_year: Price
    is_offered: bool = True


class NewPlanForm(PlanForm):
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class SaleForm(BaseModel):
    """What was sold, and how it was paid: a receipt or transfer that the institution can find again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plan_id: UUID
    billing: Billing
    payment_reference: Payment


class SubscribeForm(SaleForm):
    student_id: UUID
    first_day: date | None = None
    """In India; today where left out."""


class RenewForm(BaseModel):
    """For as long again, on the plan as it is now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    billing: Billing
    payment_reference: Payment


class PlanOut(BaseModel):
    plan_id: UUID
    code: str
    name: str
    monthly_exams: int
    mcq_only: bool
    unit_practice: bool
    leaderboard: bool
    sla_hours: int
    price_month: Decimal
    price_year: Decimal
    is_offered: bool
    version: int

    @classmethod
    def of(cls, row: SubscriptionPlan) -> Self:
        return cls.model_validate(row, from_attributes=True)


class SubscriptionOut(BaseModel):
    subscription_id: UUID
    student_id: UUID
    plan: str
    plan_name: str
    billing: Billing
    state: str
    first_day: date
    ends_on: date
    price: Decimal
    payment_reference: str
    cancelled_at: datetime | None

    @classmethod
    def of(cls, row: Subscription) -> Self:
        terms = rules.terms_of(row)
        return cls(
            subscription_id=row.subscription_id,
            student_id=row.student_id,
            plan=terms.code,
            plan_name=terms.name,
            billing=row.billing,
            state=row.state.value,
            first_day=rules.first_day_of(row),
            ends_on=rules.end_of(row),
            price=row.price,
            payment_reference=row.payment_reference,
            cancelled_at=row.cancelled_at,
        )


class StandingOut(BaseModel):
    """A student's plan now. `reserved` are exams being made; the counters begin anew at `resets_at`."""

    plan: str
    plan_name: str
    mcq_only: bool
    unit_practice: bool
    leaderboard: bool
    sla_hours: int
    allowed: int
    used: int
    reserved: int
    left: int
    resets_at: datetime
    ends_on: date

    @classmethod
    def of(cls, found: Entitlement) -> Self:
        terms, counts = found.terms, found.counts
        return cls(
            plan=terms.code,
            plan_name=terms.name,
            mcq_only=terms.mcq_only,
            unit_practice=terms.unit_practice,
            leaderboard=terms.leaderboard,
            sla_hours=terms.sla_hours,
            allowed=counts.allowed,
            used=counts.used,
            reserved=counts.reserved,
            left=counts.left,
            resets_at=found.resets_at,
            ends_on=found.ends_on,
        )
