"""SQL of analyses that were kept by themselves. Everything is found by its exporter."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.money import FinanceAnalysis
from assay.apps.exportsathi.models.profiles import Profile
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.i18n import gettext as _


async def analysis(db: AsyncSession, org_id: UUID, exporter_id: UUID, analysis_id: UUID) -> FinanceAnalysis:
    """One that was kept by itself. Raises NotFound."""
    found = await db.scalar(
        select(FinanceAnalysis).where(
            FinanceAnalysis.org_id == org_id,
            FinanceAnalysis.exporter_id == exporter_id,
            FinanceAnalysis.analysis_id == analysis_id,
            FinanceAnalysis.report_id.is_(None),
        )
    )
    if found is None:
        raise NotFound(_("There is no such analysis of yours."))
    return found


async def analyses(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[FinanceAnalysis]:
    """Those that were kept by themselves, the latest first."""
    return await keyset(
        db,
        select(FinanceAnalysis).where(
            FinanceAnalysis.org_id == org_id,
            FinanceAnalysis.exporter_id == exporter_id,
            FinanceAnalysis.report_id.is_(None),
        ),
        [FinanceAnalysis.analysis_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda one: [one.analysis_id],
    )


async def check_has_profile(db: AsyncSession, org_id: UUID, exporter_id: UUID) -> None:
    """What is kept is kept with a business. Raises Conflict where there is none yet."""
    found = await db.scalar(
        select(Profile.exporter_id).where(Profile.org_id == org_id, Profile.exporter_id == exporter_id)
    )
    if found is None:
        raise Conflict(_("Say who you are first, under “Your business”: what you keep is kept with it."))
