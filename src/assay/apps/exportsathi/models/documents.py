"""Shipments, and the papers made from them."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, sharded
from assay.kernel.ids import uuid7


class ShipmentRow(OrgScoped, Timestamped, Base):
    """One shipment; `record` is a `documents.record.Shipment` as JSON. `version` counts its changes."""

    __tablename__ = "shipments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"],
            ondelete="CASCADE",
        ),
        Index("ix_shipments_org_id_exporter_id", "org_id", "exporter_id", "shipment_id"),
        Index("ix_shipments_exporter_id_report_id", "exporter_id", "report_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(
        ForeignKey("exportsathi.profiles.exporter_id", ondelete="CASCADE"), primary_key=True
    )
    shipment_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID | None]
    title: Mapped[str]
    record: Mapped[Json]
    version: Mapped[int] = mapped_column(default=1)


class GeneratedDocument(OrgScoped, Timestamped, Base):
    """One paper as it was made: never changed, only followed by another version.

    `content` holds the paper and the record it was made from; `sha256` is of the PDF, `json_sha256` of the
    data inside it. `release` is the layout it was printed with. `findings` is what the rules said that day.
    """

    __tablename__ = "generated_documents"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        ForeignKeyConstraint(
            ["exporter_id", "shipment_id"],
            ["exportsathi.shipments.exporter_id", "exportsathi.shipments.shipment_id"],
            ondelete="CASCADE",
        ),
        Index("ux_generated_documents_version", "exporter_id", "shipment_id", "type", "version", unique=True),
        Index("ix_generated_documents_org_id_exporter_id", "org_id", "exporter_id", "document_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    shipment_id: Mapped[UUID]
    type: Mapped[str]
    version: Mapped[int]
    sha256: Mapped[str]
    json_sha256: Mapped[str]
    size: Mapped[int]
    release: Mapped[str]
    content: Mapped[Json]
    findings: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    errors: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)
    record_version: Mapped[int]
