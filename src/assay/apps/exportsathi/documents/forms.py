"""What may be sent about shipments and papers, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.exportsathi.documents.catalogue import PaperKind
from assay.apps.exportsathi.documents.paper import PaperType
from assay.apps.exportsathi.documents.record import Kind, Shipment
from assay.apps.exportsathi.documents.rules import Finding
from assay.apps.exportsathi.models.documents import GeneratedDocument, ShipmentRow

EXAMPLE: dict[str, Any] = {
    "kind": "goods",
    "buyer": {"name": "Hudson Home Inc.", "city": "New York", "country": "US"},
    "references": {"invoice_number": "MBW/26-27/041", "invoice_date": "2026-11-02"},
    "terms": {"incoterm": "FOB", "place": "Nhava Sheva", "currency": "USD", "exchange_rate": "84.5"},
    "lines": [
        {
            "description": "Brass table lamps",
            "code": "94052900",
            "quantity": "400",
            "unit": "NOS",
            "unit_price": "18.50",
            "amount": "7400.00",
            "origin_country": "IN",
        }
    ],
}


class ShipmentForm(BaseModel):
    """A shipment as far as it is known; what is left out is filled in later."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"record": EXAMPLE}]}
    )

    record: Shipment


class NewShipmentForm(ShipmentForm):
    report_id: UUID | None = None
    """A report of one's own that the shipment comes from."""


class GenerateForm(BaseModel):
    """Papers to make; the whole set where no type is named."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "shipment_id": "01a22ecb-896e-7fe5-aaee-56c5a2809128",
                    "types": ["commercial-invoice", "packing-list"],
                }
            ]
        },
    )

    shipment_id: UUID
    types: Annotated[list[PaperType], Field(max_length=20)] = []


class ValidateForm(BaseModel):
    """A shipment that is kept, with its papers; or a record that is not."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"record": EXAMPLE}]}
    )

    shipment_id: UUID | None = None
    record: Shipment | None = None


class BeginForm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind


class ShipmentOut(BaseModel):
    shipment_id: UUID
    report_id: UUID | None
    title: str
    record: dict[str, Any]
    version: int
    updated_at: datetime

    @classmethod
    def of(cls, row: ShipmentRow) -> Self:
        return cls.model_validate(row, from_attributes=True)


class TypeOut(BaseModel):
    """A paper that can be made. `issuer`: who makes it official."""

    type: PaperType
    name: str
    issuer: str
    purpose: str
    kinds: list[Kind]

    @classmethod
    def of(cls, kind: PaperKind) -> Self:
        return cls(
            type=kind.type,
            name=kind.name,
            issuer=kind.issuer,
            purpose=kind.purpose,
            kinds=sorted(kind.kinds),
        )


class FindingOut(BaseModel):
    """One fault. `basis_sure` False: where it is said was not checked. `paths` lie in the record."""

    rule_id: str
    severity: str
    title: str
    message: str
    fix: str
    basis: str
    basis_sure: bool
    paths: list[str]
    paper: str
    cell: str

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls.model_validate(finding, from_attributes=True)


class FindingsOut(BaseModel):
    errors: int
    warnings: int
    notes: int
    items: list[FindingOut]

    @classmethod
    def of(cls, findings: tuple[Finding, ...]) -> Self:
        counts = [sum(one.severity == kind for one in findings) for kind in ("error", "warning", "note")]
        return cls(
            errors=counts[0],
            warnings=counts[1],
            notes=counts[2],
            items=[FindingOut.of(one) for one in findings],
        )


class DocumentOut(BaseModel):
    """A paper as it was made. `sha256` is of the PDF, `json_sha256` of the data inside it."""

    document_id: UUID
    shipment_id: UUID
    type: PaperType
    version: int
    record_version: int
    sha256: str
    json_sha256: str
    size: int
    errors: int
    warnings: int
    created_at: datetime

    @classmethod
    def of(cls, row: GeneratedDocument) -> Self:
        return cls.model_validate(row, from_attributes=True)


class DocumentPageOut(DocumentOut):
    """With its cells, each with the places it comes from, and what the rules said when it was made."""

    content: dict[str, Any]
    findings: list[dict[str, Any]]


class ReportDocumentsOut(BaseModel):
    """A shipment that came from a report, with the latest paper of each type."""

    shipment: ShipmentOut
    documents: list[DocumentOut]
