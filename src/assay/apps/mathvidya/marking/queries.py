"""SQL of marking. A teacher's query names the teacher: what is not assigned to them is not there."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.evaluations import (
    Evaluation,
    EvaluationState,
    MarkQuery,
    Purpose,
    QuestionMark,
    SavedComment,
)
from assay.apps.mathvidya.models.exams import ExamInstance, StudentMcqAnswer, UnansweredQuestion
from assay.apps.mathvidya.models.sheets import AnswerSheetUpload, SheetState
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

AT_WORK = (EvaluationState.ASSIGNED, EvaluationState.STARTED, EvaluationState.PAUSED)
TO_MARK = (SheetState.CHECKED, SheetState.CONFIRMED)


async def mine(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, evaluation_id: UUID, *, lock: bool = False
) -> Evaluation:
    """An evaluation that is assigned to the teacher, in whatever state. Raises NotFound."""
    statement = select(Evaluation).where(
        Evaluation.org_id == org_id,
        Evaluation.evaluation_id == evaluation_id,
        Evaluation.teacher_id == teacher_id,
        Evaluation.state != EvaluationState.CANCELLED,
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such script among yours."))
    return found


async def was_mine(db: AsyncSession, org_id: UUID, teacher_id: UUID, evaluation_id: UUID) -> bool:
    """Whether the teacher had it once: it was taken over."""
    found = await db.scalar(
        select(func.count()).where(
            Evaluation.org_id == org_id,
            Evaluation.evaluation_id == evaluation_id,
            Evaluation.declined_by.has_key(str(teacher_id)),
        )
    )
    return bool(found)


async def paper(db: AsyncSession, evaluation: Evaluation) -> dict[str, Any]:
    """The snapshot of the exam's paper."""
    found = await db.scalar(
        select(ExamInstance.paper).where(
            ExamInstance.org_id == evaluation.org_id,
            ExamInstance.student_id == evaluation.student_id,
            ExamInstance.exam_id == evaluation.exam_id,
        )
    )
    assert found is not None
    return found


async def sheets(db: AsyncSession, evaluation: Evaluation) -> Sequence[AnswerSheetUpload]:
    """The pages to mark, in their order."""
    found = await db.scalars(
        select(AnswerSheetUpload)
        .where(
            AnswerSheetUpload.org_id == evaluation.org_id,
            AnswerSheetUpload.student_id == evaluation.student_id,
            AnswerSheetUpload.exam_id == evaluation.exam_id,
            AnswerSheetUpload.state.in_(TO_MARK),
        )
        .order_by(AnswerSheetUpload.position, AnswerSheetUpload.sheet_id)
    )
    return found.all()


async def unanswered(db: AsyncSession, evaluation: Evaluation) -> frozenset[int]:
    """The questions the student declared unanswered."""
    found = await db.scalars(
        select(UnansweredQuestion.number).where(
            UnansweredQuestion.org_id == evaluation.org_id,
            UnansweredQuestion.student_id == evaluation.student_id,
            UnansweredQuestion.exam_id == evaluation.exam_id,
        )
    )
    return frozenset(found.all())


async def typed(db: AsyncSession, evaluation: Evaluation) -> dict[int, str]:
    """Final answers the student typed beside what is written, by number of the question."""
    rows = await db.execute(
        select(StudentMcqAnswer.number, StudentMcqAnswer.typed)
        .where(
            StudentMcqAnswer.org_id == evaluation.org_id,
            StudentMcqAnswer.student_id == evaluation.student_id,
            StudentMcqAnswer.exam_id == evaluation.exam_id,
        )
        .distinct(StudentMcqAnswer.number)
        .order_by(StudentMcqAnswer.number, StudentMcqAnswer.revision.desc())
    )
    return {row[0]: row[1] for row in rows.all() if row[1]}


