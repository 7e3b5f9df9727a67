"""Veritas put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path

from fastapi import APIRouter

from assay.apps.veritas import cli, permissions
from assay.kernel.module import AppModule

_api, _pages = APIRouter(), APIRouter()

module = AppModule(
    name="veritas",
    title="Veritas",
    summary="Proctored exams: no answer is lost, the record proves itself, people decide.",
    api=_api,
    pages=_pages,
    jobs=[],
    periodic=[],
    roles=permissions.ROLES,
    templates=Path(__file__).parent / "templates",
    static=Path(__file__).parent / "static",
    cli=cli.app,
    nav=[],
)
