"""Who has which plan: subscribing, renewing, changing, cancelling. Recorded by an administrator.

There is no payment provider: an administrator records how something was paid, and nothing here moves money.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.jobspecs import PLACE_STUDENT, StudentArgs
from assay.apps.mathvidya.models.plans import Billing, Subscription, SubscriptionPlan, SubscriptionState
from assay.apps.mathvidya.people import queries as people
from assay.apps.mathvidya.plans import queries, rules
from assay.apps.mathvidya.plans.forms import RenewForm, SaleForm, SubscribeForm
from assay.apps.mathvidya.plans.rules import Terms
from assay.kernel import audit, clock, jobs
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.web.i18n import gettext as _


async def subscribe(db: Session, actor: Actor, form: SubscribeForm) -> Subscription:
    """Give a student a plan from a day on. Raises Conflict where another one has a day in common."""
    org_id = org_of(actor)
    await people.student(db, org_id, form.student_id)
    plan = await _on_offer(db, org_id, form.plan_id)
    today = day_in_india(clock.now())
    first_day = form.first_day or today
    if first_day < today:
        raise Invalid(fields={"first_day": _("A subscription begins today or later.")})
    terms = terms_of(plan, anchor=first_day)
    return await _sell(db, actor, form.student_id, plan, terms, first_day, form)


async def renew(
    db: Session, actor: Actor, student_id: UUID, subscription_id: UUID, form: RenewForm
) -> Subscription:
    """Go on where a subscription ends, on its plan as it is now. Its months keep their anchor.

    Raises Conflict for one that was cancelled, is over, or is followed by another.
    """
    org_id = org_of(actor)
    old = await queries.subscription(db, org_id, student_id, subscription_id, lock=True)
    first_day = rules.end_of(old)
    if old.state is not SubscriptionState.ACTIVE or first_day < day_in_india(clock.now()):
        raise Conflict(_("This subscription is over. Make a new one."))
    anchor = rules.terms_of(old).anchor
    if rules.period_at(anchor, rules.midnight(first_day)).starts_on != first_day:
        raise Conflict(_("This subscription was ended for another one. Renew that."))
    plan = await queries.plan(db, org_id, old.plan_id)
    terms = terms_of(plan, anchor=anchor)
    return await _sell(db, actor, student_id, plan, terms, first_day, form)


async def change(
    db: Session, actor: Actor, student_id: UUID, subscription_id: UUID, form: SaleForm
) -> Subscription:
    """End a subscription and begin another plan today; the new plan's months count from today.

    Raises Conflict for one that is not in force.
    """
    org_id = org_of(actor)
    plan = await _on_offer(db, org_id, form.plan_id)
    old = await queries.subscription(db, org_id, student_id, subscription_id, lock=True)
    today = day_in_india(clock.now())
    _check_in_force(old, today)
    if rules.first_day_of(old) == today:
        old.state, old.cancelled_at = SubscriptionState.CANCELLED, clock.now()
    else:
        old.days = queries.days(rules.first_day_of(old), today)
    await db.flush()
    await _record_end(db, actor, old, reason="changed")
    terms = terms_of(plan, anchor=today)
    return await _sell(db, actor, student_id, plan, terms, today, form)


async def cancel(db: Session, actor: Actor, student_id: UUID, subscription_id: UUID) -> Subscription:
    """End a subscription now, or one that has not begun. Exams under way go on, results stay.

    Raises Conflict for one that is over or was cancelled.
    """
    old = await queries.subscription(db, org_of(actor), student_id, subscription_id, lock=True)
    if old.state is not SubscriptionState.ACTIVE or rules.end_of(old) <= day_in_india(clock.now()):
        raise Conflict(_("This subscription is over already."))
    old.state, old.cancelled_at = SubscriptionState.CANCELLED, clock.now()
    await db.flush()
    await _record_end(db, actor, old, reason="cancelled")
    await jobs.defer(db, actor, PLACE_STUDENT, StudentArgs(student_id=student_id), key=str(student_id))
    return old


def terms_of(plan: SubscriptionPlan, *, anchor: date) -> Terms:
    """A copy of what the plan holds now."""
    return Terms(
        code=plan.code,
        name=plan.name,
        monthly_exams=plan.monthly_exams,
        mcq_only=plan.mcq_only,
        unit_practice=plan.unit_practice,
        leaderboard=plan.leaderboard,
        sla_hours=plan.sla_hours,
        anchor=anchor,
    )


async def _on_offer(db: Session, org_id: UUID, plan_id: UUID) -> SubscriptionPlan:
    plan = await queries.plan(db, org_id, plan_id)
    if not plan.is_offered:
        raise Invalid(fields={"plan_id": _("This plan is no longer on offer.")})
    return plan


async def _sell(
    db: Session,
    actor: Actor,
    student_id: UUID,
    plan: SubscriptionPlan,
    terms: Terms,
    first_day: date,
    form: SaleForm | RenewForm,
) -> Subscription:
    price: Decimal = plan.price_month if form.billing is Billing.MONTH else plan.price_year
    made = Subscription(
        org_id=plan.org_id,
        student_id=student_id,
        plan_id=plan.plan_id,
        days=queries.days(first_day, rules.ends_on(terms.anchor, first_day, form.billing)),
        billing=form.billing,
        terms=terms.document(),
        price=price,
        payment_reference=form.payment_reference,
        made_by=actor.label,
    )
    if not await queries.add_subscription(db, made):
        raise Conflict(
            _("The student has a plan for some of these days. Cancel it, change it, or begin when it ends.")
        )
    # How somebody paid stays in the row and is not written to the log.
    await audit.record(
        db,
        actor,
        Event.SUBSCRIBED,
        entity="subscription",
        entity_id=made.subscription_id,
        after={"student": str(student_id), "payment": form.payment_reference},
        details={
            "plan": plan.code,
            "billing": form.billing.value,
            "price": str(price),
            "first_day": first_day.isoformat(),
            "ends_on": rules.end_of(made).isoformat(),
        },
    )
    await jobs.defer(db, actor, PLACE_STUDENT, StudentArgs(student_id=student_id), key=str(student_id))
    return made


async def _record_end(db: Session, actor: Actor, old: Subscription, *, reason: str) -> None:
    await audit.record(
        db,
        actor,
        Event.SUBSCRIPTION_ENDED,
        entity="subscription",
        entity_id=old.subscription_id,
        details={"plan": rules.terms_of(old).code, "reason": reason},
    )


def _check_in_force(old: Subscription, today: date) -> None:
    if old.state is not SubscriptionState.ACTIVE or not rules.first_day_of(old) <= today < rules.end_of(old):
        raise Conflict(_("This subscription is not in force."))
