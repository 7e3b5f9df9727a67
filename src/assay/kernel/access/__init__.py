"""Who may do what: actors, permissions, guards of routes. Rate limits lie in `access.ratelimit`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assay.kernel.access.actor import Actor, ActorKind, org_of, person_id, person_of, system_actor
from assay.kernel.access.deps import identify, public, requires, signed_in
from assay.kernel.access.permissions import KERNEL, Permission, RoleTable
from assay.kernel.access.walk import check_routes, route_table

if TYPE_CHECKING:
    from assay.kernel.module import AppModule
    from assay.kernel.settings import Settings

__all__ = [
    "KERNEL",
    "Actor",
    "ActorKind",
    "Permission",
    "RoleTable",
    "check_routes",
    "identify",
    "install",
    "org_of",
    "person_id",
    "person_of",
    "public",
    "requires",
    "route_table",
    "signed_in",
    "system_actor",
]


def install(app: FastAPI, _settings: "Settings", modules: "Sequence[AppModule]") -> None:
    """Join the permission tables of all started applications."""
    app.state.role_table = RoleTable(modules)
