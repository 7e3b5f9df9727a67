"""Mathvidya put together: routes, jobs, permissions, templates, commands."""

from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import APIRouter

from assay.apps.mathvidya import permissions
from assay.kernel.jobs import Handler, Periodic
from assay.kernel.module import AppModule, NavItem

_FEATURES: tuple[ModuleType, ...] = ()
"""The `routes` of each feature."""
_JOBS: tuple[ModuleType, ...] = ()
"""The `jobs` of each feature."""

_api, _pages = APIRouter(), APIRouter()
for _part in _FEATURES:
    _api.include_router(_part.api, prefix="/api/v1/mathvidya", tags=["mathvidya"])
    _pages.include_router(_part.pages, prefix="/mathvidya", include_in_schema=False)

_handlers: list[Handler[Any]] = [handler for part in _JOBS for handler in part.HANDLERS]
_periodic: list[Periodic] = [one for part in _JOBS for one in getattr(part, "PERIODIC", ())]
_nav: list[NavItem] = []

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
    nav=_nav,
)
