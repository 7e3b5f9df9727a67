"""What is answered about a code."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.exportsathi.models.codes import HsCode

Digits = Annotated[str, Field(pattern=r"^\d{2}(\d{2}){0,3}$")]


class CodeOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "091030",
                "level": 6,
                "description": "Spices; turmeric (curcuma)",
                "is_current": True,
                "is_eudr": False,
                "is_eutr": False,
                "is_cbam": False,
            }
        }
    )

    code: str
    level: int
    description: str
    is_current: bool
    is_eudr: bool
    is_eutr: bool
    is_cbam: bool

    @classmethod
    def of(cls, row: HsCode) -> Self:
        return cls(
            code=row.code,
            level=row.level,
            description=row.description,
            is_current=row.is_current,
            is_eudr=row.is_eudr,
            is_eutr=row.is_eutr,
            is_cbam=row.is_cbam,
        )


class EntryOut(BaseModel):
    """A code with its path, what lies under it, its Indian lines, and notes that send products elsewhere."""

    code: CodeOut
    path: list[CodeOut]
    children: list[CodeOut]
    lines: list[CodeOut]
    notes: list[str]

    @classmethod
    def of(
        cls,
        code: HsCode,
        path: Sequence[HsCode],
        children: Sequence[HsCode],
        lines: Sequence[HsCode],
        notes: Sequence[str],
    ) -> Self:
        return cls(
            code=CodeOut.of(code),
            path=[CodeOut.of(one) for one in path],
            children=[CodeOut.of(one) for one in children],
            lines=[CodeOut.of(one) for one in lines],
            notes=list(notes),
        )
