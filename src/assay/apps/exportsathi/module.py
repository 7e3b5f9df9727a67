"""ExportSathi put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import APIRouter

from assay.apps.exportsathi import cli, permissions
from assay.apps.exportsathi.certificates import routes as certificates
from assay.apps.exportsathi.chat import routes as chat
from assay.apps.exportsathi.classification import routes as classification
from assay.apps.exportsathi.classification.service import warm
from assay.apps.exportsathi.curator import routes as curator
from assay.apps.exportsathi.documents import routes as documents
from assay.apps.exportsathi.figures import routes as figures
from assay.apps.exportsathi.finance import routes as finance
from assay.apps.exportsathi.knowledge import routes as knowledge
from assay.apps.exportsathi.logistics import routes as logistics
from assay.apps.exportsathi.nomenclature import routes as nomenclature
from assay.apps.exportsathi.nomenclature.service import load
from assay.apps.exportsathi.permissions import Permission
from assay.apps.exportsathi.plan import routes as plan
from assay.apps.exportsathi.profiles import routes as profiles
from assay.apps.exportsathi.records import routes as records
from assay.apps.exportsathi.reports import jobs as report_jobs
from assay.apps.exportsathi.reports import routes as reports
from assay.kernel.jobs import Handler, Periodic
from assay.kernel.module import AppModule, NavItem

_FEATURES: tuple[ModuleType, ...] = (
    classification,
    nomenclature,
    profiles,
    finance,
    logistics,
    knowledge,
    chat,
    documents,
    certificates,
    plan,
    reports,
    figures,
    curator,
    records,
)
"""The `routes` of each feature."""
_JOBS: tuple[ModuleType, ...] = (report_jobs,)
"""The `jobs` of each feature."""

_api, _pages = APIRouter(), APIRouter()
for _part in _FEATURES:
    _api.include_router(_part.api, prefix="/api/v1/exportsathi", tags=["exportsathi"])
    _pages.include_router(_part.pages, prefix="/exportsathi", include_in_schema=False)

_handlers: list[Handler[Any]] = [handler for part in _JOBS for handler in part.HANDLERS]
_periodic: list[Periodic] = [one for part in _JOBS for one in getattr(part, "PERIODIC", ())]
_nav: list[NavItem] = [
    NavItem("Reports", "/exportsathi/reports", Permission.EXPORT),
    NavItem("Find a code", "/exportsathi/codes", Permission.EXPORT),
    NavItem("Money", "/exportsathi/finance", Permission.EXPORT),
    NavItem("Freight", "/exportsathi/logistics", Permission.EXPORT),
    NavItem("Documents", "/exportsathi/documents", Permission.EXPORT),
    NavItem("Ask", "/exportsathi/ask", Permission.EXPORT),
    NavItem("Your business", "/exportsathi/profile", Permission.EXPORT),
    NavItem("Knowledge", "/exportsathi/curator", Permission.KNOWLEDGE_MANAGE),
    NavItem("Facts", "/exportsathi/curator/facts", Permission.KNOWLEDGE_MANAGE),
    NavItem("Sources", "/exportsathi/curator/sources", Permission.KNOWLEDGE_MANAGE),
    NavItem("Audit log", "/exportsathi/admin/audit", Permission.AUDIT_READ),
]

module = AppModule(
    name="exportsathi",
    title="ExportSathi",
    summary="What it takes to sell a product abroad, with a source for every statement.",
    api=_api,
    pages=_pages,
    jobs=_handlers,
    periodic=_periodic,
    roles=permissions.ROLES,
    templates=Path(__file__).parent / "templates",
    static=Path(__file__).parent / "static",
    cli=cli.app,
    nav=_nav,
    reference=load,
    warm=warm,
)
