"""SQL of grading: papers with their keys, grades and the ones that count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.attempts import AnswerGrade, AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import ExamQuestion

MARKED = (AttemptStatus.SUBMITTED, AttemptStatus.GRADED)
"""States in which an attempt has grades; a void one keeps those it had."""


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


async def history(db: AsyncSession, org_id: UUID, attempt: int, question_id: UUID) -> Sequence[AnswerGrade]:
    """Every grading of one answer, the one that counts first."""
    found = await db.scalars(
        select(AnswerGrade)
        .where(
            AnswerGrade.org_id == org_id,
            AnswerGrade.attempt == attempt,
            AnswerGrade.question_id == question_id,
        )
        .order_by(AnswerGrade.grading.desc())
    )
    return found.all()


async def settle(db: AsyncSession, org_id: UUID, attempts: Sequence[int], now: datetime) -> None:
    """Bring score and status of these attempts in line with their grades, in one statement.

    `score` is None until every question has its mark. A void attempt stays void.
    """
    latest_grades = (
        select(AnswerGrade.attempt, AnswerGrade.score)
        .where(AnswerGrade.org_id == org_id, AnswerGrade.attempt.in_(attempts))
        .distinct(AnswerGrade.attempt, AnswerGrade.question_id)
        .order_by(AnswerGrade.attempt, AnswerGrade.question_id, AnswerGrade.grading.desc())
        .subquery()
    )
    counted = (
        select(
            latest_grades.c.attempt,
            func.count().label("grades"),
            func.count(latest_grades.c.score).label("marks"),
            func.sum(latest_grades.c.score).label("points"),
        )
        .group_by(latest_grades.c.attempt)
        .subquery()
    )
    done = counted.c.marks == func.jsonb_array_length(ExamAttempt.form["questions"])
    await db.execute(
        update(ExamAttempt)
        .where(ExamAttempt.org_id == org_id, ExamAttempt.attempt == counted.c.attempt)
        .values(
            score=case((done, counted.c.points)),
            to_mark=counted.c.grades - counted.c.marks,
            graded_at=case((done, now)),
            status=case(
                (ExamAttempt.status.not_in(MARKED), ExamAttempt.status),
                (done, AttemptStatus.GRADED),
                else_=AttemptStatus.SUBMITTED,
            ),
            changed_at=now,
        )
        .execution_options(synchronize_session=False)
    )
