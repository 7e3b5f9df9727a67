"""A throw-away Assay in a temporary folder: PostgreSQL, the web server as a process of its own."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers import Server, free_port
from tests.support.settings import test_settings
from tests.support.workers import environment

from assay.kernel.db import migrate
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.ops.logging import configure_logging
from assay.kernel.settings import Settings, use_settings


@dataclass(frozen=True, slots=True)
class Served:
    """`admin_url` is a superuser's."""

    web: Server
    database: Database
    settings: Settings
    admin_url: str


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """Started from nothing, with normal durability, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        root = Path(folder)
        root.chmod(0o711)  # the account that PostgreSQL runs under must pass through
        with EmbeddedServer(root / "postgres") as server:
            url = server.url()
            settings = use_settings(test_settings(root / "data", database_url=url, log_level="ERROR"))
            configure_logging(settings)
            engine = make_engine(url)
            await migrate.upgrade(engine)
            database = Database(engine)
            web = Server(environment(settings, url) | {"NO_PROXY": "127.0.0.1"}, free_port())
            await web.start()
            try:
                yield Served(web, database, settings, server.admin_url)
            finally:
                await web.kill()
                await database.dispose()
