"""What is answered about refund codes."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel

from assay.apps.exportsathi.finance.icegate import Response
from assay.apps.exportsathi.sources.forms import SourceOut
from assay.apps.exportsathi.sources.rules import SourceRef


class CodeOut(BaseModel):
    """A response code: what it means, what in the data leads to it, and the way out."""

    code: str
    meaning: str
    why: str
    fix: str
    fields: list[str]


class BillOut(BaseModel):
    responses: list[CodeOut]
    cautions: list[str]
    source: SourceOut

    @classmethod
    def of(cls, found: Sequence[Response], cautions: Sequence[str], source: SourceRef, on: date) -> Self:
        return cls(
            responses=[
                CodeOut(code=one.code, meaning=one.meaning, why=one.why, fix=one.fix, fields=list(one.fields))
                for one in found
            ],
            cautions=list(cautions),
            source=SourceOut.of(source, on),
        )
