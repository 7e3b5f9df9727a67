"""A code of the tariff over HTTP."""

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.nomenclature import service
from assay.apps.exportsathi.nomenclature.forms import Digits, EntryOut
from assay.kernel.db.session import Db
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/hs/{code}")
async def get_code(code: Digits, _actor: Exporter, db: Db) -> EntryOut:
    """A code of 2, 4, 6 or 8 digits: path, what lies under it, Indian lines, notes. 404 outside the list."""
    found = await service.entry(db, code)
    return EntryOut.of(found.code, found.path, found.children, found.lines, found.notes)


@pages.get("/codes/{code}")
async def code_page(request: Request, code: Digits, _actor: Exporter, db: Db) -> Response:
    return render(request, "exportsathi/nomenclature/code.html", found=await service.entry(db, code))
