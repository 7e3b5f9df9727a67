"""SQL of cases: the queue, one case, its decisions, and how many flags people overturned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.attempts.queries import REACHING
from assay.apps.veritas.models.analysis import (
    BehaviorAnalysis,
    CaseDecision,
    CaseState,
    ReviewCase,
    Verdict,
)
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.models.people import Level, StudentProfile, TeacherExamPermission
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

WAITING = (CaseState.OPEN, CaseState.SECOND_REVIEW, CaseState.APPEALED)


@dataclass(frozen=True, slots=True)
class Queued:
    """A case as the queue shows it."""

    attempt: int
    attempt_id: UUID
    exam_id: UUID
    exam: str
    student: str
    state: CaseState
    verdict: Verdict | None
    priority: Decimal
    has_statement: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases of an exam (or of all a teacher reaches), and what people made of the flags."""

    flagged: int
    waiting: int
    decided: int
    cleared: int
    warned: int
    voided: int
    appealed: int
    overturned: int

    @property
    def overturned_share(self) -> float | None:
        """Decided flags that people did not confirm, or took back on appeal; None before any is decided."""
        return self.cleared / self.decided if self.decided else None


def _reach(org_id: UUID, teacher_id: UUID, level: Level) -> Any:
    return select(TeacherExamPermission.exam_id).where(
        TeacherExamPermission.org_id == org_id,
        TeacherExamPermission.teacher_id == teacher_id,
        TeacherExamPermission.level.in_(REACHING[level]),
    )


async def queue(
    db: AsyncSession,
    org_id: UUID,
    teacher_id: UUID,
    *,
    exam_id: UUID | None = None,
    states: Sequence[CaseState] = WAITING,
    after: str | None = None,
    limit: int = 50,
) -> Page[Queued]:
    """Cases of the exams a teacher reaches, the highest priority first."""
    priority = func.coalesce(ExamAttempt.review_priority, 0)
    statement: Any = (
        select(
            ReviewCase.attempt,
            ExamAttempt.attempt_id,
            ReviewCase.exam_id,
            Exam.title,
            StudentProfile.name,
            ReviewCase.state,
            ReviewCase.verdict,
            priority.label("priority"),
            ReviewCase.statement.is_not(None),
            ReviewCase.created_at,
        )
        .join(ExamAttempt, ExamAttempt.attempt == ReviewCase.attempt)
        .join(Exam, Exam.exam_id == ReviewCase.exam_id)
        .join(StudentProfile, StudentProfile.student_id == ExamAttempt.student_id)
        .where(
            ReviewCase.org_id == org_id,
            ExamAttempt.org_id == org_id,
            Exam.org_id == org_id,
            StudentProfile.org_id == org_id,
            ReviewCase.exam_id.in_(_reach(org_id, teacher_id, Level.VIEW)),
            ReviewCase.state.in_(states),
        )
    )
    if exam_id is not None:
        statement = statement.where(ReviewCase.exam_id == exam_id)
    page = await keyset(
        db,
        statement,
        [priority, ReviewCase.attempt],
        [Decimal, int],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.priority, row.attempt],
        scalars=False,
    )
    return Page([Queued(*row) for row in page.items], page.next)


async def case(db: AsyncSession, org_id: UUID, attempt: int, *, lock: bool = False) -> ReviewCase:
    """The case of an attempt. Raises NotFound. Who may see the attempt is asked before. Single-root."""
    statement = select(ReviewCase).where(ReviewCase.org_id == org_id, ReviewCase.attempt == attempt)
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no case about this attempt."))
    return found


async def is_expunged(db: AsyncSession, org_id: UUID, attempt: int) -> bool:
    state = await db.scalar(
        select(ReviewCase.state).where(ReviewCase.org_id == org_id, ReviewCase.attempt == attempt)
    )
    return state is CaseState.EXPUNGED


async def decisions(db: AsyncSession, org_id: UUID, attempt: int) -> Sequence[CaseDecision]:
    """What was decided in a case, in order. Single-root."""
    found = await db.scalars(
        select(CaseDecision)
        .where(CaseDecision.org_id == org_id, CaseDecision.attempt == attempt)
        .order_by(CaseDecision.number)
    )
    return found.all()


async def tally(db: AsyncSession, org_id: UUID, teacher_id: UUID, exam_id: UUID | None = None) -> Tally:
    """How many flags there were at the exams a teacher reaches (or at one), and what became of them."""
    row = (
        await db.execute(
            text(
                """
                SELECT count(*), count(*) FILTER (WHERE c.state IN ('open', 'second_review', 'appealed')),
                       count(*) FILTER (WHERE c.state IN ('decided', 'expunged')),
                       count(*) FILTER (WHERE c.state IN ('decided', 'expunged') AND c.verdict = 'clear'),
                       count(*) FILTER (WHERE c.state IN ('decided', 'expunged') AND c.verdict = 'warn'),
                       count(*) FILTER (WHERE c.state IN ('decided', 'expunged') AND c.verdict = 'void'),
                       count(c.appealed_at), count(*) FILTER (WHERE c.overturned)
                FROM veritas.review_cases c
                JOIN veritas.teacher_exam_permissions t ON t.exam_id = c.exam_id
                WHERE c.org_id = :org_id AND t.org_id = :org_id AND t.teacher_id = :teacher_id
                  AND (CAST(:exam_id AS uuid) IS NULL OR c.exam_id = :exam_id)
                """
            ),
            {"org_id": org_id, "teacher_id": teacher_id, "exam_id": exam_id},
        )
    ).one()
    return Tally(*row)


async def empty(db: AsyncSession, org_id: UUID, attempt: int) -> None:
    """Take every text and figure out of a case; the row, its verdict and its dates stay. Single-root."""
    await db.execute(
        update(CaseDecision)
        .where(CaseDecision.org_id == org_id, CaseDecision.attempt == attempt)
        .values(reasons="")
    )
    await db.execute(
        delete(BehaviorAnalysis).where(BehaviorAnalysis.org_id == org_id, BehaviorAnalysis.attempt == attempt)
    )
    await db.execute(
        update(ExamAttempt)
        .where(ExamAttempt.org_id == org_id, ExamAttempt.attempt == attempt)
        .values(review_priority=None)
    )
