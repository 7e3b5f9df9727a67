"""SQL of analyses: kept per version of the rules, compared within the exam, flagged for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.analysis.rules import Cohort
from assay.apps.veritas.models.analysis import BehaviorAnalysis, CaseState, PerformanceMetrics, ReviewCase
from assay.apps.veritas.models.attempts import LIVE, ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.kernel import clock
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def save_analyses(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write analyses, at most one of an attempt; done again, each is replaced and its summary kept."""
    if not rows:
        return
    statement = insert(BehaviorAnalysis).values([{**row, "summary": {}} for row in rows])
    fixed = {"org_id", "attempt", "rules_version"}
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=[BehaviorAnalysis.attempt, BehaviorAnalysis.rules_version],
            set_={name: statement.excluded[name] for name in rows[0] if name not in fixed},
        )
    )
    await db.execute(
        text(
            """
            UPDATE veritas.exam_attempts a SET review_priority = n.priority, changed_at = :now
            FROM unnest(CAST(:attempts AS bigint[]), CAST(:priorities AS numeric[])) AS n(attempt, priority)
            WHERE a.org_id = :org_id AND a.attempt = n.attempt
              AND a.review_priority IS DISTINCT FROM n.priority
            """
        ),
        {
            "org_id": rows[0]["org_id"],
            "now": clock.now(),
            "attempts": [row["attempt"] for row in rows],
            "priorities": [row["priority"] for row in rows],
        },
    )


async def analysis(
    db: AsyncSession, org_id: UUID, attempt: int, version: str, *, lock: bool = False
) -> BehaviorAnalysis | None:
    """The analysis of an attempt under one version of the rules. Single-root."""
    statement = select(BehaviorAnalysis).where(
        BehaviorAnalysis.org_id == org_id,
        BehaviorAnalysis.attempt == attempt,
        BehaviorAnalysis.rules_version == version,
    )
    return await db.scalar(statement.with_for_update() if lock else statement)


async def latest_analysis(db: AsyncSession, org_id: UUID, attempt: int) -> BehaviorAnalysis | None:
    """The newest analysis of an attempt, whatever its version. Single-root."""
    return await db.scalar(
        select(BehaviorAnalysis)
        .where(BehaviorAnalysis.org_id == org_id, BehaviorAnalysis.attempt == attempt)
        .order_by(BehaviorAnalysis.analysed_at.desc(), BehaviorAnalysis.rules_version.desc())
        .limit(1)
    )


async def exam_by_id(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Exam:
    """An exam for a job, which reaches all of its organisation. Raises NotFound."""
    found = await db.scalar(select(Exam).where(Exam.org_id == org_id, Exam.exam_id == exam_id))
    if found is None:
        raise NotFound(_("There is no such exam."))
    return found


async def closed_after(
    db: AsyncSession, org_id: UUID, exam_id: UUID, *, after: int, limit: int
) -> Sequence[tuple[int, UUID]]:
    """Key and student of the next closed attempts of an exam, without those whose case was expunged."""
    expunged = (
        select(ReviewCase.attempt)
        .where(
            ReviewCase.org_id == org_id,
            ReviewCase.attempt == ExamAttempt.attempt,
            ReviewCase.state == CaseState.EXPUNGED,
        )
        .exists()
    )
    rows = await db.execute(
        select(ExamAttempt.attempt, ExamAttempt.student_id)
        .where(
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            ExamAttempt.status.not_in(LIVE),
            ExamAttempt.attempt > after,
            ~expunged,
        )
        .order_by(ExamAttempt.attempt)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def stored_features(
    db: AsyncSession, org_id: UUID, attempts: Sequence[int], definition: str
) -> dict[int, dict[str, Any]]:
    """Features kept of attempts that were made under `definition`, the newest of each."""
    rows = await db.execute(
        text(
            "SELECT DISTINCT ON (attempt) attempt, features->'signals' FROM veritas.behavior_analyses "
            "WHERE org_id = :org_id AND attempt = ANY(:attempts) AND features->>'definition' = :definition "
            "ORDER BY attempt, analysed_at DESC"
        ),
        {"org_id": org_id, "attempts": list(attempts), "definition": definition},
    )
    return {row[0]: row[1] for row in rows.all()}


async def measure_cohort(
    db: AsyncSession, org_id: UUID, exam_id: UUID, definition: str, signals: Sequence[str]
) -> Cohort:
    """Medians of count and seconds by signal over the analysed attempts of an exam. Fan-out."""
    rows = await db.execute(
        text(
            """
            WITH latest AS (
                SELECT DISTINCT ON (b.attempt) b.features->'signals' AS seen
                FROM veritas.behavior_analyses b
                JOIN veritas.exam_attempts a ON a.attempt = b.attempt
                WHERE b.org_id = :org_id AND b.exam_id = :exam_id AND a.org_id = :org_id
                  AND b.features->>'definition' = :definition AND a.status IN ('submitted', 'graded')
                ORDER BY b.attempt, b.analysed_at DESC
            )
            SELECT s.key, count(l.seen),
                   percentile_cont(0.5) WITHIN GROUP (
                       ORDER BY coalesce((l.seen->s.key->>'count')::float, 0)),
                   percentile_cont(0.5) WITHIN GROUP (
                       ORDER BY coalesce((l.seen->s.key->>'seconds')::float, 0))
            FROM latest l CROSS JOIN unnest(CAST(:signals AS text[])) AS s(key)
            GROUP BY s.key
            """
        ),
        {"org_id": org_id, "exam_id": exam_id, "definition": definition, "signals": list(signals)},
    )
    found = rows.all()
    medians = {row[0]: (round(float(row[2]), 1), round(float(row[3]), 1)) for row in found}
    return Cohort(int(found[0][1]) if found else 0, medians)


async def save_cohort(db: AsyncSession, org_id: UUID, exam_id: UUID, cohort: Cohort) -> None:
    """Keep an exam's medians among its figures, where the next analysis finds them."""
    figures = {"cohort": cohort.document()}
    statement = insert(PerformanceMetrics).values(
        org_id=org_id,
        subject_id=exam_id,
        subject="exam",
        attempts=0,
        passed=0,
        flagged=0,
        figures=figures,
        computed_at=clock.now(),
    )
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=[PerformanceMetrics.subject_id],
            set_={"figures": PerformanceMetrics.figures.op("||")(statement.excluded.figures)},
        )
    )


