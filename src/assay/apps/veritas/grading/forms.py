"""What may be sent to grading, and what it answers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.veritas.models.attempts import AnswerGrade


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MarkForm(_Form):
    """`grading` is the number of the grading the marker saw: 409 if another came since."""

    score: Annotated[Decimal, Field(ge=0, le=1000, decimal_places=3, allow_inf_nan=False)]
    comment: Annotated[str, Field(max_length=5000)] = ""
    grading: Annotated[int, Field(ge=1, le=32_000)]


class RegradeForm(_Form):
    """`nobody_loses`: no answer is marked lower than before. `expected`: the `state` a dry run answered;
    409 if keys changed since."""

    dry_run: bool = True
    nobody_loses: bool = False
    reason: Annotated[str, Field(max_length=2000)] = ""
    expected: Annotated[str, Field(max_length=64)] = ""


class WaitingOut(BaseModel):
    question_id: UUID
    title: str
    kind: str
    waiting: int
    since: datetime | None


class QueuedOut(BaseModel):
    """`student` is null unless names were asked for."""

    attempt_id: UUID
    grading: int
    suggested: bool
    student: str | None


class GradeOut(BaseModel):
    """`score` null: waits for a person. `suggestion` is a model's, or empty; it counts for nothing."""

    grading: int
    score: Decimal | None
    max_score: Decimal
    comment: str
    graded_by: str
    graded_at: datetime
    question_version: int
    regrade_id: UUID | None
    suggestion: dict[str, Any]

    @classmethod
    def of(cls, row: AnswerGrade) -> "GradeOut":
        return cls.model_validate(row, from_attributes=True)


class ScriptOut(BaseModel):
    attempt_id: UUID
    question_id: UUID
    text: str
    rubric: str
    points: Decimal
    response: dict[str, Any]
    student: str | None
    grades: list[GradeOut]


class JobOut(BaseModel):
    job_id: UUID


class ChangeOut(BaseModel):
    """One student whose score changes; points of the attempt so far."""

    attempt_id: UUID
    student_id: UUID
    name: str
    before: Decimal
    after: Decimal
    difference: Decimal


class RegradeOut(BaseModel):
    """`state` names the keys it was worked out with. `kept`: marks given by people, which stay."""

    regrade_id: UUID | None
    applied_at: datetime | None
    job_id: UUID | None
    nobody_loses: bool
    state: str
    questions: int
    answers: int
    gain: int
    lose: int
    same: int
    to_mark: int
    kept: int
    changes: list[ChangeOut]
