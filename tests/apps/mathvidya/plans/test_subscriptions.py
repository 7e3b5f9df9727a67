"""Subscriptions through the months: renewed, changed, with the anchor they began with."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.models.plans import Billing, SubscriptionPlan, SubscriptionState
from assay.apps.mathvidya.plans import catalogue, queries, rules, service, subscriptions
from assay.apps.mathvidya.plans.forms import PlanForm, RenewForm, SaleForm, SubscribeForm
from assay.kernel import clock
from assay.kernel.access.actor import Actor, person_id, system_actor
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7

START = date(2026, 1, 31)
MONTH = RenewForm(billing=Billing.MONTH, payment_reference="receipt 1")


@pytest.fixture
def admin(org: UUID) -> Actor:
    return system_actor(org, "an administrator")


@pytest.fixture
async def plans(db: AsyncSession, org: UUID) -> dict[str, SubscriptionPlan]:
    return {one.code: one for one in await catalogue.plans(db, org)}


@pytest.fixture
async def student(db: AsyncSession, org: UUID) -> UUID:
    student_id = person_id(org, uuid7())
    db.add(
        StudentProfile(
            org_id=org, student_id=student_id, account_id=uuid7(), name="Asha", class_level=ClassLevel.X
        )
    )
    await db.flush()
    return student_id


def sale(plan: SubscriptionPlan, student: UUID) -> SubscribeForm:
    return SubscribeForm(
        plan_id=plan.plan_id, student_id=student, billing=Billing.MONTH, payment_reference="receipt 1"
    )


async def test_renewals_keep_the_anchor_of_the_31st(
    db: AsyncSession, admin: Actor, plans: dict[str, SubscriptionPlan], student: UUID, org: UUID
) -> None:
    with clock.frozen(rules.midnight(START)):
        sold = await subscriptions.subscribe(db, admin, sale(plans["basic"], student))
        ends = [rules.end_of(sold)]
        for _month in range(3):
            sold = await subscriptions.renew(db, admin, student, sold.subscription_id, MONTH)
            ends.append(rules.end_of(sold))
    assert ends == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    with clock.frozen(rules.midnight(date(2026, 3, 30))):
        found = await service.current(db, org, student)
        assert found is not None
        assert (found.period.starts_on, found.period.resets_on) == (date(2026, 2, 28), date(2026, 3, 31))


async def test_edited_plan_holds_from_the_renewal_on(
    db: AsyncSession, admin: Actor, plans: dict[str, SubscriptionPlan], student: UUID, org: UUID
) -> None:
    basic = plans["basic"]
    with clock.frozen(rules.midnight(START)):
        sold = await subscriptions.subscribe(db, admin, sale(basic, student))
        form = PlanForm(
            name="Basic",
            monthly_exams=7,
            sla_hours=24,
            price_month=basic.price_month,
            price_year=basic.price_year,
        )
        await catalogue.change(db, admin, basic.plan_id, form, version=1)
        before = await service.current(db, org, student)
        await subscriptions.renew(db, admin, student, sold.subscription_id, MONTH)
        with pytest.raises(Conflict):
            await subscriptions.renew(db, admin, student, sold.subscription_id, MONTH)
    with clock.frozen(rules.midnight(date(2026, 3, 1))):
        after = await service.current(db, org, student)
    assert before is not None
    assert after is not None
    assert (before.counts.allowed, before.sla_hours) == (5, 48)
    assert (after.counts.allowed, after.sla_hours) == (7, 24)


async def test_changing_the_plan_begins_anew_today_and_keeps_the_old_one_in_the_history(
    db: AsyncSession, admin: Actor, plans: dict[str, SubscriptionPlan], student: UUID, org: UUID
) -> None:
    with clock.frozen(rules.midnight(START)):
        sold = await subscriptions.subscribe(db, admin, sale(plans["basic"], student))
    with clock.frozen(rules.midnight(date(2026, 2, 10))):
        form = SaleForm(plan_id=plans["centum"].plan_id, billing=Billing.YEAR, payment_reference="receipt 2")
        centum = await subscriptions.change(db, admin, student, sold.subscription_id, form)
        with pytest.raises(Conflict):
            await subscriptions.change(db, admin, student, sold.subscription_id, form)
        with pytest.raises(Conflict):
            await subscriptions.renew(db, admin, student, sold.subscription_id, MONTH)
        # Changed again on the same day: the one that lasted no day is cancelled, not cut.
        again = form.model_copy(update={"plan_id": plans["premium"].plan_id})
        await subscriptions.change(db, admin, student, centum.subscription_id, again)
        found = await service.current(db, org, student)
    assert found is not None
    assert found.plan == "premium"
    history = await queries.subscriptions_of(db, org, student)
    assert {(rules.terms_of(one).code, one.state, rules.end_of(one)) for one in history} == {
        ("premium", SubscriptionState.ACTIVE, date(2027, 2, 10)),
        ("centum", SubscriptionState.CANCELLED, date(2027, 2, 10)),
        ("basic", SubscriptionState.ACTIVE, date(2026, 2, 10)),
    }


async def test_plan_that_ran_out_is_not_renewed_in_the_past(
    db: AsyncSession, admin: Actor, plans: dict[str, SubscriptionPlan], student: UUID
) -> None:
    with clock.frozen(rules.midnight(START)):
        sold = await subscriptions.subscribe(db, admin, sale(plans["basic"], student))
    with clock.frozen(rules.midnight(date(2026, 6, 1))), pytest.raises(Conflict):
        await subscriptions.renew(db, admin, student, sold.subscription_id, MONTH)
