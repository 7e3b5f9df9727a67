"""Background jobs: deferred in the transaction that needs them, run by any number of workers.

`kernel.jobs` is the record and the outbox. A relay in the workers hands what is due to the queue library,
which carries it to a free worker and redelivers what a dead one held. A run commits only while it owns its
job, so every effect is visible once, whoever is killed when. docs/decisions/0004-jobs.md has the reasons.
"""

from typing import TYPE_CHECKING

from assay.kernel.jobs.context import JobContext
from assay.kernel.jobs.drain import run_jobs
from assay.kernel.jobs.errors import HandedBack, JobsFailed, LostJob
from assay.kernel.jobs.models import JobState
from assay.kernel.jobs.service import (
    JobStatus,
    cancel,
    defer,
    defer_many,
    find,
    find_many,
    page,
    retry,
    status,
)
from assay.kernel.jobs.specs import Handler, JobSpec, NoArgs, Periodic, handler, periodic

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assay.kernel.settings import Settings

__all__ = [
    "HandedBack",
    "Handler",
    "JobContext",
    "JobSpec",
    "JobState",
    "JobStatus",
    "JobsFailed",
    "LostJob",
    "NoArgs",
    "Periodic",
    "cancel",
    "defer",
    "defer_many",
    "find",
    "find_many",
    "handler",
    "install",
    "page",
    "periodic",
    "retry",
    "run_jobs",
    "status",
]


def install(app: "FastAPI", _settings: "Settings") -> None:
    """Add the routes and the link of those who manage jobs."""
    # imported here: the guards of routes import models whose packages defer jobs
    from assay.kernel.access import Permission
    from assay.kernel.jobs import routes
    from assay.kernel.module import NavItem
    from assay.kernel.web.i18n import gettext as _

    app.include_router(routes.api, prefix="/api/v1")
    app.include_router(routes.pages)
    known = getattr(app.state, "kernel_nav", ())
    app.state.kernel_nav = (*known, NavItem(_("Background jobs"), "/jobs", Permission.JOBS_MANAGE))
