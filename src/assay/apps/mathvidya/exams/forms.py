"""What callers send about exams, and what they are answered."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GenerateForm(_Form):
    """`key` names this request: sent again, it is answered with the same exam. `seed` makes the same paper
    again from the same bank and history; without it one is drawn."""

    template_id: UUID
    key: UUID
    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class AnswerForm(_Form):
    """`chosen` for questions on screen; empty, it takes the answer back. `typed` for questions on paper that
    have a short final answer: it may be typed beside what is written. `revision` counts up from 1 for each
    question."""

    chosen: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")], ...], Field(max_length=8)] = ()
    typed: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    revision: Annotated[int, Field(ge=1, le=1_000_000)]


class UnansweredForm(_Form):
    """All questions on paper that were not answered: what is not named counts as answered."""

    numbers: Annotated[tuple[Annotated[int, Field(ge=1, le=200)], ...], Field(max_length=200)]


class ExamOut(BaseModel):
    exam_id: UUID
    title: str
    class_level: str
    status: str
    minutes: int
    max_score: Decimal
    written_max: Decimal
    paper_digest: str
    generated_at: datetime
    started_at: datetime | None
    deadline_at: datetime | None
    uploads_until: datetime | None
    submitted_at: datetime | None
    score: Decimal | None
    server_time: datetime


class SittingOut(ExamOut):
    """A started exam: the paper without its key, and what was chosen and typed, by number of the question."""

    paper: dict[str, Any]
    answers: dict[int, list[str]]
    typed: dict[int, str]
    revisions: dict[int, int]
    unanswered: list[int]


class SavedOut(BaseModel):
    number: int
    revision: int
    chosen: list[str]
    typed: str
    server_time: datetime
    deadline_at: datetime


class ExamsOut(BaseModel):
    items: list[ExamOut]
    next: str | None
