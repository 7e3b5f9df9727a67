"""Pages of templates: the list, one with its charts, changing it, and a paper for a look."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from assay.apps.mathvidya.actors import BankAdmin
from assay.apps.mathvidya.bank.views import cognitive_names, difficulty_names, kind_names, unit_names
from assay.apps.mathvidya.papers import editing, queries, service, views
from assay.apps.mathvidya.papers.blueprint import Blueprint
from assay.apps.mathvidya.papers.errors import BankTooSmall
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()
HERE = "/mathvidya/admin/templates"
Seed = Annotated[int | None, Query(ge=0, lt=service.SEEDS)]


@pages.get("/admin/templates")
async def templates_page(request: Request, actor: BankAdmin, db: Db) -> Response:
    rows = await service.templates(db, org_of(actor))
    shown = [(row, Blueprint.model_validate(row.blueprint)) for row in rows]
    return render(request, "mathvidya/papers/list.html", shown=shown, here=HERE)


@pages.get("/admin/templates/{template_id}")
async def template_page(
    request: Request, template_id: UUID, actor: BankAdmin, db: Db, version: int | None = None
) -> Response:
    row = await queries.template(db, org_of(actor), template_id, version=version)
    blueprint = Blueprint.model_validate(row.blueprint)
    units, levels, grades = unit_names(), cognitive_names(), difficulty_names()
    return render(
        request,
        "mathvidya/papers/detail.html",
        row=row,
        blueprint=blueprint,
        kinds=kind_names(),
        units=[(units[unit], float(marks)) for unit, marks in blueprint.units.items()],
        levels=[(levels[one], share / 100) for one, share in blueprint.cognitive.items()],
        grades=[(grades[one], share / 100) for one, share in blueprint.difficulty.items()],
        versions=await queries.versions(db, row.org_id, template_id),
        here=HERE,
    )


@pages.get("/admin/templates/{template_id}/edit")
async def edit_template_page(request: Request, template_id: UUID, actor: BankAdmin, db: Db) -> Response:
    row = await queries.template(db, org_of(actor), template_id)
    blueprint = Blueprint.model_validate(row.blueprint)
    return render(
        request,
        "mathvidya/papers/edit.html",
        row=row,
        blueprint=blueprint,
        values={**editing.fields(blueprint), "name": row.name},
        kinds=kind_names(),
        units=unit_names(),
        levels=cognitive_names(),
        grades=difficulty_names(),
        here=HERE,
    )


@pages.post("/admin/templates/{template_id}")
async def change_template_page(request: Request, template_id: UUID, actor: BankAdmin, db: Db) -> Response:
    data = await form_data(request)
    row = await queries.template(db, org_of(actor), template_id)
    form = editing.form(data, Blueprint.model_validate(row.blueprint))
    await service.change(db, actor, template_id, form, version=version_of(data))
    return redirect(request, f"{HERE}/{template_id}", toast=_("Saved."))


@pages.get("/admin/templates/{template_id}/try")
async def try_template_page(
    request: Request, template_id: UUID, actor: BankAdmin, db: Db, seed: Seed = None
) -> Response:
    """A paper for a look; where there is none, why."""
    row = await queries.template(db, org_of(actor), template_id)
    shown, made, shortage = None, None, None
    try:
        made = await service.generate_paper(db, org_of(actor), row, seed=seed)
        shown = views.paper(made.snapshot)
    except BankTooSmall as error:
        shortage = error.shortage
    return render(
        request,
        "mathvidya/papers/try.html",
        row=row,
        made=made,
        shown=shown,
        shortage=shortage,
        kinds=kind_names(),
        units=unit_names(),
        levels=cognitive_names(),
        difficulties=difficulty_names(),
        here=HERE,
    )
