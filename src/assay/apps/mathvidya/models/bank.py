"""The questions of an institution, in versions that are never edited in place."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.mathvidya.bank.document import ClassLevel, Cognitive, Difficulty, Kind, Unit
from assay.kernel.db.base import Base, Json, OrgScoped, checked_enum, reference


class BankQuestion(OrgScoped, Base):
    """One version of one question. `document` is `bank.document.Question`; the columns beside it are of it.

    `choices` repeats the document's, for what is asked about them in SQL. `uses` counts the papers this
    question was put into, for the control of exposure.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("marks > 0 AND marks * 2 = trunc(marks * 2)", name="marks_in_halves"),
        Index("ux_questions_current", "question_id", unique=True, postgresql_where=text("is_current")),
        Index(
            "ix_questions_org_id_class_level",
            "org_id",
            "class_level",
            "unit",
            "kind",
            "question_id",
            postgresql_where=text("is_current AND NOT is_retired"),
        ),
        Index("ix_questions_org_id_question_id", "org_id", "question_id", "version"),
        Index("ix_questions_org_id_source", "org_id", "source"),
        Index("ix_questions_tags", "tags", postgresql_using="gin"),
        Index("ix_questions_searched", "searched", postgresql_using="gin"),
        {
            "schema": "mathvidya",
            "info": {
                **reference(),
                "allow": {"index-lead": "one current version a question, whichever organisation it is of"},
            },
        },
    )

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    class_level: Mapped[ClassLevel] = mapped_column(checked_enum(ClassLevel, "class_level"))
    kind: Mapped[Kind] = mapped_column(checked_enum(Kind, "kind"))
    unit: Mapped[Unit] = mapped_column(checked_enum(Unit, "unit"))
    topic: Mapped[str]
    cognitive: Mapped[Cognitive] = mapped_column(checked_enum(Cognitive, "cognitive"))
    difficulty: Mapped[Difficulty] = mapped_column(checked_enum(Difficulty, "difficulty"))
    marks: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    has_choice: Mapped[bool] = mapped_column(default=False)
    """A part offers an alternative."""
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    choices: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    document: Mapped[Json]
    words: Mapped[str]
    """The text without marks of markup, in English."""
    searched: Mapped[Any] = mapped_column(
        TSVECTOR, Computed("to_tsvector('english', words)", persisted=True), deferred=True
    )
    source: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool] = mapped_column(default=True)
    is_retired: Mapped[bool] = mapped_column(default=False)
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
