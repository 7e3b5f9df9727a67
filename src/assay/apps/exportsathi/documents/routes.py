"""Shipments and their papers over HTTP. Another exporter's are not found."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.documents import catalogue, making, page_routes, service
from assay.apps.exportsathi.documents.forms import (
    DocumentOut,
    DocumentPageOut,
    FindingsOut,
    GenerateForm,
    NewShipmentForm,
    ReportDocumentsOut,
    ShipmentForm,
    ShipmentOut,
    TypeOut,
    ValidateForm,
)
from assay.apps.exportsathi.documents.making import Printed
from assay.kernel.db.session import Db
from assay.kernel.errors import Invalid
from assay.kernel.files import attachment
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = page_routes.pages


@api.get("/documents/types")
async def list_document_types(_actor: Exporter) -> dict[str, Any]:
    """The papers that can be made."""
    return {"items": [TypeOut.of(kind) for kind in catalogue.KINDS.values()]}


@api.get("/shipments")
async def list_shipments(
    actor: Exporter, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Your shipments, the latest first."""
    page = await service.shipments(db, actor, after=after, limit=limit)
    return {"items": [ShipmentOut.of(row) for row in page.items], "next": page.next}


@api.post("/shipments", status_code=201)
async def make_shipment(
    form: NewShipmentForm, actor: Exporter, db: Db, response: Response, _once: Idempotent
) -> ShipmentOut:
    made = await service.create_shipment(db, actor, form.record, report_id=form.report_id)
    response.headers["ETag"] = etag_of(made.version)
    return ShipmentOut.of(made)


@api.get("/shipments/{shipment_id}")
async def get_shipment(shipment_id: UUID, actor: Exporter, db: Db, response: Response) -> ShipmentOut:
    found = await service.shipment(db, actor, shipment_id)
    response.headers["ETag"] = etag_of(found.version)
    return ShipmentOut.of(found)


@api.put("/shipments/{shipment_id}")
async def put_shipment(
    shipment_id: UUID,
    form: ShipmentForm,
    actor: Exporter,
    db: Db,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> ShipmentOut:
    """Another record in its place; `If-Match` carries the version you saw. Papers stay as they were made."""
    changed = await service.change_shipment(
        db, actor, shipment_id, form.record, version=check_if_match(if_match)
    )
    response.headers["ETag"] = etag_of(changed.version)
    return ShipmentOut.of(changed)


@api.delete("/shipments/{shipment_id}", status_code=204)
async def delete_shipment(shipment_id: UUID, actor: Exporter, db: Db) -> None:
    """Take the shipment away with all its papers."""
    await service.remove_shipment(db, actor, shipment_id)


@api.post("/documents/generate", status_code=201)
async def generate_documents(
    form: GenerateForm, actor: Exporter, db: Db, _once: Idempotent
) -> dict[str, Any]:
    """Make papers. One that would be the same again is answered as it is there."""
    made = await making.generate(db, actor, form.shipment_id, form.types)
    return {"items": [DocumentOut.of(row) for row in made]}


@api.post("/documents/validate")
async def validate_documents(form: ValidateForm, actor: Exporter, db: Db) -> FindingsOut:
    """What the rules say, errors first: of a shipment with its latest papers, or of a record as sent."""
    if form.shipment_id is not None:
        return FindingsOut.of(await service.validate(db, actor, form.shipment_id))
    if form.record is None:
        message = _("Send a shipment_id or a record.")
        raise Invalid(message, fields={"shipment_id": message})
    return FindingsOut.of(await service.validate_record(db, actor, form.record))


@api.get("/documents/{document_id}")
async def get_document(document_id: UUID, actor: Exporter, db: Db) -> DocumentPageOut:
    """A paper with its cells and where each comes from."""
    return DocumentPageOut.of(await making.document(db, actor, document_id))


@api.get("/documents/{document_id}/pdf", response_class=Response)
async def document_pdf(document_id: UUID, actor: Exporter, db: Db) -> Response:
    """PDF/A-3 with the data inside: the bytes whose SHA-256 was stored. 410 once they cannot be made."""
    return _file(await making.printed(db, actor, document_id))


@api.get("/documents/{document_id}/json", response_class=Response)
async def document_json(document_id: UUID, actor: Exporter, db: Db) -> Response:
    """The data of a paper; of an e-invoice, INV-01 for the portal."""
    return _file(await making.data(db, actor, document_id))


@api.get("/reports/{report_id}/documents")
async def report_documents(report_id: UUID, actor: Exporter, db: Db) -> dict[str, Any]:
    """The shipments that came from a report, with the latest paper of each type."""
    found = await service.of_report(db, actor, report_id)
    return {
        "items": [
            ReportDocumentsOut(shipment=ShipmentOut.of(row), documents=[DocumentOut.of(one) for one in made])
            for row, made in found
        ]
    }


def _file(printed: Printed) -> Response:
    headers = {
        "Content-Disposition": attachment(printed.name),
        "Cache-Control": "private, no-store",
        "ETag": f'"{printed.sha256}"',
    }
    return Response(printed.data, media_type=printed.media_type, headers=headers)
