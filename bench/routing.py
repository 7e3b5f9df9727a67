"""`python -m bench.routing`: requests through FastAPI's tree of routers and through the flat table, in turn.

The request is a malformed batch of events, which is refused before any database is asked: what is measured is
the way to the handler and back, in one process and without a network.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from tests.support.settings import test_settings

from assay import main as house
from assay.kernel.ops.logging import configure_logging
from assay.kernel.settings import Settings

PATH = "/api/v1/veritas/monitor/events"
ROUNDS = 5


def apps(settings: Settings) -> dict[str, FastAPI]:
    with patch.object(house, "flatten"):
        tree = house.create_app(settings)
    return {"tree": tree, "flat": house.create_app(settings)}


async def seconds(app: FastAPI, requests: int) -> float:
    """Per request. Raises AssertionError where the handler was not reached."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
        begun = time.perf_counter()
        for _number in range(requests):
            answer = await http.post(PATH, content=b"{}")
            assert answer.status_code == 422, answer.text
        return (time.perf_counter() - begun) / requests


async def measure(settings: Settings, requests: int) -> dict[str, Any]:
    """The quickest of ROUNDS rounds each, which take turns."""
    both = apps(settings)
    best = dict.fromkeys(both, float("inf"))
    for _round in range(ROUNDS):
        for name, app in both.items():
            best[name] = min(best[name], await seconds(app, requests))
    return {
        "routes": len(both["flat"].router.routes),
        **{f"{name}_us": round(one * 1e6) for name, one in best.items()},
        "ratio": round(best["flat"] / best["tree"], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        # The address is never called.
        url = "postgresql://assay@127.0.0.1:9/assay"
        settings = test_settings(Path(folder), database_url=url, log_level="ERROR")
        configure_logging(settings)
        print(json.dumps(asyncio.run(measure(settings, given.requests)), indent=1))


if __name__ == "__main__":
    main()
