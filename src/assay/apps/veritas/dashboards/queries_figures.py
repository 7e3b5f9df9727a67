"""SQL that brings figures up to date: a set of exams or students at a time, never a row at a time."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.dashboards.rules import Dropout, Record
from assay.kernel import clock

HALF_YEAR = timedelta(days=182)
VIEWS = ("question_figures", "time_use")


async def exam_changed_since(db: AsyncSession, org_id: UUID, exam_id: UUID) -> datetime | None:
    """When the figures of the exam were last computed; None when never. Single-root."""
    found: datetime | None = await db.scalar(
        text(
            "SELECT CASE WHEN figures ? 'bins' THEN computed_at END FROM veritas.performance_metrics "
            "WHERE org_id = :org_id AND subject_id = :exam_id"
        ),
        {"org_id": org_id, "exam_id": exam_id},
    )
    return found


async def refresh_exam(db: AsyncSession, org_id: UUID, exam_id: UUID) -> None:
    """Figures of one exam: what its graded attempts say, their distribution, how many are where. Fan-out."""
    await db.execute(
        text(
            """
            WITH attempt AS (
                SELECT a.status, a.to_mark, 100 * a.score / a.max_score AS percent, e.pass_percent
                FROM veritas.exam_attempts a JOIN veritas.exams e ON e.exam_id = a.exam_id
                WHERE a.org_id = :org_id AND e.org_id = :org_id AND a.exam_id = :exam_id
            ),
            graded AS (SELECT * FROM attempt WHERE status = 'graded' AND percent IS NOT NULL),
            bin AS (SELECT least(9, floor(percent / 10))::int AS place, count(*) AS n FROM graded GROUP BY 1),
            state AS (SELECT status, count(*) AS n FROM attempt GROUP BY status)
            INSERT INTO veritas.performance_metrics (org_id, subject_id, subject, attempts, mean_percent,
                median_percent, deviation, passed, flagged, figures, computed_at)
            SELECT :org_id, :exam_id, 'exam', count(*), round(avg(percent), 3),
                   round((percentile_cont(0.5) WITHIN GROUP (ORDER BY percent))::numeric, 3),
                   round(stddev_samp(percent), 3), count(*) FILTER (WHERE percent >= pass_percent),
                   (SELECT count(*) FROM veritas.review_cases c
                    WHERE c.org_id = :org_id AND c.exam_id = :exam_id),
                   jsonb_build_object(
                       'bins', coalesce((SELECT jsonb_object_agg(place, n) FROM bin), '{}'),
                       'states', coalesce((SELECT jsonb_object_agg(status, n) FROM state), '{}'),
                       'to_mark', coalesce((SELECT sum(to_mark) FROM attempt WHERE status = 'submitted'), 0)),
                   :now
            FROM graded
            ON CONFLICT (subject_id) DO UPDATE SET attempts = excluded.attempts,
                mean_percent = excluded.mean_percent, median_percent = excluded.median_percent,
                deviation = excluded.deviation, passed = excluded.passed, flagged = excluded.flagged,
                figures = performance_metrics.figures || excluded.figures, computed_at = excluded.computed_at
            """
        ),
        {"org_id": org_id, "exam_id": exam_id, "now": clock.now()},
    )


async def touched_students(
    db: AsyncSession, org_id: UUID, exam_id: UUID, *, since: datetime | None, after: UUID, limit: int
) -> Sequence[UUID]:
    """The next students whose figures an exam may have changed: an attempt since, or assigned and missed."""
    rows = await db.execute(
        text(
            """
            SELECT student_id FROM veritas.exam_attempts
            WHERE org_id = :org_id AND exam_id = :exam_id AND student_id > :after
              AND (CAST(:since AS timestamptz) IS NULL OR changed_at >= :since)
            UNION
            SELECT s.student_id FROM veritas.exam_assignments s JOIN veritas.exams e ON e.exam_id = s.exam_id
            WHERE s.org_id = :org_id AND e.org_id = :org_id AND s.exam_id = :exam_id
              AND s.student_id > :after AND e.closes_at < :now
              AND (CAST(:since AS timestamptz) IS NULL OR e.closes_at >= :since)
            ORDER BY student_id LIMIT :limit
            """
        ),
        {
            "org_id": org_id,
            "exam_id": exam_id,
            "since": since - timedelta(minutes=5) if since else None,
            "after": after,
            "limit": limit,
            "now": clock.now(),
        },
    )
    return [row[0] for row in rows.all()]


_BEST = """
    WITH best AS (
        SELECT DISTINCT ON (a.student_id, a.exam_id) a.student_id, a.exam_id, a.score, a.max_score,
               100 * a.score / a.max_score AS percent, a.started_at,
               100 * a.score / a.max_score >= e.pass_percent AS passed
        FROM veritas.exam_attempts a JOIN veritas.exams e ON e.exam_id = a.exam_id
        WHERE a.org_id = :org_id AND e.org_id = :org_id AND a.student_id = ANY(:students)
          AND a.status = 'graded' AND a.score IS NOT NULL
        ORDER BY a.student_id, a.exam_id, a.score / a.max_score DESC, a.number
    )
