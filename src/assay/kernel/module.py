"""What an application hands to the house: routes, jobs, permissions, templates, commands."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection

Connection = AsyncConnection

if TYPE_CHECKING:
    from assay.kernel.jobs import Handler, Periodic
    from assay.kernel.vault.service import SealedTable


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the navigation, shown to those who hold `permission` (to everyone when None)."""

    label: str
    href: str
    permission: StrEnum | None = None


@dataclass(frozen=True, slots=True)
class AppModule:
    """One application. `roles` maps a role's name to the permissions it holds.

    `reference` fills its tables that are the same for everybody; it runs after migrations, as the owner of
    the database, and changes nothing the second time. `warm` loads what the first job would otherwise wait
    for, such as a model; a worker calls it before it takes jobs.
    """

    name: str
    title: str
    summary: str = ""
    api: APIRouter | None = None
    pages: APIRouter | None = None
    jobs: "Sequence[Handler[Any]]" = ()
    periodic: "Sequence[Periodic]" = ()
    roles: Mapping[str, frozenset[StrEnum]] = field(default_factory=dict)
    templates: Path | None = None
    static: Path | None = None
    cli: typer.Typer | None = None
    nav: Sequence[NavItem] = ()
    sealed: "Sequence[SealedTable]" = ()
    reference: Callable[[Connection], Awaitable[object]] | None = None
    warm: Callable[[], object] | None = None
