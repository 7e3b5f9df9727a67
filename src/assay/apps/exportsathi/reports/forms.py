"""What may be asked of a report, and what is answered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from assay.apps.exportsathi.classification.rules import Aspect
from assay.apps.exportsathi.models.reports import Report, ReportStatus
from assay.apps.exportsathi.nomenclature import service as nomenclature
from assay.apps.exportsathi.reports import rules
from assay.kernel.jobs import JobState, JobStatus
from assay.kernel.web.i18n import gettext as _

Amount = Annotated[Decimal, Field(gt=0, le=Decimal("1e13"), decimal_places=4)]
Kilos = Annotated[Decimal, Field(gt=0, le=Decimal("1e7"), decimal_places=3)]
Code = Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{8})$", examples=["09103030"])]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
INCOTERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")


class ReportForm(BaseModel):
    """A product and where it is to go. All but these two may be left out; the report says what it misses.

    `price` is the value of the whole consignment (FOB) in `currency`; weights in kilograms, volume in cubic
    metres; `payment_days` count from shipment. `attributes` are what else is so of the product, as slugs.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "product": "Turmeric powder in retail packs",
                    "materials": "dried turmeric rhizomes, ground",
                    "use": "cooking spice",
                    "destination": "DE",
                    "attributes": ["food"],
                    "price": "12000",
                    "currency": "EUR",
                    "quantity": "4000",
                    "unit": "kg",
                    "net_weight": "4000",
                    "gross_weight": "4200",
                    "volume": "18",
                    "incoterm": "FOB",
                    "mode": "sea",
                    "payment_days": 60,
                }
            ]
        },
    )

    product: Annotated[str, Field(min_length=2, max_length=500)]
    destination: Annotated[str, Field(min_length=2, max_length=2)]
    materials: Annotated[str, Field(max_length=500)] = ""
    use: Annotated[str, Field(max_length=300)] = ""
    kind: Literal["goods", "services"] | None = None
    """None: as the business is."""
    attributes: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    price: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    exchange_rate: Annotated[Decimal | None, Field(gt=0, le=100_000, decimal_places=6)] = None
    quantity: Amount | None = None
    unit: Annotated[str, Field(max_length=12)] = ""
    net_weight: Kilos | None = None
    gross_weight: Kilos | None = None
    volume: Annotated[Decimal | None, Field(gt=0, le=10_000, decimal_places=4)] = None
    incoterm: Literal["", "EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"] = ""
    mode: Literal["", "sea", "air", "road", "courier"] = ""
    payment_days: Annotated[int | None, Field(ge=0, le=540)] = None
    port: Annotated[str, Field(max_length=40)] = ""

    @field_validator("currency", mode="before")
    @classmethod
    def is_a_currency(cls, code: object) -> object:
        if isinstance(code, str) and not (len(code.strip()) == 3 and code.strip().isalpha()):
            raise ValueError(_("give the three letters of the currency, such as USD or EUR."))
        return code.strip().upper() if isinstance(code, str) else code

    @field_validator("destination", mode="before")
    @classmethod
    def in_capitals(cls, code: object) -> object:
        return code.strip().upper() if isinstance(code, str) else code

    @field_validator("destination", "attributes", "gross_weight")
    @classmethod
    def can_be(cls, value: object, info: ValidationInfo) -> object:
        """Named together with whatever else is wrong: one look, one correction."""
        name = str(info.field_name)
        if words := rules.wrong({**info.data, name: value}).get(name):
            raise ValueError(words)
        return value


class CodeForm(BaseModel):
    """The exporter's own choice of a code, with its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    code: Code
    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["As on our last shipping bill"])]

    @field_validator("code", mode="before")
    @classmethod
    def as_it_is_written(cls, text: object) -> object:
        """With the dots and spaces of a shipping bill, too."""
        digits = nomenclature.typed(text) if isinstance(text, str) else ""
        if len(digits) not in (6, 8):
            raise ValueError(_("Give six or eight digits, such as 09103030."))
        return digits

    @field_validator("reason", mode="before")
    @classmethod
    def is_given(cls, text: object) -> object:
        if isinstance(text, str) and len(text.strip()) < 3:
            raise ValueError(_("Say in a few words why: it stays with the report."))
        return text


class AnswerForm(BaseModel):
    """The answer to the question that a report asks about the product."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    aspect: Aspect
    answer: Annotated[str, Field(min_length=1, max_length=300)]


class ProgressOut(BaseModel):
    """How far a report is; `done` of `total` sections, `note` says which comes next.

    `cancelled`: it failed because somebody stopped it.
    """

    report_id: UUID
    status: ReportStatus
    cancelled: bool
    done: int
    total: int
    note: str
    failure: str

    @classmethod
    def of(cls, row: Report, job: JobStatus | None, total: int) -> Self:
        done = total if row.status is ReportStatus.COMPLETED else (job.done or 0) if job else 0
        stands = _stands(row, job)
        return cls(
            report_id=row.report_id,
            done=min(done, total),
            total=total,
            note=(job.note or "") if job and stands["status"] is ReportStatus.PROCESSING else "",
            **stands,
        )


def _stands(row: Report, job: JobStatus | None) -> dict[str, Any]:
    """Status, why it failed, and whether it was cancelled.

    A report whose job somebody stopped has failed too, and one whose job is no longer kept: nobody goes on
    with it.
    """
    if row.status is ReportStatus.PROCESSING and (job is None or job.state is JobState.CANCELLED):
        words = _("It was stopped before it was finished.")
        return {"status": ReportStatus.FAILED, "cancelled": True, "failure": words}
    return {"status": row.status, "cancelled": False, "failure": row.failure}


class ReportLine(BaseModel):
    """A report in a list. `cancelled`: it failed because somebody stopped it; `failure` says why it did."""

    report_id: UUID
    product: str
    destination: str
    status: ReportStatus
    cancelled: bool
    failure: str
    verdict: str
    hs_code: str
    risk_score: int | None
    completeness: int | None
    created_at: datetime
    completed_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Report, job: JobStatus | None) -> Self:
        return cls(
            report_id=row.report_id,
            product=row.product,
            destination=row.destination,
            verdict=row.report_data.get("summary", {}).get("verdict", ""),
            hs_code=row.hs_code,
            risk_score=row.risk_score,
            completeness=row.completeness,
            created_at=row.created_at,
            completed_at=row.completed_at,
            version=row.version,
            **_stands(row, job),
        )


class ReportOut(ReportLine):
    """A whole report. Every statement in `report_data` names its sources; `report_data.sources` has them.

    `risk_score` is the sum of the points of `risk_parts`. Send `ETag` back with a change.
    """

    materials: str
    details: dict[str, Any]
    as_of: date
    hs_confidence: Decimal | None
    hs_candidates: list[Any]
    hs_override: dict[str, Any] | None
    risk_parts: list[Any]
    report_data: dict[str, Any]

    @classmethod
    def of(cls, row: Report, job: JobStatus | None) -> Self:
        return cls(
            **ReportLine.of(row, job).model_dump(),
            materials=row.materials,
            details=row.details,
            as_of=row.as_of,
            hs_confidence=row.hs_confidence,
            hs_candidates=row.hs_candidates,
            hs_override=row.hs_override,
            risk_parts=row.risk_parts,
            report_data=row.report_data,
        )


class ReportsOut(BaseModel):
    items: list[ReportLine]
    next: str | None


class AskedOut(BaseModel):
    """A report that is being made. `events` tells its progress as server-sent events."""

    report_id: UUID
    status: ReportStatus
    events: str
    version: int
