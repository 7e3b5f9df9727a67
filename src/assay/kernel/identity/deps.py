"""What the routes of identity ask for."""

from typing import Annotated

from fastapi import Depends, Header, Request

from assay.kernel.access.actor import Actor
from assay.kernel.access.deps import public, requires, signed_in
from assay.kernel.access.permissions import Permission, RoleTable
from assay.kernel.db.session import Database, get_database
from assay.kernel.settings import Settings


def app_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def role_table(request: Request) -> RoleTable:
    table: RoleTable = request.app.state.role_table
    return table


House = Annotated[Database, Depends(get_database)]
Config = Annotated[Settings, Depends(app_settings)]
Roles = Annotated[RoleTable, Depends(role_table)]
Device = Annotated[str, Header(alias="User-Agent", include_in_schema=False, default_factory=str)]

Visitor = Annotated[Actor, public("Proving who one is has to start somewhere.")]
LinkHolder = Annotated[Actor, public("The link from the mail is the proof.")]
Person = Annotated[Actor, signed_in()]
Administrator = Annotated[Actor, requires(Permission.MEMBERS_MANAGE)]
