"""`assay up`, `serve` and `worker`: the processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Annotated

import typer
import uvicorn

from assay.commands.console import database_settings, err, errors, out
from assay.commands.keys import ensure_keys
from assay.kernel.db import migrate
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.errors import MisconfiguredError
from assay.kernel.settings import Settings, get_settings, use_settings
from assay.kernel.vault import keyring_of
from assay.kernel.vault.service import check_keys
from assay.main import load_reference

STOP_SECONDS = 40
IDLE_SECONDS = 75
"""That a connection is kept without a request: longer than proxies and browsers keep theirs (about 60), so
that they end it and no request meets a door that is just being closed."""


def up(
    demo: Annotated[bool, typer.Option(help="Seed demo organisations, users and content.")] = True,
    port: Annotated[int | None, typer.Option(help="Port of the web server.")] = None,
) -> None:
    """Start everything: database, migrations, demo content, web server and worker."""
    with errors():
        ensure_keys(get_settings())
        settings = Settings(_env_file=(get_settings().data_dir / "keys.env", ".env"))
        if port is not None:
            address = f"http://{settings.host}:{port}"
            settings = settings.model_copy(update={"port": port, "public_url": address})
        if listens(settings):
            raise MisconfiguredError(
                f"Something listens on {settings.host}:{settings.port} already. Stop it, or choose another "
                f"port: `assay up --port {settings.port + 1}`."
            )
        with database_settings(use_settings(settings)) as ready:
            logins = asyncio.run(_prepare(ready, demo=demo))
            err.print("Starting web server and worker ...", style="dim")
            _run_processes(ready, logins)


async def _prepare(settings: Settings, *, demo: bool) -> list[tuple[str, str, str]]:
    """Migrate, check the keys, seed; returns (role, e-mail, password) of the demo logins."""
    engine = make_engine(str(settings.database_url))
    await migrate.upgrade(engine)
    await load_reference(engine, settings.apps)
    database = Database(engine)
    try:
        await check_keys(database, keyring_of(settings))
        if not demo or settings.production:
            return []
        from assay.demo import seed
        from assay.kernel.ops.logging import configure_logging

        configure_logging(settings.model_copy(update={"log_level": "WARNING"}))
        return await seed(database, settings, say=lambda message: err.print(message, style="dim"))
    finally:
        await database.dispose()


def listens(settings: Settings) -> bool:
    """Whether anybody answers where the web server of `settings` is to listen."""
    try:
        with socket.create_connection((settings.host, settings.port), timeout=1):
            return True
    except OSError:
        return False


def _run_processes(settings: Settings, logins: list[tuple[str, str, str]]) -> None:
    environment = {
        **os.environ,
        "ASSAY_DATABASE_URL": str(settings.database_url),
        "ASSAY_PORT": str(settings.port),
        "ASSAY_PUBLIC_URL": settings.public_url,
        # Two processes share one terminal: only what needs attention, unless more was asked for.
        "ASSAY_LOG_LEVEL": os.environ.get("ASSAY_LOG_LEVEL", "WARNING"),
    }
    # The same program, so that an activated environment or a path in PATH does not matter.
    processes = [
        subprocess.Popen([sys.executable, "-m", "assay", name], env=environment)
        for name in ("serve", "worker")
    ]
    stop = {"asked": False}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.update(asked=True))

    def running() -> bool:
        return not stop["asked"] and all(process.poll() is None for process in processes)

    try:
        while running() and not listens(settings):
            time.sleep(0.2)
        if running():
            _welcome(settings, logins)
        while running():
            time.sleep(0.2)
    finally:
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
    if not stop["asked"]:
        raise typer.Exit(1)


def _welcome(settings: Settings, logins: list[tuple[str, str, str]]) -> None:
    out.print(f"\n[bold]Assay is at {settings.public_url}[/bold]   (Ctrl-C stops it)\n")
    for role, email, password in logins:
        out.print(f"  {role:<10} {email}   {password}")
    if logins:
        out.print(f"  mail       {settings.public_url}/outbox\n")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Run the web server (needs ASSAY_DATABASE_URL, or `assay up` running beside it)."""
    with errors(), database_settings() as settings:
        from assay.kernel.ops.logging import configure_logging
        from assay.main import create_app

        configure_logging(settings)
        asyncio.run(_check_keys(settings))
        uvicorn.run(
            create_app(settings),
            host=host or settings.host,
            port=port or settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
            timeout_keep_alive=IDLE_SECONDS,
        )


async def _check_keys(settings: Settings) -> None:
    """Refuse here, in one line, what the application would refuse in the middle of its start."""
    database = Database(make_engine(str(settings.database_url), pooled=False))
    try:
        await check_keys(database, keyring_of(settings))
    finally:
        await database.dispose()


def worker() -> None:
    """Run a worker; any number may run, on any number of machines."""
    with errors(), database_settings() as settings:
        from assay.worker import main

        main(settings)
