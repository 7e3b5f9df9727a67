"""What reviewers send, and what they are shown."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Decision(BaseModel):
    """A person's scores, one a trait, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scores: dict[str, int] = Field(examples=[{"academic_drive": 3, "initiative": 4}])
    note: Annotated[str, Field(max_length=2000)] = ""


class ReviewOut(BaseModel):
    """An item of the queue, by pseudonym-free opaque id; nothing here names a person."""

    application_id: str
    reasons: list[str]
    status: str
    opened_at: str
    scores: list[int] | None = None


class CaseOut(ReviewOut):
    """The item with text, scores and what was said."""

    text: str
    injection_suspected: list[str]
    traits: list[str]
    medians: list[float] | None
    spreads: list[int] | None
    worker: list[dict[str, Any]]
    judge: list[dict[str, Any]]
