"""Pages of reports: the list with the form for a new one, and a report with its parts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.documents import service as documents
from assay.apps.exportsathi.models.reports import ReportStatus
from assay.apps.exportsathi.profiles import service as profiles
from assay.apps.exportsathi.reports import making, rules, service, views
from assay.apps.exportsathi.reports.forms import (
    INCOTERMS,
    AnswerForm,
    CodeForm,
    ProgressOut,
    ReportForm,
    ReportLine,
)
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render, wants_fragment

pages = APIRouter()

HERE = "/exportsathi/reports"
PAGE = 20


@pages.get("/reports")
async def reports_page(request: Request, actor: Exporter, db: Db, after: str | None = None) -> Response:
    profile = await profiles.find(db, actor)
    page = await service.reports(db, actor, after=after, limit=PAGE)
    under_way = await service.jobs_of(db, page.items)
    return render(
        request,
        "exportsathi/reports/list.html",
        profile=profile,
        reports=[ReportLine.of(row, under_way.get(row.report_id)) for row in page.items],
        next=page.next,
        first=after is None,
        here=HERE,
        countries=views.countries(),
        names=rules.countries(),
        incoterms=[(one, one) for one in INCOTERMS],
        modes=views.modes(),
        attributes=views.attributes(),
        verdicts=views.verdicts(),
        kinds=views.kinds(),
        kind=views.usual_kind(profile) if profile else "goods",
    )


@pages.post("/reports")
async def ask_on_page(request: Request, actor: Exporter, db: Db) -> Response:
    form = parse(ReportForm, _typed(await form_data(request)))
    report = await service.ask(db, actor, form)
    return redirect(request, f"{HERE}/{report.report_id}")


@pages.get("/reports/{report_id}")
async def report_page(
    request: Request, report_id: UUID, actor: Exporter, db: Db, part: str = "overview"
) -> Response:
    """A report by its parts; while it is being made, how far it is."""
    report = await service.own(db, actor, report_id)
    if report.status is not ReportStatus.COMPLETED:
        progress = ProgressOut.of(report, await service.job_of(db, report), making.total(report))
        return render(
            request,
            "exportsathi/reports/waiting.html",
            block="progress",
            report=report,
            country=rules.countries().get(report.destination, report.destination),
            progress=progress,
            here=f"{HERE}/{report_id}",
            list=HERE,
        )
    if wants_fragment(
        request
    ):  # the page that waited: what comes now is another page, not a part of that one
        return redirect(request, f"{HERE}/{report_id}")
    view = await service.view(db, actor, report_id)
    shown = part if part in views.parts(view) else "overview"
    return render(
        request,
        "exportsathi/reports/detail.html",
        view=view,
        part=shown,
        tabs=views.tabs(view, shown, f"{HERE}/{report_id}"),
        cited=views.cited(view, shown),
        numbers=views.numbers(view),
        verdict=views.verdict(view),
        states=views.states(),
        sections=views.worked(view, shown),
        days=views.days(view) if shown == "plan" else (),
        onward=views.onward(view, shown),
        shipments=await documents.of_report(db, actor, report_id) if shown == "documents" else (),
        here=f"{HERE}/{report_id}",
        api=f"/api/v1/exportsathi/reports/{report_id}",
        list=HERE,
    )


@pages.post("/reports/{report_id}/code")
async def code_on_page(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CodeForm, {name: value for name, value in data.items() if name != "version"})
    await service.override(db, actor, report_id, form, version=version_of(data))
    return redirect(request, f"{HERE}/{report_id}", toast=_("The report is made anew with your code."))


@pages.post("/reports/{report_id}/answer")
async def answer_on_page(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(AnswerForm, {name: value for name, value in data.items() if name != "version"})
    await service.answer(db, actor, report_id, form, version=version_of(data))
    return redirect(request, f"{HERE}/{report_id}")


@pages.post("/reports/{report_id}/remake")
async def remake_on_page(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    await service.remake(db, actor, report_id, version=version_of(await form_data(request)))
    return redirect(request, f"{HERE}/{report_id}")


@pages.post("/reports/{report_id}/shipment")
async def begin_shipment(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    """A shipment that begins with what the report says."""
    made = await service.begin_shipment(db, actor, report_id)
    return redirect(request, f"/exportsathi/documents/{made.shipment_id}/edit")


@pages.post("/reports/{report_id}/delete")
async def remove_on_page(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    await service.remove(db, actor, report_id)
    return redirect(request, HERE, toast=_("The report is gone."))


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the page sends, without what was left empty; one attribute or several."""
    found = {name: value for name, value in data.items() if value not in ("", [])}
    chosen = found.pop("attributes", [])
    return found | {"attributes": [chosen] if isinstance(chosen, str) else chosen}
