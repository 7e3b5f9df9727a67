"""SQL of figures: counted from what happened, by the view `user_metrics`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened, to how many different things, and when last."""

    kind: str
    times: int
    subjects: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Overall:
    """The same over an organisation: `exporters` did it."""

    kind: str
    times: int
    exporters: int


async def of_exporter(db: AsyncSession, org_id: UUID, exporter_id: UUID) -> Sequence[Counted]:
    rows = await db.execute(
        text(
            "SELECT kind, times, subjects, last_at FROM exportsathi.user_metrics"
            " WHERE org_id = :org_id AND exporter_id = :exporter_id ORDER BY kind"
        ),
        {"org_id": org_id, "exporter_id": exporter_id},
    )
    return [Counted(*row) for row in rows]


async def of_organisation(db: AsyncSession, org_id: UUID) -> Sequence[Overall]:
    rows = await db.execute(
        text(
            "SELECT kind, sum(times)::bigint, count(*) FROM exportsathi.user_metrics"
            " WHERE org_id = :org_id GROUP BY kind ORDER BY kind"
        ),
        {"org_id": org_id},
    )
    return [Overall(*row) for row in rows]
