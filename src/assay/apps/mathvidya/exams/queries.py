"""SQL of exams. A student's own by `student_id`; what is not one's own is not found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    Numeric,
    SmallInteger,
    column,
    delete,
    exists,
    func,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from assay.apps.mathvidya.models.exams import (
    ExamInstance,
    ExamStatus,
    StudentMcqAnswer,
    UnansweredQuestion,
)
from assay.apps.mathvidya.models.people import MappingState, ParentStudentMapping, StudentProfile
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

LIVE = (ExamStatus.RUNNING, ExamStatus.UPLOADING)


async def exam_or_none(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, *, lock: bool = False
) -> ExamInstance | None:
    statement = select(ExamInstance).where(
        ExamInstance.org_id == org_id, ExamInstance.student_id == student_id, ExamInstance.exam_id == exam_id
    )
    found: ExamInstance | None = await db.scalar(
        statement.with_for_update(of=ExamInstance) if lock else statement
    )
    return found


async def exam(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, *, lock: bool = False
) -> ExamInstance:
    """An exam of this student. Raises NotFound."""
    found = await exam_or_none(db, org_id, student_id, exam_id, lock=lock)
    if found is None:
        raise NotFound(_("There is no such exam."))
    return found


async def add_exam(db: AsyncSession, row: ExamInstance) -> bool:
    """Insert an exam; False where it is there already, made by the same request sent twice."""
    values = {
        column.key: getattr(row, column.key)
        for column in ExamInstance.__table__.columns
        if getattr(row, column.key, None) is not None
    }
    made = await db.execute(
        insert(ExamInstance).values(values).on_conflict_do_nothing().returning(ExamInstance.exam_id)
    )
    return made.first() is not None


async def exams(
    db: AsyncSession, org_id: UUID, student_id: UUID, *, after: str | None = None, limit: int = 20
) -> Page[ExamInstance]:
    """A student's exams without their papers, newest first."""
    return await keyset(
        db,
        select(ExamInstance)
        .where(ExamInstance.org_id == org_id, ExamInstance.student_id == student_id)
        .options(defer(ExamInstance.paper, raiseload=True), defer(ExamInstance.result, raiseload=True)),
        # An exam's id follows from the request that made it: it tells no time.
        [ExamInstance.generated_at, ExamInstance.exam_id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.generated_at.isoformat(), row.exam_id],
        descending=True,
    )


async def has_live(db: AsyncSession, org_id: UUID, student_id: UUID) -> bool:
    """Whether an exam of this student is under way."""
    found = await db.scalar(
        select(
            exists().where(
                ExamInstance.org_id == org_id,
                ExamInstance.student_id == student_id,
                ExamInstance.status.in_(LIVE),
            )
        )
    )
    return bool(found)


async def latest_answers(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID
) -> Sequence[StudentMcqAnswer]:
    """The highest revision of each question's answer."""
    rows = await db.scalars(
        select(StudentMcqAnswer)
        .where(
            StudentMcqAnswer.org_id == org_id,
            StudentMcqAnswer.student_id == student_id,
            StudentMcqAnswer.exam_id == exam_id,
        )
        .distinct(StudentMcqAnswer.number)
        .order_by(StudentMcqAnswer.number, StudentMcqAnswer.revision.desc())
    )
    return rows.all()


async def latest_answer(db: AsyncSession, found: ExamInstance, number: int) -> StudentMcqAnswer | None:
    """The highest revision of one question's answer."""
    return await db.scalar(
        select(StudentMcqAnswer)
        .where(
            StudentMcqAnswer.org_id == found.org_id,
            StudentMcqAnswer.student_id == found.student_id,
            StudentMcqAnswer.exam_id == found.exam_id,
            StudentMcqAnswer.number == number,
        )
        .order_by(StudentMcqAnswer.revision.desc())
        .limit(1)
    )


async def add_answer(db: AsyncSession, row: StudentMcqAnswer) -> bool:
    """Append a revision; False where it is there already."""
    made = await db.execute(
        insert(StudentMcqAnswer)
        .values(
            org_id=row.org_id,
            student_id=row.student_id,
            exam_id=row.exam_id,
            number=row.number,
            revision=row.revision,
            chosen=row.chosen,
            typed=row.typed,
            answered_at=row.answered_at,
        )
        .on_conflict_do_nothing()
        .returning(StudentMcqAnswer.revision)
    )
    return made.first() is not None


