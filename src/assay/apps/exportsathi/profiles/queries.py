"""SQL of businesses, and of what they did."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.profiles import Profile
from assay.apps.exportsathi.models.progress import Happening, UserEvent
from assay.apps.exportsathi.models.reports import Report
from assay.kernel import clock
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def profile(db: AsyncSession, org_id: UUID, exporter_id: UUID, *, lock: bool = False) -> Profile | None:
    statement = select(Profile).where(Profile.org_id == org_id, Profile.exporter_id == exporter_id)
    return await db.scalar(statement.with_for_update() if lock else statement)


async def find_report(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID, *, lock: bool = False
) -> Report | None:
    """A report of the business as it is now, not as the session saw it before."""
    statement = select(Report).where(
        Report.org_id == org_id, Report.exporter_id == exporter_id, Report.report_id == report_id
    )
    statement = statement.execution_options(populate_existing=True)
    return await db.scalar(statement.with_for_update() if lock else statement)


async def report(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID, *, lock: bool = False
) -> Report:
    """Raises NotFound for others'."""
    found = await find_report(db, org_id, exporter_id, report_id, lock=lock)
    if found is None:
        raise NotFound(_("There is no such report of yours."))
    return found


async def remove(db: AsyncSession, org_id: UUID, exporter_id: UUID) -> None:
    """The business with everything that is its own."""
    await db.execute(delete(Profile).where(Profile.org_id == org_id, Profile.exporter_id == exporter_id))


async def add_event(db: AsyncSession, org_id: UUID, exporter_id: UUID, kind: Happening, subject: str) -> None:
    db.add(
        UserEvent(org_id=org_id, exporter_id=exporter_id, kind=kind, subject=subject, happened_at=clock.now())
    )
    await db.flush()
