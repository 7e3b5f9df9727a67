"""SQL of businesses, and of what they did."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.profiles import Profile
from assay.apps.exportsathi.models.progress import Happening, UserEvent
from assay.kernel import clock


async def profile(db: AsyncSession, org_id: UUID, exporter_id: UUID, *, lock: bool = False) -> Profile | None:
    statement = select(Profile).where(Profile.org_id == org_id, Profile.exporter_id == exporter_id)
    return await db.scalar(statement.with_for_update() if lock else statement)


async def remove(db: AsyncSession, org_id: UUID, exporter_id: UUID) -> None:
    """The business with everything that is its own."""
    await db.execute(delete(Profile).where(Profile.org_id == org_id, Profile.exporter_id == exporter_id))


async def add_event(db: AsyncSession, org_id: UUID, exporter_id: UUID, kind: Happening, subject: str) -> None:
    db.add(
        UserEvent(org_id=org_id, exporter_id=exporter_id, kind=kind, subject=subject, happened_at=clock.now())
    )
    await db.flush()
