"""Students, teachers, parents."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, reference, sharded
from assay.kernel.ids import uuid7


class MappingState(StrEnum):
    """Asked for by one side, confirmed by the other; only a confirmed one shows anything."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class StudentProfile(OrgScoped, Timestamped, Base):
    """A student of one organisation; `student_id` derives from organisation and account.

    `alias` is shown on the leaderboard in place of first name and initial; nobody is on it without
    `leaderboard_since`, the moment of consent.
    """

    __tablename__ = "student_profiles"
    __table_args__ = (
        Index("ix_student_profiles_org_id_class_level", "org_id", "class_level", "student_id"),
        Index("ix_student_profiles_org_id_student_id", "org_id", "student_id"),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    name: Mapped[str]
    class_level: Mapped[ClassLevel] = mapped_column(checked_enum(ClassLevel, "class_level"))
    alias: Mapped[str] = mapped_column(default="")
    needs_substitutes: Mapped[bool] = mapped_column(default=False)
    """Visually impaired: gets the substitute of a question that needs a figure."""
    leaderboard_since: Mapped[datetime | None]
    leaderboard_consent: Mapped[Json] = mapped_column(default=dict)
    """Version of the text agreed to, when and by whom."""


class TeacherProfile(OrgScoped, Timestamped, Base):
    """A teacher of one organisation; `teacher_id` derives from organisation and account.

    `capacity`: evaluations that may be open at once; None: the institution's setting. `stopped_at`: gets no
    more work, by an admin or because seeded scripts were missed; `stopped_reason` says which.
    """

    __tablename__ = "teacher_profiles"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 500", name="capacity_within_range"),
        Index("ix_teacher_profiles_org_id_teacher_id", "org_id", "teacher_id"),
        {"schema": "mathvidya", "info": reference()},
    )

    teacher_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    name: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: ["X", "XII"])
    capacity: Mapped[int | None]
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str] = mapped_column(default="")


class TeacherLeave(OrgScoped, Timestamped, Base):
    """Days a teacher gets no new work, both ends included."""

    __tablename__ = "teacher_leave"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        Index("ix_teacher_leave_org_id_teacher_id", "org_id", "teacher_id", "last_day"),
        {"schema": "mathvidya", "info": reference()},
    )

    leave_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    teacher_id: Mapped[UUID] = mapped_column(ForeignKey("mathvidya.teacher_profiles.teacher_id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")


class TeacherConflict(OrgScoped, Timestamped, Base):
    """This teacher does not mark this student: a relative, a private pupil."""

    __tablename__ = "teacher_conflicts"
    __table_args__ = ({"schema": "mathvidya", "info": reference()},)

    teacher_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.teacher_profiles.teacher_id"), primary_key=True
    )
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(default="")


class ParentStudentMapping(OrgScoped, Timestamped, Base):
    """A parent watches a student. `parent_id` derives from organisation and account, as `student_id` does.

    `evidence`: who asked, who confirmed, when, and the version of the text agreed to.
    """

    __tablename__ = "parent_student_mappings"
    __table_args__ = (
        CheckConstraint("parent_id <> student_id", name="not_oneself"),
        CheckConstraint(
            "state <> 'confirmed' OR (confirmed_at IS NOT NULL AND consent_at IS NOT NULL)",
            name="confirmed_with_consent",
        ),
        CheckConstraint("NOT is_primary OR state = 'confirmed'", name="primary_is_confirmed"),
        Index("ix_parent_student_mappings_org_id_parent_id", "org_id", "parent_id", "student_id"),
        Index(
            "ux_parent_student_mappings_primary",
            "student_id",
            unique=True,
            postgresql_where=text("is_primary"),
        ),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.student_profiles.student_id"), primary_key=True
    )
    parent_id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_account_id: Mapped[UUID]
    parent_name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MappingState] = mapped_column(
        checked_enum(MappingState, "state"), default=MappingState.REQUESTED
    )
    requested_by: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    consent_at: Mapped[datetime | None]
    evidence: Mapped[Json] = mapped_column(default=dict)
    ended_at: Mapped[datetime | None]
