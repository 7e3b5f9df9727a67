"""Running and inspecting migrations. The history lies in `migrations/`, one for the whole database."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from assay.kernel.db.base import Base

SCHEMAS = ("kernel", "enigma", "veritas", "mathvidya", "exportsathi")


def location() -> Path:
    """The folder of the migrations: beside `src` in a checkout, inside the package when installed."""
    package = Path(__file__).parents[2]
    checkout = package.parents[1] / "migrations"
    return checkout if (checkout / "env.py").exists() else package / "migrations"


def metadata() -> MetaData:
    """The models of the kernel and of every application, imported."""
    # By name: the kernel knows no application, but there is one history for all tables.
    for package in map(importlib.import_module, ("assay.kernel", "assay.apps")):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rsplit(".", 1)[-1] == "models":
                imported = importlib.import_module(module.name)
                for part in pkgutil.iter_modules(getattr(imported, "__path__", [])):
                    importlib.import_module(f"{module.name}.{part.name}")
    return Base.metadata


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare: Any) -> bool:
    """Leave out of the comparison what the queue library owns, and partitions (`table__part`)."""
    owned = (name or "").startswith(("pgqueuer", "ix_pgqueuer"))
    return not owned and "__" not in (name or "") and kind != "foreign_table"


def config(url: str | None = None) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(location()))
    settings.set_main_option("path_separator", "os")
    if url:
        settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def _upgrade(connection: Connection, revision: str) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the database to `revision`; one transaction, nothing half done."""
    async with engine.begin() as connection:
        # Two processes starting at once: the second waits, then finds nothing to do.
        await connection.execute(text("SELECT pg_advisory_xact_lock(7173)"))
        await connection.run_sync(_upgrade, revision)


def _downgrade(connection: Connection, revision: str) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.downgrade(settings, revision)


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Take the database back to `revision` (`base`: to nothing)."""
    async with engine.begin() as connection:
        await connection.run_sync(_downgrade, revision)


def compare_options() -> dict[str, Any]:
    """How models and database are compared: our schemas, types too, without the queue library's tables."""
    return {
        "include_schemas": True,
        "include_object": include_object,
        "include_name": lambda name, kind, _parents: kind != "schema" or name in SCHEMAS,
        "version_table_schema": "public",
        "compare_type": True,
    }


def head() -> str:
    """The newest revision in the code."""
    revision = ScriptDirectory.from_config(config()).get_current_head()
    assert revision
    return revision


async def current(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    async with engine.connect() as connection:
        exists = await connection.scalar(text("SELECT to_regclass('public.alembic_version')"))
        if exists is None:
            return None
        revision: str | None = await connection.scalar(text("SELECT version_num FROM public.alembic_version"))
        return revision
