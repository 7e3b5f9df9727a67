"""What a proctor may say, to one, to a group or to everyone."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.veritas.models.attempts import ExamAttempt

Group = Annotated[str, Field(min_length=1, max_length=80)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Minutes(_Form):
    """How much time is given."""

    minutes: Annotated[int, Field(ge=1, le=480, examples=[10])]


class Words(_Form):
    """What is said; it appears on the page at once."""

    text: Annotated[str, Field(min_length=1, max_length=500, examples=["Question 3: read 5 cm for 5 mm."])]


class One(_Form):
    """One sitting."""

    attempt_id: UUID


class Scope(_Form):
    """Whom it is for: a group, or everyone who sits the exam."""

    group: Group | None = None


class WideMinutes(Scope, Minutes):
    pass


class WideWords(Scope, Words):
    pass


class LiveClockOut(BaseModel):
    """An attempt's clock after what was done."""

    attempt_id: UUID
    status: str
    deadline_at: datetime
    extra_seconds: int
    paused_seconds: int
    notice_no: int

    @classmethod
    def of(cls, attempt: ExamAttempt, notice_no: int) -> "LiveClockOut":
        return cls(
            attempt_id=attempt.attempt_id,
            status=attempt.status.value,
            deadline_at=attempt.deadline_at,
            extra_seconds=attempt.extra_seconds,
            paused_seconds=attempt.paused_seconds,
            notice_no=notice_no,
        )


class ReachedOut(BaseModel):
    """How many sittings it reached."""

    attempts: int
    notice_no: int
