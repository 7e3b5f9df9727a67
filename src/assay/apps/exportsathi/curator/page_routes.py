"""Pages of the curator: the board of what needs a look, facts, files."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Curator
from assay.apps.exportsathi.curator import files, inputs, queries, service, views
from assay.apps.exportsathi.curator.forms import FORMS, ImportForm, column_of, form_of, table_of
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.sources import queries as sources
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.errors import Invalid, NotFound, TooLarge
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()
HERE = "/exportsathi/curator"
SHOWN = 15
"""Sources on the board; the page of sources has them all."""
UPLOAD = files.LARGEST + 100_000


@pages.get("/curator")
async def board_page(request: Request, actor: Curator, db: Db) -> Response:
    board = await service.staleness(db, actor)
    return render(
        request,
        "exportsathi/curator/board.html",
        board=board,
        bars=views.bars(board),
        kinds=views.kind_names(),
        shown=SHOWN,
        here=HERE,
    )


@pages.post("/curator/packs")
async def load_packs_page(request: Request, actor: Curator, db: Db) -> Response:
    """Put in what comes with ExportSathi."""
    loaded = await facts.load(db, actor)
    said = _("%(facts)s facts and %(sources)s sources were added.")
    return redirect(request, HERE, toast=said % {"facts": loaded.total, "sources": loaded.sources})


@pages.get("/curator/facts")
async def facts_page(request: Request, actor: Curator, db: Db) -> Response:
    given = dict(request.query_params)
    page = await queries.listed(
        db,
        org_of(actor),
        facts.today(),
        kind=given.get("kind", "")[:40],
        standing=given.get("standing", "")[:40],
        words=given.get("words", "")[:200],
        source_id=given.get("source_id", "")[:80],
        after=given.get("after"),
        limit=25,
    )
    return render(
        request,
        "exportsathi/curator/facts.html",
        block="rows",
        page=page,
        given=given,
        counts=await queries.kinds(db, org_of(actor)),
        kinds=views.kind_names(),
        standings=views.standing_names(),
        tones=views.TONES,
        tables=views.table_names(),
        small=[(one.value, views.kind_names()[one.value]) for one in Kind],
        first="after" not in given,
        here=HERE,
    )


@pages.get("/curator/facts/new")
async def new_fact_page(
    request: Request, actor: Curator, db: Db, table: str = "rules", kind: str = ""
) -> Response:
    """`kind`: of a small fact, so that its value is asked for part by part."""
    if table not in FORMS:
        raise NotFound(_("There is no such table of facts."))
    chosen = Kind(kind) if table == "small" and kind in {one.value for one in Kind} else None
    return await _editor(request, actor, db, table, None, chosen)


@pages.post("/curator/facts")
async def add_fact_page(request: Request, actor: Curator, db: Db) -> Response:
    row = await service.add(db, actor, inputs.read(await form_data(request)))
    return redirect(request, f"{HERE}/facts/{row.fact_id}", toast=_("The fact is added."))


@pages.get("/curator/facts/{fact_id}")
async def fact_page(request: Request, fact_id: UUID, actor: Curator, db: Db) -> Response:
    org_id = org_of(actor)
    row = await queries.fact(db, org_id, fact_id)
    form = form_of(row)
    return render(
        request,
        "exportsathi/curator/fact.html",
        told=await views.out(db, row),
        row=row,
        key=views.title_of(form),
        shown=views.shown(form),
        source=await sources.source(db, org_id, row.source_id),
        versions=await queries.versions(db, org_id, row, [column_of(name) for name in form.KEY]),
        standings=views.standing_names(),
        tones=views.TONES,
        here=HERE,
    )


@pages.get("/curator/facts/{fact_id}/edit")
async def edit_fact_page(request: Request, fact_id: UUID, actor: Curator, db: Db) -> Response:
    row = await queries.fact(db, org_of(actor), fact_id)
    return await _editor(request, actor, db, table_of(row), row)


@pages.post("/curator/facts/{fact_id}")
async def change_fact_page(request: Request, fact_id: UUID, actor: Curator, db: Db) -> Response:
    data = await form_data(request)
    row = await service.change(db, actor, fact_id, inputs.read(data), version=version_of(data))
    return redirect(request, f"{HERE}/facts/{row.fact_id}", toast=_("The new row follows the old one."))


@pages.post("/curator/facts/{fact_id}/withdraw")
async def withdraw_fact_page(request: Request, fact_id: UUID, actor: Curator, db: Db) -> Response:
    version = version_of(await form_data(request))
    await service.withdraw(db, actor, fact_id, version=version)
    return redirect(request, f"{HERE}/facts/{fact_id}", toast=_("It is used for no day any longer."))


@pages.get("/curator/imports")
async def import_page(request: Request, actor: Curator, db: Db) -> Response:
    return render(
        request,
        "exportsathi/curator/import.html",
        found=None,
        tables=views.table_names(),
        columns={name: files.columns_of(name) for name in FORMS},
        sources=await _sources(actor, db),
        here=HERE,
    )


@pages.post("/curator/imports", max_body_size=UPLOAD)
async def import_file_page(request: Request, actor: Curator, db: Db) -> Response:
    sent = await form_data(request)
    file = sent.pop("file", None)
    if isinstance(file, str | list) or file is None or not file.filename:
        raise Invalid(fields={"file": _("Choose a file.")})
    data = await file.read(files.LARGEST + 1)
    if len(data) > files.LARGEST:
        raise TooLarge(_("The file is larger than 10 MB. Split it."))
    form = parse(ImportForm, {name: value for name, value in sent.items() if value != ""})
    return render(
        request,
        "exportsathi/curator/import.html",
        block="outcome",
        found=await service.take_in(db, actor, form, data),
        tables=views.table_names(),
        columns={name: files.columns_of(name) for name in FORMS},
        sources=await _sources(actor, db),
        here=HERE,
    )


async def _sources(actor: Curator, db: Db) -> list[tuple[str, str]]:
    rows = await sources.all_of(db, org_of(actor))
    return [(row.source_id, f"{row.title} ({row.publisher})") for row in rows]


async def _editor(
    request: Request, actor: Curator, db: Db, table: str, row: Any, kind: Kind | None = None
) -> Response:
    return render(
        request,
        "exportsathi/curator/fact_edit.html",
        row=row,
        table=table,
        tables=views.table_names(),
        inputs=inputs.inputs(table, form_of(row) if row else None, kind),
        sources=await _sources(actor, db),
        today=facts.today(),
        here=HERE,
    )
