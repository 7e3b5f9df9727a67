"""What a marking page may send, and what it is told."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.apps.mathvidya.exams.outcome import Marks
from assay.apps.mathvidya.marking.operations import AnyOp

MOST_OPS = 200


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OpsForm(_Form):
    """`after`: the number of the last operation the page knows of."""

    after: Annotated[int, Field(ge=0, le=2**62)] = 0
    ops: Annotated[list[AnyOp], Field(min_length=1, max_length=MOST_OPS)]

    @model_validator(mode="after")
    def _each_once(self) -> "OpsForm":
        if len({one.op_id for one in self.ops}) != len(self.ops):
            raise ValueError("Each operation can be sent once in a request.")
        return self


class SubmitForm(_Form):
    """`last_op_no`: the last operation the marker has seen; 409 where the log holds more."""

    last_op_no: Annotated[int, Field(ge=0, le=2**62)]


class RescanForm(_Form):
    """A page that cannot be read, and why."""

    sheet_id: UUID
    reason: Annotated[str, Field(min_length=3, max_length=500)]


class TypedForm(_Form):
    """An answer as it was written or typed, to be compared with the model answer of a part."""

    number: Annotated[int, Field(ge=1, le=200)]
    part: Annotated[str, Field(max_length=5)] = ""
    choice: Literal["a", "b"] = "a"
    method: Annotated[int, Field(ge=0, le=50)] = 0
    typed: Annotated[str, Field(min_length=1, max_length=500)]


class TypedOut(BaseModel):
    """`same` null: undecided. `marks` by step are a suggestion, or empty; they count for nothing."""

    same: bool | None
    marks: list[Marks]
    reasons: str
    suggested_by: str


class CommentForm(_Form):
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class CommentOut(BaseModel):
    comment_id: UUID
    text: str


class OpsOut(BaseModel):
    """`behind`: the log holds operations the page does not know; it loads the script again."""

    last_op_no: int
    behind: bool


class OpOut(BaseModel):
    op_no: int
    op_id: UUID
    kind: str
    number: int | None
    part: str
    choice: str
    method: int | None
    step: int | None
    marks: Marks | None
    sheet_id: UUID | None
    body: dict[str, Any]
    made_at: datetime


class PageOut(BaseModel):
    """One answer page. `rotation`: degrees clockwise the student turned it; places are of the picture."""

    sheet_id: UUID
    number: int
    image: str
    rotation: int
    blank: bool
    findings: list[str]


class StepOut(BaseModel):
    text: str
    marks: Marks


class MethodOut(BaseModel):
    """`unit`: in what amounts it gives marks, 0.5 or 1."""

    name: str
    unit: Marks
    steps: list[StepOut]


class PartOut(BaseModel):
    label: str
    text: str
    answer: str
    marks: Marks
    methods: list[MethodOut]


class OptionOut(BaseModel):
    choice: str
    text: str
    parts: list[PartOut]


class SlotOut(BaseModel):
    options: list[OptionOut]


class QuestionOut(BaseModel):
    """`declared`: the student said it was not answered; it gets 0. `awarded` is what the log comes to.
    `typed`: the final answer, where the student typed it as well."""

    number: int
    marks: Marks
    awarded: Marks
    declared: bool
    typed: str
    text: str
    slots: list[SlotOut]


class EarlierOut(BaseModel):
    """Marks by question of a marking that came before: for whoever decides between two, or about a query."""

    purpose: str
    total: Marks
    questions: dict[int, Marks]


class MarkingOut(BaseModel):
    """A script before its marker: nothing says whose it is, whether it is a seed or a second marking.

    `whole` is false where one question alone is marked again: pages need not be seen then.
    """

    evaluation_id: UUID
    state: str
    due_at: datetime
    server_time: datetime
    marks: Marks
    awarded: Marks
    whole: bool
    pages: list[PageOut]
    questions: list[QuestionOut]
    last_op_no: int
    ops: list[OpOut]
    earlier: list[EarlierOut]


class SameOut(BaseModel):
    """Another script of the marker with the same question; null where there is none."""

    evaluation_id: UUID | None
    number: int | None


class SubmittedOut(BaseModel):
    evaluation_id: UUID
    score: Marks
    marks: Marks
    submitted_at: datetime
