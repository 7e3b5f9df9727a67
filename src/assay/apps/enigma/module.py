"""Enigma put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path

from fastapi import APIRouter

from assay.apps.enigma import cli, permissions
from assay.apps.enigma.batches import jobs as batch_jobs
from assay.apps.enigma.batches import routes as batches
from assay.apps.enigma.cycles import routes as cycles
from assay.apps.enigma.evaluation import jobs as evaluation_jobs
from assay.apps.enigma.evaluation import routes as evaluation
from assay.apps.enigma.intake import routes as intake
from assay.apps.enigma.jobspecs import RETENTION
from assay.apps.enigma.metrics import jobs as metrics_jobs
from assay.apps.enigma.permissions import Permission
from assay.apps.enigma.publication import jobs as publication_jobs
from assay.apps.enigma.publication import routes as publication
from assay.apps.enigma.records import routes as records
from assay.apps.enigma.scrubbing import jobs as scrubbing_jobs
from assay.apps.enigma.scrubbing import routes as scrubbing
from assay.apps.enigma.selection import jobs as selection_jobs
from assay.apps.enigma.selection import routes as selection
from assay.kernel.jobs import periodic
from assay.kernel.module import AppModule, NavItem
from assay.kernel.vault.service import SealedTable

_api, _pages = APIRouter(), APIRouter()
for _part in (intake, cycles, scrubbing, batches, evaluation, selection, publication, records):
    _api.include_router(_part.api, prefix="/api/v1/enigma", tags=["enigma"])
    _pages.include_router(_part.pages, prefix="/enigma", include_in_schema=False)

module = AppModule(
    name="enigma",
    title="Enigma",
    summary="Blind admissions: nobody who scores an application sees who wrote it.",
    api=_api,
    pages=_pages,
    jobs=[
        handler
        for part in (
            metrics_jobs,
            scrubbing_jobs,
            batch_jobs,
            evaluation_jobs,
            selection_jobs,
            publication_jobs,
        )
        for handler in part.HANDLERS
    ],
    periodic=[periodic("17 2 * * *", RETENTION)],
    roles=permissions.ROLES,
    templates=Path(__file__).parent / "templates",
    static=Path(__file__).parent / "static",
    cli=cli.app,
    nav=[
        NavItem("Admissions", "/enigma"),
        NavItem("Cycles", "/enigma/admin", Permission.CYCLE_READ),
        NavItem("Texts to check", "/enigma/admin/scrubbing", Permission.SCRUB_REVIEW),
        NavItem("Scores to decide", "/enigma/admin/reviews", Permission.JUDGE_REVIEW),
        NavItem("Audit log", "/enigma/admin/audit", Permission.AUDIT_READ),
    ],
    sealed=[SealedTable("enigma.identity_mapping", "application_id")],
)
