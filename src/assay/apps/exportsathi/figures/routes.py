"""Figures over HTTP and on a page."""

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Curator, Exporter
from assay.apps.exportsathi.figures import service
from assay.apps.exportsathi.figures.forms import MetricsOut, OverallOut
from assay.kernel.db.session import Db
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/metrics")
async def get_metrics(actor: Exporter, db: Db) -> MetricsOut:
    """What you did so far."""
    return await service.own(db, actor)


@api.get("/curator/metrics")
async def get_overall(actor: Curator, db: Db) -> OverallOut:
    """What the exporters of the organisation did, together."""
    return await service.overall(db, actor)


@pages.get("/figures")
async def figures_page(request: Request, actor: Exporter, db: Db) -> Response:
    return render(request, "exportsathi/figures/page.html", found=await service.own(db, actor))
