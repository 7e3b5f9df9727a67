"""Templates of papers over HTTP. Pages: `papers.page_routes`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from assay.apps.mathvidya.actors import BankAdmin
from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.papers import page_routes, printing, queries, service
from assay.apps.mathvidya.papers.forms import NewTemplateForm, TemplateForm, TemplateOut, TriedOut, TryForm
from assay.kernel.access import Actor, signed_in
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.ids import uuid5_of
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = page_routes.pages
Member = Annotated[Actor, signed_in()]
IfMatch = Annotated[str | None, Header()]


@api.get("/templates")
async def list_templates(actor: Member, db: Db, class_level: ClassLevel | None = None) -> dict[str, Any]:
    """The templates on offer, of one class or both."""
    rows = await service.templates(db, org_of(actor), class_level=class_level, offered=True)
    return {"items": [TemplateOut.of(row) for row in rows]}


@api.post("/templates", status_code=201)
async def make_template(
    form: NewTemplateForm, actor: BankAdmin, db: Db, response: Response, _once: Idempotent
) -> TemplateOut:
    made = await service.make(db, actor, form)
    response.headers["ETag"] = etag_of(made.version)
    return TemplateOut.of(made)


@api.get("/templates/{template_id}")
async def get_template(
    template_id: UUID, actor: Member, db: Db, response: Response, version: int | None = None
) -> TemplateOut:
    """The template in force, or an older version."""
    found = await queries.template(db, org_of(actor), template_id, version=version)
    response.headers["ETag"] = etag_of(found.version)
    return TemplateOut.of(found)


@api.put("/templates/{template_id}")
async def put_template(
    template_id: UUID,
    form: TemplateForm,
    actor: BankAdmin,
    db: Db,
    response: Response,
    if_match: IfMatch = None,
) -> TemplateOut:
    """Another blueprint makes the next version. `If-Match` carries the version you saw."""
    changed = await service.change(db, actor, template_id, form, version=check_if_match(if_match))
    response.headers["ETag"] = etag_of(changed.version)
    return TemplateOut.of(changed)


@api.post("/templates/{template_id}/try")
async def try_template(template_id: UUID, form: TryForm, actor: BankAdmin, db: Db) -> TriedOut:
    """A paper for a look, with its key; nothing is kept. 409 says what the bank lacks, and by how much."""
    found = await queries.template(db, org_of(actor), template_id)
    made = await service.generate_paper(db, org_of(actor), found, seed=form.seed)
    return TriedOut(seed=made.seed, digest=made.digest.hex(), kin=made.selection.kin, snapshot=made.document)


@api.get("/templates/{template_id}/try.pdf", response_class=Response)
async def try_print(template_id: UUID, actor: BankAdmin, db: Db, seed: int) -> Response:
    """The same in print, without answer sheets. The codes on its pages name no exam."""
    found = await queries.template(db, org_of(actor), template_id)
    made = await service.generate_paper(db, org_of(actor), found, seed=seed)
    printed = await printing.print_paper(made.snapshot, uuid5_of(template_id, made.digest.hex()), pages=0)
    return Response(printed, media_type="application/pdf", headers={"Cache-Control": "private, no-store"})
