"""What an institution sets for itself: its settings and its holidays."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, OrgScoped, Timestamped, reference


class Holiday(OrgScoped, Timestamped, Base):
    """A day without working time. A day that is not `is_confirmed` is an estimate until it is announced."""

    __tablename__ = "holidays"
    __table_args__ = ({"schema": "mathvidya", "info": reference()},)

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    is_confirmed: Mapped[bool]
    changed_by: Mapped[str] = mapped_column(default="")


class SystemConfig(OrgScoped, Base):
    """One setting that differs from its default; `config.settings` says what there is."""

    __tablename__ = "system_config"
    __table_args__ = ({"schema": "mathvidya", "info": reference()},)

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class Notification(OrgScoped, Base):
    """What somebody is told in the application; `key` makes each told once. Mail goes by the kernel."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ux_notifications_key", "org_id", "account_id", "key", unique=True),
        Index("ix_notifications_org_id_account_id", "org_id", "account_id", "made_at", "notification_id"),
        {"schema": "mathvidya", "info": reference()},
    )

    notification_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    key: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    href: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
