"""SQL of shipments and papers. Every statement names the exporter: another's are not there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.documents import GeneratedDocument, ShipmentRow
from assay.apps.exportsathi.models.reports import Report
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def has_report(db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID) -> bool:
    found = await db.scalar(
        select(Report.report_id).where(
            Report.org_id == org_id, Report.exporter_id == exporter_id, Report.report_id == report_id
        )
    )
    return found is not None


async def shipment(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, shipment_id: UUID, *, lock: bool = False
) -> ShipmentRow:
    """Raises NotFound."""
    statement = select(ShipmentRow).where(
        ShipmentRow.org_id == org_id,
        ShipmentRow.exporter_id == exporter_id,
        ShipmentRow.shipment_id == shipment_id,
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such shipment."))
    return found


async def shipments(
    db: AsyncSession,
    org_id: UUID,
    exporter_id: UUID,
    *,
    report_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[ShipmentRow]:
    """The latest first; of one report, where it is named."""
    statement = select(ShipmentRow).where(
        ShipmentRow.org_id == org_id, ShipmentRow.exporter_id == exporter_id
    )
    if report_id is not None:
        statement = statement.where(ShipmentRow.report_id == report_id)
    return await keyset(
        db,
        statement,
        [ShipmentRow.shipment_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.shipment_id],
    )


async def remove(db: AsyncSession, org_id: UUID, exporter_id: UUID, shipment_id: UUID) -> None:
    """The shipment with its papers."""
    await db.execute(
        delete(ShipmentRow).where(
            ShipmentRow.org_id == org_id,
            ShipmentRow.exporter_id == exporter_id,
            ShipmentRow.shipment_id == shipment_id,
        )
    )


async def latest(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, shipment_ids: Sequence[UUID]
) -> list[GeneratedDocument]:
    """Of each shipment the latest paper of each type, in one statement."""
    rows = await db.scalars(
        select(GeneratedDocument)
        .distinct(GeneratedDocument.shipment_id, GeneratedDocument.type)
        .where(
            GeneratedDocument.org_id == org_id,
            GeneratedDocument.exporter_id == exporter_id,
            GeneratedDocument.shipment_id.in_(shipment_ids),
        )
        .order_by(GeneratedDocument.shipment_id, GeneratedDocument.type, GeneratedDocument.version.desc())
    )
    return list(rows.all())


async def counts(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, shipment_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How many types of papers each shipment has."""
    rows = await db.execute(
        select(GeneratedDocument.shipment_id, func.count(GeneratedDocument.type.distinct()))
        .where(
            GeneratedDocument.org_id == org_id,
            GeneratedDocument.exporter_id == exporter_id,
            GeneratedDocument.shipment_id.in_(shipment_ids),
        )
        .group_by(GeneratedDocument.shipment_id)
    )
    return {row[0]: row[1] for row in rows.all()}


async def document(db: AsyncSession, org_id: UUID, exporter_id: UUID, document_id: UUID) -> GeneratedDocument:
    """Raises NotFound."""
    found = await db.scalar(
        select(GeneratedDocument).where(
            GeneratedDocument.org_id == org_id,
            GeneratedDocument.exporter_id == exporter_id,
            GeneratedDocument.document_id == document_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such document."))
    return found


async def versions(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, shipment_id: UUID, kind: str
) -> list[GeneratedDocument]:
    """All versions of one paper, the latest first."""
    rows = await db.scalars(
        select(GeneratedDocument)
        .where(
            GeneratedDocument.org_id == org_id,
            GeneratedDocument.exporter_id == exporter_id,
            GeneratedDocument.shipment_id == shipment_id,
            GeneratedDocument.type == kind,
        )
        .order_by(GeneratedDocument.version.desc())
    )
    return list(rows.all())
