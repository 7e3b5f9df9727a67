"""Who marks what by when, every stroke of the marking, its quality, and the queries of students."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.mathvidya.models.exams import EXAM_KEY
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, reference, sharded
from assay.kernel.ids import uuid7


class Purpose(StrEnum):
    """Why a round is marked. `first` counts, unless `adjudication` follows a `second` that differs."""

    FIRST = "first"
    SECOND = "second"
    ADJUDICATION = "adjudication"
    QUERY = "query"
    SEED = "seed"


class EvaluationState(StrEnum):
    WAITING = "waiting"
    """For a teacher."""
    ASSIGNED = "assigned"
    STARTED = "started"
    PAUSED = "paused"
    """The student must photograph a page again; its working time stands still."""
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"


OPEN = (
    EvaluationState.WAITING,
    EvaluationState.ASSIGNED,
    EvaluationState.STARTED,
    EvaluationState.PAUSED,
)


class SlaState(StrEnum):
    """How far the promised working time has run; each is told once."""

    ON_TIME = "on_time"
    HALF = "half"
    AT_RISK = "at_risk"
    BREACHED = "breached"


class Evaluation(OrgScoped, Timestamped, Base):
    """The marking of one exam in one round. Teachers know it by `evaluation_id`, never by its student.

    Working time runs from `clock_from`, with `paused_seconds` of working time already given back; `due_at`
    follows from both and the calendar. `outcome` is what the marker's operations came to on submission.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        CheckConstraint("round > 0", name="round_positive"),
        CheckConstraint("sla_hours > 0", name="sla_hours_positive"),
        CheckConstraint("score >= 0", name="score_not_negative"),
        CheckConstraint("state NOT IN ('assigned', 'started') OR teacher_id IS NOT NULL", name="has_teacher"),
        CheckConstraint("state <> 'submitted' OR submitted_at IS NOT NULL", name="submitted_when"),
        ForeignKeyConstraint(["student_id", "exam_id"], EXAM_KEY),
        Index("ix_evaluations_org_id_evaluation_id", "org_id", "evaluation_id"),
        Index("ux_evaluations_evaluation_id", "student_id", "evaluation_id", unique=True),
        Index("ix_evaluations_org_id_teacher_id", "org_id", "teacher_id", "state", "due_at"),
        Index("ix_evaluations_org_id_state", "org_id", "state", "due_at", "evaluation_id"),
        Index(
            "ix_evaluations_open_due_at",
            "due_at",
            postgresql_where=text("state IN ('waiting', 'assigned', 'started', 'paused')"),
        ),
        {
            "schema": "mathvidya",
            "info": {
                **sharded("student_id"),
                "allow": {"index-lead": "what falls due next, whichever organisation: open ones only"},
            },
        },
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(default=uuid7)
    purpose: Mapped[Purpose] = mapped_column(checked_enum(Purpose, "purpose"))
    state: Mapped[EvaluationState] = mapped_column(
        checked_enum(EvaluationState, "state"), default=EvaluationState.WAITING
    )
    class_level: Mapped[str]
    teacher_id: Mapped[UUID | None]
    declined_by: Mapped[Json] = mapped_column(default=dict)
    """Teachers who gave it back or lost it, with when and why: they do not get it again."""
    sla_hours: Mapped[int]
    sla_state: Mapped[SlaState] = mapped_column(checked_enum(SlaState, "sla_state"), default=SlaState.ON_TIME)
    clock_from: Mapped[datetime]
    due_at: Mapped[datetime]
    half_at: Mapped[datetime]
    risk_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(default="")
    paused_seconds: Mapped[int] = mapped_column(default=0)
    breached_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    last_op: Mapped[int] = mapped_column(BigInteger, default=0)
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    outcome: Mapped[Json] = mapped_column(default=dict)
    seed_id: Mapped[UUID | None]
    query_id: Mapped[UUID | None]


EVALUATION_KEY = ("mathvidya.evaluations.student_id", "mathvidya.evaluations.evaluation_id")


