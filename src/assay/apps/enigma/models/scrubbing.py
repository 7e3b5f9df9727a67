"""What reviewers decided about scrubbed texts: append-only, and never with the words concerned."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.enigma.models.applications import SCHEMA
from assay.kernel.db.base import Base, OrgScoped, checked_enum
from assay.kernel.ids import uuid7


class ScrubDecision(StrEnum):
    APPROVED = "approved"
    """The texts may be scored as they stand."""
    ADDED = "added"
    """The reviewer took out something that the scrubber had left."""
    RESTORED = "restored"
    """The reviewer put back what the scrubber had taken out by mistake."""
    RESET = "reset"
    """The reviewer went back to what the scrubber had made: every change before it is undone."""


class ScrubReview(OrgScoped, Base):
    """One decision. `placeholder` is what stands, or stood, in the text; the word itself is kept nowhere."""

    __tablename__ = "scrub_reviews"
    __table_args__ = (
        CheckConstraint("occurrences >= 0", name="occurrences_not_negative"),
        Index("ix_scrub_reviews_org_id_cycle_id", "org_id", "cycle_id", "decided_at"),
        SCHEMA,
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("enigma.applications.application_id"), primary_key=True
    )
    review_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    cycle_id: Mapped[UUID]
    decision: Mapped[ScrubDecision] = mapped_column(checked_enum(ScrubDecision, "decision"))
    placeholder: Mapped[str] = mapped_column(Text, default="", server_default="")
    occurrences: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
