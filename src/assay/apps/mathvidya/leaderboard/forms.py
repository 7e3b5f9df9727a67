"""What may be sent about the leaderboard, and what is answered."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class JoinForm(BaseModel):
    """Consent to be shown. Without an alias the first name and initial are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agree: Literal[True]
    text_version: Annotated[str, Field(min_length=1, max_length=60)]
    alias: Annotated[str, Field(pattern=r"^(\w[\w .'-]{1,29})?$")] = ""


class PlaceOut(BaseModel):
    rank: int
    shown_as: str
    percent: Decimal
    reached_at: datetime
    is_you: bool


class BoardOut(BaseModel):
    """`places` of the page, best first; `you` is your own place wherever it is, if you have one."""

    template_id: UUID
    places: list[PlaceOut]
    you: PlaceOut | None
    next: str | None
