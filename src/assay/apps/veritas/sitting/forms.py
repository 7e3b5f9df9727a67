"""What a sitting page may send, and what it is told."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assay.apps.veritas.sitting.rules import HIGHEST_REVISION

MOST_ANSWERS = 200
Device = Annotated[int, Field(ge=1, le=100_000)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StartForm(_Sent):
    """Starting agrees to what is recorded: `consent` is the version of the text that was shown."""

    consent: Annotated[str, Field(max_length=20)] = ""


class AnswerIn(_Sent):
    """One revision of the answer to one question; revisions of a question count up from 1.

    `typed_at` is the server's time as the page reckons it: its own clock, corrected by the offset it found.
    """

    question_id: UUID
    revision: Annotated[int, Field(ge=1, le=HIGHEST_REVISION)]
    response: dict[str, Any]
    typed_at: AwareDatetime


class AnswersForm(_Sent):
    """Revisions in the order they were typed. All of them are stored, or none."""

    device: Device
    answers: Annotated[tuple[AnswerIn, ...], Field(min_length=1, max_length=MOST_ANSWERS)]


class SubmitForm(_Sent):
    """`device` names the page that submits; without it the page is not checked."""

    device: Device | None = None


class StartedOut(BaseModel):
    """`key` (hex) signs the monitoring batches of page `device`."""

    attempt_id: UUID
    number: int
    device: int
    key: str
    status: str
    started_at: datetime
    deadline_at: datetime
    server_time: datetime


class ClockOut(BaseModel):
    """The server's word on the sitting; the page counts down from it and trusts no clock of its own."""

    attempt_id: UUID
    exam_id: UUID
    title: str
    status: str
    number: int
    started_at: datetime
    deadline_at: datetime
    """Of a paused attempt: as it would be if the pause ended now."""
    remaining_seconds: float
    grace_seconds: int
    server_time: datetime
    device: int
    """The page that counts; a lower number is superseded."""
    answered: int
    last_saved_at: datetime | None
    pauses_left: int
    submitted_at: datetime | None
    closed_by: str | None


class QuestionOut(BaseModel):
    """A question of the paper as this student sees it, with the last acknowledged answer."""

    question_id: UUID
    kind: str
    points: str
    text: str
    options: list[dict[str, str]]
    unit: str
    figures: list[dict[str, str]]
    revision: int
    response: dict[str, Any]


class NoticeOut(BaseModel):
    """Something told to those who sit: `message`, `pause`, `resume`, `extend`."""

    notice_no: int
    kind: str
    body: str
    made_at: datetime


class SittingOut(ClockOut):
    """`questions` is empty while the sitting is paused or over, or when they were not asked for."""

    questions: list[QuestionOut]
    notices: list[NoticeOut]


class SavedOut(BaseModel):
    """What was acknowledged; an answer in here is stored and will be graded unless a later one follows."""

    saved: list[dict[str, Any]]
    server_time: datetime
    deadline_at: datetime
    answered: int


class AvailableOut(BaseModel):
    """An exam as its student sees it. `state`: upcoming, open, running, done, missed."""

    exam_id: UUID
    title: str
    state: str
    opens_at: datetime
    closes_at: datetime
    minutes: float
    """The student's own time, accommodations included."""
    attempts_allowed: int
    attempts_used: int
    attempt_id: UUID | None
    """The attempt that goes on, or else the last one."""
    deadline_at: datetime | None


class ReceiptOut(BaseModel):
    """`digest` is the SHA-256 (hex) of the RFC 8785 form of `document`; `proof` where the log proves it.

    `document` is null while the exam does not show responses.
    """

    attempt_id: UUID
    digest: str
    document: dict[str, Any] | None
    closed_by: str | None
    submitted_at: datetime | None
    entry: UUID
    proof: str
