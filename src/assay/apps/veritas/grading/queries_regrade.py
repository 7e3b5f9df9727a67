"""SQL of regrades: answers graded by an older key, chunk by chunk; what a regrade changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assay.apps.veritas.grading.queries import MARKED
from assay.apps.veritas.grading.rules_regrade import Regraded
from assay.apps.veritas.models.attempts import (
    AnswerGrade,
    AttemptAnswer,
    AttemptStatus,
    ExamAttempt,
    Regrade,
)
from assay.apps.veritas.models.exams import ExamQuestion
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel.errors import NotFound
from assay.kernel.questions.document import QuestionType
from assay.kernel.web.i18n import gettext as _

KEEPING = (*MARKED, AttemptStatus.VOID)
"""A void attempt is regraded too: an appeal can bring it back."""


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer whose grade comes from an older key, with its place on the form."""

    attempt: int
    grade: AnswerGrade
    place: Mapping[str, Any]
    response: Mapping[str, Any]


async def revised(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Sequence[ExamQuestion]:
    """Questions that were changed since they were made, in their current version; long text has no key."""
    found = await db.scalars(
        select(ExamQuestion).where(
            ExamQuestion.org_id == org_id,
            ExamQuestion.exam_id == exam_id,
            ExamQuestion.is_current,
            ExamQuestion.version > 1,
            ExamQuestion.kind != QuestionType.LONG,
        )
    )
    return found.all()


async def in_versions(
    db: AsyncSession, org_id: UUID, exam_id: UUID, versions: Mapping[UUID, int]
) -> list[ExamQuestion]:
    """These questions in these versions."""
    found = await db.scalars(
        select(ExamQuestion).where(
            ExamQuestion.org_id == org_id,
            ExamQuestion.exam_id == exam_id,
            ExamQuestion.question_id.in_(versions),
        )
    )
    return [row for row in found.all() if row.version == versions[row.question_id]]


async def attempts_after(
    db: AsyncSession, org_id: UUID, exam_id: UUID, after: int, limit: int
) -> dict[int, Mapping[str, Any]]:
    """The next attempts with grades, in the order of their key: their forms."""
    rows = await db.execute(
        select(ExamAttempt.attempt, ExamAttempt.form)
        .where(
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            ExamAttempt.status.in_(KEEPING),
            ExamAttempt.attempt > after,
        )
        .order_by(ExamAttempt.attempt)
        .limit(limit)
    )
    return {row[0]: row[1] for row in rows.all()}


async def lock(db: AsyncSession, org_id: UUID, attempts: Sequence[int]) -> None:
    """Hold these attempts, in the order everybody takes them."""
    await db.execute(
        select(ExamAttempt.attempt)
        .where(ExamAttempt.org_id == org_id, ExamAttempt.attempt.in_(attempts))
        .order_by(ExamAttempt.attempt)
        .with_for_update()
    )


async def outdated(
    db: AsyncSession, org_id: UUID, forms: Mapping[int, Mapping[str, Any]], versions: Mapping[UUID, int]
) -> list[Graded]:
    """Answers of these attempts whose grade is by a version before the one in `versions`."""
    grades = await db.scalars(
        select(AnswerGrade)
        .where(
            AnswerGrade.org_id == org_id,
            AnswerGrade.attempt.in_(forms),
            AnswerGrade.question_id.in_(versions),
        )
        .distinct(AnswerGrade.attempt, AnswerGrade.question_id)
        .order_by(AnswerGrade.attempt, AnswerGrade.question_id, AnswerGrade.grading.desc())
    )
    old = [row for row in grades.all() if row.question_version < versions[row.question_id]]
    answers = await db.execute(
        select(AttemptAnswer.attempt, AttemptAnswer.question_id, AttemptAnswer.response)
        .where(
            AttemptAnswer.org_id == org_id,
            AttemptAnswer.attempt.in_({row.attempt for row in old}),
            AttemptAnswer.question_id.in_(versions),
        )
        .distinct(AttemptAnswer.attempt, AttemptAnswer.question_id)
        .order_by(AttemptAnswer.attempt, AttemptAnswer.question_id, AttemptAnswer.revision.desc())
    )
    responses = {(row[0], row[1]): row[2] for row in answers.all()}
    places = {
        (attempt, UUID(place["question_id"])): place
        for attempt, form in forms.items()
        for place in form["questions"]
    }
    return [
        Graded(
            row.attempt,
            row,
            places[row.attempt, row.question_id],
            responses.get((row.attempt, row.question_id), {}),
        )
        for row in old
    ]


async def written(db: AsyncSession, org_id: UUID, exam_id: UUID, regrade_id: UUID) -> list[Regraded]:
    """Every answer that a regrade graded, with its mark before."""
    before, after = aliased(AnswerGrade), aliased(AnswerGrade)
    rows = await db.execute(
        select(after.attempt, before.score, after.score)
        .join(ExamAttempt, ExamAttempt.attempt == after.attempt)
        .join(
            before,
            (before.attempt == after.attempt)
            & (before.question_id == after.question_id)
            & (before.grading == after.grading - 1),
        )
        .where(
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            after.org_id == org_id,
            after.regrade_id == regrade_id,
        )
    )
    return [Regraded(row[0], row[1], row[2]) for row in rows.all()]


@dataclass(frozen=True, slots=True)
class Standing:
    """An attempt with its student and its points so far."""

    attempt: int
    attempt_id: UUID
    student_id: UUID
    points: Decimal


async def standings(db: AsyncSession, org_id: UUID, attempts: Sequence[int]) -> list[Standing]:
    """These attempts as they stand by the grades that count."""
    newest = (
        select(AnswerGrade.attempt, AnswerGrade.score)
        .where(AnswerGrade.org_id == org_id, AnswerGrade.attempt.in_(attempts))
        .distinct(AnswerGrade.attempt, AnswerGrade.question_id)
        .order_by(AnswerGrade.attempt, AnswerGrade.question_id, AnswerGrade.grading.desc())
        .subquery()
    )
    rows = await db.execute(
        select(
            ExamAttempt.attempt,
            ExamAttempt.attempt_id,
            ExamAttempt.student_id,
            func.coalesce(func.sum(newest.c.score), 0),
        )
        .join(newest, newest.c.attempt == ExamAttempt.attempt)
        .where(ExamAttempt.org_id == org_id, ExamAttempt.attempt.in_(attempts))
        .group_by(ExamAttempt.attempt, ExamAttempt.attempt_id, ExamAttempt.student_id)
    )
    return [Standing(row[0], row[1], row[2], Decimal(row[3])) for row in rows.all()]


async def names(db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await db.execute(
        select(StudentProfile.student_id, StudentProfile.name).where(
            StudentProfile.org_id == org_id, StudentProfile.student_id.in_(student_ids)
        )
    )
    return {row[0]: row[1] for row in rows.all()}


async def regrade(
    db: AsyncSession, org_id: UUID, regrade_id: UUID, *, exam_id: UUID | None = None, lock: bool = False
) -> Regrade:
    """One regrade; of this exam, if one is named. Raises NotFound."""
    statement = select(Regrade).where(Regrade.org_id == org_id, Regrade.regrade_id == regrade_id)
    if exam_id is not None:
        statement = statement.where(Regrade.exam_id == exam_id)
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such regrade."))
    return found


async def regrades(db: AsyncSession, org_id: UUID, exam_id: UUID, *, limit: int = 20) -> Sequence[Regrade]:
    """The exam's regrades, newest first."""
    found = await db.scalars(
        select(Regrade)
        .where(Regrade.org_id == org_id, Regrade.exam_id == exam_id)
        .order_by(Regrade.regrade_id.desc())
        .limit(limit)
    )
    return found.all()
