"""Exams, their questions in versions, who is to sit them, and what is done for whom."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, reference, sharded
from assay.kernel.ids import uuid7
from assay.kernel.questions.document import QuestionType


class ExamStatus(StrEnum):
    """A draft can be edited freely; a published exam can be sat within its window; a closed one no longer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Exam(OrgScoped, Timestamped, Base):
    """`template` says which questions a student gets (`exams.template.Template`); the policies are documents.

    `review_policy`: `review.policy.ReviewPolicy`; `monitoring_policy`: `monitoring.policy.MonitoringPolicy`.
    """

    __tablename__ = "exams"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window_in_order"),
        CheckConstraint("duration_seconds BETWEEN 60 AND 86400", name="duration_within_a_day"),
        CheckConstraint("grace_seconds BETWEEN 0 AND 600", name="grace_is_short"),
        CheckConstraint("attempts_allowed BETWEEN 1 AND 100", name="attempts_allowed"),
        CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_percent_is_a_percentage"),
        Index("ix_exams_org_id_exam_id", "org_id", "exam_id"),
        Index("ix_exams_org_id_status_closes_at", "org_id", "status", "closes_at"),
        {"schema": "veritas", "info": reference()},
    )

    exam_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    title: Mapped[str]
    instructions: Mapped[str] = mapped_column(default="")
    status: Mapped[ExamStatus] = mapped_column(checked_enum(ExamStatus, "status"), default=ExamStatus.DRAFT)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    duration_seconds: Mapped[int]
    grace_seconds: Mapped[int] = mapped_column(default=30)
    attempts_allowed: Mapped[int] = mapped_column(default=1)
    pass_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3), default=Decimal(40))
    template: Mapped[Json]
    review_policy: Mapped[Json]
    monitoring_policy: Mapped[Json]
    seb: Mapped[Json] = mapped_column(default=dict)
    """Safe Exam Browser: whether it is demanded, its settings, and the Config Key that follows from them."""
    created_by: Mapped[str]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ExamQuestion(OrgScoped, Base):
    """One version of one question; a change adds one. `body` and `key`: documents of `kernel.questions`."""

    __tablename__ = "exam_questions"
    __table_args__ = (
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("version > 0", name="version_positive"),
        Index("ix_exam_questions_org_id_exam_id", "org_id", "exam_id", "position", "question_id", "version"),
        Index(
            "ux_exam_questions_current",
            "question_id",
            unique=True,
            postgresql_where=text("is_current"),
        ),
        {
            "schema": "veritas",
            "info": {
                **reference(),
                "allow": {"index-lead": "one current version a question, whichever organisation it is of"},
            },
        },
    )

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("veritas.exams.exam_id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(server_default="", default="")
    """What teachers call it in their lists; students do not see it."""
    pool: Mapped[str] = mapped_column(default="")
    """Name of the pool it is drawn from; empty: everyone gets it."""
    kind: Mapped[QuestionType] = mapped_column(checked_enum(QuestionType, "kind"))
    points: Mapped[Decimal] = mapped_column(Numeric(8, 3))
    body: Mapped[Json]
    key: Mapped[Json]
    is_current: Mapped[bool] = mapped_column(default=True)
    is_removed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ExamAssignment(OrgScoped, Timestamped, Base):
    """This student is to sit this exam. `accommodations` are for this student in this exam."""

    __tablename__ = "exam_assignments"
    __table_args__ = (
        Index("ix_exam_assignments_org_id_exam_id", "org_id", "exam_id", "student_id"),
        Index("ix_exam_assignments_org_id_student_id", "org_id", "student_id", "exam_id"),
        {"schema": "veritas", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("veritas.student_profiles.student_id"), primary_key=True
    )
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("veritas.exams.exam_id"), primary_key=True)
    accommodations: Mapped[Json] = mapped_column(default=dict)
    assigned_by: Mapped[str]


class Accommodation(OrgScoped, Timestamped, Base):
    """What is done for everyone in an exam, for a group, or for a student in every exam.

    Exactly one of these three holds: `exam_id` alone; `group_name`, with or without `exam_id`; `student_id`
    alone. `measures` is an `people.accommodations.Measures` document.
    """

    __tablename__ = "accommodations"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(group_name, student_id) <= 1 AND num_nonnulls(exam_id, group_name, student_id) >= 1"
            " AND NOT (exam_id IS NOT NULL AND student_id IS NOT NULL)",
            name="scope",
        ),
        Index("ix_accommodations_org_id", "org_id", "exam_id", "group_name", "student_id"),
        {"schema": "veritas", "info": reference()},
    )

    accommodation_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    exam_id: Mapped[UUID | None] = mapped_column(ForeignKey("veritas.exams.exam_id"))
    group_name: Mapped[str | None]
    student_id: Mapped[UUID | None]
    measures: Mapped[Json]
    reason: Mapped[str] = mapped_column(default="")
    granted_by: Mapped[str]
    ended_at: Mapped[datetime | None]
