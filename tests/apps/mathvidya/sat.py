"""Rows of students and their exams, for tests of what is computed of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus, ExamTemplate, TemplateKind
from assay.apps.mathvidya.models.people import MappingState, ParentStudentMapping, StudentProfile
from assay.apps.mathvidya.models.plans import Billing, Subscription
from assay.apps.mathvidya.people.consents import LEADERBOARD_VERSION
from assay.apps.mathvidya.plans import catalogue, queries, rules, subscriptions
from assay.kernel import clock
from assay.kernel.access.actor import Actor, ActorKind, person_id
from assay.kernel.clock import day_in_india
from assay.kernel.ids import uuid7


def actor_of(org: UUID, account_id: UUID, label: str = "somebody") -> Actor:
    return Actor(kind=ActorKind.ACCOUNT, account_id=account_id, org_id=org, label=label)


async def make_student(
    db: AsyncSession,
    org: UUID,
    name: str = "Asha Rao",
    *,
    plan: str = "",
    agrees: bool = False,
    class_level: ClassLevel = ClassLevel.X,
) -> tuple[Actor, UUID]:
    """A student, with a plan of this code from today on, and the consent to be shown."""
    account_id = uuid7()
    student_id = person_id(org, account_id)
    db.add(
        StudentProfile(
            org_id=org,
            student_id=student_id,
            account_id=account_id,
            name=name,
            class_level=class_level,
            leaderboard_since=clock.now() if agrees else None,
            leaderboard_consent={"text": LEADERBOARD_VERSION} if agrees else {},
        )
    )
    await db.flush()
    if plan:
        await give_plan(db, org, student_id, plan)
    return actor_of(org, account_id, name), student_id


async def give_plan(
    db: AsyncSession, org: UUID, student_id: UUID, code: str, first_day: date | None = None
) -> Subscription:
    day = first_day or day_in_india(clock.now())
    plan = next(one for one in await catalogue.plans(db, org) if one.code == code)
    made = Subscription(
        org_id=org,
        student_id=student_id,
        plan_id=plan.plan_id,
        days=queries.days(day, rules.ends_on(day, day, Billing.MONTH)),
        billing=Billing.MONTH,
        terms=subscriptions.terms_of(plan, anchor=day).document(),
        price=plan.price_month,
        made_by="test",
    )
    db.add(made)
    await db.flush()
    return made


async def make_template(
    db: AsyncSession, org: UUID, code: str = "board-x", class_level: ClassLevel = ClassLevel.X
) -> UUID:
    template = ExamTemplate(
        org_id=org,
        template_id=uuid7(),
        version=1,
        code=code,
        name=code.title(),
        class_level=class_level,
        kind=TemplateKind.FULL,
        session="2026-27",
        blueprint={},
        changed_by="test",
    )
    db.add(template)
    await db.flush()
    return template.template_id


async def sit(
    db: AsyncSession,
    org: UUID,
    student_id: UUID,
    template_id: UUID,
    score: float | None = None,
    **columns: Any,
) -> UUID:
    """An exam of 80 marks: marked with a score, handed in without one."""
    now = clock.now()
    exam = ExamInstance(
        **{
            "org_id": org,
            "student_id": student_id,
            "template_id": template_id,
            "template_version": 1,
            "class_level": ClassLevel.X,
            "title": "Board paper",
            "seed": 1,
            "paper": {},
            "paper_digest": bytes(32),
            "plan_code": "premium",
            "sla_hours": 48,
            "minutes": 180,
            "usage_key": uuid7(),
            "max_score": Decimal(80),
            "written_max": Decimal(60),
            "generated_at": now,
            "started_at": now - timedelta(hours=4),
            "deadline_at": now - timedelta(hours=1),
            "submitted_at": now,
            "status": ExamStatus.SUBMITTED if score is None else ExamStatus.MARKED,
            "score": None if score is None else Decimal(str(score)),
            "marked_at": None if score is None else now,
            **columns,
        }
    )
    db.add(exam)
    await db.flush()
    return exam.exam_id


async def make_parent(
    db: AsyncSession, org: UUID, *student_ids: UUID, state: MappingState = MappingState.CONFIRMED
) -> Actor:
    """A parent of these students."""
    account_id, now = uuid7(), clock.now()
    for student_id in student_ids:
        db.add(
            ParentStudentMapping(
                org_id=org,
                student_id=student_id,
                parent_id=person_id(org, account_id),
                parent_account_id=account_id,
                parent_name="Meera Rao",
                state=state,
                requested_by="test",
                confirmed_at=now if state is MappingState.CONFIRMED else None,
                consent_at=now if state is MappingState.CONFIRMED else None,
            )
        )
    await db.flush()
    return actor_of(org, account_id, "Meera Rao")
