"""Pages of shipments: the list, the record, its papers and what the rules say of them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.documents import editing, making, service, views
from assay.apps.exportsathi.documents.fields import Many
from assay.apps.exportsathi.documents.forms import BeginForm
from assay.apps.exportsathi.documents.paper import PaperType
from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.documents.totalling import totalled
from assay.apps.exportsathi.models.documents import ShipmentRow
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()
HERE = "/exportsathi/documents"


@pages.get("/documents")
async def shipments_page(request: Request, actor: Exporter, db: Db, after: str | None = None) -> Response:
    page = await service.shipments(db, actor, after=after)
    return render(
        request,
        "exportsathi/documents/list.html",
        rows=views.counts(await service.counts(db, actor, page.items), page.items),
        next=page.next,
        first=after is None,
        here=HERE,
    )


@pages.post("/documents")
async def begin_page(request: Request, actor: Exporter, db: Db) -> Response:
    made = await service.begin_shipment(db, actor, parse(BeginForm, await form_data(request)).kind)
    return redirect(request, f"{HERE}/{made.shipment_id}/edit")


@pages.get("/documents/{shipment_id}")
async def shipment_page(request: Request, shipment_id: UUID, actor: Exporter, db: Db) -> Response:
    row, latest, findings = await service.overview(db, actor, shipment_id)
    record = service.record_of(row)
    return render(
        request,
        "exportsathi/documents/shipment.html",
        row=row,
        record=record,
        papers=views.rows(row, record, latest),
        further=views.further(record, latest),
        groups=views.grouped(findings),
        here=HERE,
    )


@pages.get("/documents/{shipment_id}/edit")
async def edit_page(request: Request, shipment_id: UUID, actor: Exporter, db: Db, at: str = "") -> Response:
    row = await service.shipment(db, actor, shipment_id)
    record = service.record_of(row)
    return render(
        request,
        "exportsathi/documents/edit.html",
        row=row,
        sections=editing.sections(record),
        values=editing.values(record),
        errors=views.at_fields(await service.validate_record(db, actor, record)),
        at=at,
        here=HERE,
    )


@pages.post("/documents/{shipment_id}/edit")
async def save_page(request: Request, shipment_id: UUID, actor: Exporter, db: Db) -> Response:
    await _saved(request, db, actor, shipment_id)
    return redirect(request, f"{HERE}/{shipment_id}", toast=_("Saved."))


@pages.post("/documents/{shipment_id}/sums")
async def sums_page(request: Request, shipment_id: UUID, actor: Exporter, db: Db) -> Response:
    """Save, and fill in what follows from the rest."""
    row = await _saved(request, db, actor, shipment_id)
    await service.change_shipment(
        db, actor, shipment_id, totalled(service.record_of(row)), version=row.version
    )
    return redirect(
        request,
        f"{HERE}/{shipment_id}/edit?at=totals.goods#shipment-totals.goods",
        toast=_("Sums filled in."),
    )


@pages.post("/documents/{shipment_id}/{many}/add")
async def add_page(request: Request, shipment_id: UUID, many: Many, actor: Exporter, db: Db) -> Response:
    """Save, and make room for one more."""
    row = await _saved(request, db, actor, shipment_id)
    record = editing.with_one_more(service.record_of(row), many)
    await service.change_shipment(db, actor, shipment_id, record, version=row.version)
    last = editing.last_of(record, many)
    return redirect(request, f"{HERE}/{shipment_id}/edit?at={last}#shipment-{last}")


@pages.post("/documents/{shipment_id}/{many}/{at}/remove")
async def remove_one_page(
    request: Request, shipment_id: UUID, many: Many, at: int, actor: Exporter, db: Db
) -> Response:
    """Save, and take one away."""
    row = await _saved(request, db, actor, shipment_id)
    record = editing.without(service.record_of(row), many, at)
    await service.change_shipment(db, actor, shipment_id, record, version=row.version)
    return redirect(request, f"{HERE}/{shipment_id}/edit", toast=_("Taken away."))


@pages.post("/documents/{shipment_id}/generate")
async def generate_page(request: Request, shipment_id: UUID, actor: Exporter, db: Db) -> Response:
    await making.generate(db, actor, shipment_id)
    return redirect(request, f"{HERE}/{shipment_id}", toast=_("The papers are made."))


@pages.post("/documents/{shipment_id}/generate/{kind}")
async def generate_one_page(
    request: Request, shipment_id: UUID, kind: PaperType, actor: Exporter, db: Db
) -> Response:
    await making.generate(db, actor, shipment_id, [kind])
    return redirect(request, f"{HERE}/{shipment_id}", toast=_("The paper is made."))


@pages.post("/documents/{shipment_id}/remove")
async def remove_page(request: Request, shipment_id: UUID, actor: Exporter, db: Db) -> Response:
    await service.remove_shipment(db, actor, shipment_id)
    return redirect(request, HERE, toast=_("The shipment is gone."))


@pages.get("/papers/{document_id}")
async def paper_page(request: Request, document_id: UUID, actor: Exporter, db: Db) -> Response:
    row, versions = await making.document_with_versions(db, actor, document_id)
    paper = service.paper_of(row)
    return render(
        request,
        "exportsathi/documents/paper.html",
        row=row,
        paper=paper,
        blocks=views.blocks(paper),
        groups=views.grouped(making.findings_of(row)),
        versions=versions,
        here=HERE,
    )


async def _saved(request: Request, db: Db, actor: Exporter, shipment_id: UUID) -> ShipmentRow:
    """What was typed, kept. Raises Invalid with a message at each field that cannot be kept."""
    data = await form_data(request)
    row = await service.shipment(db, actor, shipment_id)
    record = parse(Shipment, editing.document(service.record_of(row), data))
    return await service.change_shipment(db, actor, shipment_id, record, version=version_of(data))
