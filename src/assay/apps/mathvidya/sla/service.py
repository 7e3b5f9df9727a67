"""The calendar of an institution: its settings and holidays as the rule takes them."""

from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.config.settings import WEEK
from assay.apps.mathvidya.sla.rules import Calendar
from assay.kernel.db.session import Session


async def calendar_of(db: Session, org_id: UUID) -> Calendar:
    """Working days, hours and holidays of an institution."""
    settings = await config.get(db, org_id)
    return Calendar(
        frozenset(WEEK.index(day) for day in settings.workdays),
        settings.opens_at,
        settings.closes_at,
        await config.days_off(db, org_id),
    )
