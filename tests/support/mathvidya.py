"""A school that practises mathematics, speaking to Assay over HTTP as its people would."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import httpx
from sqlalchemy.dialects.postgresql import Range

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.people import (
    MappingState,
    ParentStudentMapping,
    StudentProfile,
    TeacherProfile,
)
from assay.apps.mathvidya.models.plans import Billing, Subscription, SubscriptionPlan
from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import school
from tests.support.school import Caller, School

API = "/api/v1/mathvidya"


async def found(http: httpx.AsyncClient, database: Database, settings: Settings) -> School:
    """A fresh organisation without people."""
    return await school.found("mathvidya", http, database, settings)


async def make_student(
    school: School, name: str = "Asha Rao", *, class_level: ClassLevel = ClassLevel.X
) -> Caller:
    """A signed-in student with a profile."""
    caller = await school.person("student", name)
    await school.add(
        StudentProfile(
            org_id=school.org_id,
            student_id=caller.person_id,
            account_id=caller.account_id,
            name=name,
            class_level=class_level,
        )
    )
    return caller


async def make_teacher(
    school: School, name: str = "Teacher", *, classes: Sequence[str] = ("X", "XII"), capacity: int = 20
) -> Caller:
    """A signed-in teacher with a profile."""
    caller = await school.person("teacher", name)
    await school.add(
        TeacherProfile(
            org_id=school.org_id,
            teacher_id=caller.person_id,
            account_id=caller.account_id,
            name=name,
            classes=list(classes),
            capacity=capacity,
        )
    )
    return caller


async def make_parent(school: School, student: Caller, name: str = "Parent") -> Caller:
    """A signed-in parent of `student`, confirmed, the primary contact."""
    caller = await school.person("parent", name)
    now = clock.now()
    await school.add(
        ParentStudentMapping(
            org_id=school.org_id,
            student_id=student.person_id,
            parent_id=caller.person_id,
            parent_account_id=caller.account_id,
            parent_name=name,
            relation="mother",
            is_primary=True,
            state=MappingState.CONFIRMED,
            requested_by="test",
            confirmed_at=now,
            consent_at=now,
        )
    )
    return caller


async def make_plan(school: School, code: str = "premium", *, monthly_exams: int = 50) -> SubscriptionPlan:
    """A plan with everything in it."""
    plan = SubscriptionPlan(
        org_id=school.org_id,
        code=code,
        name=code.title(),
        monthly_exams=monthly_exams,
        unit_practice=True,
        leaderboard=True,
        sla_hours=48,
        price_month=Decimal(999),
        price_year=Decimal(9999),
    )
    await school.add(plan)
    return plan


async def subscribe(school: School, student: Caller, plan: SubscriptionPlan) -> Subscription:
    """The student's subscription to `plan`, from today for a year."""
    today = clock.now().date()
    made = Subscription(
        org_id=school.org_id,
        student_id=student.person_id,
        plan_id=plan.plan_id,
        days=Range(today, today + timedelta(days=365)),
        billing=Billing.YEAR,
        terms={
            "code": plan.code,
            "name": plan.name,
            "monthly_exams": plan.monthly_exams,
            "mcq_only": plan.mcq_only,
            "unit_practice": plan.unit_practice,
            "leaderboard": plan.leaderboard,
            "sla_hours": plan.sla_hours,
        },
        price=plan.price_year,
        made_by="test",
    )
    await school.add(made)
    return made
