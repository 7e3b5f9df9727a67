"""Applications, the identities kept apart from them, and what is computed from them."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.enigma.phases import ApplicationStatus
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, sharded

SCHEMA = {"schema": "enigma", "info": sharded("application_id")}


class ReviewState(StrEnum):
    """Where a scrubbed text stands: clear of risk, waiting for a reviewer, or approved by one."""

    CLEAR = "clear"
    WAITING = "waiting"
    APPROVED = "approved"


class Application(OrgScoped, Timestamped, Base):
    """What may be known of an application without its author: no identity in clear, no essay."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint("gpa >= 0 AND gpa <= gpa_scale", name="gpa_within_scale"),
        Index("ix_applications_org_id_cycle_id_status", "org_id", "cycle_id", "status", "application_id"),
        SCHEMA,
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("enigma.admission_cycles.cycle_id"))
    gpa: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    gpa_scale: Mapped[int]
    test_scores: Mapped[Json]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    status: Mapped[ApplicationStatus] = mapped_column(
        checked_enum(ApplicationStatus, "status"), default=ApplicationStatus.SUBMITTED
    )
    access_token_hash: Mapped[bytes]
    content_digest: Mapped[bytes]
    """Salted SHA-256 of everything submitted; the salt lies with the encrypted content."""
    version: Mapped[int] = mapped_column(default=1)
    receipt_entry: Mapped[UUID | None]
    finalized_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class IdentityMapping(OrgScoped, Base):
    """The person, and the texts as written: AES-256-GCM under a key of the applicant's own.

    `wrapped_key` is that key under the master key; destroying it erases the person.
    """

    __tablename__ = "identity_mapping"
    __table_args__ = (
        Index("ix_identity_mapping_org_id_cycle_id", "org_id", "cycle_id", "application_id"),
        Index("ix_identity_mapping_master_key", "master_key", "application_id"),
        {
            "schema": "enigma",
            "info": {
                **sharded("application_id"),
                "allow": {"index-lead": "re-wrapping of data keys walks every organisation by master key"},
            },
        },
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("enigma.applications.application_id"), primary_key=True
    )
    cycle_id: Mapped[UUID]
    encrypted_pii: Mapped[bytes | None]
    wrapped_key: Mapped[bytes | None]
    master_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class AnonymizedApplication(OrgScoped, Base):
    """What worker, judge and reviewer read."""

    __tablename__ = "anonymized_applications"
    __table_args__ = (
        CheckConstraint("residual_risk >= 0 AND residual_risk <= 1", name="risk_is_a_share"),
        Index(
            "ix_anonymized_applications_org_id_cycle_id_review",
            "org_id",
            "cycle_id",
            "review_state",
            "application_id",
        ),
        SCHEMA,
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("enigma.applications.application_id"), primary_key=True
    )
    cycle_id: Mapped[UUID]
    gpa: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    gpa_scale: Mapped[int]
    test_scores: Mapped[Json]
    essay_scrubbed: Mapped[str]
    achievements_scrubbed: Mapped[str]
    scrubber_version: Mapped[str]
    residual_risk: Mapped[float]
    risk_reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    review_state: Mapped[ReviewState] = mapped_column(
        checked_enum(ReviewState, "review_state"), default=ReviewState.CLEAR
    )


class DeterministicMetrics(OrgScoped, Base):
    """0 to 100 each; `percentile_rank` is PERCENT_RANK over the cycle, 0 to 1."""

    __tablename__ = "deterministic_metrics"
    __table_args__ = (
        Index("ix_deterministic_metrics_org_id_cycle_id", "org_id", "cycle_id", "application_id"),
        SCHEMA,
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("enigma.applications.application_id"), primary_key=True
    )
    cycle_id: Mapped[UUID]
    gpa_normalized: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    test_average: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    academic_score_computed: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    percentile_rank: Mapped[float]


class Appeal(OrgScoped, Timestamped, Base):
    """One appeal an application. What the applicant wrote is sealed under the applicant's key."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_org_id_cycle_id", "org_id", "cycle_id", "application_id"), SCHEMA)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("enigma.applications.application_id"), primary_key=True
    )
    cycle_id: Mapped[UUID]
    sealed_grounds: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
