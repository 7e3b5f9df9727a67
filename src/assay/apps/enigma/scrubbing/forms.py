"""What a reviewer of scrubbed texts may send."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assay.apps.enigma.scrubbing.spans import Label


class TakeOutForm(BaseModel):
    """Something left in the text that may tell who wrote it: the exact words, and what they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exact: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    label: Label = Label.PERSON


class PutBackForm(BaseModel):
    """A placeholder that hides nothing personal, and why the reviewer thinks so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    placeholder: Annotated[str, Field(pattern=r"^\[[A-Z_]+_\d+\]$")]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=500)]


class WaitingText(BaseModel):
    """A scrubbed text that waits. Nothing here leads to a person."""

    application_id: str
    cycle_id: str
    residual_risk: float
    risk_reasons: list[str]


class WaitingPage(BaseModel):
    items: list[WaitingText]
    next: str | None


class ScrubbedText(WaitingText):
    """A scrubbed text as its reviewer sees it."""

    essay: str
    achievements: str
    review_state: str
    scrubber_version: str