"""


async def refresh_students(db: AsyncSession, org_id: UUID, students: Sequence[UUID]) -> None:
    """Figures and cumulative scores of students: of each exam the best graded attempt counts."""
    values = {"org_id": org_id, "students": list(students), "now": clock.now()}
    await db.execute(
        text(
            _BEST  # noqa: S608 - constants of this file
            + """
            INSERT INTO veritas.performance_metrics (org_id, subject_id, subject, attempts, mean_percent,
                median_percent, deviation, passed, flagged, figures, computed_at)
            SELECT :org_id, s.student_id, 'student', count(b.exam_id), round(avg(b.percent), 3),
                   round((percentile_cont(0.5) WITHIN GROUP (ORDER BY b.percent))::numeric, 3),
                   round(stddev_samp(b.percent), 3), count(*) FILTER (WHERE b.passed), 0,
                   jsonb_build_object('trend', coalesce(
                       jsonb_agg(jsonb_build_array(b.exam_id, round(b.percent, 1)) ORDER BY b.started_at)
                           FILTER (WHERE b.exam_id IS NOT NULL), '[]')),
                   :now
            FROM unnest(CAST(:students AS uuid[])) AS s(student_id) LEFT JOIN best b USING (student_id)
            GROUP BY s.student_id
            ON CONFLICT (subject_id) DO UPDATE SET attempts = excluded.attempts,
                mean_percent = excluded.mean_percent, median_percent = excluded.median_percent,
                deviation = excluded.deviation, passed = excluded.passed,
                figures = performance_metrics.figures || excluded.figures, computed_at = excluded.computed_at
            """
        ),
        values,
    )
    await db.execute(
        text(
            _BEST  # noqa: S608 - constants of this file
            + """
            UPDATE veritas.student_profiles p
            SET exams_taken = n.taken, total_score = n.score, total_max = n.top, mean_percent = n.mean,
                updated_at = :now
            FROM (SELECT s.student_id, count(b.exam_id) AS taken, coalesce(sum(b.score), 0) AS score,
                         coalesce(sum(b.max_score), 0) AS top, round(avg(b.percent), 3) AS mean
                  FROM unnest(CAST(:students AS uuid[])) AS s(student_id) LEFT JOIN best b USING (student_id)
                  GROUP BY s.student_id) n
            WHERE p.org_id = :org_id AND p.student_id = n.student_id
            """
        ),
        values,
    )


async def records(db: AsyncSession, org_id: UUID, students: Sequence[UUID]) -> dict[UUID, Record]:
    """What the dropout rule asks about each student. Nothing of monitoring is read."""
    rows = await db.execute(
        text(
            _BEST  # noqa: S608 - constants of this file
            + """
            , trend AS (
                SELECT student_id, array_agg(percent::float ORDER BY started_at) AS percents
                FROM best GROUP BY student_id
            ),
            sat AS (
                SELECT student_id, count(*) AS sittings,
                       count(*) FILTER (WHERE status = 'abandoned') AS unfinished, max(started_at) AS last_at
                FROM veritas.exam_attempts
                WHERE org_id = :org_id AND student_id = ANY(:students) GROUP BY student_id
            ),
            due AS (
                SELECT s.student_id, e.closes_at, e.opens_at, EXISTS (
                    SELECT FROM veritas.exam_attempts a
                    WHERE a.org_id = :org_id AND a.student_id = s.student_id AND a.exam_id = s.exam_id) AS sat
                FROM veritas.exam_assignments s JOIN veritas.exams e ON e.exam_id = s.exam_id
                WHERE s.org_id = :org_id AND e.org_id = :org_id AND s.student_id = ANY(:students)
                  AND e.status IN ('published', 'closed') AND e.opens_at <= :now AND e.closes_at > :since
            ),
            missed AS (
                SELECT d.student_id, count(*) FILTER (WHERE d.closes_at < :now) AS closed,
                       count(*) FILTER (WHERE d.closes_at < :now AND NOT d.sat) AS missed,
                       bool_or(NOT d.sat AND d.closes_at > coalesce(t.last_at, d.opens_at)) AS could
                FROM due d LEFT JOIN sat t USING (student_id) GROUP BY d.student_id
            )
            SELECT s.student_id, coalesce(trend.percents, '{}'), coalesce(missed.closed, 0),
                   coalesce(missed.missed, 0), coalesce(sat.sittings, 0), coalesce(sat.unfinished, 0),
                   CASE WHEN missed.could AND sat.last_at IS NOT NULL
                        THEN greatest(0, extract(day FROM :now - sat.last_at))::int ELSE 0 END
            FROM unnest(CAST(:students AS uuid[])) AS s(student_id)
            LEFT JOIN trend USING (student_id) LEFT JOIN sat USING (student_id)
            LEFT JOIN missed USING (student_id)
            """
        ),
        {
            "org_id": org_id,
            "students": list(students),
            "now": clock.now(),
            "since": clock.now() - HALF_YEAR,
        },
    )
    return {row[0]: Record(tuple(row[1]), *row[2:]) for row in rows.all()}


async def save_dropout(db: AsyncSession, org_id: UUID, found: dict[UUID, Dropout]) -> None:
    """Keep the risk of students with its reasons, in one statement."""
    if not found:
        return
    await db.execute(
        text(
            """
            UPDATE veritas.student_profiles p
            SET dropout_risk = n.risk, dropout_score = n.score, dropout_reasons = n.reasons
            FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                 AS n(student_id uuid, risk text, score numeric, reasons jsonb)
            WHERE p.org_id = :org_id AND p.student_id = n.student_id
            """
        ).bindparams(rows=_rows(found)),
        {"org_id": org_id},
    )


def _rows(found: dict[UUID, Dropout]) -> str:
    return json.dumps(
        [
            {
                "student_id": str(student),
                "risk": one.risk.value,
                "score": one.score,
                "reasons": one.document(),
            }
            for student, one in found.items()
        ]
    )


async def refresh_views(db: AsyncSession) -> None:
    """Bring the materialised views up to date, readers going on meanwhile. Runs as the system role."""
    for name in VIEWS:
        await db.execute(text(f"REFRESH MATERIALIZED VIEW CONCURRENTLY veritas.{name}_all"))


async def just_closed(db: AsyncSession, since: datetime) -> Sequence[tuple[UUID, UUID]]:
    """(organisation, exam) of exams that closed since. Runs as the system role, across organisations."""
    rows = await db.execute(
        text(
            "SELECT org_id, exam_id FROM veritas.exams "
            "WHERE status IN ('published', 'closed') AND closes_at >= :since AND closes_at < :now"
        ),
        {"since": since, "now": clock.now()},
    )
    return [(row[0], row[1]) for row in rows.all()]
