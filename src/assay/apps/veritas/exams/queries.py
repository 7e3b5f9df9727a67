"""SQL of exams and their questions. What a teacher may not see is not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.exams import Exam, ExamAssignment, ExamQuestion, ExamStatus
from assay.apps.veritas.models.people import Level, TeacherExamPermission
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound

NO_EXAM = "There is no such exam."
NO_QUESTION = "There is no such question in this exam."

_HOLDS = {
    Level.VIEW: (Level.VIEW, Level.GRADE, Level.MANAGE),
    Level.GRADE: (Level.GRADE, Level.MANAGE),
    Level.MANAGE: (Level.MANAGE,),
}


async def exam(
    db: AsyncSession,
    org_id: UUID,
    teacher_id: UUID,
    exam_id: UUID,
    *,
    level: Level = Level.VIEW,
    lock: bool = False,
) -> Exam:
    """The exam, if a permission row gives this teacher `level` or more. Raises NotFound."""
    statement = (
        select(Exam)
        .join(TeacherExamPermission, TeacherExamPermission.exam_id == Exam.exam_id)
        .where(
            Exam.org_id == org_id,
            Exam.exam_id == exam_id,
            TeacherExamPermission.org_id == org_id,
            TeacherExamPermission.teacher_id == teacher_id,
            TeacherExamPermission.level.in_(_HOLDS[level]),
        )
    )
    found = await db.scalar(statement.with_for_update(of=Exam) if lock else statement)
    if found is None:
        raise NotFound(NO_EXAM)
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """An exam in a teacher's list."""

    exam: Exam
    level: Level
    questions: int
    assigned: int


async def exams(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[Listed]:
    """The exams this teacher has a permission row for, newest first."""
    questions = (
        select(func.count())
        .where(
            ExamQuestion.org_id == org_id,
            ExamQuestion.exam_id == Exam.exam_id,
            ExamQuestion.is_current,
            ~ExamQuestion.is_removed,
        )
        .scalar_subquery()
    )
    assigned = (
        select(func.count())
        .where(ExamAssignment.org_id == org_id, ExamAssignment.exam_id == Exam.exam_id)
        .scalar_subquery()
    )
    page = await keyset(
        db,
        select(Exam, TeacherExamPermission.level, questions, assigned)
        .join(TeacherExamPermission, TeacherExamPermission.exam_id == Exam.exam_id)
        .where(
            Exam.org_id == org_id,
            TeacherExamPermission.org_id == org_id,
            TeacherExamPermission.teacher_id == teacher_id,
        ),
        [Exam.exam_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row[0].exam_id],
        scalars=False,
    )
    return Page([Listed(*row) for row in page.items], page.next)


async def level_of(db: AsyncSession, org_id: UUID, teacher_id: UUID, exam_id: UUID) -> Level | None:
    return await db.scalar(
        select(TeacherExamPermission.level).where(
            TeacherExamPermission.org_id == org_id,
            TeacherExamPermission.exam_id == exam_id,
            TeacherExamPermission.teacher_id == teacher_id,
        )
    )


async def current_questions(
    db: AsyncSession, org_id: UUID, exam_id: UUID, *, removed: bool = False
) -> Sequence[ExamQuestion]:
    """The current version of every question in the exam's order; removed ones only if asked for."""
    statement = select(ExamQuestion).where(
        ExamQuestion.org_id == org_id, ExamQuestion.exam_id == exam_id, ExamQuestion.is_current
    )
    if not removed:
        statement = statement.where(~ExamQuestion.is_removed)
    return (await db.scalars(statement.order_by(ExamQuestion.position, ExamQuestion.question_id))).all()


async def question(
    db: AsyncSession, org_id: UUID, exam_id: UUID, question_id: UUID, *, version: int | None = None
) -> ExamQuestion:
    """One question of the exam in its current version, or in the one named. Raises NotFound."""
    statement = select(ExamQuestion).where(
        ExamQuestion.org_id == org_id,
        ExamQuestion.exam_id == exam_id,
        ExamQuestion.question_id == question_id,
    )
    found = await db.scalar(
        statement.where(ExamQuestion.version == version)
        if version is not None
        else statement.where(ExamQuestion.is_current)
    )
    if found is None:
        raise NotFound(NO_QUESTION)
    return found


async def versions(
    db: AsyncSession, org_id: UUID, exam_id: UUID, question_id: UUID
) -> Sequence[ExamQuestion]:
    """Every version of one question, newest first."""
    return (
        await db.scalars(
            select(ExamQuestion)
            .where(
                ExamQuestion.org_id == org_id,
                ExamQuestion.exam_id == exam_id,
                ExamQuestion.question_id == question_id,
            )
            .order_by(ExamQuestion.version.desc())
        )
    ).all()


async def last_position(db: AsyncSession, org_id: UUID, exam_id: UUID) -> int:
    """The highest position in use; 0 in an empty exam."""
    found = await db.scalar(
        select(func.max(ExamQuestion.position)).where(
            ExamQuestion.org_id == org_id, ExamQuestion.exam_id == exam_id
        )
    )
    return found or 0


async def retire(db: AsyncSession, question: ExamQuestion) -> None:
    """This version is no longer the current one. Before a new one is added: only one may be."""
    await db.execute(
        update(ExamQuestion)
        .where(
            ExamQuestion.org_id == question.org_id,
            ExamQuestion.question_id == question.question_id,
            ExamQuestion.version == question.version,
        )
        .values(is_current=False)
    )


async def place(db: AsyncSession, org_id: UUID, exam_id: UUID, order: Sequence[UUID]) -> None:
    """Give the questions the positions 1, 2, ... in this order, in one statement."""
    listed = literal(list(order), ARRAY(Uuid()))
    places = (
        func.unnest(listed)
        .table_valued("question_id", with_ordinality="place", name="places")
        .render_derived()
    )
    await db.execute(
        update(ExamQuestion)
        .where(
            ExamQuestion.org_id == org_id,
            ExamQuestion.exam_id == exam_id,
            ExamQuestion.is_current,
            ExamQuestion.question_id == places.c.question_id,
        )
        .values(position=places.c.place)
        .execution_options(synchronize_session=False)
    )


async def published(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Exam:
    """An exam that can be sat or was, for those who need no teacher's row. Raises NotFound."""
    found = await db.scalar(
        select(Exam).where(Exam.org_id == org_id, Exam.exam_id == exam_id, Exam.status != ExamStatus.DRAFT)
    )
    if found is None:
        raise NotFound(NO_EXAM)
    return found
