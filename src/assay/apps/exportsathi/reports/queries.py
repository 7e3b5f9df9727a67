"""SQL of reports; one by its id is looked up in `profiles.queries`."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.reports import Report
from assay.kernel.db.paging import Page, keyset


async def reports(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[Report]:
    """The newest first."""
    return await keyset(
        db,
        select(Report).where(Report.org_id == org_id, Report.exporter_id == exporter_id),
        (Report.report_id,),
        (UUID,),
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: (row.report_id,),
    )


async def remove(db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID) -> None:
    await db.execute(
        delete(Report).where(
            Report.org_id == org_id, Report.exporter_id == exporter_id, Report.report_id == report_id
        )
    )
