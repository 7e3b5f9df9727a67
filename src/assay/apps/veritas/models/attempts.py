"""Attempts: their clock, every acknowledged answer, their grades, and what is told to those who sit."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Numeric, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, local, sharded
from assay.kernel.ids import uuid7

SCHEMA = {"schema": "veritas", "info": sharded("attempt")}


class AttemptStatus(StrEnum):
    """Running and paused attempts are live; `submitted` waits for marks; `graded` has all of them.

    `abandoned`: nothing was answered by the deadline. `void`: taken out by two people's decision.
    """

    RUNNING = "running"
    PAUSED = "paused"
    SUBMITTED = "submitted"
    GRADED = "graded"
    ABANDONED = "abandoned"
    VOID = "void"


LIVE = (AttemptStatus.RUNNING, AttemptStatus.PAUSED)


class ClosedBy(StrEnum):
    STUDENT = "student"
    CLOCK = "clock"
    PROCTOR = "proctor"


class ExamAttempt(OrgScoped, Timestamped, Base):
    """One sitting. `attempt_id` is the UUIDv5 of exam, student and number, so two starts at once are one row.

    `attempt` (the upper 63 bits of it, see `attempts.rules.attempt_key`) is the root of everything below it.
    `form` is the paper drawn for this student: questions with version, seed and order of options.
    """

    __tablename__ = "exam_attempts"
    __table_args__ = (
        CheckConstraint("attempt >= 0", name="attempt_not_negative"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("score >= 0 AND score <= max_score", name="score_within_range"),
        CheckConstraint("max_score > 0", name="max_score_positive"),
        CheckConstraint("review_priority BETWEEN 0 AND 100", name="review_priority_within_range"),
        CheckConstraint("started_at < deadline_at", name="deadline_after_start"),
        Index("ix_exam_attempts_org_id_exam_id_status", "org_id", "exam_id", "status", "attempt"),
        Index("ix_exam_attempts_org_id_student_id", "org_id", "student_id", "exam_id", "number"),
        Index("ix_exam_attempts_org_id_status_deadline_at", "org_id", "status", "deadline_at"),
        Index("ix_exam_attempts_org_id_exam_id_changed_at", "org_id", "exam_id", "changed_at"),
        Index(
            "ux_exam_attempts_live",
            "org_id",
            "student_id",
            "exam_id",
            unique=True,
            postgresql_where=text("status IN ('running', 'paused')"),
        ),
        Index(
            "ix_exam_attempts_running_deadline_at",
            "deadline_at",
            postgresql_where=text("status = 'running'"),
        ),
        {
            "schema": "veritas",
            "info": {
                **sharded("attempt"),
                "allow": {
                    "root-in-unique": "one live attempt a student and exam; on several servers the start"
                    " holds to it alone, under a lock on the assignment's row",
                    "index-lead": "whose time is up, whichever organisation: running attempts only",
                },
            },
        },
    )

    attempt: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    attempt_id: Mapped[UUID]
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("veritas.exams.exam_id"))
    student_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(SmallInteger)
    attempt_month: Mapped[date]
    """First day of the month it was started in: where its events lie."""
    status: Mapped[AttemptStatus] = mapped_column(
        checked_enum(AttemptStatus, "status"), default=AttemptStatus.RUNNING
    )
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    """The server's deadline, as the one deadline function last said it."""
    extra_seconds: Mapped[int] = mapped_column(default=0)
    """Given live by a proctor."""
    paused_seconds: Mapped[int] = mapped_column(default=0)
    """Time of ended pauses, given back."""
    paused_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[ClosedBy | None] = mapped_column(checked_enum(ClosedBy, "closed_by"))
    form: Mapped[Json]
    device: Mapped[int] = mapped_column(default=1)
    """Counts up when the sitting is taken over by another page; an older page is superseded."""
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    consent: Mapped[Json] = mapped_column(default=dict)
    """Version of the text the student agreed to, and when."""
    answered: Mapped[int] = mapped_column(default=0)
    last_saved_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    receipt_digest: Mapped[bytes | None]
    """SHA-256 of the canonical final answers (RFC 8785)."""
    receipt_entry: Mapped[UUID | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(10, 3))
    max_score: Mapped[Decimal] = mapped_column(Numeric(10, 3))
    graded_at: Mapped[datetime | None]
    to_mark: Mapped[int] = mapped_column(default=0)
    """Answers that wait for a teacher."""
    events: Mapped[int] = mapped_column(BigInteger, default=0)
    incidents: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    last_hash: Mapped[bytes | None]
    """Hash of the last batch in order: what the next one must name."""
    events_root: Mapped[bytes | None]
    review_priority: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    changed_at: Mapped[datetime]
    """When anything the live board shows changed last."""


class AttemptAnswer(OrgScoped, Base):
    """One acknowledged revision of the answer to one question. The highest revision counts."""

    __tablename__ = "attempt_answers"
    __table_args__ = (CheckConstraint("revision > 0", name="revision_positive"), SCHEMA)

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    response: Mapped[Json]
    typed_at: Mapped[datetime]
    """By the device's clock, corrected by its measured offset."""
    received_at: Mapped[datetime]
    device: Mapped[int]
    in_grace: Mapped[bool] = mapped_column(default=False)
    """Typed before the deadline, arrived within the grace."""


class AnswerGrade(OrgScoped, Base):
    """One grading of one answer; the highest `grading` counts, older ones stay."""

    __tablename__ = "answer_grades"
    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= max_score", name="score_within_range"),
        SCHEMA,
    )

    attempt: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("veritas.exam_attempts.attempt"), primary_key=True, autoincrement=False
    )
    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    grading: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    question_version: Mapped[int]
    score: Mapped[Decimal | None] = mapped_column(Numeric(8, 3))
    """None: waits for a teacher."""
    max_score: Mapped[Decimal] = mapped_column(Numeric(8, 3))
    comment: Mapped[str] = mapped_column(default="")
    suggestion: Mapped[Json] = mapped_column(default=dict)
    """What a model suggested, named as such; never a grade by itself."""
    graded_by: Mapped[str]
    """`key`, or the teacher's name."""
    regrade_id: Mapped[UUID | None]
    graded_at: Mapped[datetime]


class Regrade(OrgScoped, Timestamped, Base):
    """A change of key carried to the attempts: first who gains and who loses, then one call for all."""

    __tablename__ = "regrades"
    __table_args__ = (
        Index("ix_regrades_org_id_exam_id", "org_id", "exam_id", "regrade_id"),
        {"schema": "veritas", "info": local()},
    )

    regrade_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("veritas.exams.exam_id"))
    nobody_loses: Mapped[bool]
    reason: Mapped[str]
    difference: Mapped[Json]
    """Counts, and a row for each student whose score changes."""
    job_id: Mapped[UUID | None]
    requested_by: Mapped[str]
    applied_at: Mapped[datetime | None]


class ExamNotice(OrgScoped, Base):
    """What is told to those who sit: a message, a pause, an extension. Numbered, so that pages can resume."""

    __tablename__ = "exam_notices"
    __table_args__ = (
        Index("ix_exam_notices_org_id_exam_id", "org_id", "exam_id", "notice_no"),
        {"schema": "veritas", "info": local()},
    )

    notice_no: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("veritas.exams.exam_id"))
    attempt: Mapped[int | None] = mapped_column(BigInteger)
    """None: everyone in the exam."""
    group_name: Mapped[str | None]
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
