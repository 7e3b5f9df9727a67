"""SQL of one applicant's result."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.models.selection import FinalScore


async def final_score(db: AsyncSession, org_id: UUID, application_id: UUID) -> FinalScore | None:
    return await db.scalar(
        select(FinalScore).where(FinalScore.org_id == org_id, FinalScore.application_id == application_id)
    )


async def rationale(db: AsyncSession, org_id: UUID, application_id: UUID) -> dict[str, Any] | None:
    """What the worker said about the text, and who had the last word; None before evaluation."""
    row = (
        await db.execute(
            text(
                "SELECT e.engine, e.decided_by, e.final, e.essay, e.achievements, w.answer, b.rubric_version "
                "FROM enigma.evaluations e "
                "LEFT JOIN enigma.batch_runs b "
                "  ON b.org_id = e.org_id AND b.batch_run_id = e.worker_run_id "
                "LEFT JOIN LATERAL ("
                "  SELECT answer FROM enigma.worker_results w WHERE w.application_id = e.application_id "
                "  AND w.org_id = :org_id AND w.batch_run_id = e.worker_run_id "
                "  ORDER BY replicate, attempt LIMIT 1) w ON true "
                "WHERE e.org_id = :org_id AND e.application_id = :application_id"
            ),
            {"org_id": org_id, "application_id": application_id},
        )
    ).one_or_none()
    if row is None:
        return None
    return {
        "engine": row[0],
        "decided_by": row[1],
        "final": [float(score) for score in row[2]],
        "essay": float(row[3]),
        "achievements": float(row[4]),
        "answer": row[5] or {},
        "rubric": row[6],
    }
