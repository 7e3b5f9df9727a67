"""What is made of an attempt's events: priorities with their reasons, cases, people's decisions, figures."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.veritas.models.people import Risk
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, sharded

SCHEMA = {"schema": "veritas", "info": sharded("attempt")}


class Verdict(StrEnum):
    CLEAR = "clear"
    WARN = "warn"
    VOID = "void"


class CaseState(StrEnum):
    """`second_review`: an adverse decision waits for another person. `expunged`: emptied, kept as a count."""

    OPEN = "open"
    SECOND_REVIEW = "second_review"
    DECIDED = "decided"
    APPEALED = "appealed"
    EXPUNGED = "expunged"


class BehaviorAnalysis(OrgScoped, Base):
    """The review priority under one version of the rules, with every contribution in words."""

    __tablename__ = "behavior_analyses"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 0 AND 100", name="priority_within_range"),
        Index("ix_behavior_analyses_org_id_exam_id", "org_id", "exam_id", "rules_version", "attempt"),
        SCHEMA,
    )

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    rules_version: Mapped[str] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID]
    priority: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    level: Mapped[Risk] = mapped_column(checked_enum(Risk, "level"))
    contributions: Mapped[Json]
    not_observed: Mapped[Json]
    features: Mapped[Json]
    summary: Mapped[Json] = mapped_column(default=dict)
    """Statements, each with the events it rests on; empty without a model."""
    analysed_at: Mapped[datetime]


class ReviewCase(OrgScoped, Timestamped, Base):
    """A flagged attempt before people."""

    __tablename__ = "review_cases"
    __table_args__ = (
        Index("ix_review_cases_org_id_exam_id_state", "org_id", "exam_id", "state", "attempt"),
        SCHEMA,
    )

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    exam_id: Mapped[UUID]
    state: Mapped[CaseState] = mapped_column(checked_enum(CaseState, "state"), default=CaseState.OPEN)
    opened_by: Mapped[str]
    """`rules`, or the name of who opened it."""
    statement: Mapped[str | None]
    statement_at: Mapped[datetime | None]
    appeal: Mapped[str | None]
    appealed_at: Mapped[datetime | None]
    appeal_until: Mapped[datetime | None]
    verdict: Mapped[Verdict | None] = mapped_column(checked_enum(Verdict, "verdict"))
    overturned: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]


class CaseDecision(OrgScoped, Base):
    """One person's decision in a case. Two different people are needed for `warn` and `void`."""

    __tablename__ = "case_decisions"
    __table_args__ = (SCHEMA,)

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.review_cases.attempt"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    stage: Mapped[str]
    """`first`, `second` or `appeal`."""
    reviewer_id: Mapped[UUID]
    reviewer: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(checked_enum(Verdict, "verdict"))
    reasons: Mapped[str]
    decided_at: Mapped[datetime]


class PerformanceMetrics(OrgScoped, Base):
    """Figures of one student or one exam, kept ready so that no page adds up a class."""

    __tablename__ = "performance_metrics"
    __table_args__ = (
        CheckConstraint("subject IN ('student', 'exam')", name="subject_known"),
        Index("ix_performance_metrics_org_id_subject", "org_id", "subject", "subject_id"),
        {"schema": "veritas", "info": sharded("subject_id")},
    )

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str]
    attempts: Mapped[int]
    mean_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    median_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    deviation: Mapped[Decimal | None] = mapped_column(Numeric(8, 3))
    passed: Mapped[int]
    flagged: Mapped[int]
    figures: Mapped[Json] = mapped_column(default=dict)
    computed_at: Mapped[datetime]