async def evaluate_answers(
    db: AsyncSession, found: ExamInstance, marks: Mapping[int, tuple[int, bool, Decimal]]
) -> None:
    """Note at the last answers what they are worth: version of the key, right or not, marks, by number."""
    answered = await latest_answers(db, found.org_id, found.student_id, found.exam_id)
    # What is typed beside the paper has no marks here: it is a teacher's to mark.
    last = [row for row in answered if row.number in marks]
    if not last:
        return
    worth = values(
        column("number", SmallInteger),
        column("revision", Integer),
        column("key_version", Integer),
        column("is_right", Boolean),
        column("marks", Numeric),
        name="worth",
    ).data([(row.number, row.revision, *marks[row.number]) for row in last])
    await db.execute(
        update(StudentMcqAnswer)
        .where(
            StudentMcqAnswer.org_id == found.org_id,
            StudentMcqAnswer.student_id == found.student_id,
            StudentMcqAnswer.exam_id == found.exam_id,
            StudentMcqAnswer.number == worth.c.number,
            StudentMcqAnswer.revision == worth.c.revision,
        )
        .values(key_version=worth.c.key_version, is_right=worth.c.is_right, marks=worth.c.marks)
        .execution_options(synchronize_session=False)
    )


async def unanswered(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> set[int]:
    """Numbers of the questions declared unanswered."""
    rows = await db.scalars(
        select(UnansweredQuestion.number).where(
            UnansweredQuestion.org_id == org_id,
            UnansweredQuestion.student_id == student_id,
            UnansweredQuestion.exam_id == exam_id,
        )
    )
    return set(rows.all())


async def declare_unanswered(
    db: AsyncSession, found: ExamInstance, numbers: Sequence[int], now: datetime
) -> None:
    """Make `numbers` the ones that are declared."""
    await db.execute(
        delete(UnansweredQuestion).where(
            UnansweredQuestion.org_id == found.org_id,
            UnansweredQuestion.student_id == found.student_id,
            UnansweredQuestion.exam_id == found.exam_id,
            UnansweredQuestion.number.not_in(numbers),
        )
    )
    if numbers:
        await db.execute(
            insert(UnansweredQuestion)
            .values(
                [
                    {
                        "org_id": found.org_id,
                        "student_id": found.student_id,
                        "exam_id": found.exam_id,
                        "number": number,
                        "declared_at": now,
                    }
                    for number in numbers
                ]
            )
            .on_conflict_do_nothing()
        )


async def overdue(db: AsyncSession, now: datetime, limit: int) -> list[tuple[UUID, UUID, UUID]]:
    """(organisation, student, exam) of exams whose next moment has come, whichever organisation's."""
    rows = await db.execute(
        select(ExamInstance.org_id, ExamInstance.student_id, ExamInstance.exam_id)
        .where(
            ExamInstance.status.in_(LIVE),
            or_(ExamInstance.status == ExamStatus.RUNNING, ExamInstance.uploads_until < now),
            ExamInstance.deadline_at < now,
        )
        .order_by(ExamInstance.deadline_at)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows.all()]


async def count_exams(db: AsyncSession, org_id: UUID, student_id: UUID) -> int:
    found = await db.scalar(
        select(func.count()).where(ExamInstance.org_id == org_id, ExamInstance.student_id == student_id)
    )
    return int(found or 0)


async def account_of(db: AsyncSession, org_id: UUID, student_id: UUID) -> UUID | None:
    """The account of a student."""
    found: UUID | None = await db.scalar(
        select(StudentProfile.account_id).where(
            StudentProfile.org_id == org_id, StudentProfile.student_id == student_id
        )
    )
    return found


async def parents(db: AsyncSession, org_id: UUID, student_id: UUID) -> Sequence[UUID]:
    """Accounts of the parents who may see this student's results."""
    rows = await db.scalars(
        select(ParentStudentMapping.parent_account_id).where(
            ParentStudentMapping.org_id == org_id,
            ParentStudentMapping.student_id == student_id,
            ParentStudentMapping.state == MappingState.CONFIRMED,
        )
    )
    return rows.all()
