"""What an exam came to: marks by question and step, as they are kept, shown and counted on."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer

from assay.apps.mathvidya.bank.document import Cognitive, Kind, Unit

Marks = Annotated[Decimal, PlainSerializer(lambda marks: f"{marks.normalize():f}", return_type=str)]


class How(StrEnum):
    """Why a question has the marks it has."""

    KEY = "key"
    """Answered on screen, compared with the key."""
    TEACHER = "teacher"
    DECLARED = "declared"
    """The student declared it unanswered."""
    NOTHING = "nothing"
    """No answer on screen, or no page at all."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StepOutcome(_Document):
    text: str
    marks: Marks
    out_of: Marks


class PartOutcome(_Document):
    """A part in the alternative that counts (`choice`), marked by one of its methods."""

    label: str
    choice: str
    method: str = ""
    marks: Marks
    out_of: Marks
    steps: tuple[StepOutcome, ...] = ()


class QuestionOutcome(_Document):
    """One question. `chosen` and `right` are letters of the paper, for questions on screen."""

    number: int
    section: str
    kind: Kind
    unit: Unit
    topic: str
    cognitive: Cognitive
    how: How
    marks: Marks
    out_of: Marks
    chosen: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    parts: tuple[PartOutcome, ...] = ()
    comments: tuple[str, ...] = ()


class Outcome(_Document):
    """Every question of a paper, in its order. Totals are computed, never stored beside their parts."""

    questions: tuple[QuestionOutcome, ...]

    def of(self, *how: How) -> Decimal:
        return sum((one.marks for one in self.questions if one.how in how), Decimal(0))

    @property
    def total(self) -> Decimal:
        return sum((one.marks for one in self.questions), Decimal(0))

    @property
    def out_of(self) -> Decimal:
        return sum((one.out_of for one in self.questions), Decimal(0))

    def units(self) -> dict[Unit, tuple[Decimal, Decimal]]:
        """Marks and what they are out of, by unit."""
        found: dict[Unit, tuple[Decimal, Decimal]] = {}
        for one in self.questions:
            marks, out_of = found.get(one.unit, (Decimal(0), Decimal(0)))
            found[one.unit] = (marks + one.marks, out_of + one.out_of)
        return found

    def question(self, number: int) -> QuestionOutcome | None:
        return next((one for one in self.questions if one.number == number), None)

    def lost(self) -> Iterator[tuple[QuestionOutcome, Decimal]]:
        """Questions that did not get their full marks, and what they missed."""
        for one in self.questions:
            if one.marks < one.out_of:
                yield one, one.out_of - one.marks

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json")
