"""The master key rotated while applicants read, and every process that refuses to start on a wrong one."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import text

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Role
from assay.kernel.settings import Settings
from assay.kernel.vault import keyring_of
from assay.kernel.vault import service as vault
from tests.support.enigma import API, Institution, application_bodies, open_cycle, submit
from tests.support.servers import Server, free_port
from tests.support.workers import ROOT, SECONDS, environment

APPLICATIONS = 12
READERS = 2


def assay(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    command = [sys.executable, "-m", "assay", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=dict(environ), capture_output=True, text=True, timeout=SECONDS, check=False
    )


def under(settings: Settings, *keys: str) -> Settings:
    """`settings` with these master keys, newest first."""
    return settings.model_copy(update={"master_keys": SecretStr(",".join(keys))})


@pytest.fixture
def keys(settings: Settings) -> tuple[str, str]:
    """The master key in use, and one to come."""
    return settings.master_keys.get_secret_value(), Fernet.generate_key().decode()


@pytest.fixture
async def server(
    settings: Settings, database_url: str, keys: tuple[str, str], place: Institution
) -> AsyncIterator[Server]:
    """A web server that holds both keys, the new one in front: the first step of a rotation."""
    del place  # the institution signs in before the new key is first used
    old, new = keys
    quiet = {"ASSAY_LOG_LEVEL": "ERROR"}
    made = Server(environment(under(settings, new, old), database_url) | quiet, free_port())
    await made.start()
    yield made
    await made.kill()


async def test_no_read_fails_while_the_master_key_is_rotated(
    place: Institution,
    settings: Settings,
    database_url: str,
    keys: tuple[str, str],
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new = keys
    told = await submit(place, await open_cycle(place), APPLICATIONS)
    assert await wrapped_by(place) == {keyring_of(settings).newest: APPLICATIONS}
    both = under(settings, new, old)
    over, reads = asyncio.Event(), 0

    async def reader(http: httpx.AsyncClient) -> None:
        nonlocal reads
        while not over.is_set():
            for one in told:
                headers = {"X-Application-Token": one["access_token"]}
                answer = await http.get(f"{API}/applications/{one['application_id']}", headers=headers)
                assert answer.status_code == 200, answer.text
                assert answer.json()["content"]["name"] == one["body"]["name"]
                reads += 1

    monkeypatch.setattr(vault, "BATCH", 1)  # so that reads fall between the batches
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http, asyncio.TaskGroup() as readers:
        for _ in range(READERS):
            readers.create_task(reader(http))
        while reads < APPLICATIONS:
            await asyncio.sleep(0.01)
        before = reads
        tables = [vault.SealedTable("enigma.identity_mapping", "application_id")]
        assert await vault.rotate(place.database, keyring_of(both), tables) == APPLICATIONS
        while reads < before + APPLICATIONS:
            await asyncio.sleep(0.01)
        over.set()

    assert await wrapped_by(place) == {keyring_of(both).newest: APPLICATIONS}
    await server.kill()
    server.environment = environment(under(settings, new), database_url) | {"ASSAY_LOG_LEVEL": "ERROR"}
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        for one in told:
            headers = {"X-Application-Token": one["access_token"]}
            answer = await http.get(f"{API}/applications/{one['application_id']}", headers=headers)
            assert answer.json()["content"]["email"] == one["body"]["email"]


async def test_a_rotation_is_in_the_log_once(
    place: Institution, settings: Settings, database_url: str, keys: tuple[str, str]
) -> None:
    old, new = keys
    await submit(place, await open_cycle(place), 3)
    keyring = keyring_of(settings)
    await vault.check_keys(place.database, keyring)
    environ = environment(under(settings, new, old), database_url)
    for count in ("3", "0"):
        done = await asyncio.to_thread(assay, environ, "keys", "rotate")
        assert done.returncode == 0, done.stderr
        assert f"Re-wrapped {count} data keys" in " ".join(done.stdout.split())
    async with place.database.transaction(role=Role.SYSTEM) as db:
        rows = await db.execute(
            text("SELECT data FROM kernel.audit_entries WHERE event = 'vault.keys_rotated'")
        )
        found = rows.scalars().all()
    assert len(found) == 1
    assert keyring.newest in found[0]
    assert '"data_keys":3' in found[0]
    assert new not in found[0]
    await place.sequence()
    assert (await verify_log(place.database, trusted_keys(settings))).ok


async def test_a_key_wrapped_behind_the_rotation_is_moved_too_and_later_ones_are_reported(
    place: Institution,
    settings: Settings,
    database_url: str,
    keys: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process that still runs with the old key alone takes applications while the keys are rotated."""
    old, new = keys
    both = under(settings, new, old)
    cycle_id = await open_cycle(place)
    bodies = application_bodies(3, cycle_id)

    async def submit_under_the_old_key() -> None:
        answer = await place.admin.http.post(f"{API}/applications", json=bodies.pop())
        assert answer.status_code == 201, answer.text

    plain, calls = vault._rotate_batch, 0

    async def rotate_batch(*arguments: Any) -> int:
        nonlocal calls
        moved = await plain(*arguments)
        calls += 1
        if calls == 2:  # the pass found nothing more
            await submit_under_the_old_key()
        return moved

    await submit_under_the_old_key()
    monkeypatch.setattr(vault, "_rotate_batch", rotate_batch)
    tables = [vault.SealedTable("enigma.identity_mapping", "application_id")]
    assert await vault.rotate(place.database, keyring_of(both), tables) == 2
    newest, older = keyring_of(both).newest, keyring_of(settings).newest
    assert await vault.usage(place.database, tables) == {newest: 2}

    environ = environment(both, database_url)
    done = await asyncio.to_thread(assay, environ, "keys", "status", "--json")
    assert done.returncode == 0, done.stderr
    await submit_under_the_old_key()
    done = await asyncio.to_thread(assay, environ, "keys", "status", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {"master_key": newest, "state": "newest", "data_keys": 2},
        {"master_key": older, "state": "older", "data_keys": 1},
    ]


