"""The outbox: mail that was promised in a transaction and is delivered after it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, checked_enum, local
from assay.kernel.ids import uuid7


class MailState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    """The mail server has accepted it; recipient and text have been erased here."""
    KEPT = "kept"
    """Development: it stays readable on the outbox page and leaves the machine never."""
    FAILED = "failed"
    """The mail server refused it for good, or every attempt failed."""


class Mail(Base):
    """One mail. `key` makes it happen once; `org_id` is None for mail about an account."""

    __tablename__ = "mail_outbox"
    __table_args__ = (
        CheckConstraint(
            "state = 'sent' OR (recipient IS NOT NULL AND subject IS NOT NULL AND body_text IS NOT NULL)",
            name="unsent_is_whole",
        ),
        Index("ix_mail_outbox_due", "due_at", postgresql_where=text("state = 'pending'")),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    org_id: Mapped[UUID | None]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    template: Mapped[str] = mapped_column(String(100))
    recipient: Mapped[str | None] = mapped_column(String(320))
    subject: Mapped[str | None] = mapped_column(String(300))
    body_text: Mapped[str | None]
    body_html: Mapped[str | None]
    state: Mapped[MailState] = mapped_column(checked_enum(MailState, "state"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
