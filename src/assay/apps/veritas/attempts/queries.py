"""SQL of attempts: a student's own, and those of an exam a teacher reaches."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.models.attempts import AttemptAnswer, AttemptStatus, ExamAttempt
from assay.apps.veritas.models.people import Level, TeacherExamPermission
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

# Each level holds what the ones before it hold.
REACHING = {
    Level.VIEW: (Level.VIEW, Level.GRADE, Level.MANAGE),
    Level.GRADE: (Level.GRADE, Level.MANAGE),
    Level.MANAGE: (Level.MANAGE,),
}


def no_attempt() -> NotFound:
    return NotFound(_("There is no such attempt."))


async def own(
    db: AsyncSession, org_id: UUID, student_id: UUID, attempt_id: UUID, *, lock: bool = False
) -> ExamAttempt:
    """A student's own attempt. Anybody else's, and none, are NotFound alike."""
    return await _one(
        db,
        org_id,
        attempt_key(attempt_id),
        ExamAttempt.attempt_id == attempt_id,
        ExamAttempt.student_id == student_id,
        lock=lock,
    )


async def of_teacher(
    db: AsyncSession,
    org_id: UUID,
    teacher_id: UUID,
    attempt_id: UUID,
    *,
    level: Level = Level.VIEW,
    lock: bool = False,
) -> ExamAttempt:
    """An attempt at an exam on which the teacher has `level` or more. Raises NotFound."""
    reach = (
        select(TeacherExamPermission.exam_id)
        .where(
            TeacherExamPermission.org_id == org_id,
            TeacherExamPermission.teacher_id == teacher_id,
            TeacherExamPermission.exam_id == ExamAttempt.exam_id,
            TeacherExamPermission.level.in_(REACHING[level]),
        )
        .exists()
    )
    return await _one(
        db, org_id, attempt_key(attempt_id), ExamAttempt.attempt_id == attempt_id, reach, lock=lock
    )


async def by_key(db: AsyncSession, org_id: UUID, attempt: int, *, lock: bool = False) -> ExamAttempt:
    """An attempt by its bigint key, for jobs. Raises NotFound."""
    return await _one(db, org_id, attempt, lock=lock)


async def of_exam(
    db: AsyncSession,
    org_id: UUID,
    exam_id: UUID,
    *,
    statuses: Sequence[AttemptStatus] = (),
    after: str | None = None,
    limit: int = 50,
) -> Page[ExamAttempt]:
    """Attempts at an exam in the order of their key. Who may see the exam is asked before."""
    statement = select(ExamAttempt).where(ExamAttempt.org_id == org_id, ExamAttempt.exam_id == exam_id)
    if statuses:
        statement = statement.where(ExamAttempt.status.in_(statuses))
    return await keyset(
        db, statement, [ExamAttempt.attempt], [int], after=after, limit=limit, key=lambda row: [row.attempt]
    )


async def of_student(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_ids: Sequence[UUID] | None = None
) -> Sequence[ExamAttempt]:
    """A student's attempts, newest last within an exam; with `exam_ids`, at these."""
    statement = select(ExamAttempt).where(ExamAttempt.org_id == org_id, ExamAttempt.student_id == student_id)
    if exam_ids is not None:
        statement = statement.where(ExamAttempt.exam_id.in_(exam_ids))
    return (await db.scalars(statement.order_by(ExamAttempt.exam_id, ExamAttempt.number))).all()


async def final_answers(db: AsyncSession, org_id: UUID, attempt: int) -> dict[UUID, AttemptAnswer]:
    """The last acknowledged revision of each answer, by question: what is graded."""
    found = await db.scalars(
        select(AttemptAnswer)
        .where(AttemptAnswer.org_id == org_id, AttemptAnswer.attempt == attempt)
        .distinct(AttemptAnswer.question_id)
        .order_by(AttemptAnswer.question_id, AttemptAnswer.revision.desc())
    )
    return {row.question_id: row for row in found.all()}


async def revisions(db: AsyncSession, org_id: UUID, attempt: int) -> Sequence[AttemptAnswer]:
    """Every acknowledged revision in the order of receipt, for timelines."""
    found = await db.scalars(
        select(AttemptAnswer)
        .where(AttemptAnswer.org_id == org_id, AttemptAnswer.attempt == attempt)
        .order_by(AttemptAnswer.received_at, AttemptAnswer.question_id, AttemptAnswer.revision)
    )
    return found.all()


async def answered_count(db: AsyncSession, org_id: UUID, attempt: int) -> int:
    """How many questions have an answer that was not taken back."""
    last = (
        select(AttemptAnswer.question_id, AttemptAnswer.response)
        .where(AttemptAnswer.org_id == org_id, AttemptAnswer.attempt == attempt)
        .distinct(AttemptAnswer.question_id)
        .order_by(AttemptAnswer.question_id, AttemptAnswer.revision.desc())
        .subquery()
    )
    counted = await db.scalar(select(func.count()).select_from(last).where(last.c.response != {}))
    return counted or 0


async def _one(
    db: AsyncSession, org_id: UUID, attempt: int, *narrower: ColumnElement[bool], lock: bool
) -> ExamAttempt:
    statement = select(ExamAttempt).where(
        ExamAttempt.org_id == org_id, ExamAttempt.attempt == attempt, *narrower
    )
    if lock:
        # What the session knew of the row before it was locked may be old.
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await db.scalar(statement)
    if found is None:
        raise no_attempt()
    return found
