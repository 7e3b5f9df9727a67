"""Veritas put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path

from fastapi import APIRouter

from assay.apps.veritas import cli, permissions
from assay.apps.veritas.analysis import jobs as analysis_jobs
from assay.apps.veritas.analysis import routes as analysis
from assay.apps.veritas.dashboards import jobs as dashboard_jobs
from assay.apps.veritas.dashboards import routes as dashboards
from assay.apps.veritas.exams import routes as exams
from assay.apps.veritas.grading import jobs as grading_jobs
from assay.apps.veritas.grading import routes as grading
from assay.apps.veritas.items import jobs as item_jobs
from assay.apps.veritas.items import routes as items
from assay.apps.veritas.live import routes as live
from assay.apps.veritas.monitoring import jobs as monitoring_jobs
from assay.apps.veritas.monitoring import routes as monitoring
from assay.apps.veritas.people import routes as people
from assay.apps.veritas.permissions import Permission
from assay.apps.veritas.records import routes as records
from assay.apps.veritas.retention import jobs as retention_jobs
from assay.apps.veritas.retention import routes as retention
from assay.apps.veritas.review import routes as review
from assay.apps.veritas.similarity import jobs as similarity_jobs
from assay.apps.veritas.similarity import routes as similarity
from assay.apps.veritas.sitting import jobs as sitting_jobs
from assay.apps.veritas.sitting import routes as sitting
from assay.kernel.module import AppModule, NavItem

_api, _pages = APIRouter(), APIRouter()
for _part in (
    people,
    exams,
    sitting,
    grading,
    review,
    analysis,
    monitoring,
    live,
    items,
    similarity,
    dashboards,
    retention,
    records,
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
            grading_jobs,
            analysis_jobs,
            monitoring_jobs,
            item_jobs,
            similarity_jobs,
            dashboard_jobs,
            retention_jobs,
        )
        for handler in part.HANDLERS
    ],
    periodic=[
        *sitting_jobs.PERIODIC,
        *monitoring_jobs.PERIODIC,
        *dashboard_jobs.PERIODIC,
        *retention_jobs.PERIODIC,
    ],
    roles=permissions.ROLES,
    templates=Path(__file__).parent / "templates",
    static=Path(__file__).parent / "static",
    cli=cli.app,
    nav=[
        NavItem("Overview", "/veritas/student", Permission.SIT),
        NavItem("Your exams", "/veritas/student/exams", Permission.SIT),
        NavItem("Your desk", "/veritas/teacher", Permission.EXAM_READ),
        NavItem("Exams", "/veritas/teacher/exams", Permission.EXAM_READ),
        NavItem("Cases", "/veritas/teacher/cases", Permission.EXAM_READ),
        NavItem("Students", "/veritas/admin/students", Permission.PEOPLE_MANAGE),
        NavItem("Accommodations", "/veritas/admin/accommodations", Permission.PEOPLE_MANAGE),
        NavItem("Retention", "/veritas/admin/retention", Permission.RETENTION_RUN),
        NavItem("Audit log", "/veritas/admin/audit", Permission.AUDIT_READ),
    ],
)
