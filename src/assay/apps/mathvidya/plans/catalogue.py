"""The plans of an institution: those it starts with, and how an administrator changes them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.plans import SubscriptionPlan
from assay.apps.mathvidya.plans import queries
from assay.apps.mathvidya.plans.forms import NewPlanForm, PlanForm
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _

# Code, name, exams a month, multiple choice only, practice by unit, leaderboard, working hours until marked,
# rupees a month, rupees a year.
SEEDS = (
    ("basic", "Basic", 5, False, False, False, 48, 299, 2_999),
    ("premium-mcq", "Premium MCQ", 15, True, False, False, 48, 499, 4_999),
    ("premium", "Premium", 50, False, True, True, 48, 999, 9_999),
    ("centum", "Centum", 50, False, True, True, 24, 1_499, 14_999),
)


async def seed_plans(db: Session, org_id: UUID) -> None:
    """The four plans every institution starts with; those it has stay as they are."""
    await queries.insert_plans(db, [_seed(org_id, place, seed) for place, seed in enumerate(SEEDS, start=1)])


async def plans(db: Session, org_id: UUID, *, offered: bool = False) -> list[SubscriptionPlan]:
    """The plans in their order; an institution without any gets the four it starts with."""
    found = await queries.plans(db, org_id)
    if not found:
        await seed_plans(db, org_id)
        found = await queries.plans(db, org_id)
    return [one for one in found if one.is_offered or not offered]


async def make(db: Session, actor: Actor, form: NewPlanForm) -> SubscriptionPlan:
    """Raises Conflict where the code is taken."""
    made = SubscriptionPlan(org_id=org_of(actor), **form.model_dump())
    if not await queries.add_plan(db, made):
        raise Conflict(_("There is a plan with this code already."))
    await _record(db, actor, made)
    return made


async def change(
    db: Session, actor: Actor, plan_id: UUID, form: PlanForm, *, version: int
) -> SubscriptionPlan:
    """Change a plan for those who subscribe or renew from now on. Subscriptions keep the terms they have."""
    stored = await queries.plan(db, org_of(actor), plan_id, lock=True)
    check_version(stored.version, version)
    for name, value in form.model_dump().items():
        setattr(stored, name, value)
    stored.version += 1
    await db.flush()
    await _record(db, actor, stored)
    return stored


async def _record(db: Session, actor: Actor, plan: SubscriptionPlan) -> None:
    await audit.record(
        db,
        actor,
        Event.PLAN_CHANGED,
        entity="plan",
        entity_id=plan.plan_id,
        details={
            "code": plan.code,
            "version": plan.version,
            "exams": plan.monthly_exams,
            "mcq_only": plan.mcq_only,
            "unit_practice": plan.unit_practice,
            "leaderboard": plan.leaderboard,
            "sla_hours": plan.sla_hours,
            "price_month": str(plan.price_month),
            "price_year": str(plan.price_year),
            "offered": plan.is_offered,
        },
    )


def _seed(org_id: UUID, place: int, seed: tuple[Any, ...]) -> dict[str, Any]:
    code, name, exams, mcq_only, unit_practice, leaderboard, hours, month, year = seed
    return {
        "plan_id": uuid7(),
        "org_id": org_id,
        "code": code,
        "name": name,
        "position": place,
        "monthly_exams": exams,
        "mcq_only": mcq_only,
        "unit_practice": unit_practice,
        "leaderboard": leaderboard,
        "sla_hours": hours,
        "price_month": Decimal(month),
        "price_year": Decimal(year),
        "is_offered": True,
        "version": 1,
    }
