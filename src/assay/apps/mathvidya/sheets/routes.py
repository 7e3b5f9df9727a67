"""Answer pages over HTTP: announce, confirm, look, and the student's page."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import StreamingResponse

from assay.apps.mathvidya.actors import Student, Teacher
from assay.apps.mathvidya.sheets import service, uploading, views
from assay.apps.mathvidya.sheets.forms import (
    AcceptForm,
    AnnouncedOut,
    OrderForm,
    PresignForm,
    SheetOut,
    SheetsOut,
)
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.files import get_store
from assay.kernel.files.s3 import S3Store
from assay.kernel.files.sniff import JPEG
from assay.kernel.web.middleware import policy_with
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()
Databases = Annotated[Database, Depends(get_database)]

PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@api.get("/exams/{exam_id}/sheets")
async def get_sheets(exam_id: UUID, actor: Student, db: Db) -> SheetsOut:
    """All pages of the exam, and what is left to do."""
    return views.sheets_out(await service.pages(db, actor, exam_id))


@api.post("/exams/{exam_id}/sheets/presign", status_code=201)
async def presign(
    exam_id: UUID, form: PresignForm, actor: Student, database: Databases, response: Response
) -> AnnouncedOut:
    """Announce a file; `upload` says how to send it. What has arrived before is answered with 200."""
    made = await uploading.announce(database, get_store(), actor, exam_id, form)
    if made.request is None:
        response.status_code = 200
    return views.announced_out(made)


@api.post("/exams/{exam_id}/sheets/{sheet_id}/confirm")
async def confirm(exam_id: UUID, sheet_id: UUID, actor: Student, database: Databases) -> list[SheetOut]:
    """The file was sent: it is measured, kept and looked at. The pages it holds; `stored` ones still wait."""
    made = await uploading.confirm(database, get_store(), actor, exam_id, sheet_id)
    return [views.sheet_out(one) for one in made]


@api.post("/exams/{exam_id}/sheets/{sheet_id}/accept")
async def accept(exam_id: UUID, sheet_id: UUID, form: AcceptForm, actor: Student, db: Db) -> SheetOut:
    """The student has seen the page. 409 names in `findings` what has to be acknowledged with it."""
    return views.sheet_out(await service.accept(db, actor, exam_id, sheet_id, form))


@api.post("/exams/{exam_id}/sheets/{sheet_id}/turn")
async def turn(exam_id: UUID, sheet_id: UUID, actor: Student, db: Db) -> SheetOut:
    """Turn the page by a quarter, clockwise."""
    return views.sheet_out(await service.turn(db, actor, exam_id, sheet_id))


@api.put("/exams/{exam_id}/sheets/reorder")
async def reorder(exam_id: UUID, form: OrderForm, actor: Student, db: Db) -> SheetsOut:
    """Put the pages in this order."""
    await service.reorder(db, actor, exam_id, form)
    return views.sheets_out(await service.pages(db, actor, exam_id))


@api.delete("/exams/{exam_id}/sheets/{sheet_id}", status_code=204)
async def remove(exam_id: UUID, sheet_id: UUID, actor: Student, db: Db) -> None:
    """Take a page out. It stays in the record and is not marked."""
    await service.remove(db, actor, exam_id, sheet_id)


@api.get("/student/sheets/{sheet_id}/image", response_class=StreamingResponse)
async def own_image(sheet_id: UUID, actor: Student, db: Db) -> StreamingResponse:
    """The picture of an own page, upright as far as was known; `rotation` of the page is not applied."""
    return _jpeg(await service.picture_key(db, actor, sheet_id, to_mark=False))


@api.get("/sheets/{sheet_id}/image", response_class=StreamingResponse)
async def image(sheet_id: UUID, actor: Teacher, db: Db) -> StreamingResponse:
    """The picture of a page that is the teacher's to mark; `rotation` of the page is not applied."""
    return _jpeg(await service.picture_key(db, actor, sheet_id, to_mark=True))


@pages.get("/student/exams/{exam_id}/pages")
async def pages_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    """Photograph, send, look, confirm."""
    found = await service.pages(db, actor, exam_id)
    store = get_store()
    policy = {"Content-Security-Policy": policy_with(store.origin)} if isinstance(store, S3Store) else None
    return render(
        request,
        "mathvidya/sheets/pages.html",
        headers=policy,
        exam=found.exam,
        pages=found,
        out=views.sheets_out(found),
    )


def _jpeg(key: str) -> StreamingResponse:
    content: AsyncIterator[bytes] = get_store().open(key)
    return StreamingResponse(content, media_type=JPEG, headers=PRIVATE)
