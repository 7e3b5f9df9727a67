"""A house that lives as long as one run: database, keys and files in a folder that goes with it."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from assay.commands.keys import new_secrets
from assay.kernel.db import migrate
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.jobs import run_jobs
from assay.kernel.ops.logging import configure_logging
from assay.kernel.settings import Settings, use_settings
from assay.main import load_modules, load_reference
from assay.worker import all_jobs


@asynccontextmanager
async def house() -> AsyncIterator[tuple[Database, Settings]]:
    """A migrated database on a server of its own, with fresh keys and the baseline for models."""
    with tempfile.TemporaryDirectory(prefix="assay-demo-") as folder:
        Path(folder).chmod(0o711)  # the account that PostgreSQL runs under must pass through
        secrets: dict[str, Any] = {
            name.removeprefix("ASSAY_").lower(): value for name, value in new_secrets().items()
        }
        settings = use_settings(
            Settings(
                _env_file=None, data_dir=Path(folder), llm_engine="baseline", log_level="WARNING", **secrets
            )
        )
        configure_logging(settings)
        with EmbeddedServer(Path(folder) / "postgres") as server:
            engine = make_engine(server.url())
            await migrate.upgrade(engine)
            await load_reference(engine)
            database = Database(engine)
            try:
                yield database, settings
            finally:
                await database.dispose()


async def drain(database: Database, settings: Settings) -> int:
    """Do what is queued, in this process; how many runs it took."""
    handlers, _schedules = all_jobs(load_modules(settings.apps))
    return await run_jobs(database, handlers)
