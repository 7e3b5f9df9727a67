"""`assay db`: migrate, check, lint, back up, restore."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from assay.commands.console import AsJson, database_settings, err, errors, fail, out, say, with_database
from assay.kernel.db import backup as backups
from assay.kernel.db import lint as linter
from assay.kernel.db import migrate, migration_lint
from assay.kernel.db.embedded import EmbeddedServer, attach
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from assay.main import load_reference

app = typer.Typer(no_args_is_help=True, help="The database: migrate, check, lint, back up, restore.")


@app.command()
def upgrade(revision: str = "head") -> None:
    """Bring the database to the newest revision."""

    async def work(_database: Database, settings: Settings) -> None:
        engine = make_engine(str(settings.database_url), pooled=False)
        await migrate.upgrade(engine, revision)
        if revision == "head":
            await load_reference(engine, settings.apps)
        await engine.dispose()

    with_database(work)
    out.print(f"The database is at {migrate.head() if revision == 'head' else revision}.")


@app.command()
def check() -> None:
    """On a throw-away server: migrations run up, down and up; models agree; linters find nothing."""
    findings: list[str] = [f"migration: {finding}" for finding in migration_lint.lint_migrations()]
    with tempfile.TemporaryDirectory(prefix="assay-check-") as folder:
        Path(folder).chmod(0o711)  # the account that PostgreSQL runs under must pass through
        with EmbeddedServer(Path(folder) / "postgres", settings={"fsync": "off"}) as server:
            findings += asyncio.run(_check(server.url()))
    if findings:
        raise fail("\n".join(findings))
    out.print("Migrations run both ways, the models agree with them, and the linters find nothing.")


async def _check(url: str) -> list[str]:
    engine = make_engine(url, pooled=False)
    await migrate.upgrade(engine)
    await migrate.downgrade(engine, "base")
    await migrate.upgrade(engine)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
        findings = [f"models and migrations differ: {difference}" for difference in differences]
        findings += [f"table: {finding}" for finding in await linter.lint(connection, migrate.metadata())]
    await engine.dispose()
    return findings


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts=migrate.compare_options())
    return list(compare_metadata(context, migrate.metadata()))


@app.command()
def lint(as_json: AsJson = False) -> None:
    """Hold every table to what its class allows."""

    async def work(database: Database, _settings: Settings) -> list[linter.Finding]:
        async with database.transaction() as db:
            return await linter.lint(await db.connection(), migrate.metadata())

    findings = with_database(work)
    say(
        [str(finding) for finding in findings],
        as_json=as_json,
        text=lambda: out.print("\n".join(map(str, findings)) or "Every table keeps to its class."),
    )
    if findings:
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the backup.")]) -> None:
    """Write the whole database to FILE."""
    with errors(), database_settings() as settings:
        manifest = asyncio.run(backups.backup(_superuser(settings), file, _tell))
    out.print(f"Wrote {file}: {len(manifest.tables)} tables.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup written by `assay db backup`.")],
    into: Annotated[
        str | None, typer.Option(help="URL of an empty database; default: the configured one.")
    ] = None,
) -> None:
    """Read a backup into an empty database, and compare what arrived with what was written."""
    with errors(), database_settings() as settings:
        manifest = asyncio.run(backups.restore(file, into or str(settings.database_url), _tell))
    out.print(f"Restored {len(manifest.tables)} tables from {file}.")


@app.command()
def url() -> None:
    """Print the URL of the running database, for psql and other tools."""
    with errors(), database_settings() as settings:
        out.print(str(settings.database_url), soft_wrap=True)


def _superuser(settings: Settings) -> str:
    """A backup must see every row: on the embedded server as its superuser, elsewhere as whom you name."""
    if Settings().database_url:
        return str(settings.database_url)
    return attach(settings.data_dir / "postgres", superuser=True)


def _tell(message: str) -> None:
    err.print(message, style="dim")
