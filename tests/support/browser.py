"""A real server on loopback and headless Chromium: what every browser test needs."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from assay.commands.serving import IDLE_SECONDS

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "tags => axe.run(document, {runOnly: tags, rules: {region: {enabled: false}}})"

needs_chromium = pytest.mark.skipif(
    # On the build machine the browser must be there: a skip would hide that nothing was looked at.
    CHROMIUM is None and not os.environ.get("CI"),
    reason="no Chromium on this machine (Debian: apt-get install chromium)",
)


@contextmanager
def serve(make_app: Callable[[str], FastAPI]) -> Iterator[str]:
    """Serve `make_app(address)` from a thread on a free port of the loopback; the address.

    The port is bound before the application is made, because links in mail carry the address.
    """
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        server = uvicorn.Server(
            uvicorn.Config(make_app(address), log_level="error", timeout_keep_alive=IDLE_SECONDS)
        )
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started, "the server did not start"
        yield address
        server.should_exit = True
        thread.join(10)