class QuestionMark(OrgScoped, Base):
    """One operation of a marker: marks for a step, a stamp, a stroke, a comment, an undo. Append-only.

    The state of a script is the fold of its operations in the order of `op_no` (`marking.rules`). `op_id`
    comes from the marker's page, so that a batch sent twice counts once.
    """

    __tablename__ = "question_marks"
    __table_args__ = (
        CheckConstraint("op_no > 0", name="op_no_positive"),
        CheckConstraint("marks >= 0 AND marks * 2 = trunc(marks * 2)", name="marks_in_halves"),
        ForeignKeyConstraint(["student_id", "evaluation_id"], EVALUATION_KEY),
        Index("ux_question_marks_op_id", "student_id", "evaluation_id", "op_id", unique=True),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(primary_key=True)
    op_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    op_id: Mapped[UUID]
    kind: Mapped[str]
    number: Mapped[int | None] = mapped_column(SmallInteger)
    part: Mapped[str] = mapped_column(default="")
    choice: Mapped[str] = mapped_column(default="")
    method: Mapped[int | None] = mapped_column(SmallInteger)
    step: Mapped[int | None] = mapped_column(SmallInteger)
    marks: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    sheet_id: Mapped[UUID | None]
    body: Mapped[Json] = mapped_column(default=dict)
    teacher_id: Mapped[UUID]
    made_at: Mapped[datetime]
    """By the marker's device."""
    received_at: Mapped[datetime]


class SavedComment(OrgScoped, Timestamped, Base):
    """A comment a teacher uses again; LaTeX between dollars."""

    __tablename__ = "saved_comments"
    __table_args__ = (
        Index("ix_saved_comments_org_id_teacher_id", "org_id", "teacher_id", "comment_id"),
        {"schema": "mathvidya", "info": reference()},
    )

    comment_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    teacher_id: Mapped[UUID] = mapped_column(ForeignKey("mathvidya.teacher_profiles.teacher_id"))
    body: Mapped[str]
    uses: Mapped[int] = mapped_column(default=0)


class SeedScript(OrgScoped, Timestamped, Base):
    """A script whose marks are agreed, given to markers among the others to see whether they hold.

    `agreed` is an `exams.outcome.Outcome`; `tolerance` how far a total may lie from it, in marks.
    """

    __tablename__ = "seed_scripts"
    __table_args__ = (
        CheckConstraint("tolerance >= 0", name="tolerance_not_negative"),
        Index("ix_seed_scripts_org_id_class_level", "org_id", "class_level", "seed_id"),
        {"schema": "mathvidya", "info": reference()},
    )

    seed_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    student_id: Mapped[UUID]
    exam_id: Mapped[UUID]
    class_level: Mapped[str]
    agreed: Mapped[Json]
    agreed_score: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    tolerance: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    is_active: Mapped[bool] = mapped_column(default=True)
    made_by: Mapped[str]


class MarkCheck(OrgScoped, Base):
    """How one marking compared with another or with a seed: the marker's severity comes from these."""

    __tablename__ = "mark_checks"
    __table_args__ = (
        Index("ix_mark_checks_org_id_teacher_id", "org_id", "teacher_id", "made_at"),
        Index("ux_mark_checks_evaluation_id", "org_id", "evaluation_id", "kind", unique=True),
        {"schema": "mathvidya", "info": reference()},
    )

    check_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    evaluation_id: Mapped[UUID]
    teacher_id: Mapped[UUID]
    kind: Mapped[str]
    """`seed`, `second`."""
    given: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    reference: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    within: Mapped[bool]
    details: Mapped[Json] = mapped_column(default=dict)
    made_at: Mapped[datetime]


class QueryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class MarkQuery(OrgScoped, Timestamped, Base):
    """A student asks about the marks of one question; another teacher looks at it, on a clock of its own."""

    __tablename__ = "mark_queries"
    __table_args__ = (
        ForeignKeyConstraint(["student_id", "exam_id"], EXAM_KEY),
        Index(
            "ux_mark_queries_open",
            "student_id",
            "exam_id",
            "number",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        {"schema": "mathvidya", "info": sharded("student_id")},
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    query_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    exam_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str]
    state: Mapped[QueryState] = mapped_column(checked_enum(QueryState, "state"), default=QueryState.OPEN)
    marks_before: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    marks_after: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
