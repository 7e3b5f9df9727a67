"""What models and people said about an application's text, and what follows from it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, Integer, Numeric, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, OrgScoped, checked_enum, sharded

SCHEMA = "enigma"
_REQUEST = ["application_id", "batch_run_id", "replicate", "attempt"]
_REQUEST_TARGET = [f"enigma.batch_requests.{column}" for column in _REQUEST]


class Verdict(StrEnum):
    UPHOLD = "uphold"
    ADJUST = "adjust"
    ESCALATE = "escalate"


class ReviewStatus(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class EvaluationText(OrgScoped, Base):
    """The text exactly as models read it: scrubbed, normalised, invisible characters removed."""

    __tablename__ = "evaluation_texts"
    __table_args__ = (
        ForeignKeyConstraint(["application_id"], ["enigma.applications.application_id"]),
        Index("ix_evaluation_texts_org_id_cycle_id", "org_id", "cycle_id", "application_id"),
        {"schema": SCHEMA, "info": sharded("application_id")},
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID]
    body: Mapped[str] = mapped_column(Text)
    injection: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    """Why the text is suspected of instructing the model; empty when it is not."""


class WorkerResult(OrgScoped, Base):
    """A valid answer of a worker. Only grounded, complete answers get here; every attempt is kept."""

    __tablename__ = "worker_results"
    __table_args__ = (
        ForeignKeyConstraint(_REQUEST, _REQUEST_TARGET),
        {"schema": SCHEMA, "info": sharded("application_id")},
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_run_id: Mapped[UUID] = mapped_column(primary_key=True)
    replicate: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    attempt: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    scores: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    """One integer a trait, in the rubric's order."""
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The answer as given: per trait score, reason and quote; and a summary."""
    model: Mapped[str] = mapped_column(Text)
    prompt_version: Mapped[str] = mapped_column(Text)
    tokens_in: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    tokens_out: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[datetime]


class JudgeResult(OrgScoped, Base):
    """A valid verdict of the judge on the worker's scores."""

    __tablename__ = "judge_results"
    __table_args__ = (
        ForeignKeyConstraint(_REQUEST, _REQUEST_TARGET),
        {"schema": SCHEMA, "info": sharded("application_id")},
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_run_id: Mapped[UUID] = mapped_column(primary_key=True)
    replicate: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    attempt: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(checked_enum(Verdict, "verdict"))
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    model: Mapped[str] = mapped_column(Text)
    prompt_version: Mapped[str] = mapped_column(Text)
    tokens_in: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    tokens_out: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[datetime]


class Evaluation(OrgScoped, Base):
    """Where an application's text stands: medians of the worker, what judge or person made of them,
    and the two components (0-100) that selection reads."""

    __tablename__ = "evaluations"
    __table_args__ = (
        ForeignKeyConstraint(["application_id"], ["enigma.applications.application_id"]),
        Index("ix_evaluations_org_id_cycle_id", "org_id", "cycle_id", "application_id"),
        {"schema": SCHEMA, "info": sharded("application_id")},
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID]
    worker_run_id: Mapped[UUID]
    engine: Mapped[str] = mapped_column(Text)
    """The engine that scored; `baseline` is said wherever the result is shown."""
    medians: Mapped[list[float]] = mapped_column(ARRAY(Numeric(4, 2)))
    spreads: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    final: Mapped[list[float]] = mapped_column(ARRAY(Numeric(4, 2)))
    """Trait scores that count: the medians until judge or person changed them."""
    decided_by: Mapped[str] = mapped_column(Text, default="worker", server_default="worker")
    """`worker`, `judge` or `person`."""
    concerns: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    """Why a judge should look: spread, injection_suspected; empty when nothing calls for it."""
    essay: Mapped[float] = mapped_column(Numeric(6, 3))
    achievements: Mapped[float] = mapped_column(Numeric(6, 3))


class HumanReview(OrgScoped, Base):
    """An application that waits for a person: the judge escalated, disagreed, or no answer could be had."""

    __tablename__ = "human_reviews"
    __table_args__ = (
        ForeignKeyConstraint(["application_id"], ["enigma.applications.application_id"]),
        Index("ix_human_reviews_org_id_cycle_id_status", "org_id", "cycle_id", "status", "application_id"),
        {"schema": SCHEMA, "info": sharded("application_id")},
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[ReviewStatus] = mapped_column(
        checked_enum(ReviewStatus, "review_status"), default=ReviewStatus.OPEN, server_default="open"
    )
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    scores: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
