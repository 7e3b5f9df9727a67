"""Sources over HTTP and as pages: add, describe, check against the original, end."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from assay.apps.exportsathi.actors import Curator
from assay.apps.exportsathi.curator import queries as facts
from assay.apps.exportsathi.curator import service as curator
from assay.apps.exportsathi.facts.service import today
from assay.apps.exportsathi.sources import queries, service
from assay.apps.exportsathi.sources.forms import CheckForm, EndForm, KeptSourceOut, NewSourceForm, SourceForm
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()
HERE = "/exportsathi/curator/sources"
IfMatch = Annotated[str | None, Header()]


@api.get("/curator/sources")
async def list_sources(
    actor: Curator,
    db: Db,
    words: Annotated[str, Query(max_length=200)] = "",
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Sources by their ids, as they stand today."""
    page = await queries.sources(db, org_of(actor), words=words, after=after, limit=limit)
    return {"items": [KeptSourceOut.kept(row, today()) for row in page.items], "next": page.next}


@api.post("/curator/sources", status_code=201)
async def add_source(
    form: NewSourceForm, actor: Curator, db: Db, response: Response, _once: Idempotent
) -> KeptSourceOut:
    return _told(await service.make(db, actor, form), response)


@api.get("/curator/sources/{source_id}")
async def get_source(source_id: str, actor: Curator, db: Db, response: Response) -> KeptSourceOut:
    return _told(await queries.source(db, org_of(actor), source_id), response)


@api.put("/curator/sources/{source_id}")
async def change_source(
    source_id: str, form: SourceForm, actor: Curator, db: Db, response: Response, if_match: IfMatch = None
) -> KeptSourceOut:
    """Correct how it is described. `If-Match` carries the version you saw."""
    row = await service.change(db, actor, source_id, form, version=check_if_match(if_match))
    return _told(row, response)


@api.post("/curator/sources/{source_id}/check")
async def check_source(
    source_id: str, form: CheckForm, actor: Curator, db: Db, response: Response, if_match: IfMatch = None
) -> KeptSourceOut:
    """Somebody compared it with the original on a day, with `facts_too` the facts that stand on it."""
    version = check_if_match(if_match)
    row, _number = await curator.check_source(db, actor, source_id, form, version=version)
    return _told(row, response)


@api.post("/curator/sources/{source_id}/end")
async def end_source(
    source_id: str, form: EndForm, actor: Curator, db: Db, response: Response, if_match: IfMatch = None
) -> KeptSourceOut:
    """Its last day. What stands on it is expired after that."""
    return _told(await service.end(db, actor, source_id, form, version=check_if_match(if_match)), response)


def _told(row: Any, response: Response) -> KeptSourceOut:
    response.headers["ETag"] = etag_of(row.version)
    return KeptSourceOut.kept(row, today())


@pages.get("/curator/sources")
async def sources_page(
    request: Request, actor: Curator, db: Db, words: str = "", after: str | None = None
) -> Response:
    page = await queries.sources(db, org_of(actor), words=words[:200], after=after, limit=25)
    return render(
        request,
        "exportsathi/curator/sources.html",
        block="rows",
        rows=[KeptSourceOut.kept(row, today()) for row in page.items],
        words=words,
        next=page.next,
        first=after is None,
        here=HERE,
    )


@pages.get("/curator/sources/new")
async def new_source_page(request: Request, _actor: Curator) -> Response:
    return render(request, "exportsathi/curator/source_edit.html", row=None, values={}, here=HERE)


@pages.post("/curator/sources")
async def add_source_page(request: Request, actor: Curator, db: Db) -> Response:
    row = await service.make(db, actor, parse(NewSourceForm, _sent(await form_data(request))))
    return redirect(request, f"{HERE}/{row.source_id}", toast=_("The source is added."))


@pages.get("/curator/sources/{source_id}")
async def source_page(request: Request, source_id: str, actor: Curator, db: Db) -> Response:
    org_id = org_of(actor)
    row = await queries.source(db, org_id, source_id)
    page = await facts.listed(db, org_id, today(), source_id=source_id, limit=25)
    return render(
        request,
        "exportsathi/curator/source.html",
        row=KeptSourceOut.kept(row, today()),
        facts=page.items,
        more=page.next is not None,
        today=today(),
        here=HERE,
    )


@pages.get("/curator/sources/{source_id}/edit")
async def edit_source_page(request: Request, source_id: str, actor: Curator, db: Db) -> Response:
    row = await queries.source(db, org_of(actor), source_id)
    values = {name: getattr(row, name) or "" for name in SourceForm.model_fields}
    return render(request, "exportsathi/curator/source_edit.html", row=row, values=values, here=HERE)


@pages.post("/curator/sources/{source_id}")
async def change_source_page(request: Request, source_id: str, actor: Curator, db: Db) -> Response:
    data = await form_data(request)
    form = parse(SourceForm, _sent(data))
    await service.change(db, actor, source_id, form, version=version_of(data))
    return redirect(request, f"{HERE}/{source_id}", toast=_("Saved."))


@pages.post("/curator/sources/{source_id}/check")
async def check_source_page(request: Request, source_id: str, actor: Curator, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CheckForm, _sent(data) | {"facts_too": data.get("facts_too") == "true"})
    _row, number = await curator.check_source(db, actor, source_id, form, version=version_of(data))
    said = ngettext("Written down, with %(num)d fact.", "Written down, with %(num)d facts.", number)
    toast = said % {"num": number} if number else _("Written down.")
    return redirect(request, f"{HERE}/{source_id}", toast=toast)


@pages.post("/curator/sources/{source_id}/end")
async def end_source_page(request: Request, source_id: str, actor: Curator, db: Db) -> Response:
    data = await form_data(request)
    await service.end(db, actor, source_id, parse(EndForm, _sent(data)), version=version_of(data))
    return redirect(request, f"{HERE}/{source_id}", toast=_("The source ends on that day."))


def _sent(data: Any) -> dict[str, Any]:
    """What was filled in, without the version."""
    return {name: value for name, value in data.items() if name != "version" and value != ""}
