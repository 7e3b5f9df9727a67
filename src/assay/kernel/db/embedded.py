"""The embedded PostgreSQL server: one owner, started and stopped with the program.

    with EmbeddedServer(Path("data/postgres")) as server:
        engine = make_engine(server.url())

`data_dir` holds `cluster` (PostgreSQL's own files, or a link to them: see `embedded_account`), `cluster.lock`
(held by the owner) and `server.log`. The server listens on a socket in a private folder and on no network
address; it lets in, by the kernel's word about the peer, only the user that started it. Kill any process at
any moment and start again: what was committed is there.
"""

import atexit
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from assay.kernel.db import embedded_account, embedded_cluster, embedded_process
from assay.kernel.db.embedded_cluster import DATABASE, OWNER, SUPERUSER
from assay.kernel.db.embedded_errors import (
    EmbeddedError,
    ServerFailed,
    ServerInUse,
    ServerNotRunning,
    Unreachable,
    WrongVersion,
)

__all__ = [
    "EmbeddedError",
    "EmbeddedServer",
    "ServerFailed",
    "ServerInUse",
    "ServerNotRunning",
    "Unreachable",
    "WrongVersion",
    "attach",
]

STOP_TIMEOUT = 60.0
ORPHANS_TIMEOUT = 30.0
STILL_ATTACHED = "pre-existing shared memory block"


def _url(sockets: Path, database: str, user: str) -> str:
    return f"postgresql+asyncpg://{user}@/{database}?host={sockets}"


def _silent(_message: str) -> None:
    return None


def attach(data_dir: Path, *, database: str = DATABASE, superuser: bool = False) -> str:
    """The URL of the server that another process runs on `data_dir`. Raises ServerNotRunning.

    `superuser`: as `EmbeddedServer.admin_url`.
    """
    cluster = embedded_account.locate_cluster(data_dir)
    found = embedded_process.read_pid_file(cluster)
    if found is None or found.status != "ready" or not embedded_process.serves(found.pid, cluster):
        raise ServerNotRunning(f"No server runs on {data_dir}. Start one with `assay serve`.")
    return _url(found.sockets, database, SUPERUSER if superuser else OWNER)


class EmbeddedServer:
    """The supervisor of one embedded server. Blocking; not for two threads at once."""

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.absolute()
        self.settings = dict(settings or {})
        self._cluster: Path | None = None
        self._lock: int | None = None
        self._owner_pid = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    def start(self, on_progress: Callable[[str], None] | None = None) -> str:
        """Start the server, made first if there is none; returns the SQLAlchemy URL of the database `assay`.

        Waits for crash recovery as long as it takes and tells `on_progress` about it. Raises ServerInUse when
        another process owns it (see `attach`), WrongVersion, Unreachable, ServerFailed.
        """
        if self.running:
            return self.url()
        say = on_progress or _silent
        self._release()
        try:
            self._start(say)
        except BaseException:
            self._halt(STOP_TIMEOUT)
            raise
        atexit.register(self.stop)
        _end_by_exception()
        return self.url()

    def _start(self, say: Callable[[str], None]) -> None:
        # As root the server has another account, which must pass through; what lies inside stays closed.
        self.data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        account = embedded_account.account_for(embedded_account.locate_cluster(self.data_dir))
        cluster = embedded_account.place_cluster(self.data_dir, account)
        self._take_lock(cluster.with_name(f"{cluster.name}.lock"))
        self._cluster = cluster
        binaries = embedded_account.reachable_programs(account)
        if not cluster.exists():
            say("Making the database files.")
            embedded_cluster.create(cluster, binaries, account)
        embedded_account.link_cluster(self.data_dir, cluster)
        embedded_cluster.check_version(cluster)
        embedded_process.end_leftover(cluster, say, STOP_TIMEOUT)
        embedded_cluster.write_access_rules(cluster, account)
        self._sockets = embedded_account.socket_folder(cluster, account)
        arguments = embedded_cluster.arguments(self._sockets, self.settings)
        log = self.data_dir / "server.log"
        deadline = time.monotonic() + ORPHANS_TIMEOUT
        while True:
            since = log.stat().st_size if log.exists() else 0
            self._process = embedded_process.launch(binaries / "postgres", cluster, arguments, account, log)
            try:
                embedded_process.wait_until_ready(self._process, cluster, log, since, say)
                break
            except ServerFailed as failure:
                # Children of a server that was killed notice it within moments and go.
                if STILL_ATTACHED not in failure.log or time.monotonic() > deadline:
                    raise
                say("Waiting for the processes of a killed server to end.")
                time.sleep(0.2)
        embedded_cluster.bootstrap(self._sockets)

    def stop(self) -> None:
        """Stop the server cleanly and let go of the data directory. Does nothing when it is not ours."""
        if self._owner_pid == os.getpid():
            self._halt(STOP_TIMEOUT)
        atexit.unregister(self.stop)

    def remove(self) -> None:
        """Stop the server and delete the data directory with everything in it, wherever the cluster lies."""
        self.stop()
        cluster = embedded_account.locate_cluster(self.data_dir)
        for path in (cluster, self.data_dir):
            shutil.rmtree(path, ignore_errors=True)
        cluster.with_name(f"{cluster.name}.lock").unlink(missing_ok=True)

    @property
    def running(self) -> bool:
        """Whether our server lives. A dead one is reaped by asking."""
        return self._process is not None and self._process.poll() is None

    def url(self, database: str = DATABASE) -> str:
        """SQLAlchemy URL of `database` as its owner, role `assay`: no superuser, under row-level security."""
        return _url(self._running_sockets(), database, OWNER)

    @property
    def admin_url(self) -> str:
        """SQLAlchemy URL as superuser: for backups, which must see every row, and for nothing else."""
        return _url(self._running_sockets(), DATABASE, SUPERUSER)

    def _running_sockets(self) -> Path:
        if self._sockets is None:
            raise ServerNotRunning("The embedded server has not been started.")
        return self._sockets

    def _take_lock(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(handle, 20, 0).decode().strip() or "unknown"
            os.close(handle)
            raise ServerInUse(
                f"Process {owner} already runs the server of {self.data_dir}. "
                "Stop it, or set ASSAY_DATA_DIR to another folder."
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._lock, self._owner_pid = handle, os.getpid()

    def _halt(self, timeout: float) -> None:
        if self._process is not None:
            embedded_process.end(self._process, timeout)
        self._release()

    def _release(self) -> None:
        """Forget a server that has ended, and let others own its data."""
        self._process = None
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _end_by_exception() -> None:
    """Let SIGTERM and SIGHUP end this process by SystemExit, unless the program handles them itself.

    By default they end it on the spot, and neither `finally` nor `atexit` would stop the server.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit_on_signal)


def _exit_on_signal(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
