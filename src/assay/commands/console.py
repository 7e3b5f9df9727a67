"""What every command shares: settings, output for people or for scripts, a database to work on."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from assay.kernel.db.embedded import EmbeddedServer, ServerInUse, attach
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.settings import Settings, get_settings, use_settings

T = TypeVar("T")

err = Console(stderr=True, highlight=False)
out = Console(highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, for scripts.")]


def say(document: Mapping[str, Any] | Sequence[Any], *, as_json: bool, text: Callable[[], None]) -> None:
    """Print `document` as JSON when asked, else let `text` tell it to people."""
    if as_json:
        sys.stdout.write(json.dumps(document, default=str, indent=2) + "\n")
    else:
        text()


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    shown = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    out.print(shown)


def fail(message: str, code: int = 1) -> typer.Exit:
    """Print `message` as an error; raise what comes back."""
    err.print(f"[red]error:[/red] {message}", markup=True)
    return typer.Exit(code)


@contextmanager
def errors() -> Iterator[None]:
    """Turn the errors we know into one line and exit code 1."""
    try:
        yield
    except AssayError as error:
        raise fail(error.detail) from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end; known errors become one line and exit code 1."""
    with errors():
        return asyncio.run(work)


@contextmanager
def database_settings(settings: Settings | None = None) -> Iterator[Settings]:
    """Settings with a database that is up: the configured, the running embedded, or one of our own."""
    settings = settings or get_settings()
    if settings.database_url:
        yield settings
        return
    folder = settings.data_dir / "postgres"
    server = EmbeddedServer(folder)
    try:
        url = server.start(lambda message: err.print(message, style="dim"))
    except ServerInUse:
        yield use_settings(settings.model_copy(update={"database_url": attach(folder)}))
        return
    try:
        yield use_settings(settings.model_copy(update={"database_url": url}))
    finally:
        server.stop()


def with_database(work: Callable[[Database, Settings], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on the database of the settings, starting the embedded server if nobody else has."""

    async def whole(settings: Settings) -> T:
        database = Database(make_engine(str(settings.database_url), pool=settings.database_pool))
        try:
            return await work(database, settings)
        finally:
            await database.dispose()

    with errors(), database_settings() as settings:
        return asyncio.run(whole(settings))
