"""What is answered about a calculation: worked lines with their sources, figures as texts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.models.money import FinanceAnalysis, LogisticsAnalysis
from assay.apps.exportsathi.sources.forms import SourceOut

EXAMPLE: Mapping[str, Any] = {
    "as_of": "2026-11-30",
    "rules_version": "2026.11",
    "sections": [
        {
            "key": "rodtep",
            "title": "RoDTEP",
            "lines": [
                {
                    "key": "amount",
                    "label": "RoDTEP",
                    "value": "4700.00",
                    "unit": "INR",
                    "how": "min(3.9 % × ₹2,00,000, ₹4.70 × 1,000 Kg)",
                    "sources": ["dgft-appendix-4r"],
                }
            ],
            "result": "amount",
            "remarks": [],
            "missing": [],
            "series": [],
        }
    ],
    "missing": [],
    "sources": [],
}


class LineOut(BaseModel):
    """One worked line. `unit` is INR, another currency, kg, cbm, W/M, days, % or a word."""

    key: str
    label: str
    value: Decimal
    unit: str
    how: str
    sources: list[str]


class RemarkOut(BaseModel):
    text: str
    tone: str
    sources: list[str]


class SeriesOut(BaseModel):
    """Points of a chart: pairs of x and y."""

    name: str
    points: list[tuple[Decimal, Decimal]]


class SectionOut(BaseModel):
    """`result` names the line that answers; empty: there is no answer, and `missing` says what it takes."""

    key: str
    title: str
    lines: list[LineOut]
    result: str
    remarks: list[RemarkOut]
    missing: list[str]
    series: list[SeriesOut]


class AnalysisOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [dict(EXAMPLE)]})

    as_of: date
    rules_version: str
    inputs: dict[str, Any]
    sections: list[SectionOut]
    missing: list[str]
    sources: list[SourceOut]

    @classmethod
    def of(cls, made: Analysis) -> Self:
        return cls.model_validate(made.document() | {"missing": list(made.missing)})


class KeptOut(AnalysisOut):
    """An analysis as it was kept: by the facts and rules of its day."""

    analysis_id: UUID
    report_id: UUID | None
    created_at: datetime

    @classmethod
    def kept(cls, row: FinanceAnalysis | LogisticsAnalysis) -> Self:
        missing = dict.fromkeys(words for section in row.lines for words in section["missing"])
        return cls.model_validate(
            {
                "analysis_id": row.analysis_id,
                "report_id": row.report_id,
                "created_at": row.created_at,
                "as_of": row.as_of,
                "rules_version": row.rules_version,
                "inputs": row.inputs,
                "sections": row.lines,
                "missing": list(missing),
                "sources": row.sources,
            }
        )
