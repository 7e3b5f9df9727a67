"""SQL of results."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.evaluations import (
    Evaluation,
    EvaluationState,
    MarkQuery,
    Purpose,
    QueryState,
)
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

MARKINGS = (Purpose.FIRST, Purpose.SECOND, Purpose.ADJUDICATION)
COUNTING = (Purpose.FIRST, Purpose.ADJUDICATION)
"""Of two markings that agree the first counts; where they differ, the third."""


async def evaluation(db: AsyncSession, org_id: UUID, student_id: UUID, evaluation_id: UUID) -> Evaluation:
    """Raises NotFound."""
    found = await db.scalar(
        select(Evaluation).where(
            Evaluation.org_id == org_id,
            Evaluation.student_id == student_id,
            Evaluation.evaluation_id == evaluation_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such evaluation."))
    return found


async def submitted(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> Sequence[Evaluation]:
    """The finished markings of an exam, seeds left out, by round."""
    rows = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == org_id,
            Evaluation.student_id == student_id,
            Evaluation.exam_id == exam_id,
            Evaluation.state == EvaluationState.SUBMITTED,
            Evaluation.purpose.in_((*MARKINGS, Purpose.QUERY)),
        )
        .order_by(Evaluation.round)
    )
    return rows.all()


async def asked(db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID) -> Sequence[MarkQuery]:
    """What the student asked about this exam, in order."""
    rows = await db.scalars(
        select(MarkQuery)
        .where(
            MarkQuery.org_id == org_id,
            MarkQuery.student_id == student_id,
            MarkQuery.exam_id == exam_id,
            MarkQuery.state != QueryState.WITHDRAWN,
        )
        .order_by(MarkQuery.number)
    )
    return rows.all()


async def query(
    db: AsyncSession, org_id: UUID, student_id: UUID, query_id: UUID, *, lock: bool = False
) -> MarkQuery:
    """Raises NotFound."""
    statement = select(MarkQuery).where(
        MarkQuery.org_id == org_id, MarkQuery.student_id == student_id, MarkQuery.query_id == query_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such query."))
    return found
