"""Worker processes of a test: started with the test's own settings, held at a named point, killed."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from assay.kernel.settings import Settings

ROOT = Path(__file__).parents[2]
SECONDS = 180
"""The longest that a process may take to start or to get somewhere; machines are busy."""


def environment(settings: Settings, database_url: str, apps: str = "") -> dict[str, str]:
    """The environment in which another process has these settings and this database.

    With `apps`, it loads these alone: most of what a process costs at its start is what it imports.
    """
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    values = {
        f"ASSAY_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in given.items()
    }
    some = {"ASSAY_APPS": apps} if apps else {}
    return {**os.environ, **values, **some, "ASSAY_DATABASE_URL": database_url}


@dataclass(slots=True)
class Workers:
    """The workers of one test. `folder` is where they are told to hold, and say that they do."""

    folder: Path
    environment: Mapping[str, str]
    running: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(self) -> None:
        self.running.append(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.journeys.worker_process",
                str(self.folder),
                cwd=ROOT,
                env=dict(self.environment),
            )
        )

    def hold(self, point: str) -> None:
        """Have whichever worker gets to `point` stand still there; empty holds nobody."""
        (self.folder / "held").unlink(missing_ok=True)
        (self.folder / "hold.new").write_text(point)
        (self.folder / "hold.new").rename(self.folder / "hold")

    @property
    def somebody_held(self) -> bool:
        """Whether a worker stands still at the point."""
        assert all(one.returncode is None for one in self.running), "a worker ended on its own"
        return (self.folder / "held").exists()

    async def kill_held(self) -> None:
        """Wait until a worker stands still, let no other do so, and kill it without a word."""
        async with asyncio.timeout(SECONDS):
            while not self.somebody_held:
                await asyncio.sleep(0.02)
        pid = int((self.folder / "held").read_text())
        victim = next(one for one in self.running if one.pid == pid)
        self.hold("")
        victim.send_signal(signal.SIGKILL)
        assert await victim.wait() == -signal.SIGKILL
        self.running.remove(victim)

    async def end(self) -> None:
        for one in self.running:
            if one.returncode is None:
                one.kill()
                await one.wait()
