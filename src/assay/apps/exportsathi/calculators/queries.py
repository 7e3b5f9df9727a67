"""SQL of analyses that were kept, of money and of freight alike. Everything is found by its exporter."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.money import FinanceAnalysis, LogisticsAnalysis

Kept = TypeVar("Kept", FinanceAnalysis, LogisticsAnalysis)


async def of_report(
    db: AsyncSession, kind: type[Kept], org_id: UUID, exporter_id: UUID, report_id: UUID
) -> Kept | None:
    """The analysis of a report; None for others' and while there is none."""
    return await db.scalar(
        select(kind).where(
            kind.org_id == org_id, kind.exporter_id == exporter_id, kind.report_id == report_id
        )
    )


async def drop_of_report(
    db: AsyncSession, kind: type[FinanceAnalysis | LogisticsAnalysis], exporter_id: UUID, report_id: UUID
) -> None:
    await db.execute(delete(kind).where(kind.exporter_id == exporter_id, kind.report_id == report_id))
