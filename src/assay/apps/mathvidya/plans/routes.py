"""Plans and subscriptions over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from assay.apps.mathvidya.actors import PlanAdmin, Student
from assay.apps.mathvidya.plans import catalogue, page_routes, queries, rules, service, subscriptions
from assay.apps.mathvidya.plans.forms import (
    NewPlanForm,
    PlanForm,
    PlanOut,
    RenewForm,
    SaleForm,
    StandingOut,
    SubscribeForm,
    SubscriptionOut,
)
from assay.kernel.access import Actor, signed_in
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Db
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = page_routes.pages
Member = Annotated[Actor, signed_in()]


@api.get("/plans")
async def list_plans(actor: Member, db: Db) -> dict[str, Any]:
    """The plans on offer; prices in rupees, `sla_hours` in working hours."""
    found = await catalogue.plans(db, org_of(actor), offered=True)
    return {"items": [PlanOut.of(row) for row in found]}


@api.post("/plans", status_code=201)
async def make_plan(
    form: NewPlanForm, actor: PlanAdmin, db: Db, response: Response, _once: Idempotent
) -> PlanOut:
    made = await catalogue.make(db, actor, form)
    response.headers["ETag"] = etag_of(made.version)
    return PlanOut.of(made)


@api.get("/plans/{plan_id}")
async def get_plan(plan_id: UUID, actor: Member, db: Db, response: Response) -> PlanOut:
    found = await queries.plan(db, org_of(actor), plan_id)
    response.headers["ETag"] = etag_of(found.version)
    return PlanOut.of(found)


@api.put("/plans/{plan_id}")
async def put_plan(
    plan_id: UUID,
    form: PlanForm,
    actor: PlanAdmin,
    db: Db,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> PlanOut:
    """Change a plan for those who subscribe or renew from now on; `If-Match` carries the version you saw."""
    changed = await catalogue.change(db, actor, plan_id, form, version=check_if_match(if_match))
    response.headers["ETag"] = etag_of(changed.version)
    return PlanOut.of(changed)


@api.get("/subscriptions")
async def list_subscriptions(
    actor: PlanAdmin, db: Db, student_id: UUID | None = None, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Subscriptions, student by student; or all of one student, the latest first."""
    if student_id is not None:
        rows = await queries.subscriptions_of(db, org_of(actor), student_id)
        return {"items": [SubscriptionOut.of(row) for row in rows], "next": None}
    page = await queries.subscriptions(db, org_of(actor), after=after, limit=limit)
    return {"items": [SubscriptionOut.of(row) for row, _name in page.items], "next": page.next}


@api.post("/subscriptions", status_code=201)
async def subscribe(form: SubscribeForm, actor: PlanAdmin, db: Db, _once: Idempotent) -> SubscriptionOut:
    """Give a student a plan, and record how it was paid. 409 where another has a day in common."""
    return SubscriptionOut.of(await subscriptions.subscribe(db, actor, form))


@api.get("/subscriptions/mine")
async def own_standing(actor: Student, db: Db) -> StandingOut:
    """Your plan now: what is used and left of the month, and when it resets. 402 without a plan."""
    found = await service.current(db, org_of(actor), person_of(actor))
    if found is None:
        raise rules.no_subscription()
    return StandingOut.of(found)


@api.post("/subscriptions/{student_id}/{subscription_id}/renew", status_code=201)
async def renew(
    student_id: UUID, subscription_id: UUID, form: RenewForm, actor: PlanAdmin, db: Db, _once: Idempotent
) -> SubscriptionOut:
    """Go on where it ends, on the plan as it is now."""
    return SubscriptionOut.of(await subscriptions.renew(db, actor, student_id, subscription_id, form))


@api.post("/subscriptions/{student_id}/{subscription_id}/change", status_code=201)
async def change(
    student_id: UUID, subscription_id: UUID, form: SaleForm, actor: PlanAdmin, db: Db, _once: Idempotent
) -> SubscriptionOut:
    """End it today and begin another plan."""
    return SubscriptionOut.of(await subscriptions.change(db, actor, student_id, subscription_id, form))


@api.post("/subscriptions/{student_id}/{subscription_id}/cancel")
async def cancel(student_id: UUID, subscription_id: UUID, actor: PlanAdmin, db: Db) -> SubscriptionOut:
    """End it now. Exams under way go on."""
    return SubscriptionOut.of(await subscriptions.cancel(db, actor, student_id, subscription_id))
