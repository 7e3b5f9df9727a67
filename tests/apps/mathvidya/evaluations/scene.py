"""Exams that were handed in, and what is marked of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.evaluations import service
from assay.apps.mathvidya.evaluations.jobs import HANDLERS
from assay.apps.mathvidya.jobspecs import ASSIGN, SLA_SWEEP
from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState, Purpose
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus
from assay.apps.mathvidya.models.people import StudentProfile, TeacherProfile
from assay.kernel import clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.clock import IST
from assay.kernel.db.session import Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs, defer, run_jobs
from tests.support.school import School

MONDAY = datetime(2026, 11, 30, 9, tzinfo=IST)
"""A week without holidays begins."""


def at(days: int = 0, hours: float = 0) -> datetime:
    """So many days and hours after Monday's opening."""
    return MONDAY + timedelta(days=days, hours=hours)


@dataclass(frozen=True, slots=True)
class Sat:
    student_id: UUID
    exam_id: UUID


def actor(school: School) -> Actor:
    return system_actor(school.org_id, "test")


async def add_student(school: School, level: ClassLevel = ClassLevel.X) -> UUID:
    """A student who never signs in."""
    student_id = uuid7()
    await school.add(
        StudentProfile(
            org_id=school.org_id,
            student_id=student_id,
            account_id=uuid7(),
            name="Asha Rao",
            class_level=level,
        )
    )
    return student_id


async def add_teacher(
    school: School, *, classes: Sequence[str] = ("X", "XII"), capacity: int | None = 20
) -> UUID:
    """A teacher who never signs in."""
    teacher_id = uuid7()
    await school.add(
        TeacherProfile(
            org_id=school.org_id,
            teacher_id=teacher_id,
            account_id=uuid7(),
            name="Teacher",
            classes=list(classes),
            capacity=capacity,
        )
    )
    return teacher_id


async def add_exam(
    school: School, student_id: UUID, *, level: ClassLevel = ClassLevel.X, submitted_at: datetime = MONDAY
) -> Sat:
    """An exam that was handed in, with 48 working hours to mark it."""
    exam = ExamInstance(
        org_id=school.org_id,
        student_id=student_id,
        exam_id=uuid7(),
        template_id=uuid7(),
        template_version=1,
        class_level=level,
        title="Full paper",
        seed=1,
        paper={},
        paper_digest=bytes(32),
        plan_code="premium",
        sla_hours=48,
        minutes=180,
        usage_key=uuid7(),
        max_score=Decimal(80),
        written_max=Decimal(60),
        generated_at=submitted_at - timedelta(hours=4),
        status=ExamStatus.SUBMITTED,
        submitted_at=submitted_at,
    )
    await school.add(exam)
    return Sat(student_id, exam.exam_id)


async def open_one(
    school: School, sat: Sat | None = None, *, purpose: Purpose = Purpose.FIRST, sla_hours: int | None = None
) -> UUID:
    """An evaluation that waits for a teacher; without `sat`, of a new student's exam."""
    sat = sat or await add_exam(school, await add_student(school))
    async with school.database.transaction(org_id=school.org_id) as db:
        made = await service.create(
            db, actor(school), sat.student_id, sat.exam_id, purpose=purpose, sla_hours=sla_hours
        )
        return made.evaluation_id


async def evaluation(school: School, evaluation_id: UUID) -> Evaluation:
    async with school.database.transaction(org_id=school.org_id) as db:
        return (await db.scalars(select(Evaluation).where(Evaluation.evaluation_id == evaluation_id))).one()


async def assign(school: School) -> None:
    """Run the assignment as it is asked for."""
    async with school.database.transaction(org_id=school.org_id) as db:
        await defer(db, actor(school), ASSIGN, NoArgs(), key="waiting")
    await run_jobs(school.database, HANDLERS)


async def sweep(school: School, now: datetime) -> None:
    """Run the sweep as the schedule would at `now`, and what follows from it."""
    with clock.frozen(now):
        async with school.database.transaction(role=Role.SYSTEM) as db:
            await defer(db, system_actor(None, "test"), SLA_SWEEP, NoArgs())
        await run_jobs(school.database, HANDLERS)


async def begin(school: School, evaluation_id: UUID, now: datetime) -> None:
    """The teacher has made a first mark."""
    async with school.database.transaction(org_id=school.org_id) as db:
        found = (await db.scalars(select(Evaluation).where(Evaluation.evaluation_id == evaluation_id))).one()
        found.state, found.started_at = EvaluationState.STARTED, now
