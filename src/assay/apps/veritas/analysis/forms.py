"""What reviewers and students send about a case, and what they are shown."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assay.apps.veritas.analysis.queries_cases import Queued, Tally
from assay.apps.veritas.models.analysis import CaseState, ReviewCase, Verdict

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class ReviewForm(BaseModel):
    """A person's decision about a flagged attempt, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict = Field(examples=["clear"])
    reasons: Words


class WordsForm(BaseModel):
    """A student's statement or appeal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Words


class AnalyseForm(BaseModel):
    """Which attempt to analyse anew; `summary`: have the findings told in sentences as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempt_id: UUID
    summary: bool = False


class AnalysisOut(BaseModel):
    """`priority` is 0 to 100; every contribution with its points and in words."""

    attempt_id: UUID
    rules_version: str
    priority: float
    level: str
    contributions: list[dict[str, Any]]
    not_observed: list[str]
    not_recorded: list[str]
    case_opened: bool
    summary_job: UUID | None = None


class CaseOut(BaseModel):
    """A case as far as it has come. A verdict is there once two people, or one who clears, have said it."""

    attempt_id: UUID
    state: CaseState
    verdict: Verdict | None
    overturned: bool
    statement_at: datetime | None
    appealed_at: datetime | None
    appeal_until: datetime | None
    decided_at: datetime | None

    @classmethod
    def of(cls, attempt_id: UUID, row: ReviewCase) -> Self:
        return cls(
            attempt_id=attempt_id,
            state=row.state,
            verdict=row.verdict,
            overturned=row.overturned,
            statement_at=row.statement_at,
            appealed_at=row.appealed_at,
            appeal_until=row.appeal_until,
            decided_at=row.decided_at,
        )


class QueuedOut(BaseModel):
    attempt_id: UUID
    exam_id: UUID
    exam: str
    student: str
    state: CaseState
    priority: float
    has_statement: bool
    opened_at: datetime

    @classmethod
    def of(cls, row: Queued) -> Self:
        return cls(
            attempt_id=row.attempt_id,
            exam_id=row.exam_id,
            exam=row.exam,
            student=row.student,
            state=row.state,
            priority=float(row.priority),
            has_statement=row.has_statement,
            opened_at=row.opened_at,
        )


class QueueOut(BaseModel):
    """`overturned_share`: of the decided flags, the part that people did not confirm or took back."""

    items: list[QueuedOut]
    next: str | None
    flagged: int
    decided: int
    overturned_on_appeal: int
    overturned_share: float | None

    @classmethod
    def of(cls, items: list[QueuedOut], following: str | None, tally: Tally) -> Self:
        return cls(
            items=items,
            next=following,
            flagged=tally.flagged,
            decided=tally.decided,
            overturned_on_appeal=tally.overturned,
            overturned_share=tally.overturned_share,
        )
