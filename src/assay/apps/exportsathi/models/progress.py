"""How far an exporter is: certificates, the seven days, and what was done when."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, OrgScoped, Timestamped, checked_enum, sharded
from assay.kernel.ids import uuid7


class CertificateState(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REJECTED = "rejected"


class Happening(StrEnum):
    """What an exporter did, as the figures count it."""

    PROFILE_SAVED = "profile.saved"
    REPORT_ASKED = "report.asked"
    REPORT_COMPLETED = "report.completed"
    CODE_OVERRIDDEN = "code.overridden"
    CERTIFICATE_COMPLETED = "certificate.completed"
    TASK_DONE = "task.done"
    TASK_UNDONE = "task.undone"
    DOCUMENT_MADE = "document.made"
    QUESTION_ASKED = "question.asked"
    REPORT_PRINTED = "report.printed"


class CertificationProgress(OrgScoped, Timestamped, Base):
    """Where one certificate of one report stands. No row: not started."""

    __tablename__ = "certification_progress"
    __table_args__ = (
        ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"],
            ondelete="CASCADE",
        ),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    certificate_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[CertificateState] = mapped_column(checked_enum(CertificateState, "state"))
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class ActionPlanProgress(OrgScoped, Timestamped, Base):
    """A task of a report's plan that was checked off; `day` is the one it was planned for."""

    __tablename__ = "action_plan_progress"
    __table_args__ = (
        CheckConstraint("day BETWEEN 1 AND 7", name="day_within_plan"),
        ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"],
            ondelete="CASCADE",
        ),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int]
    done_at: Mapped[datetime | None]


class UserEvent(OrgScoped, Base):
    """One thing an exporter did; rows are only ever added. `subject` names what it was done to."""

    __tablename__ = "user_events"
    __table_args__ = (
        Index("ix_user_events_org_id_exporter_id", "org_id", "exporter_id", "happened_at"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(
        ForeignKey("exportsathi.profiles.exporter_id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[Happening] = mapped_column(checked_enum(Happening, "kind"))
    subject: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
