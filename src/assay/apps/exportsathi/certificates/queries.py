"""SQL of the progress of certificates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.progress import CertificateState, CertificationProgress


async def progress(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID
) -> Sequence[CertificationProgress]:
    rows = await db.scalars(
        select(CertificationProgress).where(
            CertificationProgress.org_id == org_id,
            CertificationProgress.exporter_id == exporter_id,
            CertificationProgress.report_id == report_id,
        )
    )
    return rows.all()


async def completed(db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID) -> frozenset[str]:
    rows = await db.scalars(
        select(CertificationProgress.certificate_id).where(
            CertificationProgress.org_id == org_id,
            CertificationProgress.exporter_id == exporter_id,
            CertificationProgress.report_id == report_id,
            CertificationProgress.state == CertificateState.COMPLETED,
        )
    )
    return frozenset(rows.all())


async def locked(db: AsyncSession, values: dict[str, Any]) -> CertificationProgress:
    """The row of a certificate, made where there is none, and held until the transaction ends."""
    await db.execute(
        insert(CertificationProgress)
        .values(state=CertificateState.NOT_STARTED, note="", version=0, **values)
        .on_conflict_do_nothing()
    )
    statement = select(CertificationProgress).where(
        *(getattr(CertificationProgress, name) == value for name, value in values.items())
    )
    return (await db.scalars(statement.with_for_update().execution_options(populate_existing=True))).one()
