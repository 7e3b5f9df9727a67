"""SQL of exam statistics: the papers of an exam with their final answers. Who may see it is asked before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from assay.apps.veritas.models.attempts import AnswerGrade, AttemptAnswer, AttemptStatus, ExamAttempt
from assay.apps.veritas.models.people import StudentProfile

COUNTED = (AttemptStatus.SUBMITTED, AttemptStatus.GRADED)
"""Closed attempts with answers. One that two people took out is no evidence of a question's quality."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the grading of an exam has come: the same standing gives the same statistics."""

    attempts: int
    changed_at: datetime | None

    @property
    def mark(self) -> str:
        return f"{self.attempts}:{self.changed_at.isoformat() if self.changed_at else ''}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A closed attempt: what was drawn, and where and when it was sat."""

    attempt: int
    attempt_id: UUID
    form: dict[str, Any]
    started_at: datetime
    submitted_at: datetime | None
    address: str


async def standing(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Standing:
    """How many attempts count, and when one of them changed last."""
    row = (
        await db.execute(
            select(func.count(), func.max(ExamAttempt.changed_at), func.max(ExamAttempt.graded_at)).where(
                ExamAttempt.org_id == org_id,
                ExamAttempt.exam_id == exam_id,
                ExamAttempt.status.in_(COUNTED),
            )
        )
    ).one()
    return Standing(row[0], max((at for at in row[1:] if at is not None), default=None))


async def papers(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Sequence[Paper]:
    """The last counted attempt of each student, in the order of its key: nobody is counted twice."""
    last = (
        select(ExamAttempt.attempt)
        .where(
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            ExamAttempt.status.in_(COUNTED),
        )
        .distinct(ExamAttempt.student_id)
        .order_by(ExamAttempt.student_id, ExamAttempt.number.desc())
    )
    found = await db.execute(
        select(
            ExamAttempt.attempt,
            ExamAttempt.attempt_id,
            ExamAttempt.form,
            ExamAttempt.started_at,
            ExamAttempt.submitted_at,
            ExamAttempt.address,
        )
        .where(ExamAttempt.org_id == org_id, ExamAttempt.attempt.in_(last))
        .order_by(ExamAttempt.attempt)
    )
    return [Paper(*row) for row in found.all()]


async def responses(db: AsyncSession, org_id: UUID, exam_id: UUID) -> dict[tuple[int, UUID], dict[str, Any]]:
    """The last revision of every answer in the exam's counted attempts, by attempt and question."""
    return await _last(db, org_id, exam_id, AttemptAnswer, AttemptAnswer.response, AttemptAnswer.revision)


async def full_marks(db: AsyncSession, org_id: UUID, exam_id: UUID) -> dict[tuple[int, UUID], bool | None]:
    """Whether the grading that counts gave all its points; None while a person has to mark."""
    full = AnswerGrade.score >= AnswerGrade.max_score
    return await _last(db, org_id, exam_id, AnswerGrade, full, AnswerGrade.grading)


async def _last(
    db: AsyncSession,
    org_id: UUID,
    exam_id: UUID,
    table: type[AttemptAnswer] | type[AnswerGrade],
    value: InstrumentedAttribute[Any] | ColumnElement[Any],
    order: InstrumentedAttribute[int],
) -> dict[tuple[int, UUID], Any]:
    """`value` where `order` is highest, for every question of every counted attempt."""
    found = await db.execute(
        select(table.attempt, table.question_id, value)
        .join(ExamAttempt, ExamAttempt.attempt == table.attempt)
        .where(
            table.org_id == org_id,
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            ExamAttempt.status.in_(COUNTED),
        )
        .distinct(table.attempt, table.question_id)
        .order_by(table.attempt, table.question_id, order.desc())
    )
    return {(attempt, question_id): one for attempt, question_id, one in found.all()}


async def names(db: AsyncSession, org_id: UUID, attempt_ids: Sequence[UUID]) -> dict[str, str]:
    """Names of the students behind these attempts, by the attempt's id as text."""
    found = await db.execute(
        select(ExamAttempt.attempt_id, StudentProfile.name)
        .join(StudentProfile, StudentProfile.student_id == ExamAttempt.student_id)
        .where(
            ExamAttempt.org_id == org_id,
            StudentProfile.org_id == org_id,
            ExamAttempt.attempt_id.in_(attempt_ids),
        )
    )
    return {str(attempt_id): name for attempt_id, name in found.all()}