async def test_processes_refuse_to_start_without_the_key_that_seals_the_data(
    place: Institution, settings: Settings, database_url: str, keys: tuple[str, str], tmp_path: Path
) -> None:
    _old, other = keys
    await submit(place, await open_cycle(place), 1)
    await vault.check_keys(place.database, keyring_of(settings))
    wrong = under(settings, other).model_copy(update={"data_dir": tmp_path, "port": free_port()})
    environ = environment(wrong, database_url)
    for arguments in (
        ("serve", "--port", str(free_port())),
        ("worker",),
        ("up", "--no-demo"),
        ("keys", "rotate"),
    ):
        done = await asyncio.to_thread(assay, environ, *arguments)
        said = " ".join((done.stdout + done.stderr).split())
        assert done.returncode not in (0, None), arguments
        assert "Traceback" not in said, said
        assert f"Data is sealed under master key {keyring_of(settings).newest}" in said, arguments
        assert "`assay keys rotate`" in said, arguments
        assert other not in said


async def test_a_taken_port_is_named_before_anything_is_made(settings: Settings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environ = environment(settings.model_copy(update={"data_dir": tmp_path, "port": port}), "")
        done = await asyncio.to_thread(assay, environ, "up", "--no-demo")
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 1
    assert f"Something listens on 127.0.0.1:{port} already" in said
    assert f"`assay up --port {port + 1}`" in said
    assert not (tmp_path / "postgres").exists()


async def wrapped_by(place: Institution) -> dict[str, int]:
    """How many data keys each master key wraps, by its fingerprint."""
    async with place.database.transaction(role=Role.VAULT, org_id=place.org_id) as db:
        rows = await db.execute(
            text("SELECT master_key, count(*) FROM enigma.identity_mapping GROUP BY master_key")
        )
        return {row[0]: row[1] for row in rows.all()}
