"""One operation of a marker as its page sends it: each kind with the fields it has."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.marking.rules import Op, OpKind

MOST_POINTS = 500
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A place on a page as a share of its width or height, from the upper left corner."""
Number = Annotated[int, Field(ge=1, le=200)]
Label = Annotated[str, Field(pattern=r"^(|i|ii|iii|iv|v)$")]
Side = Literal["a", "b"]
Place = Annotated[int, Field(ge=0, le=50)]
Given = Annotated[Decimal, Field(ge=0, le=20, multiple_of=Decimal("0.5"))]
Points = Annotated[list[tuple[Share, Share]], Field(min_length=2, max_length=MOST_POINTS)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Op(_Form):
    """`op_id` is made by the page: the same operation sent twice counts once. `made_at` is its clock's."""

    op_id: UUID
    made_at: datetime

    def op(self) -> Op:
        """What the rules fold."""
        fields = self.model_dump(exclude={"op_id", "made_at", "kind", "body"})
        body = getattr(self, "body", None)
        return Op(
            op_id=self.op_id,
            kind=OpKind(getattr(self, "kind")),  # noqa: B009 - each kind of form declares its own
            body={} if body is None else body.model_dump(mode="json", exclude_none=True),
            **fields,
        )


class _Part(_Op):
    number: Number
    part: Label = ""
    choice: Side = "a"
    method: Place = 0


class MarkOp(_Part):
    """Marks of one step of a method; null takes them back."""

    kind: Literal["mark"]
    step: Place
    marks: Given | None


class MethodOp(_Part):
    """The method a part is marked by."""

    kind: Literal["method"]


class _OnPage(_Op):
    sheet_id: UUID
    number: Number | None = None


class StampBody(_Form):
    stamp: Literal["tick", "cross", "half", "circle", "star"]
    x: Share
    y: Share


class StampOp(_OnPage):
    kind: Literal["stamp"]
    body: StampBody


class PenBody(_Form):
    points: Points


class PenOp(_OnPage):
    kind: Literal["pen"]
    body: PenBody


class TextBody(_Form):
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    x: Share
    y: Share


class TextOp(_OnPage):
    kind: Literal["text"]
    body: TextBody


class CommentBody(_Form):
    """Without a place where the script has no page."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    x: Share | None = None
    y: Share | None = None


class CommentOp(_Op):
    """A comment to a question; formulas between dollars."""

    kind: Literal["comment"]
    number: Number
    sheet_id: UUID | None = None
    body: CommentBody


class EraseBody(_Form):
    op_id: UUID


class EraseOp(_Op):
    kind: Literal["erase"]
    body: EraseBody


class RegionBody(_Form):
    x: Share
    y: Share
    w: Share
    h: Share


class RegionOp(_Op):
    """Where on a page a question is answered; null: nowhere any more."""

    kind: Literal["region"]
    sheet_id: UUID
    number: Number
    body: RegionBody | None


class PageOp(_Op):
    kind: Literal["seen_page", "blank_ack"]
    sheet_id: UUID


class QuestionOp(_Op):
    kind: Literal["seen_question"]
    number: Number


class BackOp(_Op):
    kind: Literal["undo", "redo"]


AnyOp = Annotated[
    MarkOp
    | MethodOp
    | StampOp
    | PenOp
    | TextOp
    | CommentOp
    | EraseOp
    | RegionOp
    | PageOp
    | QuestionOp
    | BackOp,
    Field(discriminator="kind"),
]
