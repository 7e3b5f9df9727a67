"""What callers send about results, and what they are answered."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assay.apps.mathvidya.exams.forms import ExamOut


class QueryForm(BaseModel):
    """A query about the marks of one question, with its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=1, le=200)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000)]


class QueryOut(BaseModel):
    query_id: UUID
    number: int
    reason: str
    state: str
    marks_before: Decimal
    marks_after: Decimal | None
    answer: str
    created_at: datetime
    answered_at: datetime | None


class ResultOut(ExamOut):
    """Marks by question and step; `queries_until` says until when marks may be asked about."""

    result: dict[str, Any]
    queries: list[QueryOut]
    queries_until: datetime
