"""What a student's page may send about answer pages, and what it is told."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.sheets.rules import MOST_NUMBER, MOST_SHEETS

PageNumber = Annotated[int, Field(ge=1, le=MOST_NUMBER)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PresignForm(_Sent):
    """A file that is about to be sent. `sha256` in hexadecimal, `size` in bytes; what arrives is measured."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content_type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    replaces: UUID | None = None
    """A page that this one takes the place of, once it has been looked at."""


class AcceptForm(_Sent):
    """The student has seen the page. `acknowledged`: with all that is said about it."""

    page_number: PageNumber | None = None
    acknowledged: bool = False


class OrderForm(_Sent):
    """Every page that counts, in the order they are to be read."""

    sheet_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_SHEETS)]


class NoteOut(BaseModel):
    """One thing to know about a page; what is `asked` must be acknowledged with it."""

    kind: str
    words: str
    asked: bool


class SheetOut(BaseModel):
    """One page. `state`: announced, stored, checked, confirmed; refused ones are told once."""

    sheet_id: UUID
    position: int
    state: str
    page_number: int | None
    code_number: int | None
    """The number on its code; None where none was read."""
    rotation: int
    sha256: str
    size: int | None
    notes: list[NoteOut]
    refusal: str
    image: str
    """Where its picture is; empty until it was looked at."""
    confirmed_at: datetime | None
    rescan_reason: str


class UploadOut(BaseModel):
    """Where to send a file, and how. `url` may be a path of this site."""

    method: str
    url: str
    headers: dict[str, str]


class AnnouncedOut(BaseModel):
    """`upload` is null where these bytes have arrived before: there is nothing left to send."""

    sheet: SheetOut
    upload: UploadOut | None


class SheetsOut(BaseModel):
    """All pages that count, in order; and what is left to do before they can be handed in."""

    sheets: list[SheetOut]
    refused: list[SheetOut]
    is_open: bool
    """Whether pages may be sent and changed now."""
    is_ready: bool
    missing: list[str]
    hints: list[str]
    max_bytes: int
    server_time: datetime
