"""Reports on one product for one destination."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, sharded
from assay.kernel.ids import uuid7


class ReportStatus(StrEnum):
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Report(OrgScoped, Timestamped, Base):
    """What an exporter asked for, and what was found. `as_of`: the day whose facts it goes by.

    `destination` is ISO 3166-1 alpha-2. `details` is what else the exporter said: use, processing, price,
    quantity, weights. `hs_code` has six or eight digits; `hs_override` is the exporter's own choice with its
    reason. `risk_score` is the sum of `risk_parts`.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("risk_score BETWEEN 0 AND 100", name="risk_score_within_range"),
        CheckConstraint("hs_confidence BETWEEN 0 AND 1", name="hs_confidence_within_range"),
        Index("ix_reports_org_id_exporter_id", "org_id", "exporter_id", "report_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(
        ForeignKey("exportsathi.profiles.exporter_id", ondelete="CASCADE"), primary_key=True
    )
    report_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    product: Mapped[str]
    materials: Mapped[str] = mapped_column(default="")
    destination: Mapped[str]
    details: Mapped[Json] = mapped_column(default=dict)
    as_of: Mapped[date]
    status: Mapped[ReportStatus] = mapped_column(
        checked_enum(ReportStatus, "status"), default=ReportStatus.PROCESSING
    )
    job_id: Mapped[UUID | None]
    hs_code: Mapped[str] = mapped_column(default="")
    hs_confidence: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    hs_candidates: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    hs_override: Mapped[Json | None]
    risk_score: Mapped[int | None]
    risk_parts: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    completeness: Mapped[int | None]
    report_data: Mapped[Json] = mapped_column(default=dict)
    failure: Mapped[str] = mapped_column(default="")
    completed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
