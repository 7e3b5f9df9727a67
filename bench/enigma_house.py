"""A throw-away house: server, keys, database, organisation and an open cycle, all in a temporary folder."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from assay.apps.enigma.cycles import service as cycles
from assay.apps.enigma.cycles.forms import CycleForm
from assay.apps.enigma.module import module
from assay.apps.enigma.phases import Action
from assay.apps.enigma.policy import Policy
from assay.commands.keys import new_secrets
from assay.kernel import clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.db import migrate
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.ids import uuid7
from assay.kernel.jobs import run_jobs
from assay.kernel.ops.logging import configure_logging
from assay.kernel.settings import Settings, use_settings

MODEL = "bench-model"


@dataclass(slots=True)
class House:
    """Everything a phase needs. `admin` is a superuser's connection: it fills tables and measures limits."""

    folder: Path
    settings: Settings
    server: EmbeddedServer
    database: Database
    admin: Any
    actor: Actor
    org_id: UUID
    cycle_id: UUID

    async def settle(self) -> None:
        """Write out what is dirty, so that one phase does not pay for the one before."""
        await self.admin.execute("CHECKPOINT")

    async def begin(self, action: Action) -> None:
        async with self.database.transaction(org_id=self.org_id) as db:
            await cycles.begin(db, self.actor, self.cycle_id, action)

    async def run(self) -> None:
        """Do Enigma's queued jobs in this process, by the worker's own code path."""
        await run_jobs(self.database, module.jobs)

    async def step(self, action: Action) -> None:
        """One step from its request to its end. Raises AssayError when it did not end."""
        await self.begin(action)
        await self.run()
        async with self.database.transaction(org_id=self.org_id) as db:
            done = await cycles.step(db, self.actor, self.cycle_id, action)
        if not done.finished:
            raise AssayError(f"{action.value} did not finish: {done.note or done.error}")


@asynccontextmanager
async def house(seats: int, waitlist: int) -> AsyncIterator[House]:
    """Started from nothing, and gone afterwards. The server runs with the settings of the embedded one."""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        root = Path(folder)
        root.chmod(0o711)  # the account that PostgreSQL runs under must pass through
        secrets = {name.removeprefix("ASSAY_").lower(): value for name, value in new_secrets().items()}
        with EmbeddedServer(root / "postgres") as server:
            settings = use_settings(_settings(root, server.url(), secrets))
            configure_logging(settings)
            engine = make_engine(server.url())
            await migrate.upgrade(engine)
            database = Database(engine)
            admin = await asyncpg.connect(server.admin_url.replace("+asyncpg", ""))
            try:
                org_id = await ensure_organisation(database, "bench", "Benchmark University", org_id=uuid7())
                actor = system_actor(org_id, "bench")
                cycle_id = await _open_cycle(database, actor, org_id, seats, waitlist)
                yield House(root, settings, server, database, admin, actor, org_id, cycle_id)
            finally:
                await admin.close()
                await database.dispose()


def _settings(root: Path, url: str, secrets: dict[str, str]) -> Settings:
    values: dict[str, Any] = {
        "data_dir": root,
        "database_url": url,
        # The answers come back in files: this address is never called.
        "llm_engine": "openai",
        "llm_base_url": "http://127.0.0.1:9/v1",
        "llm_model": MODEL,
        "log_level": "WARNING",
        **secrets,
    }
    return Settings(_env_file=None, **values)


async def _open_cycle(database: Database, actor: Actor, org_id: UUID, seats: int, waitlist: int) -> UUID:
    start = clock.now() - timedelta(days=1)
    policy = {
        "reserved": [
            {"category": "SC", "seats": max(1, seats // 7), "kind": "vertical"},
            {"category": "PwD", "seats": max(1, seats // 25), "kind": "horizontal"},
        ],
        "waitlist": waitlist,
        # Nobody is there to look at doubtful texts, and one answer a text keeps the files small.
        "scrubbing": {"review_above": 1.0},
        "evaluation": {"replicates": 1, "judge_share": 0.0},
    }
    form = CycleForm(
        name="Benchmark",
        max_seats=seats,
        starts_at=start,
        ends_at=start + timedelta(days=2),
        results_at=start + timedelta(days=30),
        policy=Policy.model_validate(policy),
    )
    async with database.transaction(org_id=org_id) as db:
        cycle = await cycles.create(db, actor, form)
        await cycles.open_submissions(db, actor, cycle.cycle_id)
    return cycle.cycle_id


def environment(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    """`names` of `settings` as environment variables, for a process of its own."""
    found = {}
    for name in names:
        value = getattr(settings, name)
        told = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        found[f"ASSAY_{name.upper()}"] = str(told)
    return found
