"""The knowledge, for curators: take files in, see what is stale, take a document out."""

import asyncio
from dataclasses import asdict
from pathlib import PurePath
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, UploadFile

from assay.apps.exportsathi.actors import Curator
from assay.apps.exportsathi.knowledge import service
from assay.apps.exportsathi.knowledge.forms import DocumentOut, ImportedOut, ImportForm
from assay.apps.exportsathi.knowledge.reading import SUFFIXES, Kind
from assay.kernel import clock
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Db
from assay.kernel.errors import Invalid, TooLarge
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HERE = "/exportsathi/curator/knowledge"
LARGEST = 20_000_000
UPLOAD = LARGEST + 200_000


@api.get("/curator/knowledge")
async def list_documents(
    actor: Curator, db: Db, q: str = "", all_versions: bool = False, after: str | None = None
) -> dict[str, Any]:
    """The documents that answers are taken from, with how they stand today."""
    page = await service.listed(db, actor, words=q, all_versions=all_versions, after=after)
    on = day_in_india(clock.now())
    return {"items": [DocumentOut.of(one, on) for one in page.items], "next": page.next}


@api.post("/curator/knowledge", status_code=201, max_body_size=UPLOAD)
async def import_document(
    file: UploadFile, actor: Curator, db: Db, _once: Idempotent, form: Annotated[ImportForm, Query()]
) -> ImportedOut:
    """Take in a file (Markdown, HTML, CSV, PDF, text) as the next version of its source's text."""
    return await _bring(db, actor, file, form)


@api.post("/curator/knowledge/set-up", status_code=201)
async def set_up(actor: Curator, db: Db, _once: Idempotent) -> dict[str, int]:
    """Put in the pages that come with Assay, as far as they are missing."""
    return {"added": await service.set_up_own(db, actor)}


@api.post("/curator/knowledge/{document_id}/withdraw", status_code=204)
async def withdraw_document(document_id: UUID, actor: Curator, db: Db) -> None:
    """Search a document no more. What was cited from it can still be shown."""
    await service.withdraw(db, actor, document_id)


async def _bring(db: Db, actor: Curator, file: UploadFile, form: ImportForm) -> ImportedOut:
    data = await file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(_("The file is larger than 20 MB. Split it."))
    kind = form.kind or SUFFIXES.get(PurePath(file.filename or "").suffix.lower())
    if kind is None:
        raise Invalid(
            _("Say what kind of file this is."), fields={"kind": _("Cannot be told from the file's name.")}
        )
    prepared = await asyncio.to_thread(service.prepare, data, kind, form.title)
    made = await service.take_in(
        db, actor, form.source_id, prepared, valid_from=form.valid_from, valid_to=form.valid_to
    )
    return ImportedOut(**asdict(made))


@pages.get("/curator/knowledge")
async def knowledge_page(
    request: Request, actor: Curator, db: Db, q: str = "", after: str | None = None
) -> Response:
    page = await service.listed(db, actor, words=q, after=after)
    total, expired = await service.totals(db, actor)
    return render(
        request,
        "exportsathi/knowledge/list.html",
        block="rows",
        page=page,
        on=day_in_india(clock.now()),
        total=total,
        expired=expired,
        typed=q,
        first=after is None,
        here=HERE,
    )


@pages.post("/curator/knowledge/set-up")
async def set_up_page(request: Request, actor: Curator, db: Db) -> Response:
    number = await service.set_up_own(db, actor)
    return redirect(request, HERE, toast=_("%(n)s documents were added.") % {"n": number})


@pages.get("/curator/knowledge/import")
async def import_page(request: Request, _actor: Curator) -> Response:
    return render(request, "exportsathi/knowledge/import.html", kinds=list(Kind), here=HERE)


@pages.post("/curator/knowledge/import", max_body_size=UPLOAD)
async def import_file_page(request: Request, actor: Curator, db: Db) -> Response:
    data = await form_data(request)
    file = data.pop("file", None)
    if isinstance(file, str | list) or file is None or not file.filename:
        raise Invalid(_("Choose a file."), fields={"file": _("Choose a file.")})
    made = await _bring(db, actor, UploadFile(file.file, filename=file.filename), parse(ImportForm, data))
    said = _("%(n)s passages are searched now.") % {"n": made.passages}
    if made.to_machines:
        said += " " + _("%(n)s speak to machines and are never quoted.") % {"n": made.to_machines}
    return redirect(request, HERE, toast=said)


@pages.post("/curator/knowledge/{document_id}/withdraw")
async def withdraw_page(request: Request, document_id: UUID, actor: Curator, db: Db) -> Response:
    await service.withdraw(db, actor, document_id)
    return redirect(request, HERE, toast=_("It is no longer searched."))
