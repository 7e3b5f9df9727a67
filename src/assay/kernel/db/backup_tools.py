"""PostgreSQL's own tools, aimed at one database: which to run, how to connect, what they said."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from assay.kernel.db.embedded_account import programs
from assay.kernel.db.embedded_cluster import clean_environment
from assay.kernel.db.embedded_errors import EmbeddedError
from assay.kernel.db.engine import async_url

UNDERSTOOD = {"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl"}
OLDEST_TOOLS = 17
"""The first release whose pg_dump can leave extensions out."""


class BackupError(RuntimeError):
    """A backup or a restore that cannot be made. The message says what to do."""


@dataclass(frozen=True)
class Target:
    """One database as libpq and asyncpg both understand it; the password stays off the command line."""

    dsn: str
    user: str
    password: str | None
    tls: bool

    @classmethod
    def of(cls, url: str) -> "Target":
        """From any URL that ASSAY_DATABASE_URL may hold."""
        parsed = async_url(url)
        query = dict(parsed.query)
        if "ssl" in query:
            query["sslmode"] = query.pop("ssl")
        kept = {name: value for name, value in query.items() if name in UNDERSTOOD}
        plain = parsed.set(drivername="postgresql", query=kept)._replace(password=None)
        return cls(
            dsn=plain.render_as_string(),
            user=parsed.username or "",
            password=parsed.password,
            tls=kept.get("sslmode", "disable") not in {"disable", "allow", "prefer"},
        )

    async def connect(self) -> "asyncpg.Connection":
        return await asyncpg.connect(self.dsn, password=self.password, statement_cache_size=0)

    def command(self, tool: str, server_major: int) -> list[str]:
        """The start of a command line: `tool` of a release that can serve it. Raises BackupError."""
        least = max(server_major, OLDEST_TOOLS)
        for path in self._candidates(tool):
            if _major(path) >= least:
                return [path]
        raise BackupError(
            f"No {tool} of PostgreSQL {least} or newer{' with TLS' if self.tls else ''} was found. "
            f"Install PostgreSQL's client programs (Debian: postgresql-client-{least})."
        )

    def _candidates(self, tool: str) -> Iterator[str]:
        # The programs that come with Assay are built without TLS.
        if not self.tls:
            with suppress(EmbeddedError):
                yield str(programs() / tool)
        if found := shutil.which(tool):
            yield found
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
            if (folder / tool).exists():
                yield str(folder / tool)

    def environment(self) -> dict[str, str]:
        return clean_environment() | ({"PGPASSWORD": self.password} if self.password else {})


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _major(path: str) -> int:
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", shown)
    return int(found[1]) if found else 0


@contextmanager
def running(
    command: Sequence[str], target: Target, stdin: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a tool with its output in a pipe; raises BackupError with its last words unless it succeeds."""
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=target.environment(),
        ) as process,
    ):
        try:
            yield process
        except BrokenPipeError:
            # A part of the pipeline ended early. If it is this one, its last words say why.
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            if not process.returncode:
                process.kill()
                raise
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            errors.seek(0)
            words = errors.read()[-2000:].decode(errors="replace").strip()
            raise BackupError(f"{Path(command[0]).name} failed: {words}")
