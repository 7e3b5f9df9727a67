"""What parents are answered."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from assay.apps.mathvidya.bank.document import ClassLevel


class ResultOut(BaseModel):
    """`words` says what has become of the exam; `due_at` when its result is promised."""

    exam_id: UUID
    title: str
    status: str
    words: str
    percent: float | None
    when: datetime | None
    due_at: datetime | None


class UnitOut(BaseModel):
    """Shares of 1: the estimate and its interval."""

    name: str
    mastery: Decimal
    low: Decimal
    high: Decimal
    words: str


class ChildOut(BaseModel):
    student_id: UUID
    name: str
    class_level: ClassLevel
    done: int
    marked: int
    summary: str
    trend: str
    expected: str
    practise: Sequence[str]
    units: Sequence[UnitOut]
    results: Sequence[ResultOut]


class ChildPageOut(ChildOut):
    """`results` is a page; `next` the cursor of the following one."""

    next: str | None

    @classmethod
    def with_page(cls, child: ChildOut, results: Sequence[ResultOut], next: str | None) -> Self:
        return cls(**{**child.model_dump(), "results": results, "next": next})
