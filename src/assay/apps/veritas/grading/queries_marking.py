"""SQL of marking: which answers wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.grading.queries import MARKED
from assay.apps.veritas.models.attempts import AnswerGrade, ExamAttempt
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel.db.paging import Page, keyset


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many answers to a question wait, and since when the longest."""

    question_id: UUID
    answers: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """An answer that waits. `student` only where names were asked for."""

    attempt: int
    attempt_id: UUID
    grading: int
    suggested: bool
    student: str | None


async def waiting(db: AsyncSession, org_id: UUID, exam_id: UUID) -> dict[UUID, Waiting]:
    """Per question of the exam, the answers that wait."""
    newest = (
        select(AnswerGrade.question_id, AnswerGrade.score, ExamAttempt.submitted_at)
        .join(ExamAttempt, ExamAttempt.attempt == AnswerGrade.attempt)
        .where(AnswerGrade.org_id == org_id, *_to_mark(org_id, exam_id))
        .distinct(AnswerGrade.attempt, AnswerGrade.question_id)
        .order_by(AnswerGrade.attempt, AnswerGrade.question_id, AnswerGrade.grading.desc())
        .subquery()
    )
    rows = await db.execute(
        select(newest.c.question_id, func.count(), func.min(newest.c.submitted_at))
        .where(newest.c.score.is_(None))
        .group_by(newest.c.question_id)
    )
    return {row[0]: Waiting(*row) for row in rows.all()}


async def queue(
    db: AsyncSession,
    org_id: UUID,
    exam_id: UUID,
    question_id: UUID,
    *,
    names: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page[Queued]:
    """The answers to one question that wait, in an order that says nothing of the student."""
    page = await keyset(
        db,
        _waiting_for(org_id, exam_id, question_id),
        [ExamAttempt.attempt],
        [int],
        after=after,
        limit=limit,
        key=lambda row: [row[0]],
        scalars=False,
    )
    known = await _names(db, org_id, [row[4] for row in page.items]) if names else {}
    return Page(
        [Queued(row[0], row[1], row[2], bool(row[3]), known.get(row[4])) for row in page.items], page.next
    )


async def next_waiting(
    db: AsyncSession, org_id: UUID, exam_id: UUID, question_id: UUID, *, after: int | None = None
) -> UUID | None:
    """The first attempt whose answer waits, of those behind `after`; None where there is none left."""
    statement = _waiting_for(org_id, exam_id, question_id).order_by(ExamAttempt.attempt).limit(1)
    if after is not None:
        statement = statement.where(ExamAttempt.attempt > after)
    found = (await db.execute(statement)).first()
    return found[1] if found else None


def _waiting_for(org_id: UUID, exam_id: UUID, question_id: UUID) -> Select[Any]:
    newest = (
        select(AnswerGrade.grading, AnswerGrade.score, AnswerGrade.suggestion)
        .where(
            AnswerGrade.org_id == org_id,
            AnswerGrade.attempt == ExamAttempt.attempt,
            AnswerGrade.question_id == question_id,
        )
        .order_by(AnswerGrade.grading.desc())
        .limit(1)
        .lateral("newest")
    )
    return (
        select(
            ExamAttempt.attempt,
            ExamAttempt.attempt_id,
            newest.c.grading,
            newest.c.suggestion != {},
            ExamAttempt.student_id,
        )
        .join(newest, newest.c.score.is_(None))
        .where(*_to_mark(org_id, exam_id))
    )


def _to_mark(org_id: UUID, exam_id: UUID) -> tuple[Any, ...]:
    return (
        ExamAttempt.org_id == org_id,
        ExamAttempt.exam_id == exam_id,
        ExamAttempt.status.in_(MARKED),
        ExamAttempt.to_mark > 0,
    )


async def _names(db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await db.execute(
        select(StudentProfile.student_id, StudentProfile.name).where(
            StudentProfile.org_id == org_id, StudentProfile.student_id.in_(student_ids)
        )
    )
    return {row[0]: row[1] for row in rows.all()}
