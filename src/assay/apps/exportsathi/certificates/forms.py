"""What may be said about a certificate's progress, and what is answered."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.exportsathi.models.progress import CertificateState


class ProgressForm(BaseModel):
    """Where a certificate stands now. `version`: the one that was seen, 0 where nothing was said yet."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"state": "in_progress", "note": "Applied, receipt 4711", "version": 0}]
        },
    )

    state: CertificateState
    note: Annotated[str, Field(max_length=500)] = ""
    version: Annotated[int, Field(ge=0)] = 0


class CertificateOut(BaseModel):
    """A certificate of a report: what it is, what to do for it, and where it stands.

    Costs in rupees, days are working days. `counted`: its rule holds on the day of the report.
    """

    certificate_id: str
    name: str
    authority: str
    because: str
    legal_basis: str
    cost_low: Decimal
    cost_high: Decimal
    days_low: int
    days_high: int
    blocking: bool
    counted: bool
    guidance: list[str]
    labs: list[str]
    subsidies: list[str]
    needs: list[str]
    source: str
    standing: str
    state: CertificateState
    note: str
    version: int
    changed_at: datetime | None


class CertificatesOut(BaseModel):
    items: list[CertificateOut]
