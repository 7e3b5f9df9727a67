"""Reports over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.permissions import Permission
from assay.apps.exportsathi.reports import making, page_routes, printing, service, streams
from assay.apps.exportsathi.reports.forms import (
    AnswerForm,
    AskedOut,
    CodeForm,
    ProgressOut,
    ReportForm,
    ReportLine,
    ReportOut,
    ReportsOut,
)
from assay.kernel.db.session import Db
from assay.kernel.files import attachment
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.sse import EventStream, still_may

api = APIRouter()
pages = page_routes.pages

HERE = "/api/v1/exportsathi/reports"
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
IfMatch = Annotated[str | None, Header()]


def _asked(row: Report, response: Response) -> AskedOut:
    here = f"{HERE}/{row.report_id}"
    response.headers["ETag"] = etag_of(row.version)
    response.headers["Location"] = here
    return AskedOut(report_id=row.report_id, status=row.status, events=f"{here}/events", version=row.version)


@api.get("/reports")
async def list_reports(actor: Exporter, db: Db, after: str | None = None, limit: int = 50) -> ReportsOut:
    """Your reports, the newest first; `next` is the cursor of the following page."""
    page = await service.reports(db, actor, after=after, limit=limit)
    under_way = await service.jobs_of(db, page.items)
    items = [ReportLine.of(row, under_way.get(row.report_id)) for row in page.items]
    return ReportsOut(items=items, next=page.next)


@api.post("/reports", status_code=202)
async def ask_report(
    form: ReportForm, actor: Exporter, db: Db, response: Response, _once: Idempotent
) -> AskedOut:
    """Ask for a report on a product and a country. It is made in the background, in seconds.

    404 before you described your business; 422 names the field of what cannot be.
    """
    return _asked(await service.ask(db, actor, form), response)


@api.get("/reports/{report_id}")
async def get_report(report_id: UUID, actor: Exporter, db: Db, response: Response) -> ReportOut:
    """The whole report; sections that are not made yet are not in it."""
    found = await service.own(db, actor, report_id)
    response.headers["ETag"] = etag_of(found.version)
    return ReportOut.of(found, await service.job_of(db, found))


@api.get("/reports/{report_id}/status")
async def report_status(report_id: UUID, actor: Exporter, db: Db) -> ProgressOut:
    """How far the report is, by section."""
    found = await service.own(db, actor, report_id)
    return ProgressOut.of(found, await service.job_of(db, found), making.total(found))


@api.get("/reports/{report_id}/events", status_code=200, response_class=EventStream, responses=STREAM)
async def report_events(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The same as server-sent events: `progress` with every section, then `completed` or `failed`."""
    await service.own(db, actor, report_id)
    messages = streams.progress(request.app.state.database, actor, report_id)
    return EventStream(messages, permitted=still_may(request, Permission.EXPORT))


@api.get("/reports/{report_id}/pdf", response_class=Response)
async def report_pdf(report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The report on paper. 409 while it is being made."""
    view = await service.view(db, actor, report_id)
    headers = {
        "Content-Disposition": attachment(f"{view.report.product[:60]}.pdf"),
        "Cache-Control": "private, no-store",
    }
    made = await printing.printed(view)
    await service.printed(db, view.report)
    return Response(made, media_type="application/pdf", headers=headers)


@api.put("/reports/{report_id}/hs-code", status_code=202)
async def put_code(
    report_id: UUID,
    form: CodeForm,
    actor: Exporter,
    db: Db,
    response: Response,
    if_match: IfMatch = None,
) -> AskedOut:
    """Go by your own code, six or eight digits, for a reason. The report is made anew.

    422 for a code that the nomenclature does not hold.
    """
    changed = await service.override(db, actor, report_id, form, version=check_if_match(if_match))
    return _asked(changed, response)


@api.post("/reports/{report_id}/answer", status_code=202)
async def answer_question(
    report_id: UUID,
    form: AnswerForm,
    actor: Exporter,
    db: Db,
    response: Response,
    _once: Idempotent,
    if_match: IfMatch = None,
) -> AskedOut:
    """Answer the question that the report asks about the product. The report is made anew."""
    changed = await service.answer(db, actor, report_id, form, version=check_if_match(if_match))
    return _asked(changed, response)


@api.post("/reports/{report_id}/remake", status_code=202)
async def remake_report(
    report_id: UUID,
    actor: Exporter,
    db: Db,
    response: Response,
    _once: Idempotent,
    if_match: IfMatch = None,
) -> AskedOut:
    """Make the report anew with the facts of today."""
    return _asked(await service.remake(db, actor, report_id, version=check_if_match(if_match)), response)


@api.delete("/reports/{report_id}", status_code=204)
async def delete_report(report_id: UUID, actor: Exporter, db: Db) -> None:
    """Take a report away with all that belongs to it."""
    await service.remove(db, actor, report_id)
