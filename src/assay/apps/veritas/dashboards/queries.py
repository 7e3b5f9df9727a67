"""SQL of dashboards: kept figures and indexed look-ups, nothing that adds up a class or reads raw events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.analysis import PerformanceMetrics
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel.db.base import Json
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Sitting:
    """A closed attempt with what is needed to say what its student may see of it."""

    attempt_id: UUID
    exam_id: UUID
    title: str
    number: int
    status: str
    submitted_at: datetime | None
    started_at: datetime
    score: Decimal | None
    max_score: Decimal
    pass_percent: Decimal
    closed_at: datetime
    """When the exam is over for all, as `review.queries.closed_at` says it of one exam."""
    sits_again: bool
    review_policy: Json
    monitoring_policy: Json
    case_state: str | None

    @property
    def percent(self) -> float | None:
        return None if self.score is None else float(100 * self.score / self.max_score)


_SITTINGS = """
    SELECT a.attempt_id, a.exam_id, e.title, a.number, a.status, a.submitted_at, a.started_at, a.score,
           a.max_score, e.pass_percent, over.closed_at, EXISTS (
               SELECT FROM veritas.exam_attempts n WHERE n.org_id = :org_id AND n.student_id = a.student_id
               AND n.exam_id = a.exam_id AND n.status IN ('running', 'paused')) AS sits_again,
           e.review_policy, e.monitoring_policy, c.state
    FROM veritas.exam_attempts a
    JOIN veritas.exams e ON e.exam_id = a.exam_id
    CROSS JOIN LATERAL (
        SELECT greatest(
            CASE WHEN e.status IN ('closed', 'archived') THEN least(e.closes_at, e.updated_at)
                 ELSE e.closes_at END,
            (SELECT max(l.deadline_at) + e.grace_seconds * interval '1 second'
             FROM veritas.exam_attempts l
             WHERE l.org_id = :org_id AND l.exam_id = e.exam_id AND l.status IN ('running', 'paused')),
            CASE WHEN e.status NOT IN ('closed', 'archived') THEN greatest(
                (SELECT max((s.accommodations#>>'{window,closes_at}')::timestamptz)
                 FROM veritas.exam_assignments s
                 WHERE s.org_id = :org_id AND s.exam_id = e.exam_id),
                (SELECT max((g.measures#>>'{window,closes_at}')::timestamptz)
                 FROM veritas.accommodations g
                 WHERE g.org_id = :org_id AND g.ended_at IS NULL
                   AND g.measures#>>'{window,closes_at}' IS NOT NULL
                   AND (g.exam_id = e.exam_id AND g.group_name IS NULL
                        OR (g.exam_id = e.exam_id OR g.exam_id IS NULL) AND EXISTS (
                            SELECT FROM veritas.exam_assignments s
                            JOIN veritas.student_profiles p ON p.student_id = s.student_id
                            WHERE s.org_id = :org_id AND p.org_id = :org_id AND s.exam_id = e.exam_id
                              AND (p.student_id = g.student_id OR g.group_name = ANY(p.groups))))))
            END) AS closed_at) AS over
    LEFT JOIN veritas.review_cases c ON c.attempt = a.attempt AND c.org_id = a.org_id
    WHERE a.org_id = :org_id AND e.org_id = :org_id AND a.student_id = :student_id
      AND a.status NOT IN ('running', 'paused')
"""


async def sittings(db: AsyncSession, org_id: UUID, student_id: UUID, limit: int = 20) -> Sequence[Sitting]:
    """A student's closed attempts, the newest first. Single-root."""
    rows = await db.execute(
        text(f"{_SITTINGS} ORDER BY a.started_at DESC LIMIT :limit"),
        {"org_id": org_id, "student_id": student_id, "limit": limit},
    )
    return [Sitting(*row) for row in rows.all()]


async def sittings_for_teacher(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, student_id: UUID, limit: int = 50
) -> Sequence[Sitting]:
    """A student's closed attempts at the exams a teacher reaches, the newest first. Single-root."""
    rows = await db.execute(
        text(
            f"""{_SITTINGS} AND EXISTS (
                SELECT FROM veritas.teacher_exam_permissions t
                WHERE t.org_id = :org_id AND t.teacher_id = :teacher_id AND t.exam_id = a.exam_id)
            ORDER BY a.started_at DESC LIMIT :limit"""
        ),
        {"org_id": org_id, "student_id": student_id, "teacher_id": teacher_id, "limit": limit},
    )
    return [Sitting(*row) for row in rows.all()]


async def student_of_teacher(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, student_id: UUID
) -> StudentProfile:
    """A student who is assigned to, or has sat, an exam the teacher reaches. Raises NotFound."""
    found = await db.scalar(
        select(StudentProfile).where(
            StudentProfile.org_id == org_id,
            StudentProfile.student_id == student_id,
            text(
                "EXISTS (SELECT FROM veritas.teacher_exam_permissions t WHERE t.org_id = :org "
                "AND t.teacher_id = :teacher AND (EXISTS (SELECT FROM veritas.exam_assignments s "
                "WHERE s.org_id = :org AND s.student_id = :student AND s.exam_id = t.exam_id) "
                "OR EXISTS (SELECT FROM veritas.exam_attempts a WHERE a.org_id = :org "
                "AND a.student_id = :student AND a.exam_id = t.exam_id)))"
            ).bindparams(org=org_id, teacher=teacher_id, student=student_id),
        )
    )
    if found is None:
        raise NotFound(_("There is no such student."))
    return found


@dataclass(frozen=True, slots=True)
class Taught:
    """An exam on a teacher's dashboard: kept figures, but who sits now and what waits is of this moment."""

    exam_id: UUID
    title: str
    status: str
    level: str
    opens_at: datetime
    closes_at: datetime
    live: int
    to_mark: int
    cases: int
    graded: int
    passed: int
    mean_percent: Decimal | None
    computed_at: datetime | None


async def taught(db: AsyncSession, org_id: UUID, teacher_id: UUID, limit: int = 50) -> Sequence[Taught]:
    """The exams a teacher reaches, those that open last first."""
    rows = await db.execute(
        text(
            """
            SELECT e.exam_id, e.title, e.status, t.level, e.opens_at, e.closes_at,
                   (SELECT count(*) FROM veritas.exam_attempts a WHERE a.org_id = :org_id
                    AND a.exam_id = e.exam_id AND a.status IN ('running', 'paused')),
                   (SELECT coalesce(sum(a.to_mark), 0) FROM veritas.exam_attempts a WHERE a.org_id = :org_id
                    AND a.exam_id = e.exam_id AND a.status = 'submitted'),
                   (SELECT count(*) FROM veritas.review_cases c WHERE c.org_id = :org_id
                    AND c.exam_id = e.exam_id AND c.state IN ('open', 'second_review', 'appealed')),
                   coalesce(m.attempts, 0), coalesce(m.passed, 0), m.mean_percent, m.computed_at
            FROM veritas.teacher_exam_permissions t
            JOIN veritas.exams e ON e.exam_id = t.exam_id
            LEFT JOIN veritas.performance_metrics m ON m.subject_id = e.exam_id AND m.org_id = :org_id
            WHERE t.org_id = :org_id AND t.teacher_id = :teacher_id AND e.org_id = :org_id
              AND e.status <> 'archived'
            ORDER BY e.opens_at DESC, e.exam_id LIMIT :limit
            """
        ),
        {"org_id": org_id, "teacher_id": teacher_id, "limit": limit},
    )
    return [Taught(*row) for row in rows.all()]


async def at_risk(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, limit: int = 10
) -> Sequence[StudentProfile]:
    """Students of the teacher's open or coming exams who may give up, the highest risk first."""
    found = await db.scalars(
        select(StudentProfile)
        .where(
            StudentProfile.org_id == org_id,
            StudentProfile.dropout_risk.in_(["medium", "high"]),
            text(
                "EXISTS (SELECT FROM veritas.teacher_exam_permissions t "
                "JOIN veritas.exam_assignments s ON s.exam_id = t.exam_id "
                "WHERE t.org_id = :org AND s.org_id = :org AND t.teacher_id = :teacher "
                "AND s.student_id = student_profiles.student_id)"
            ).bindparams(org=org_id, teacher=teacher_id),
        )
        .order_by(StudentProfile.dropout_score.desc(), StudentProfile.student_id)
        .limit(limit)
    )
    return found.all()


async def metrics(db: AsyncSession, org_id: UUID, subject_id: UUID) -> PerformanceMetrics | None:
    """The kept figures of a student or an exam. Single-root."""
    return await db.scalar(
        select(PerformanceMetrics).where(
            PerformanceMetrics.org_id == org_id, PerformanceMetrics.subject_id == subject_id
        )
    )


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """`difficulty` is the mean share of its points, 0 to 1: the lower, the harder."""

    question_id: UUID
    position: int
    kind: str
    body: Json
    answers: int
    graded: int
    difficulty: Decimal | None
    full_marks: int
    no_marks: int
    as_of: datetime


async def question_figures(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Sequence[QuestionFigures]:
    """Figures of each question of an exam, as of the last refresh of the view, in the exam's order."""
    rows = await db.execute(
        text(
            """
            SELECT f.question_id, q.position, q.kind, q.body, f.answers, f.graded, f.difficulty,
                   f.full_marks, f.no_marks, f.as_of
            FROM veritas.question_figures f
            JOIN veritas.exam_questions q ON q.question_id = f.question_id AND q.is_current
            WHERE f.org_id = :org_id AND f.exam_id = :exam_id AND q.org_id = :org_id
            ORDER BY q.position, f.question_id
            """
        ),
        {"org_id": org_id, "exam_id": exam_id},
    )
    return [QuestionFigures(*row) for row in rows.all()]


async def time_use(db: AsyncSession, org_id: UUID, exam_id: UUID) -> dict[int, int]:
    """Attempts by the tenth of the time allowed that they took, as of the last refresh of the view."""
    rows = await db.execute(
        text("SELECT tenth, attempts FROM veritas.time_use WHERE org_id = :org_id AND exam_id = :exam_id"),
        {"org_id": org_id, "exam_id": exam_id},
    )
    return {int(row[0]): int(row[1]) for row in rows.all()}


def facts(row: Any, *names: str) -> dict[str, Any]:
    """The fields `names` of a row as JSON values: numbers as floats, times in ISO 8601."""
    told: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, Decimal):
            value = float(value)
        elif isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, UUID):
            value = str(value)
        told[name] = value
    return told


async def exam_policies(
    db: AsyncSession, org_id: UUID, exam_ids: Sequence[UUID]
) -> Sequence[tuple[UUID, Json]]:
    """(exam, monitoring policy) of exams."""
    rows = await db.execute(
        text(
            "SELECT exam_id, monitoring_policy FROM veritas.exams "
            "WHERE org_id = :org_id AND exam_id = ANY(:exam_ids)"
        ),
        {"org_id": org_id, "exam_ids": list(exam_ids)},
    )
    return [(row[0], row[1]) for row in rows.all()]
