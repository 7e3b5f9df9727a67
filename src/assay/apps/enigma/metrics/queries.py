"""Metrics of a whole cycle in one statement."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.intake.rules import TESTS


def _test_ranges() -> str:
    """The published ranges as a VALUES list; names and numbers come from code."""
    return ", ".join(f"('{name}', {test.low:f}, {test.high:f})" for name, test in TESTS.items())


# Scores are normalised by their range, averaged per application, weighed, then ranked by PERCENT_RANK. Rows
# go in by their key, not by rank: indexes and the foreign key's check then go through their pages in order.
COMPUTE = f"""
    INSERT INTO enigma.deterministic_metrics AS m
        (org_id, application_id, cycle_id, gpa_normalized, test_average, academic_score_computed,
         percentile_rank)
    SELECT org_id, application_id, cycle_id, gpa_normalized, test_average, academic,
           percent_rank() OVER (ORDER BY academic)
    FROM (
        SELECT a.org_id, a.application_id, a.cycle_id, g.gpa_normalized, t.test_average,
               CASE WHEN t.test_average IS NULL OR CAST(:tests AS numeric) = 0 THEN g.gpa_normalized
                    ELSE round((g.gpa_normalized * CAST(:academic AS numeric)
                                + t.test_average * CAST(:tests AS numeric))
                               / (CAST(:academic AS numeric) + CAST(:tests AS numeric)), 4)
               END AS academic
        FROM enigma.applications a
        CROSS JOIN LATERAL (SELECT round(a.gpa * 100 / a.gpa_scale, 4) AS gpa_normalized) g
        CROSS JOIN LATERAL (
            SELECT round(avg((s.value::numeric - r.low) * 100 / (r.high - r.low)), 4) AS test_average
            FROM jsonb_each_text(a.test_scores) s
            JOIN (VALUES {_test_ranges()}) AS r (test, low, high) ON r.test = s.key
        ) t
        WHERE a.org_id = :org_id AND a.cycle_id = :cycle_id
    ) scored
    ORDER BY application_id
    ON CONFLICT (application_id) DO UPDATE SET
        gpa_normalized = excluded.gpa_normalized,
        test_average = excluded.test_average,
        academic_score_computed = excluded.academic_score_computed,
        percentile_rank = excluded.percentile_rank
"""  # noqa: S608 - only names and numbers from code


async def compute(
    db: AsyncSession, org_id: UUID, cycle_id: UUID, *, academic_weight: int, tests_weight: int
) -> None:
    """Compute the metrics of every application of the cycle. Running again is harmless."""
    await db.execute(
        text(COMPUTE),
        {"org_id": org_id, "cycle_id": cycle_id, "academic": academic_weight, "tests": tests_weight},
    )


async def summary(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> dict[str, float | None]:
    """How many applications have metrics, and the means, for the step's result."""
    row = (
        await db.execute(
            text(
                "SELECT count(*), avg(gpa_normalized)::float8, avg(test_average)::float8, "
                "count(test_average) FROM enigma.deterministic_metrics "
                "WHERE org_id = :org_id AND cycle_id = :cycle_id"
            ),
            {"org_id": org_id, "cycle_id": cycle_id},
        )
    ).one()
    return {"applications": row[0], "mean_gpa": row[1], "mean_tests": row[2], "with_tests": row[3]}
