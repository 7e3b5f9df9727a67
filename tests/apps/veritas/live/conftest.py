"""A school on a real server: streams need one."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assay.kernel.db.listen import close_listener
from assay.kernel.db.session import Database
from assay.kernel.ingest import close_all
from assay.kernel.settings import Settings
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam, found, make_exam, make_student, make_teacher


@pytest.fixture
async def http(live_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP over loopback to the application."""
    config = uvicorn.Config(live_app, port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client
    await close_all(live_app)
    await close_listener(live_app)
    server.should_exit = True
    await task


@dataclass(frozen=True)
class Room:
    """An exam, its teacher, and two students of whom one is in group B."""

    school: School
    exam: MadeExam
    teacher: Caller
    asha: Caller
    ben: Caller


@pytest.fixture
async def room(http: httpx.AsyncClient, database: Database, settings: Settings) -> Room:
    school = await found(http, database, settings)
    teacher = await make_teacher(school)
    asha = await make_student(school, "Asha Rao")
    ben = await make_student(school, "Ben Okoye", groups=["B"])
    exam = await make_exam(school, teacher=teacher, students=[asha, ben])
    return Room(school, exam, teacher, asha, ben)


@dataclass
class Told:
    event: str
    data: dict[str, Any]
    id: str
    at: float


class Stream:
    """An open stream; `await stream.next("clock")` skips what has another name."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._told = self._read()

    async def _read(self) -> AsyncIterator[Told]:
        fields: dict[str, str] = {}
        async for line in self.response.aiter_lines():
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                data = json.loads(fields["data"])
                yield Told(fields["event"], data, fields.get("id", ""), time.monotonic())
                fields = {}
            else:
                fields = {}

    async def next(self, event: str, seconds: float = 8.0) -> Told:
        async with asyncio.timeout(seconds):
            async for told in self._told:
                if told.event == event:
                    return told
        raise AssertionError(f"the stream ended before {event}")

    async def ended(self, seconds: float = 8.0) -> list[str]:
        """The names of what is told until the stream ends."""
        async with asyncio.timeout(seconds):
            return [told.event async for told in self._told]


@asynccontextmanager
async def stream(caller: Caller, path: str, **headers: str) -> AsyncIterator[Stream]:
    url = f"/api/v1/veritas{path}"
    async with caller.http.stream("GET", url, headers=caller.headers | headers) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Stream(response)