async def ops(
    db: AsyncSession, evaluation: Evaluation, teacher_id: UUID | None = None
) -> Sequence[QuestionMark]:
    """The log of the evaluation's teacher (or of `teacher_id`, who had it before), oldest first."""
    found = await db.scalars(
        select(QuestionMark)
        .where(
            QuestionMark.org_id == evaluation.org_id,
            QuestionMark.student_id == evaluation.student_id,
            QuestionMark.evaluation_id == evaluation.evaluation_id,
            QuestionMark.teacher_id == (teacher_id or evaluation.teacher_id),
        )
        .order_by(QuestionMark.op_no)
    )
    return found.all()


async def known(
    db: AsyncSession, evaluation: Evaluation, op_ids: Collection[UUID]
) -> dict[UUID, QuestionMark]:
    """Those of the operations that were stored before."""
    found = await db.scalars(
        select(QuestionMark).where(
            QuestionMark.org_id == evaluation.org_id,
            QuestionMark.student_id == evaluation.student_id,
            QuestionMark.evaluation_id == evaluation.evaluation_id,
            QuestionMark.op_id.in_(op_ids),
        )
    )
    return {row.op_id: row for row in found.all()}


async def insert_ops(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """The evaluation's row is locked, so their numbers are free."""
    await db.execute(insert(QuestionMark).values([dict(row) for row in rows]))


async def others_at_work(db: AsyncSession, evaluation: Evaluation) -> Sequence[Evaluation]:
    """The teacher's open evaluations of the same class, in the order in which they fall due."""
    found = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == evaluation.org_id,
            Evaluation.teacher_id == evaluation.teacher_id,
            Evaluation.state.in_(AT_WORK),
            Evaluation.class_level == evaluation.class_level,
        )
        .order_by(Evaluation.due_at, Evaluation.evaluation_id)
    )
    return found.all()


async def rounds(
    db: AsyncSession, evaluation: Evaluation, purposes: Collection[Purpose]
) -> Sequence[Evaluation]:
    """Finished markings of the same exam for one of `purposes`, in their order."""
    found = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == evaluation.org_id,
            Evaluation.student_id == evaluation.student_id,
            Evaluation.exam_id == evaluation.exam_id,
            Evaluation.state == EvaluationState.SUBMITTED,
            Evaluation.purpose.in_(purposes),
        )
        .order_by(Evaluation.round)
    )
    return found.all()


async def query(db: AsyncSession, evaluation: Evaluation) -> MarkQuery | None:
    """What the student asked, where that is why it is marked again."""
    if evaluation.query_id is None:
        return None
    return await db.scalar(
        select(MarkQuery).where(
            MarkQuery.org_id == evaluation.org_id,
            MarkQuery.student_id == evaluation.student_id,
            MarkQuery.query_id == evaluation.query_id,
        )
    )


async def comments(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, limit: int = 100
) -> Sequence[SavedComment]:
    """A teacher's own comments, those used most first."""
    found = await db.scalars(
        select(SavedComment)
        .where(SavedComment.org_id == org_id, SavedComment.teacher_id == teacher_id)
        .order_by(SavedComment.uses.desc(), SavedComment.comment_id)
        .limit(limit)
    )
    return found.all()


async def use_comment(db: AsyncSession, org_id: UUID, teacher_id: UUID, body: str) -> SavedComment | None:
    """The saved comment that reads the same, counted as used once more; None where there is none."""
    return await db.scalar(
        update(SavedComment)
        .where(
            SavedComment.org_id == org_id, SavedComment.teacher_id == teacher_id, SavedComment.body == body
        )
        .values(uses=SavedComment.uses + 1)
        .returning(SavedComment)
    )


async def delete_comment(db: AsyncSession, org_id: UUID, teacher_id: UUID, comment_id: UUID) -> None:
    """Raises NotFound for a comment of somebody else."""
    gone = await db.scalar(
        delete(SavedComment)
        .where(
            SavedComment.org_id == org_id,
            SavedComment.teacher_id == teacher_id,
            SavedComment.comment_id == comment_id,
        )
        .returning(SavedComment.comment_id)
    )
    if gone is None:
        raise NotFound(_("There is no such comment among yours."))
