"""SQL of evaluations: a teacher's own, an institution's, one for a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.evaluations.script import Script
from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.people import TeacherConflict, TeacherProfile
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

MINE = (EvaluationState.ASSIGNED, EvaluationState.STARTED, EvaluationState.PAUSED)


@dataclass(frozen=True, slots=True)
class Sat:
    """What an evaluation takes from its exam."""

    class_level: str
    sla_hours: int
    submitted_at: datetime | None


async def sat(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> Sat:
    """The exam, locked so that its rounds are made one after the other. Raises NotFound."""
    row = (
        await db.execute(
            select(ExamInstance.class_level, ExamInstance.sla_hours, ExamInstance.submitted_at)
            .where(
                ExamInstance.org_id == org_id,
                ExamInstance.student_id == student_id,
                ExamInstance.exam_id == exam_id,
            )
            .with_for_update(key_share=True)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such exam."))
    return Sat(row[0].value, row[1], row[2])


async def rounds(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> Sequence[Evaluation]:
    """All rounds of an exam, in order."""
    found = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == org_id, Evaluation.student_id == student_id, Evaluation.exam_id == exam_id
        )
        .order_by(Evaluation.round)
    )
    return found.all()


async def for_update(db: AsyncSession, org_id: UUID, evaluation_id: UUID) -> Evaluation:
    """An evaluation, whoever's. Raises NotFound."""
    found = await db.scalar(
        select(Evaluation)
        .where(Evaluation.org_id == org_id, Evaluation.evaluation_id == evaluation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(_("There is no such script."))
    return found


async def own_for_update(db: AsyncSession, org_id: UUID, teacher_id: UUID, evaluation_id: UUID) -> Evaluation:
    """An evaluation of this teacher. Raises NotFound."""
    found = await for_update(db, org_id, evaluation_id)
    if found.teacher_id != teacher_id:
        raise NotFound(_("There is no such script among yours."))
    return found


async def paused_for_update(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID
) -> Sequence[Evaluation]:
    found = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == org_id,
            Evaluation.student_id == student_id,
            Evaluation.exam_id == exam_id,
            Evaluation.state == EvaluationState.PAUSED,
        )
        .with_for_update()
    )
    return found.all()


async def unstarted_for_update(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> Sequence[Evaluation]:
    """What a teacher has and has not begun."""
    found = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == org_id,
            Evaluation.teacher_id == teacher_id,
            Evaluation.state == EvaluationState.ASSIGNED,
        )
        .order_by(Evaluation.evaluation_id)
        .with_for_update()
    )
    return found.all()


async def queue(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[Script]:
    """A teacher's open scripts, what is due first."""
    page = await keyset(
        db,
        select(
            Evaluation.evaluation_id,
            ExamInstance.title,
            Evaluation.class_level,
            Evaluation.purpose,
            Evaluation.state,
            Evaluation.sla_state,
            Evaluation.assigned_at,
            Evaluation.started_at,
            Evaluation.due_at,
            Evaluation.paused_at,
            ExamInstance.written_max,
        )
        .join(
            ExamInstance,
            (ExamInstance.student_id == Evaluation.student_id) & (ExamInstance.exam_id == Evaluation.exam_id),
        )
        .where(
            Evaluation.org_id == org_id,
            ExamInstance.org_id == org_id,
            Evaluation.teacher_id == teacher_id,
            Evaluation.state.in_(MINE),
        ),
        [Evaluation.due_at, Evaluation.evaluation_id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.due_at.isoformat(), row.evaluation_id],
        scalars=False,
    )
    return Page([Script(*row) for row in page.items], page.next)


async def tally(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> dict[str, int]:
    """How many of a teacher's open scripts stand where with their promised time."""
    rows = await db.execute(
        select(Evaluation.sla_state, func.count())
        .where(Evaluation.org_id == org_id, Evaluation.teacher_id == teacher_id, Evaluation.state.in_(MINE))
        .group_by(Evaluation.sla_state)
    )
    return {row[0].value: int(row[1]) for row in rows.all()}


async def teacher_for_update(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> TeacherProfile:
    """Raises NotFound."""
    found = await db.scalar(
        select(TeacherProfile)
        .where(TeacherProfile.org_id == org_id, TeacherProfile.teacher_id == teacher_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound(_("There is no such teacher."))
    return found


async def has_conflict(db: AsyncSession, org_id: UUID, teacher_id: UUID, student_id: UUID) -> bool:
    found = await db.scalar(
        select(func.count()).where(
            TeacherConflict.org_id == org_id,
            TeacherConflict.teacher_id == teacher_id,
            TeacherConflict.student_id == student_id,
        )
    )
    return bool(found)


async def accounts_of_teachers(
    db: AsyncSession, org_id: UUID, teacher_ids: Sequence[UUID]
) -> dict[UUID, UUID]:
    rows = await db.execute(
        select(TeacherProfile.teacher_id, TeacherProfile.account_id).where(
            TeacherProfile.org_id == org_id, TeacherProfile.teacher_id.in_(teacher_ids)
        )
    )
    return {row[0]: row[1] for row in rows.all()}


def columns(evaluation: Evaluation) -> dict[str, Any]:
    """What an entry of the log tells of an evaluation: no person."""
    return {
        "purpose": evaluation.purpose.value,
        "round": evaluation.round,
        "due_at": evaluation.due_at.isoformat(),
    }
