"""Veritas put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path

from fastapi import APIRouter

from assay.apps.veritas import cli, permissions
from assay.apps.veritas.analysis import jobs as analysis_jobs
from assay.apps.veritas.analysis import routes as analysis
from assay.apps.veritas.monitoring import jobs as monitoring_jobs
from assay.apps.veritas.monitoring import routes as monitoring
from assay.apps.veritas.people import routes as people
from assay.apps.veritas.permissions import Permission
from assay.apps.veritas.sitting import jobs as sitting_jobs
from assay.apps.veritas.sitting import routes as sitting
from assay.kernel.module import AppModule, NavItem

_api, _pages = APIRouter(), APIRouter()
for _part in (
    people,
    sitting,
    analysis,
    monitoring,
):
    _api.include_router(_part.api, prefix="/api/v1/veritas", tags=["veritas"])
    _pages.include_router(_part.pages, prefix="/veritas", include_in_schema=False)

module = AppModule(
    name="veritas",
    title="Veritas",
    summary="Proctored exams: no answer is lost, the record proves itself, people decide.",
    api=_api,
    pages=_pages,
    jobs=[
        handler
        for part in (
            sitting_jobs,
            analysis_jobs,
            monitoring_jobs,
        )
        for handler in part.HANDLERS
    ],
    periodic=[*sitting_jobs.PERIODIC, *monitoring_jobs.PERIODIC],
    roles=permissions.ROLES,
    templates=Path(__file__).parent / "templates",
    static=Path(__file__).parent / "static",
    cli=cli.app,
    nav=[
        NavItem("Your exams", "/veritas/student/exams", Permission.SIT),
        NavItem("Students", "/veritas/admin/students", Permission.PEOPLE_MANAGE),
        NavItem("Accommodations", "/veritas/admin/accommodations", Permission.PEOPLE_MANAGE),
    ],
)
