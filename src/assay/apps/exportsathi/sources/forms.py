"""What may be sent about sources, and what is answered."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources.rules import SourceRef, Standing, standing

Slug = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, examples=["dgft-schedule-2-2022"])
]
Text = Annotated[str, Field(max_length=400)]
Url = Annotated[str, Field(max_length=400, pattern=r"^(https?://\S+)?$")]


class SourceForm(BaseModel):
    """A publication. `valid_to`: the last day it holds; empty: no end is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, Field(min_length=3, max_length=400, examples=["ITC(HS) 2022, Schedule 2"])]
    publisher: Annotated[str, Field(min_length=2, max_length=200, examples=["DGFT"])]
    reference: Text = ""
    url: Url = ""
    licence: Text = ""
    published: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: Annotated[str, Field(max_length=2000)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("The last day lies before the first.")
        return self


class NewSourceForm(SourceForm):
    source_id: Slug


class CheckForm(BaseModel):
    """Somebody compared the source with the original on a day, and the facts that stand on it if so said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked_on: date
    facts_too: bool = False


class EndForm(BaseModel):
    """The last day on which a source holds. What stands on it ends with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_to: date


class SourceOut(BaseModel):
    """A source as answers cite it, and how it stands on the day."""

    source_id: str
    title: str
    publisher: str
    reference: str
    url: str
    published: date | None
    checked_on: date | None
    valid_from: date | None
    valid_to: date | None
    is_verified: bool
    standing: Standing

    @classmethod
    def of(cls, source: SourceRef, on: date) -> Self:
        return cls.model_validate(source.document(source.standing(on)))


class KeptSourceOut(SourceOut):
    """A source as curators keep it: with what was read from it, and under which licence."""

    licence: str
    sha256: str
    rows: int | None
    note: str
    version: int

    @classmethod
    def kept(cls, row: Source, on: date) -> Self:
        stands = standing(on, row.valid_from, row.valid_to, is_verified=row.is_verified)
        columns = {name: getattr(row, name) for name in cls.model_fields if name != "standing"}
        return cls.model_validate({**columns, "standing": stands})
