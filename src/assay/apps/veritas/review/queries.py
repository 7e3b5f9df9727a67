"""SQL of results: when an exam is over for all, the papers as they were shown and graded, class figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, any_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.analysis import PerformanceMetrics, ReviewCase
from assay.apps.veritas.models.attempts import LIVE, ExamAttempt
from assay.apps.veritas.models.exams import (
    Accommodation,
    Exam,
    ExamAssignment,
    ExamQuestion,
    ExamStatus,
)
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def exam_of(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Exam:
    """The exam of an attempt that is at hand."""
    found = await db.scalar(select(Exam).where(Exam.org_id == org_id, Exam.exam_id == exam_id))
    if found is None:
        raise NotFound(_("There is no such exam."))
    return found


async def closed_at(db: AsyncSession, exam: Exam) -> datetime:
    """When the exam is over for all, as far as is known now: its window, the alternate windows of those who
    can still start, and the deadlines, with their grace, of those who sit it."""
    last = await db.scalar(
        select(func.max(ExamAttempt.deadline_at)).where(
            ExamAttempt.org_id == exam.org_id,
            ExamAttempt.exam_id == exam.exam_id,
            ExamAttempt.status.in_(LIVE),
        )
    )
    ends = [last + timedelta(seconds=exam.grace_seconds)] if last else []
    if exam.status in (ExamStatus.CLOSED, ExamStatus.ARCHIVED):
        return max([min(exam.closes_at, exam.updated_at), *ends])
    windows = await _windows(db, exam)
    return max([exam.closes_at, *ends, *(datetime.fromisoformat(one) for one in windows)])


async def _windows(db: AsyncSession, exam: Exam) -> Sequence[str]:
    """Ends of the alternate windows that somebody assigned to the exam has."""
    own = await db.scalars(
        select(ExamAssignment.accommodations["window"]["closes_at"].astext)
        .where(
            ExamAssignment.org_id == exam.org_id,
            ExamAssignment.exam_id == exam.exam_id,
            ExamAssignment.accommodations["window"]["closes_at"].astext.is_not(None),
        )
        .distinct()
    )
    assigned = (
        select(ExamAssignment.student_id)
        .join(StudentProfile, StudentProfile.student_id == ExamAssignment.student_id)
        .where(
            ExamAssignment.org_id == exam.org_id,
            ExamAssignment.exam_id == exam.exam_id,
            or_(
                StudentProfile.student_id == Accommodation.student_id,
                Accommodation.group_name == any_(StudentProfile.groups),
            ),
        )
        .exists()
    )
    granted = await db.scalars(
        select(Accommodation.measures["window"]["closes_at"].astext).where(
            Accommodation.org_id == exam.org_id,
            Accommodation.ended_at.is_(None),
            Accommodation.measures["window"]["closes_at"].astext.is_not(None),
            or_(
                and_(Accommodation.exam_id == exam.exam_id, Accommodation.group_name.is_(None)),
                and_(or_(Accommodation.exam_id == exam.exam_id, Accommodation.exam_id.is_(None)), assigned),
            ),
        )
    )
    return [*own.all(), *granted.all()]


async def sits_now(db: AsyncSession, attempt: ExamAttempt) -> bool:
    """Whether the student sits another attempt at the same exam."""
    found = await db.scalar(
        select(ExamAttempt.attempt).where(
            ExamAttempt.org_id == attempt.org_id,
            ExamAttempt.student_id == attempt.student_id,
            ExamAttempt.exam_id == attempt.exam_id,
            ExamAttempt.attempt != attempt.attempt,
            ExamAttempt.status.in_(LIVE),
        )
    )
    return found is not None


async def versions(
    db: AsyncSession, org_id: UUID, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], ExamQuestion]:
    """Questions in the versions named."""
    found = await db.scalars(
        select(ExamQuestion).where(
            ExamQuestion.org_id == org_id,
            tuple_(ExamQuestion.question_id, ExamQuestion.version).in_(wanted),
        )
    )
    return {(row.question_id, row.version): row for row in found.all()}


async def class_figures(db: AsyncSession, org_id: UUID, exam_id: UUID) -> PerformanceMetrics | None:
    """The exam's figures as they were last kept."""
    return await db.scalar(
        select(PerformanceMetrics).where(
            PerformanceMetrics.org_id == org_id,
            PerformanceMetrics.subject_id == exam_id,
            PerformanceMetrics.subject == "exam",
        )
    )


async def has_case(db: AsyncSession, org_id: UUID, attempt: int) -> bool:
    """Whether people look, or looked, at how it was sat."""
    found = await db.scalar(
        select(ReviewCase.attempt).where(ReviewCase.org_id == org_id, ReviewCase.attempt == attempt)
    )
    return found is not None


async def attempt_of(
    db: AsyncSession, org_id: UUID, exam_id: UUID, student_id: UUID, number: int | None
) -> ExamAttempt:
    """A student's attempt at an exam, the last one or the one named. Raises NotFound."""
    statement = (
        select(ExamAttempt)
        .where(
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            ExamAttempt.student_id == student_id,
        )
        .order_by(ExamAttempt.number.desc())
        .limit(1)
    )
    found = await db.scalar(statement.where(ExamAttempt.number == number) if number else statement)
    if found is None:
        raise NotFound(_("This student has not sat this exam."))
    return found


async def who_sat(db: AsyncSession, org_id: UUID, exam_id: UUID, limit: int) -> Sequence[tuple[UUID, str]]:
    """(student, name) of those with an attempt, by name."""
    rows = await db.execute(
        select(StudentProfile.student_id, StudentProfile.name)
        .join(ExamAttempt, ExamAttempt.student_id == StudentProfile.student_id)
        .where(StudentProfile.org_id == org_id, ExamAttempt.org_id == org_id, ExamAttempt.exam_id == exam_id)
        .distinct()
        .order_by(StudentProfile.name, StudentProfile.student_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]
