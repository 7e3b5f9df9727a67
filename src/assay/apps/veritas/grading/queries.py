"""SQL of grading: papers with their keys, grades and the ones that count."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.attempts import AnswerGrade
from assay.apps.veritas.models.exams import ExamQuestion


async def current_questions(
    db: AsyncSession, org_id: UUID, question_ids: Sequence[UUID]
) -> dict[UUID, ExamQuestion]:
    """The questions in the version that counts now, whose key it is that grades."""
    found = await db.scalars(
        select(ExamQuestion).where(
            ExamQuestion.org_id == org_id,
            ExamQuestion.question_id.in_(question_ids),
            ExamQuestion.is_current,
        )
    )
    return {row.question_id: row for row in found.all()}


async def latest(db: AsyncSession, org_id: UUID, attempt: int) -> dict[UUID, AnswerGrade]:
    """The grade that counts of each question that has one."""
    found = await db.scalars(
        select(AnswerGrade)
        .where(AnswerGrade.org_id == org_id, AnswerGrade.attempt == attempt)
        .distinct(AnswerGrade.question_id)
        .order_by(AnswerGrade.question_id, AnswerGrade.grading.desc())
    )
    return {row.question_id: row for row in found.all()}


async def insert_grades(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add gradings; how many were new. One that is there already stays as it is."""
    if not rows:
        return 0
    made = await db.scalars(
        insert(AnswerGrade)
        .values([dict(row) for row in rows])
        .on_conflict_do_nothing()
        .returning(AnswerGrade.question_id)
    )
    return len(made.all())
