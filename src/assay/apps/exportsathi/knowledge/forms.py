"""What curators send about the knowledge, and what they are answered."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assay.apps.exportsathi.knowledge.reading import Kind
from assay.apps.exportsathi.knowledge.rules import Listed


class ImportForm(BaseModel):
    """`source_id` names a source that is entered already. `kind` None: told from the file's name.

    Without days of its own a text holds as long as its source.
    """

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"source_id": "dgft-schedule-2-2022", "title": "Schedule 2: notes"}]},
    )

    source_id: str = Field(min_length=1, max_length=120)
    title: str = Field(min_length=3, max_length=200)
    kind: Kind | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @field_validator("kind", "valid_from", "valid_to", mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return None if value == "" else value

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("the last day lies before the first")
        return self


class ImportedOut(BaseModel):
    """`changed` false: the text is the one that was searched before. `to_machines`: passages never quoted."""

    document_id: UUID
    source_id: str
    version: int
    passages: int
    characters: int
    to_machines: int
    changed: bool


class DocumentOut(BaseModel):
    """`passages` 0: it is not searched any more."""

    document_id: UUID
    source_id: str
    version: int
    title: str
    kind: str
    characters: int
    passages: int
    publisher: str
    standing: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, one: Listed, on: date) -> Self:
        return cls(
            document_id=one.document_id,
            source_id=one.source_id,
            version=one.version,
            title=one.title,
            kind=one.kind,
            characters=one.characters,
            passages=one.passages,
            publisher=one.source.publisher,
            standing=one.standing(on).value,
            valid_from=one.valid_from or one.source.valid_from,
            valid_to=one.valid_to or one.source.valid_to,
            checked_on=one.source.checked_on,
            withdrawn_at=one.withdrawn_at,
        )
