"""Students, teachers, and who may do what with which exam."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, reference, sharded


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Level(StrEnum):
    """What a teacher may do with one exam; each holds what the ones before it hold."""

    VIEW = "view"
    GRADE = "grade"
    MANAGE = "manage"


class StudentProfile(OrgScoped, Timestamped, Base):
    """A student of one organisation. `student_id` derives from organisation and account, so it is unique."""

    __tablename__ = "student_profiles"
    __table_args__ = (
        CheckConstraint("exams_taken >= 0", name="exams_taken_not_negative"),
        CheckConstraint("mean_percent BETWEEN 0 AND 100", name="mean_percent_is_a_percentage"),
        CheckConstraint("dropout_score BETWEEN 0 AND 100", name="dropout_score_within_range"),
        Index("ix_student_profiles_org_id_student_id", "org_id", "student_id"),
        {"schema": "veritas", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    name: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    is_minor: Mapped[bool] = mapped_column(default=False)
    guardian_consent_by: Mapped[str | None]
    guardian_consent_at: Mapped[datetime | None]
    exams_taken: Mapped[int] = mapped_column(default=0)
    total_score: Mapped[Decimal] = mapped_column(Numeric(12, 3), default=Decimal(0))
    total_max: Mapped[Decimal] = mapped_column(Numeric(12, 3), default=Decimal(0))
    mean_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    dropout_risk: Mapped[Risk] = mapped_column(checked_enum(Risk, "dropout_risk"), default=Risk.LOW)
    dropout_score: Mapped[Decimal] = mapped_column(Numeric(6, 3), default=Decimal(0))
    dropout_reasons: Mapped[Json] = mapped_column(default=dict)


class TeacherProfile(OrgScoped, Timestamped, Base):
    """A teacher of one organisation; `teacher_id` derives from organisation and account."""

    __tablename__ = "teacher_profiles"
    __table_args__ = (
        Index("ix_teacher_profiles_org_id_teacher_id", "org_id", "teacher_id"),
        {"schema": "veritas", "info": reference()},
    )

    teacher_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    name: Mapped[str]


class TeacherExamPermission(OrgScoped, Timestamped, Base):
    """Who made an exam holds `manage` by a row of this table like everyone else."""

    __tablename__ = "teacher_exam_permissions"
    __table_args__ = (
        Index("ix_teacher_exam_permissions_org_id_teacher_id", "org_id", "teacher_id", "exam_id"),
        {"schema": "veritas", "info": reference()},
    )

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("veritas.exams.exam_id"), primary_key=True)
    teacher_id: Mapped[UUID] = mapped_column(
        ForeignKey("veritas.teacher_profiles.teacher_id"), primary_key=True
    )
    level: Mapped[Level] = mapped_column(checked_enum(Level, "level"))
    granted_by: Mapped[str]
