"""SQL of what parents see. Every statement is for all children at once, so their number does not matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, lateral, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.analytics import Forecast, UnitMastery
from assay.apps.mathvidya.models.evaluations import OPEN, Evaluation, Purpose
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus
from assay.apps.mathvidya.models.people import MappingState, ParentStudentMapping, StudentProfile
from assay.kernel.db.paging import Page, keyset

COUNTED = (Purpose.FIRST, Purpose.SECOND, Purpose.ADJUDICATION)
"""Rounds that the result waits for."""
DONE = (ExamStatus.SUBMITTED, ExamStatus.MARKED)
COLUMNS = (
    ExamInstance.student_id,
    ExamInstance.exam_id,
    ExamInstance.title,
    ExamInstance.status,
    ExamInstance.score,
    ExamInstance.max_score,
    ExamInstance.generated_at,
    ExamInstance.started_at,
    ExamInstance.submitted_at,
    ExamInstance.marked_at,
)


@dataclass(frozen=True, slots=True)
class Sat:
    """An exam without its paper."""

    student_id: UUID
    exam_id: UUID
    title: str
    status: ExamStatus
    score: Decimal | None
    max_score: Decimal
    generated_at: datetime
    started_at: datetime | None
    submitted_at: datetime | None
    marked_at: datetime | None


async def children(db: AsyncSession, org_id: UUID, parent_id: UUID) -> list[StudentProfile]:
    """Students with a confirmed mapping to this parent, by name."""
    rows = await db.scalars(
        select(StudentProfile)
        .join(ParentStudentMapping, ParentStudentMapping.student_id == StudentProfile.student_id)
        .where(
            ParentStudentMapping.org_id == org_id,
            ParentStudentMapping.parent_id == parent_id,
            ParentStudentMapping.state == MappingState.CONFIRMED,
            StudentProfile.org_id == org_id,
        )
        .order_by(StudentProfile.name, StudentProfile.student_id)
    )
    return list(rows.all())


async def latest_exams(db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID], each: int) -> list[Sat]:
    """The latest exams of each student, the latest first."""
    newest = lateral(
        select(*COLUMNS)
        .where(
            ExamInstance.org_id == org_id,
            ExamInstance.student_id == StudentProfile.student_id,
        )
        .order_by(ExamInstance.generated_at.desc(), ExamInstance.exam_id)
        .limit(each)
    )
    rows = await db.execute(
        select(*newest.c)
        .select_from(StudentProfile)
        .join(newest, true())
        .where(StudentProfile.org_id == org_id, StudentProfile.student_id.in_(student_ids))
    )
    return [_sat(row) for row in rows.all()]


async def exams_of(
    db: AsyncSession, org_id: UUID, student_id: UUID, *, after: str | None, limit: int = 30
) -> Page[Sat]:
    """A student's exams, the latest first."""
    statement: Select[*tuple[Any, ...]] = select(*COLUMNS).where(
        ExamInstance.org_id == org_id,
        ExamInstance.student_id == student_id,
    )
    page = await keyset(
        db,
        statement,
        [ExamInstance.generated_at, ExamInstance.exam_id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.generated_at.isoformat(), row.exam_id],
        scalars=False,
    )
    return Page([_sat(row) for row in page.items], page.next)


async def promised(db: AsyncSession, org_id: UUID, exams: Sequence[Sat]) -> dict[UUID, datetime]:
    """exam → when its result is promised, of those that are being marked."""
    waiting = [one for one in exams if one.status is ExamStatus.SUBMITTED]
    if not waiting:
        return {}
    rows = await db.execute(
        select(Evaluation.exam_id, func.max(Evaluation.due_at))
        .where(
            Evaluation.org_id == org_id,
            Evaluation.student_id.in_({one.student_id for one in waiting}),
            Evaluation.exam_id.in_([one.exam_id for one in waiting]),
            Evaluation.state.in_(OPEN),
            Evaluation.purpose.in_(COUNTED),
        )
        .group_by(Evaluation.exam_id)
    )
    return {row[0]: row[1] for row in rows.all() if row[1] is not None}


async def counts(db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """student → (exams handed in, of these marked)."""
    rows = await db.execute(
        select(
            ExamInstance.student_id,
            func.count(),
            func.count().filter(ExamInstance.status == ExamStatus.MARKED),
        )
        .where(
            ExamInstance.org_id == org_id,
            ExamInstance.student_id.in_(student_ids),
            ExamInstance.status.in_(DONE),
        )
        .group_by(ExamInstance.student_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows.all()}


async def mastery(db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID]) -> list[UnitMastery]:
    """What analytics computed of each unit, if it has."""
    rows = await db.scalars(
        select(UnitMastery)
        .where(UnitMastery.org_id == org_id, UnitMastery.student_id.in_(student_ids))
        .order_by(UnitMastery.student_id, UnitMastery.unit)
    )
    return list(rows.all())


async def forecasts(db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID]) -> dict[UUID, Forecast]:
    """student → what analytics expects, if it does."""
    rows = await db.scalars(
        select(Forecast).where(Forecast.org_id == org_id, Forecast.student_id.in_(student_ids))
    )
    return {row.student_id: row for row in rows.all()}


def _sat(row: Row[Any]) -> Sat:
    return Sat(**row._mapping)