async def kept_cohort(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Cohort:
    """The exam's medians as they were last measured. Single-root."""
    figures = await db.scalar(
        select(PerformanceMetrics.figures).where(
            PerformanceMetrics.org_id == org_id, PerformanceMetrics.subject_id == exam_id
        )
    )
    return Cohort.of((figures or {}).get("cohort"))


async def open_case(db: AsyncSession, org_id: UUID, exam_id: UUID, attempt: int, opened_by: str) -> bool:
    """Put an attempt before people; False when there is a case already, in whatever state. Single-root."""
    made = await db.execute(
        insert(ReviewCase)
        .values(
            org_id=org_id,
            attempt=attempt,
            exam_id=exam_id,
            state=CaseState.OPEN,
            opened_by=opened_by,
            overturned=False,
        )
        .on_conflict_do_nothing(index_elements=[ReviewCase.attempt])
        .returning(ReviewCase.attempt)
    )
    return made.scalar() is not None


async def save_summary(
    db: AsyncSession, org_id: UUID, attempt: int, version: str, summary: Mapping[str, Any]
) -> None:
    await db.execute(
        update(BehaviorAnalysis)
        .where(
            BehaviorAnalysis.org_id == org_id,
            BehaviorAnalysis.attempt == attempt,
            BehaviorAnalysis.rules_version == version,
        )
        .values(summary=dict(summary))
    )


@dataclass(frozen=True, slots=True)
class Flagged:
    """A student whose attempt stands before people."""

    attempt: int
    attempt_id: UUID
    student_id: UUID
    name: str
    priority: Decimal | None
    state: str


async def flagged(db: AsyncSession, org_id: UUID, exam_id: UUID, limit: int = 200) -> Sequence[Flagged]:
    """Flagged attempts of an exam, the highest priority first."""
    rows = await db.execute(
        text(
            """
            SELECT c.attempt, a.attempt_id, a.student_id, p.name, a.review_priority, c.state
            FROM veritas.review_cases c
            JOIN veritas.exam_attempts a ON a.attempt = c.attempt
            JOIN veritas.student_profiles p ON p.student_id = a.student_id
            WHERE c.org_id = :org_id AND c.exam_id = :exam_id AND a.org_id = :org_id
              AND p.org_id = :org_id AND c.state <> 'expunged'
            ORDER BY a.review_priority DESC NULLS LAST, c.attempt LIMIT :limit
            """
        ),
        {"org_id": org_id, "exam_id": exam_id, "limit": limit},
    )
    return [
        Flagged(row.attempt, row.attempt_id, row.student_id, row.name, row.review_priority, row.state)
        for row in rows.all()
    ]
