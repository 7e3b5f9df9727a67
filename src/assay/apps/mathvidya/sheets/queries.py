"""SQL of answer pages: whose they are is part of each query."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, column, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState
from assay.apps.mathvidya.models.sheets import AnswerSheetUpload, SheetState
from assay.apps.mathvidya.sheets import rules
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

MARKED_BY = (
    EvaluationState.ASSIGNED,
    EvaluationState.STARTED,
    EvaluationState.PAUSED,
    EvaluationState.SUBMITTED,
)


async def sheets(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> list[AnswerSheetUpload]:
    """All pages of an exam, those that no longer count too, in order."""
    found = await db.scalars(
        select(AnswerSheetUpload)
        .where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
        )
        .order_by(AnswerSheetUpload.position, AnswerSheetUpload.sheet_id)
        .execution_options(populate_existing=True)
    )
    return list(found.all())


async def sheet(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, sheet_id: UUID
) -> AnswerSheetUpload:
    """One page of an exam, locked. Raises NotFound."""
    found = await db.scalar(
        select(AnswerSheetUpload)
        .where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
            AnswerSheetUpload.sheet_id == sheet_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


async def sheet_of_student(
    db: AsyncSession, org_id: UUID, student_id: UUID, sheet_id: UUID
) -> AnswerSheetUpload:
    """A page of the student's, whichever exam. Raises NotFound."""
    return await _one(
        db,
        select(AnswerSheetUpload).where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.sheet_id == sheet_id,
            AnswerSheetUpload.student_id == student_id,
        ),
    )


async def sheet_of_teacher(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, sheet_id: UUID
) -> AnswerSheetUpload:
    """A page of an exam that is the teacher's to mark, or was marked by them. Raises NotFound."""
    marking = (
        select(Evaluation.evaluation_id)
        .where(
            Evaluation.org_id == org_id,
            Evaluation.student_id == AnswerSheetUpload.student_id,
            Evaluation.exam_id == AnswerSheetUpload.exam_id,
            Evaluation.teacher_id == teacher_id,
            Evaluation.state.in_(MARKED_BY),
        )
        .exists()
    )
    return await _one(
        db,
        select(AnswerSheetUpload).where(
            AnswerSheetUpload.org_id == org_id, AnswerSheetUpload.sheet_id == sheet_id, marking
        ),
    )


async def of_file(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, file_id: UUID
) -> list[AnswerSheetUpload]:
    """The pages that came in one file, by their place in it."""
    found = await db.scalars(
        select(AnswerSheetUpload)
        .where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
            AnswerSheetUpload.upload_file_id == file_id,
        )
        .order_by(AnswerSheetUpload.file_page)
        .execution_options(populate_existing=True)
    )
    return list(found.all())


async def last_position(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> int:
    found = await db.scalar(
        select(func.max(AnswerSheetUpload.position)).where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
        )
    )
    return found or 0


async def put_in_order(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, order: Sequence[UUID]
) -> None:
    """Number the pages as `order` has them."""
    wanted = (
        func.unnest(
            literal(list(order), ARRAY(Uuid)), literal(list(range(1, len(order) + 1)), ARRAY(Integer))
        )
        .table_valued(column("sheet_id", Uuid), column("place", Integer), name="wanted")
        .render_derived()
    )
    await db.execute(
        update(AnswerSheetUpload)
        .where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
            AnswerSheetUpload.sheet_id == wanted.c.sheet_id,
        )
        .values(position=wanted.c.place)
        .execution_options(synchronize_session=False)
    )


async def settle_replaced(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, by: UUID, now: datetime
) -> None:
    """Pages that `by` takes the place of count no more."""
    await db.execute(
        update(AnswerSheetUpload)
        .where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
            AnswerSheetUpload.replaced_by == by,
            AnswerSheetUpload.state.in_(rules.LIVE),
        )
        .values(state=SheetState.REPLACED, updated_at=now)
        .execution_options(synchronize_session=False)
    )


async def open_rescans(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> int:
    """Pages that were asked for again and have not been replaced yet."""
    found = await db.scalar(
        select(func.count()).where(
            AnswerSheetUpload.org_id == org_id,
            AnswerSheetUpload.student_id == student_id,
            AnswerSheetUpload.exam_id == exam_id,
            AnswerSheetUpload.rescan_asked_at.is_not(None),
            AnswerSheetUpload.state.in_(rules.LIVE),
        )
    )
    return found or 0


async def _one(db: AsyncSession, statement: Any) -> AnswerSheetUpload:
    found: AnswerSheetUpload | None = await db.scalar(statement)
    if found is None:
        raise NotFound(_("There is no such page."))
    return found
