"""Templates of papers, and each student's exam: the paper as it was sat, and what was answered on screen."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, reference, sharded
from assay.kernel.ids import uuid7


class TemplateKind(StrEnum):
    FULL = "full"
    SECTION = "section"
    UNIT = "unit"


class ExamStatus(StrEnum):
    """`generated`: the paper can be printed. `uploading`: the writing time is up, pages may still come.
    `submitted` waits for marks."""

    GENERATED = "generated"
    RUNNING = "running"
    UPLOADING = "uploading"
    SUBMITTED = "submitted"
    MARKED = "marked"


class ExamTemplate(OrgScoped, Timestamped, Base):
    """`blueprint` is `papers.blueprint.Blueprint`; a changed one is a new version of the template."""

    __tablename__ = "exam_templates"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        Index(
            "ux_exam_templates_current", "org_id", "code", unique=True, postgresql_where=text("is_current")
        ),
        Index("ix_exam_templates_org_id_class_level", "org_id", "class_level", "code", "version"),
        {"schema": "mathvidya", "info": reference()},
    )

    template_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    class_level: Mapped[ClassLevel] = mapped_column(checked_enum(ClassLevel, "class_level"))
    kind: Mapped[TemplateKind] = mapped_column(checked_enum(TemplateKind, "kind"))
    session: Mapped[str]
    """The school year it is for, such as 2026-27."""
    blueprint: Mapped[Json]
    is_current: Mapped[bool] = mapped_column(default=True)
    is_offered: Mapped[bool] = mapped_column(default=True)
    changed_by: Mapped[str]


class ExamInstance(OrgScoped, Timestamped, Base):
    """One student's exam. What stands above `status` is written once: no role may update it, none may delete.

    `paper` is `papers.snapshot.Paper`; `paper_digest` is the SHA-256 of its canonical form (RFC 8785).
    `usage_key` names the entry of the plan's ledger that this exam stands on.
    """

    __tablename__ = "exam_instances"
    __table_args__ = (
        CheckConstraint("octet_length(paper_digest) = 32", name="paper_digest_is_sha256"),
        CheckConstraint("score >= 0 AND score <= max_score", name="score_within_range"),
        CheckConstraint("max_score > 0 AND written_max >= 0", name="max_score_positive"),
        CheckConstraint("status <> 'marked' OR score IS NOT NULL", name="marked_has_a_score"),
        CheckConstraint("started_at < deadline_at", name="deadline_after_start"),
        Index("ix_exam_instances_org_id_student_id", "org_id", "student_id", "exam_id"),
        Index("ix_exam_instances_org_id_status", "org_id", "status", "exam_id"),
        Index("ix_exam_instances_org_id_template_id", "org_id", "template_id", "student_id"),
        Index("ix_exam_instances_org_id_exam_id", "org_id", "exam_id"),
        Index(
            "ix_exam_instances_live",
            "deadline_at",
            postgresql_where=text("status IN ('running', 'uploading')"),
        ),
        {
            "schema": "mathvidya",
            "info": {
                **sharded("student_id"),
                "allow": {"index-lead": "whose time is up, whichever organisation: live exams only"},
            },
        },
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.student_profiles.student_id"), primary_key=True
    )
    exam_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    template_id: Mapped[UUID]
    template_version: Mapped[int]
    class_level: Mapped[ClassLevel] = mapped_column(checked_enum(ClassLevel, "class_level"))
    title: Mapped[str]
    seed: Mapped[int]
    paper: Mapped[Json]
    paper_digest: Mapped[bytes]
    plan_code: Mapped[str]
    sla_hours: Mapped[int]
    minutes: Mapped[int]
    usage_key: Mapped[UUID]
    max_score: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    written_max: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    """What the teacher gives; 0 for a paper of multiple choice alone."""
    generated_at: Mapped[datetime]
    status: Mapped[ExamStatus] = mapped_column(
        checked_enum(ExamStatus, "status"), default=ExamStatus.GENERATED
    )
    started_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    """End of the writing time, by the server's clock."""
    uploads_until: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    """`student` or `clock`."""
    on_screen_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    written_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    marked_at: Mapped[datetime | None]
    result: Mapped[Json] = mapped_column(default=dict)
    """Marks by question and step once marked: `exams.outcome.Outcome`."""
    receipt_entry: Mapped[UUID | None]


EXAM_KEY = ("mathvidya.exam_instances.student_id", "mathvidya.exam_instances.exam_id")


class StudentMcqAnswer(OrgScoped, Base):
    """One acknowledged revision of an answer on screen; the highest counts.

    Evaluated on submission against the key of the snapshot, whose question version is `key_version`.
    """

    __tablename__ = "student_mcq_answers"
    __table_args__ = (
        CheckConstraint("revision > 0", name="revision_positive"),
        ForeignKeyConstraint(["student_id", "exam_id"], EXAM_KEY),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    chosen: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Ids of choices; empty: taken back."""
    typed: Mapped[str] = mapped_column(default="", server_default="")
    """The final answer of a written question, where it was typed as well; it gets no marks by itself."""
    answered_at: Mapped[datetime]
    key_version: Mapped[int | None]
    is_right: Mapped[bool | None]
    marks: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))


class UnansweredQuestion(OrgScoped, Base):
    """The student declares that a written question, or a part of it, was not answered: 0 marks."""

    __tablename__ = "unanswered_questions"
    __table_args__ = (
        ForeignKeyConstraint(["student_id", "exam_id"], EXAM_KEY),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    declared_at: Mapped[datetime]
