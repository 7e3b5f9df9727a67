"""Intake: real HTTP requests to a web process of its own, and the same rows inserted barely.

Client, web process and database share the machine. Requests come from many loopback addresses, since each
address may send 120 applications a minute.
"""

import asyncio
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import asyncpg

from assay.demo.people import applicants
from assay.kernel.errors import AssayError
from bench.enigma_house import House, environment

CLIENTS = 8
PER_ADDRESS = 100
START_SECONDS = 60.0
SETTINGS = (
    "data_dir",
    "database_url",
    "master_keys",
    "log_signing_key",
    "hmac_key",
    "jwt_key",
    "llm_engine",
    "llm_base_url",
    "llm_model",
    "log_level",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds for all requests, and the web process's own peak memory."""

    seconds: float
    server_mib: float


async def submit(house: House, count: int) -> Taken:
    """Send `count` applications. Raises AssayError unless every one is answered 201."""
    bodies = [
        json.dumps({**form.model_dump(mode="json"), "cycle_id": str(house.cycle_id)}).encode()
        for form in applicants(count, categories=("SC", "PwD"))
    ]
    async with _web_process(house) as (port, pid):
        waiting = iter(bodies)
        begun = time.perf_counter()
        await asyncio.gather(*(_client(port, number, waiting) for number in range(CLIENTS)))
        seconds = time.perf_counter() - begun
        return Taken(seconds, _peak_of(pid))


@asynccontextmanager
async def _web_process(house: House) -> AsyncIterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "assay", "serve", "--port", str(port)),
        env={"PATH": "/usr/bin:/bin", **environment(house.settings, SETTINGS)},
    )
    try:
        await asyncio.to_thread(_wait_until_ready, port)
        yield port, process.pid
    finally:
        process.terminate()
        await process.wait()


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssayError("The web process did not start.")


async def _client(port: int, number: int, waiting: Iterator[bytes]) -> None:
    """One connection at a time, a new source address for each PER_ADDRESS requests."""
    address, sent = 0, 0
    stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    for body in waiting:
        if stream is None or sent == PER_ADDRESS:
            if stream:
                stream[1].close()
            source = f"127.{1 + number}.{address // 250}.{1 + address % 250}"
            stream = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
            address, sent = address + 1, 0
        await _post(stream[0], stream[1], body)
        sent += 1
    if stream:
        stream[1].close()


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> None:
    writer.write(
        b"POST /api/v1/enigma/applications HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    answer = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 201"):
        raise AssayError(f"An application was not taken: {head[:40]!r} {answer[:300]!r}")


def _peak_of(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return 0.0


async def bare_inserts(house: House, applications: Sequence[Any], identities: Sequence[Any]) -> float:
    """Seconds to insert the same rows of both tables, one commit an application, over CLIENTS connections."""
    url = house.server.admin_url.replace("+asyncpg", "")
    pairs = iter(zip(applications, identities, strict=True))
    into = [(table, rows[0].keys()) for table, rows in _tables(applications, identities)]
    statements = [_insert(table, list(columns)) for table, columns in into]
    connections = [await asyncpg.connect(url) for _ in range(CLIENTS)]

    async def client(connection: Any) -> None:
        for pair in pairs:
            async with connection.transaction():
                for statement, row in zip(statements, pair, strict=True):
                    await connection.execute(statement, *row.values())

    begun = time.perf_counter()
    await asyncio.gather(*(client(connection) for connection in connections))
    seconds = time.perf_counter() - begun
    for connection in connections:
        await connection.close()
    return seconds


def _tables(applications: Sequence[Any], identities: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    yield "applications", applications
    yield "identity_mapping", identities


def _insert(table: str, columns: list[str]) -> str:
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return f"INSERT INTO bench.{table} ({', '.join(columns)}) VALUES ({places})"
