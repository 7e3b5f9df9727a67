"""What was worked out about money and freight, the exporter's own quotes, and what customs did."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, sharded
from assay.kernel.ids import uuid7

PROFILE = "exportsathi.profiles.exporter_id"
REPORT = ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"]


class Carriage(StrEnum):
    """What a quote is for. A full container is asked for by its size."""

    LCL = "lcl"
    FCL_20 = "fcl-20"
    FCL_40 = "fcl-40"
    FCL_40HC = "fcl-40hc"
    AIR = "air"


class FinanceAnalysis(OrgScoped, Timestamped, Base):
    """An analysis by the facts of the day `as_of` and the rules `rules_version`; of a report, or alone.

    `lines` are its sections with every worked line, `sources` what they stand on as it stood then.
    """

    __tablename__ = "finance_analyses"
    __table_args__ = (
        ForeignKeyConstraint(["exporter_id", "report_id"], REPORT, ondelete="CASCADE"),
        Index("ix_finance_analyses_org_id_exporter_id", "org_id", "exporter_id", "analysis_id"),
        Index("ix_finance_analyses_report", "org_id", "exporter_id", "report_id", unique=True),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(ForeignKey(PROFILE, ondelete="CASCADE"), primary_key=True)
    analysis_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID | None]
    as_of: Mapped[date]
    rules_version: Mapped[str]
    inputs: Mapped[Json]
    lines: Mapped[list[Any]] = mapped_column(JSONB)
    sources: Mapped[list[Any]] = mapped_column(JSONB)


class LogisticsAnalysis(OrgScoped, Timestamped, Base):
    """As `FinanceAnalysis`, for freight."""

    __tablename__ = "logistics_analyses"
    __table_args__ = (
        ForeignKeyConstraint(["exporter_id", "report_id"], REPORT, ondelete="CASCADE"),
        Index("ix_logistics_analyses_org_id_exporter_id", "org_id", "exporter_id", "analysis_id"),
        Index("ix_logistics_analyses_report", "org_id", "exporter_id", "report_id", unique=True),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(ForeignKey(PROFILE, ondelete="CASCADE"), primary_key=True)
    analysis_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID | None]
    as_of: Mapped[date]
    rules_version: Mapped[str]
    inputs: Mapped[Json]
    lines: Mapped[list[Any]] = mapped_column(JSONB)
    sources: Mapped[list[Any]] = mapped_column(JSONB)


class FreightQuote(OrgScoped, Timestamped, Base):
    """A forwarder's quote, used instead of a sample tariff on the days it holds (ends included).

    `rate` in `currency` for each unit charged: W/M for LCL, a container, a chargeable kilogram. `fixed` is
    added once, `minimum` is the least for what `rate` comes to. `destination`: a country, alpha-2.
    """

    __tablename__ = "freight_quotes"
    __table_args__ = (
        CheckConstraint("rate > 0 AND fixed >= 0 AND minimum >= 0", name="amounts_not_negative"),
        CheckConstraint("valid_from <= valid_to", name="days_in_order"),
        Index("ix_freight_quotes_org_id_exporter_id", "org_id", "exporter_id", "quote_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(ForeignKey(PROFILE, ondelete="CASCADE"), primary_key=True)
    quote_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    carriage: Mapped[Carriage] = mapped_column(checked_enum(Carriage, "carriage"))
    forwarder: Mapped[str]
    origin: Mapped[str]
    destination: Mapped[str]
    currency: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    fixed: Mapped[Decimal] = mapped_column(Numeric(14, 4), default=Decimal(0))
    minimum: Mapped[Decimal] = mapped_column(Numeric(14, 4), default=Decimal(0))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class ExaminationOutcome(OrgScoped, Timestamped, Base):
    """One shipment of the exporter's own, and whether customs examined it."""

    __tablename__ = "examination_outcomes"
    __table_args__ = (
        Index("ix_examination_outcomes_org_id_exporter_id", "org_id", "exporter_id", "outcome_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(ForeignKey(PROFILE, ondelete="CASCADE"), primary_key=True)
    outcome_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    shipped_on: Mapped[date]
    port: Mapped[str] = mapped_column(default="")
    line: Mapped[str] = mapped_column(default="")
    examined: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
