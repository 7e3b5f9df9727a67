"""What callers ask, and what they are answered."""

from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from assay.apps.exportsathi.calculators.answers import LineOut, RemarkOut
from assay.apps.exportsathi.models.knowledge import ChatMessage, ChatSession
from assay.apps.exportsathi.sources.forms import SourceOut

EXAMPLES: JsonDict = {"examples": [{"text": "How long is a LUT valid?"}]}


class QuestionForm(BaseModel):
    """`text` is the question. Product, code and destination bias the search; none has to be in an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=EXAMPLES)

    text: str = Field(min_length=1, max_length=600)
    product: str = Field("", max_length=200)
    code: str = Field("", max_length=10)
    destination: str = Field("", max_length=80)


class CitationOut(BaseModel):
    """Characters `start` to `end` of a version of the stored text of `source_id`, and their SHA-256."""

    source_id: str
    version: int
    start: int
    end: int
    sha256: str
    document_id: UUID
    title: str
    publisher: str
    reference: str
    url: str
    standing: str
    valid_from: str | None
    valid_to: str | None
    checked_on: str | None


class RowLineOut(LineOut):
    """`shown`: the figure as sentences say it."""

    shown: str


class RowOut(BaseModel):
    """A calculation: its inputs, its worked lines of which `result` is told, the sources of its rates.

    `report_id` and `analysis_id` name the stored analysis it was read from; empty: it was worked out from the
    inputs. `sha256` is that of all the rest as canonical JSON (RFC 8785).
    """

    kind: Literal["calculation"]
    calculation: str
    title: str
    result: str
    as_of: date
    rules_version: str
    inputs: dict[str, Any]
    lines: list[RowLineOut]
    remarks: list[RemarkOut]
    sources: list[SourceOut]
    report_id: str
    analysis_id: str
    sha256: str


class SentenceOut(BaseModel):
    """`citations`: places in texts, or the calculation that the sentence tells."""

    text: str
    citations: list[CitationOut | RowOut]


class AnswerOut(BaseModel):
    """`refused`: no sentence held; `refusal` says what was searched. `notice`: what no longer holds.

    `asks`: what a figure that was asked for still needs.
    """

    message_id: UUID
    session_id: UUID
    question: str
    sentences: list[SentenceOut]
    refused: bool
    refusal: str
    notice: str
    asks: list[str]
    searched: dict[str, Any]
    engine: str

    @classmethod
    def of(cls, question: str, row: ChatMessage) -> Self:
        return cls(
            message_id=row.message_id,
            session_id=row.session_id,
            question=question,
            sentences=[SentenceOut.model_validate(one) for one in row.sentences],
            refused=not row.sentences,
            refusal=row.refusal,
            notice=row.notice,
            asks=row.searched.get("asks", []),
            searched=row.searched,
            engine=row.engine,
        )


class MessageOut(BaseModel):
    message_id: UUID
    role: str
    text: str
    sentences: list[SentenceOut]
    refusal: str
    notice: str
    created_at: datetime

    @classmethod
    def of(cls, row: ChatMessage) -> Self:
        return cls(
            message_id=row.message_id,
            role=row.role.value,
            text=row.text,
            sentences=[SentenceOut.model_validate(one) for one in row.sentences],
            refusal=row.refusal,
            notice=row.notice,
            created_at=row.created_at,
        )


class SessionOut(BaseModel):
    session_id: UUID
    report_id: UUID | None
    title: str
    created_at: datetime

    @classmethod
    def of(cls, row: ChatSession) -> Self:
        return cls(
            session_id=row.session_id, report_id=row.report_id, title=row.title, created_at=row.created_at
        )
