"""Pages of plans: the administrator's, and the student's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import PlanAdmin, Student
from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.people import queries as people
from assay.apps.mathvidya.plans import catalogue, queries, rules, service, subscriptions, views
from assay.apps.mathvidya.plans.forms import NewPlanForm, PlanForm, RenewForm, SaleForm, SubscribeForm
from assay.apps.mathvidya.sla.service import calendar_of
from assay.apps.mathvidya.sla.wording import when
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()

PLANS = "/mathvidya/admin/plans"
STUDENTS = "/mathvidya/admin/students"
FLAGS = ("mcq_only", "unit_practice", "leaderboard", "is_offered")


def _plan(data: Mapping[str, Any]) -> dict[str, Any]:
    flags = {name: data.get(name) == "true" for name in FLAGS}
    return {name: value for name, value in data.items() if name != "version"} | flags


def _back(request: Request, student_id: UUID, toast: str) -> Response:
    return redirect(request, f"{STUDENTS}/{student_id}/plan", toast=toast)


@pages.get("/student/plan")
async def own_plan_page(request: Request, actor: Student, db: Db) -> Response:
    org_id, student_id = org_of(actor), person_of(actor)
    standing = await service.current(db, org_id, student_id)
    return render(
        request,
        "mathvidya/plans/own.html",
        standing=standing,
        near=(await config.get(db, org_id)).plan_left,
        working_time=when(await calendar_of(db, org_id)),
        months=views.months(await queries.months_used(db, org_id, student_id)),
        plans=await catalogue.plans(db, org_id, offered=True),
        in_words=rules.in_words,
    )


@pages.get("/admin/plans")
async def plans_page(request: Request, actor: PlanAdmin, db: Db) -> Response:
    return render(
        request,
        "mathvidya/plans/list.html",
        plans=await catalogue.plans(db, org_of(actor)),
    )


@pages.get("/admin/plans/new")
async def new_plan_page(request: Request, _actor: PlanAdmin) -> Response:
    return render(request, "mathvidya/plans/plan.html", plan=None, values={"position": 0})


@pages.post("/admin/plans")
async def make_plan_page(request: Request, actor: PlanAdmin, db: Db) -> Response:
    await catalogue.make(db, actor, parse(NewPlanForm, _plan(await form_data(request))))
    return redirect(request, PLANS, toast=_("The plan is made."))


@pages.get("/admin/plans/{plan_id}")
async def plan_page(request: Request, plan_id: UUID, actor: PlanAdmin, db: Db) -> Response:
    plan = await queries.plan(db, org_of(actor), plan_id)
    return render(request, "mathvidya/plans/plan.html", plan=plan, values=views.plan_values(plan))


@pages.post("/admin/plans/{plan_id}")
async def change_plan_page(request: Request, plan_id: UUID, actor: PlanAdmin, db: Db) -> Response:
    data = await form_data(request)
    await catalogue.change(db, actor, plan_id, parse(PlanForm, _plan(data)), version=version_of(data))
    return redirect(request, PLANS, toast=_("Saved."))


@pages.get("/admin/subscriptions")
async def subscriptions_page(
    request: Request, actor: PlanAdmin, db: Db, after: str | None = None
) -> Response:
    page = await queries.subscriptions(db, org_of(actor), after=after)
    return render(
        request,
        "mathvidya/plans/subscriptions.html",
        rows=[(views.sold(row), name) for row, name in page.items],
        next=page.next,
        first=after is None,
    )


@pages.get("/admin/students/{student_id}/plan")
async def student_plan_page(request: Request, student_id: UUID, actor: PlanAdmin, db: Db) -> Response:
    student = await people.student(db, org_of(actor), student_id)
    plans = await catalogue.plans(db, student.org_id, offered=True)
    return render(
        request,
        "mathvidya/plans/student.html",
        student=student,
        standing=await service.current(db, student.org_id, student_id),
        sold=[views.sold(row) for row in await queries.subscriptions_of(db, student.org_id, student_id)],
        plans=[(one.plan_id, views.offer(one)) for one in plans],
        in_words=rules.in_words,
    )


@pages.post("/admin/students/{student_id}/plan")
async def subscribe_page(request: Request, student_id: UUID, actor: PlanAdmin, db: Db) -> Response:
    data = await form_data(request)
    sent = {**data, "student_id": student_id, "first_day": data.get("first_day") or None}
    await subscriptions.subscribe(db, actor, parse(SubscribeForm, sent))
    return _back(request, student_id, _("The student has the plan."))


@pages.post("/admin/students/{student_id}/plan/{subscription_id}/renew")
async def renew_page(
    request: Request, student_id: UUID, subscription_id: UUID, actor: PlanAdmin, db: Db
) -> Response:
    form = parse(RenewForm, await form_data(request))
    await subscriptions.renew(db, actor, student_id, subscription_id, form)
    return _back(request, student_id, _("Renewed."))


@pages.post("/admin/students/{student_id}/plan/{subscription_id}/change")
async def change_page(
    request: Request, student_id: UUID, subscription_id: UUID, actor: PlanAdmin, db: Db
) -> Response:
    form = parse(SaleForm, await form_data(request))
    await subscriptions.change(db, actor, student_id, subscription_id, form)
    return _back(request, student_id, _("The new plan begins today."))


@pages.post("/admin/students/{student_id}/plan/{subscription_id}/cancel")
async def cancel_page(
    request: Request, student_id: UUID, subscription_id: UUID, actor: PlanAdmin, db: Db
) -> Response:
    await subscriptions.cancel(db, actor, student_id, subscription_id)
    return _back(request, student_id, _("Cancelled."))
