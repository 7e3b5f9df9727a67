"""What the results of an attempt look like over HTTP."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class ItemOut(BaseModel):
    """One question. What is not to be seen now is null; `waits`: it has no mark yet."""

    number: int
    question_id: UUID
    kind: str
    points: Decimal
    text: str | None
    options: list[dict[str, str]] | None
    response: dict[str, Any] | None
    score: Decimal | None
    waits: bool
    key: str | None
    feedback: list[str]
    comment: str


class FiguresOut(BaseModel):
    """Of the class, in percent of the points."""

    attempts: int
    mean: Decimal | None
    median: Decimal | None


class ResultOut(BaseModel):
    """An attempt as its student is shown it at `at`. `shown` names what the policy lets be seen now, `begins`
    when each phase begins. `score` is null while it is hidden or an answer waits; `so_far` counts the marks
    there are."""

    attempt_id: UUID
    exam_id: UUID
    title: str
    status: str
    number: int
    submitted_at: datetime | None
    at: datetime
    phase: str | None
    shown: list[str]
    begins: dict[str, datetime | None]
    score: Decimal | None
    so_far: Decimal | None
    to_mark: int | None
    max_score: Decimal
    items: list[ItemOut]
    class_figures: FiguresOut | None
    receipt: str | None
    has_case: bool


class SeenOut(BaseModel):
    """What a student sees on a date."""

    student_id: UUID
    name: str
    sees: dict[str, bool]
    result: ResultOut
