"""What the pages of plans show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.models.plans import (
    Billing,
    Subscription,
    SubscriptionPlan,
    SubscriptionState,
    SubscriptionUsage,
)
from assay.apps.mathvidya.plans import rules
from assay.kernel import clock
from assay.kernel.clock import day_in_india
from assay.kernel.money import rupees
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Sold:
    """One subscription, told. `state`: ahead, running, over or cancelled."""

    student_id: UUID
    subscription_id: UUID
    plan_id: UUID
    plan: str
    billing: str
    days: str
    price: str
    payment: str
    state: str
    ends_on: str


def sold(row: Subscription) -> Sold:
    first_day, end, today = rules.first_day_of(row), rules.end_of(row), day_in_india(clock.now())
    state = "ahead" if today < first_day else "running" if today < end else "over"
    return Sold(
        student_id=row.student_id,
        subscription_id=row.subscription_id,
        plan_id=row.plan_id,
        plan=rules.terms_of(row).name,
        billing=_("a month") if row.billing is Billing.MONTH else _("a year"),
        days=_("%(a)s, until %(b)s begins") % {"a": rules.in_words(first_day), "b": rules.in_words(end)},
        price=rupees(row.price),
        payment=row.payment_reference,
        state="cancelled" if row.state is SubscriptionState.CANCELLED else state,
        ends_on=rules.in_words(end),
    )


def offer(plan: SubscriptionPlan) -> str:
    """A plan with its prices, to choose from."""
    return _("%(plan)s: %(month)s a month, %(year)s a year") % {
        "plan": plan.name,
        "month": rupees(plan.price_month),
        "year": rupees(plan.price_year),
    }


def months(rows: Sequence[SubscriptionUsage]) -> list[tuple[str, float]]:
    """(first day of the month, exams used) of a student's months, for a chart."""
    return [(f"{row.starts_on.day} {row.starts_on:%b %Y}", float(row.used)) for row in rows]


def plan_values(plan: SubscriptionPlan) -> dict[str, Any]:
    """The fields of a plan's form."""
    return {
        "code": plan.code,
        "name": plan.name,
        "position": plan.position,
        "monthly_exams": plan.monthly_exams,
        "sla_hours": plan.sla_hours,
        "price_month": plan.price_month,
        "price_year": plan.price_year,
    }
