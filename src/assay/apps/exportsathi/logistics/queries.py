"""SQL of quotes and outcomes. Everything is found by its exporter."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.money import ExaminationOutcome, FreightQuote
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def quotes(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[FreightQuote]:
    """All of the exporter's quotes, the latest first, whatever their days."""
    return await keyset(
        db,
        select(FreightQuote).where(FreightQuote.org_id == org_id, FreightQuote.exporter_id == exporter_id),
        [FreightQuote.quote_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda one: [one.quote_id],
    )


async def quotes_for(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, destination: str, origin: str, on: date
) -> list[FreightQuote]:
    """Quotes that hold on the day for a country, those of this very origin first, then the newest."""
    statement = select(FreightQuote).where(
        FreightQuote.org_id == org_id,
        FreightQuote.exporter_id == exporter_id,
        FreightQuote.destination == destination,
        FreightQuote.valid_from <= on,
        FreightQuote.valid_to >= on,
    )
    if origin:
        statement = statement.where(or_(FreightQuote.origin == origin, FreightQuote.origin == ""))
    rows = await db.scalars(
        statement.order_by((FreightQuote.origin == origin).desc(), FreightQuote.quote_id.desc())
    )
    return list(rows.all())


async def expired_for(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, destination: str, on: date
) -> list[FreightQuote]:
    """Quotes for the country that have ended, the latest first."""
    rows = await db.scalars(
        select(FreightQuote)
        .where(
            FreightQuote.org_id == org_id,
            FreightQuote.exporter_id == exporter_id,
            FreightQuote.destination == destination,
            FreightQuote.valid_to < on,
        )
        .order_by(FreightQuote.valid_to.desc(), FreightQuote.quote_id)
        .limit(10)
    )
    return list(rows.all())


async def quote(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, quote_id: UUID, *, lock: bool = False
) -> FreightQuote:
    """Raises NotFound."""
    statement = select(FreightQuote).where(
        FreightQuote.org_id == org_id,
        FreightQuote.exporter_id == exporter_id,
        FreightQuote.quote_id == quote_id,
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such quote of yours."))
    return found


async def outcomes(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[ExaminationOutcome]:
    """What was told of the exporter's shipments, the latest told first."""
    return await keyset(
        db,
        select(ExaminationOutcome).where(
            ExaminationOutcome.org_id == org_id, ExaminationOutcome.exporter_id == exporter_id
        ),
        [ExaminationOutcome.outcome_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda one: [one.outcome_id],
    )


async def outcome_counts(db: AsyncSession, org_id: UUID, exporter_id: UUID) -> tuple[int, int]:
    """(shipments told of, of these examined)."""
    row = (
        await db.execute(
            select(func.count(), func.count().filter(ExaminationOutcome.examined)).where(
                ExaminationOutcome.org_id == org_id, ExaminationOutcome.exporter_id == exporter_id
            )
        )
    ).one()
    return row[0], row[1]


async def outcome(db: AsyncSession, org_id: UUID, exporter_id: UUID, outcome_id: UUID) -> ExaminationOutcome:
    """Raises NotFound."""
    found = await db.scalar(
        select(ExaminationOutcome).where(
            ExaminationOutcome.org_id == org_id,
            ExaminationOutcome.exporter_id == exporter_id,
            ExaminationOutcome.outcome_id == outcome_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such shipment of yours."))
    return found
