"""A web server of a test, in a process of its own: started, asked, killed, started again."""

import asyncio
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from tests.support.workers import ROOT, SECONDS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Server:
    """`assay serve` on a port of loopback, with the settings in `environment`."""

    environment: Mapping[str, str]
    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "assay", "serve", "--port", str(self.port), cwd=ROOT, env=self.environment
        )
        async with asyncio.timeout(SECONDS), httpx.AsyncClient(base_url=self.url) as http:
            while True:
                assert self.process.returncode is None, "the web server ended on its own"
                try:
                    if (await http.get("/health")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """SIGKILL: no word, no clean-up."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGKILL)
        assert await self.process.wait() == -signal.SIGKILL
