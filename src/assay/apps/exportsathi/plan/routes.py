"""The seven days of a report: over HTTP, as a calendar, on paper; and the letter to the bank."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.plan import printing, service
from assay.apps.exportsathi.plan.forms import PlanOut, TickForm
from assay.kernel import pdf
from assay.kernel.db.session import Db
from assay.kernel.files import attachment
from assay.kernel.web.forms import form_data
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect

api = APIRouter()
pages = APIRouter()

PDF, TEXT, CALENDAR = "application/pdf", "text/plain; charset=utf-8", "text/calendar; charset=utf-8"


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": attachment(name), "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)


@api.get("/reports/{report_id}/action-plan")
async def get_plan(report_id: UUID, actor: Exporter, db: Db) -> PlanOut:
    """Seven working days: tasks in an order in which they can be done, and what takes longer. 409 while the
    report is being made."""
    return (await service.of_report(db, actor, report_id))[1]


@api.put("/reports/{report_id}/action-plan/{task_id}")
async def put_task(report_id: UUID, task_id: str, form: TickForm, actor: Exporter, db: Db) -> PlanOut:
    """Check a task off, or take that back."""
    return await service.tick(db, actor, report_id, task_id, done=form.done)


@api.get("/reports/{report_id}/action-plan.ics", response_class=Response)
async def plan_calendar(report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The plan as a calendar file (iCalendar)."""
    return _file(await service.calendar(db, actor, report_id), CALENDAR, "export-plan.ics")


@api.get("/reports/{report_id}/action-plan.pdf", response_class=Response)
async def plan_pdf(report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The plan on paper."""
    report, plan = await service.of_report(db, actor, report_id)
    country = report.report_data["destination"]["name"]
    made = printing.plan_document(plan, report.product, country, report.completed_at or report.created_at)
    return _file(await pdf.render_in_thread(made), PDF, "export-plan.pdf")


@api.get("/reports/{report_id}/ad-code-letter.pdf", response_class=Response)
async def letter_pdf(report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The letter that asks your bank for its AD code letter."""
    made = printing.letter_document(await service.letter(db, actor, report_id))
    return _file(await pdf.render_in_thread(made), PDF, "ad-code-letter.pdf")


@api.get("/reports/{report_id}/ad-code-letter.txt", response_class=Response)
async def letter_text(report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The same letter as text, for an e-mail."""
    letter = await service.letter(db, actor, report_id)
    return _file(letter.text().encode(), TEXT, "ad-code-letter.txt")


@pages.post("/reports/{report_id}/plan/{task_id}")
async def tick_on_page(request: Request, report_id: UUID, task_id: str, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    await service.tick(db, actor, report_id, task_id, done=data.get("done") == "true")
    return redirect(request, f"/exportsathi/reports/{report_id}?part=plan", toast=_("Saved."))
