"""Mathvidya put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import APIRouter

from assay.apps.mathvidya import cli, permissions
from assay.apps.mathvidya.analytics import jobs as analytics_jobs
from assay.apps.mathvidya.analytics import routes as analytics
from assay.apps.mathvidya.bank import routes as bank
from assay.apps.mathvidya.config import routes as config
from assay.apps.mathvidya.desk import routes as desk
from assay.apps.mathvidya.evaluations import jobs as evaluation_jobs
from assay.apps.mathvidya.evaluations import routes as evaluations
from assay.apps.mathvidya.exams import routes as exams
from assay.apps.mathvidya.leaderboard import jobs as leaderboard_jobs
from assay.apps.mathvidya.leaderboard import routes as leaderboard
from assay.apps.mathvidya.marking import routes as marking
from assay.apps.mathvidya.notices import routes as notices
from assay.apps.mathvidya.papers import routes as papers
from assay.apps.mathvidya.parents import routes as parents
from assay.apps.mathvidya.people import routes as people
from assay.apps.mathvidya.permissions import Permission
from assay.apps.mathvidya.plans import jobs as plan_jobs
from assay.apps.mathvidya.plans import routes as plans
from assay.apps.mathvidya.quality import jobs as quality_jobs
from assay.apps.mathvidya.quality import routes as quality
from assay.apps.mathvidya.records import routes as records
from assay.apps.mathvidya.results import jobs as result_jobs
from assay.apps.mathvidya.results import routes as results
from assay.apps.mathvidya.sheets import jobs as sheet_jobs
from assay.apps.mathvidya.sheets import routes as sheets
from assay.apps.mathvidya.submission import jobs as submission_jobs
from assay.apps.mathvidya.submission import routes as submission
from assay.kernel.jobs import Handler, Periodic
from assay.kernel.module import AppModule, NavItem

_FEATURES: tuple[ModuleType, ...] = (
    config,
    people,
    notices,
    plans,
    bank,
    papers,
    exams,
    sheets,
    evaluations,
    submission,
    marking,
    quality,
    results,
    analytics,
    leaderboard,
    parents,
    desk,
    records,
)
"""The `routes` of each feature."""
_JOBS: tuple[ModuleType, ...] = (
    plan_jobs,
    sheet_jobs,
    evaluation_jobs,
    submission_jobs,
    quality_jobs,
    result_jobs,
    leaderboard_jobs,
    analytics_jobs,
)
"""The `jobs` of each feature."""

_api, _pages = APIRouter(), APIRouter()
for _part in _FEATURES:
    _api.include_router(_part.api, prefix="/api/v1/mathvidya", tags=["mathvidya"])
    _pages.include_router(_part.pages, prefix="/mathvidya", include_in_schema=False)

_handlers: list[Handler[Any]] = [handler for part in _JOBS for handler in part.HANDLERS]
_periodic: list[Periodic] = [one for part in _JOBS for one in getattr(part, "PERIODIC", ())]
_nav: list[NavItem] = [
    NavItem("Your exams", "/mathvidya/student/exams", Permission.EXAM_TAKE),
    NavItem("Your progress", "/mathvidya/student/progress", Permission.EXAM_TAKE),
    NavItem("Leaderboard", "/mathvidya/student/leaderboard", Permission.EXAM_TAKE),
    NavItem("Your plan", "/mathvidya/student/plan", Permission.EXAM_TAKE),
    NavItem("Your profile", "/mathvidya/student/profile", Permission.EXAM_TAKE),
    NavItem("Your children", "/mathvidya/parent", Permission.CHILD_READ),
    NavItem("Your scripts", "/mathvidya/teacher", Permission.MARK),
    NavItem("Overview", "/mathvidya/admin", Permission.EVALUATION_MANAGE),
    NavItem("Board", "/mathvidya/admin/board", Permission.EVALUATION_MANAGE),
    NavItem("Questions", "/mathvidya/admin/questions", Permission.BANK_MANAGE),
    NavItem("Quality", "/mathvidya/admin/quality", Permission.EVALUATION_MANAGE),
    NavItem("Templates", "/mathvidya/admin/templates", Permission.BANK_MANAGE),
    NavItem("Students", "/mathvidya/admin/students", Permission.PEOPLE_MANAGE),
    NavItem("Teachers", "/mathvidya/admin/teachers", Permission.PEOPLE_MANAGE),
    NavItem("Parents", "/mathvidya/admin/parents", Permission.PEOPLE_MANAGE),
    NavItem("Plans", "/mathvidya/admin/plans", Permission.PLAN_MANAGE),
    NavItem("Settings", "/mathvidya/admin/config", Permission.CONFIG_MANAGE),
    NavItem("Holidays", "/mathvidya/admin/holidays", Permission.CONFIG_MANAGE),
    NavItem("Audit log", "/mathvidya/admin/audit", Permission.AUDIT_READ),
    # Each role holds exactly one of these.
    *(
        NavItem("Notices", "/mathvidya/notices", permission)
        for permission in (
            Permission.EXAM_TAKE,
            Permission.CHILD_READ,
            Permission.MARK,
            Permission.EVALUATION_MANAGE,
        )
    ),
]

module = AppModule(
    name="mathvidya",
    title="Mathvidya",
    summary="Practice papers on the board's pattern, marked by teachers within a promised time.",
    api=_api,
    pages=_pages,
    jobs=_handlers,
    periodic=_periodic,
    roles=permissions.ROLES,
    templates=Path(__file__).parent / "templates",
    static=Path(__file__).parent / "static",
    cli=cli.app,
    nav=_nav,
)
