"""The server's process: telling a living one from a dead or a foreign one, starting, waiting, ending."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.kernel.db.embedded_account import Account
from assay.kernel.db.embedded_cluster import clean_environment
from assay.kernel.db.embedded_errors import EmbeddedError, ServerFailed

POLL = 0.02
LOG_LIMIT = 16 * 2**20
Progress = Callable[[str], None]


@dataclass(frozen=True)
class PidFile:
    """What a server writes about itself in `postmaster.pid`."""

    pid: int
    sockets: Path
    status: str


def read_pid_file(cluster: Path) -> PidFile | None:
    """The server's own record; None when there is none or it is still being written.

    Lines: 1 pid, 5 socket folder, 8 status (starting, ready, stopping), by PostgreSQL's `pidfile.h`.
    """
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return PidFile(int(lines[0]), Path(lines[4]), lines[7].strip() if len(lines) > 7 else "starting")
    except (FileNotFoundError, IndexError, ValueError):
        return None


def serves(pid: int, cluster: Path) -> bool:
    """Whether `pid` is a living server of `cluster`. A zombie, or a stranger that got the number, is not."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            state = stat.read_text().rpartition(")")[2].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return state not in "ZX" and os.fsencode(cluster) in command
    shown = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(shown) and not shown.startswith("Z") and f"-D {cluster}" in shown


def end_leftover(cluster: Path, on_progress: Progress, timeout: float) -> None:
    """End the server that a killed owner left behind, and clear the record of one that is gone.

    The caller holds the lock of the data directory. Raises EmbeddedError if the server outlives `timeout`.
    """
    found = read_pid_file(cluster)
    if found is None:
        return
    if not serves(found.pid, cluster):
        # The server itself would take a zombie, or another program of ours with that number, for its rival.
        # Surviving children of a killed server are still noticed, by their shared memory.
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        return
    on_progress("Stopping the server that an earlier process left running.")
    for number, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(found.pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not serves(found.pid, cluster):
                return
            time.sleep(POLL)
    raise EmbeddedError(f"Process {found.pid} serves {cluster} and does not end. End it and start again.")


def launch(
    binary: Path, cluster: Path, arguments: Sequence[str], account: Account, log: Path
) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own, so that a Ctrl-C in the terminal reaches only its owner."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output:
        return subprocess.Popen(
            [binary, "-D", cluster, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=clean_environment(),
            start_new_session=True,
            umask=0o077,
            **account.identity(),
        )


def wait_until_ready(
    process: "subprocess.Popen[bytes]", cluster: Path, log: Path, since: int, on_progress: Progress
) -> None:
    """Wait until the server takes connections, as long as recovery needs; tell once a second what it does.

    `since` is the size of `log` before the start. Raises ServerFailed with the log if the server ends.
    """
    told = time.monotonic()
    while True:
        if process.poll() is not None:
            raise ServerFailed(
                f"PostgreSQL ended with code {process.returncode} while starting.", tail(log, since)
            )
        found = read_pid_file(cluster)
        if found is not None and found.pid == process.pid and found.status == "ready":
            return
        if time.monotonic() - told >= 1.0:
            told = time.monotonic()
            lines = tail(log, since).splitlines()
            on_progress(f"Waiting for PostgreSQL: {lines[-1].partition('LOG:')[2].strip()}" if lines else "")
        time.sleep(POLL)


def end(process: "subprocess.Popen[bytes]", timeout: float) -> None:
    """End our own server: sessions are cut, everything is written out. After `timeout` seconds less politely,
    which costs a recovery at the next start and no committed row."""
    for number, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0)):
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return
    process.kill()
    process.wait()


def tail(log: Path, since: int = 0, limit: int = 4000) -> str:
    """What was written to `log` after byte `since`, the last `limit` bytes of it."""
    with log.open("rb") as content:
        size = content.seek(0, os.SEEK_END)
        content.seek(max(since if since <= size else 0, size - limit))
        return content.read().decode(errors="replace")
