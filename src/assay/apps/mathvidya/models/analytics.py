"""What is computed of results: mastery by unit, the predicted range, places on the leaderboard."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, reference, sharded


class UnitMastery(OrgScoped, Base):
    """A student's share of the marks of a unit, with its interval; recomputed whole, so it cannot drift."""

    __tablename__ = "unit_mastery"
    __table_args__ = (
        CheckConstraint("earned >= 0 AND earned <= possible", name="earned_within_possible"),
        CheckConstraint("low <= mastery AND mastery <= high", name="interval_holds_mastery"),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.student_profiles.student_id"), primary_key=True
    )
    unit: Mapped[str] = mapped_column(primary_key=True)
    exams: Mapped[int]
    earned: Mapped[Decimal] = mapped_column(Numeric(10, 1))
    possible: Mapped[Decimal] = mapped_column(Numeric(10, 1))
    mastery: Mapped[Decimal] = mapped_column(Numeric(6, 4))
    low: Mapped[Decimal] = mapped_column(Numeric(6, 4))
    high: Mapped[Decimal] = mapped_column(Numeric(6, 4))
    details: Mapped[Json] = mapped_column(default=dict)
    """Kinds of lost steps, time, topics."""
    computed_at: Mapped[datetime]


class Forecast(OrgScoped, Base):
    """The range a student's next full paper is expected in, what came before, and what to practise."""

    __tablename__ = "forecasts"
    __table_args__ = (
        CheckConstraint("low <= middle AND middle <= high", name="range_in_order"),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.student_profiles.student_id"), primary_key=True
    )
    exams: Mapped[int]
    low: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    middle: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    high: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    trend: Mapped[Json] = mapped_column(default=dict)
    practice: Mapped[Json] = mapped_column(default=dict)
    computed_at: Mapped[datetime]


class ForecastCheck(OrgScoped, Base):
    """How forecasts of a class turned out: what the range of the next one rests on."""

    __tablename__ = "forecast_checks"
    __table_args__ = (
        CheckConstraint("held BETWEEN 0 AND tested", name="held_within_tested"),
        {"schema": "mathvidya", "info": reference()},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    class_level: Mapped[str] = mapped_column(primary_key=True)
    forecasts: Mapped[int]
    error: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    naive_error: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    width: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    tested: Mapped[int]
    held: Mapped[int]
    computed_at: Mapped[datetime]


class LeaderboardEntry(OrgScoped, Base):
    """The best result of a student in a template, while the student agrees to be shown."""

    __tablename__ = "leaderboard_entries"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_is_a_percentage"),
        CheckConstraint("points = percent * 1000", name="points_are_percent"),
        Index("ix_leaderboard_entries_org_id_template_id", "org_id", "template_id", "points", "student_id"),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("mathvidya.student_profiles.student_id"), primary_key=True
    )
    template_id: Mapped[UUID] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID]
    class_level: Mapped[str]
    shown_as: Mapped[str]
    percent: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    points: Mapped[int]
    """Thousandths of a percent. Under row-level security an index serves comparisons of integers, and not
    those of numerics, whose operators are not leakproof."""
    reached_at: Mapped[datetime]


class LeaderboardCount(OrgScoped, Base):
    """How many entries of a template stand at each result, kept by whoever writes entries.

    Marks come in halves, so a template has some 160 of these rows however many students are on it, and a
    rank is a sum over them.
    """

    __tablename__ = "leaderboard_counts"
    __table_args__ = (
        CheckConstraint("students >= 0", name="students_not_negative"),
        {"schema": "mathvidya", "info": sharded("template_id")},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID] = mapped_column(primary_key=True)
    points: Mapped[int] = mapped_column(primary_key=True)
    students: Mapped[int]
