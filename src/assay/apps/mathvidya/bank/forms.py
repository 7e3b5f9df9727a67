"""What callers send about questions besides `bank.document.Question` itself, and what they are answered."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.bank.document import ClassLevel, Cognitive, Difficulty, Kind, Unit
from assay.apps.mathvidya.models.bank import BankQuestion


class ImportForm(BaseModel):
    """What no exchange format says, for all questions of a file. `tags` are parted by commas or spaces."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    class_level: ClassLevel
    unit: Unit
    topic: Annotated[str, Field(min_length=1, max_length=80)]
    cognitive: Cognitive = Cognitive.APPLY
    difficulty: Difficulty = Difficulty.MEDIUM
    tags: Annotated[str, Field(max_length=400)] = ""


class QuestionRow(BaseModel):
    question_id: UUID
    version: int
    class_level: ClassLevel
    kind: Kind
    unit: Unit
    topic: str
    cognitive: Cognitive
    difficulty: Difficulty
    marks: Decimal
    tags: list[str]
    words: str
    source: str
    is_current: bool
    is_retired: bool
    uses: int
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, row: BankQuestion) -> "QuestionRow":
        return cls.model_validate(row, from_attributes=True)


class QuestionOut(QuestionRow):
    """A question with its document, key and scheme included."""

    document: dict[str, Any]


class QuestionsOut(BaseModel):
    items: list[QuestionRow]
    next: str | None


class ImportOut(BaseModel):
    """What a file brought, or would bring; `dropped` says what could not be carried over, and why."""

    format: str
    dry_run: bool
    questions: int
    dropped: list[dict[str, str]]
    question_ids: list[UUID]
