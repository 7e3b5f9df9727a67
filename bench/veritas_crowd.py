"""`python -m bench.veritas_crowd --students N`: a class sits an exam over HTTP, the server is killed twice.

A throw-away PostgreSQL with normal durability, a web process of its own, and students who do not give up: see
`tests/support/veritas_crowd.py`. Prints what was acknowledged, how fast, and what is missing of it; ends with
1 when anything is.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.support import veritas_crowd
from tests.support.school import School
from tests.support.servers import Server, free_port
from tests.support.settings import test_settings
from tests.support.veritas import found, make_exam, single
from tests.support.veritas_crowd import Difference, Page
from tests.support.workers import environment

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db import migrate
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.ops.logging import configure_logging
from assay.kernel.settings import use_settings

QUESTIONS = 4
KILLS = (0.2, 0.6)


async def measure(root: Path, url: str, students: int, rounds: int) -> dict[str, Any]:
    """Sit, kill, submit, compare. `seconds` is the sitting alone, restarts included."""
    settings = use_settings(test_settings(root / "data", database_url=url, log_level="ERROR"))
    configure_logging(settings)
    engine = make_engine(url, pool=10)
    await migrate.upgrade(engine)
    database = Database(engine)
    server = Server(environment(settings, url) | {"NO_PROXY": "127.0.0.1"}, free_port())
    await server.start()
    try:
        async with veritas_crowd.client(server.url, 1) as http:
            school = await found(http, database, settings)
            return await _sat(school, server, students, rounds)
    finally:
        await server.kill()
        await database.dispose()


async def _sat(school: School, server: Server, students: int, rounds: int) -> dict[str, Any]:
    exam = await make_exam(school, questions=[single(f"Question {n}") for n in range(QUESTIONS)])
    async with veritas_crowd.pages(school, exam, server.url, students) as pages:
        crowd = pages[0].crowd
        await veritas_crowd.assign(school, pages)
        begun = time.perf_counter()
        await veritas_crowd.sit_through_kills(server, pages, rounds, KILLS)
        seconds = time.perf_counter() - begun
        times = sorted(crowd.seconds)
        await veritas_crowd.everyone(pages, Page.again)
        await veritas_crowd.everyone(pages, Page.submit)
    await school.work()
    difference = await veritas_crowd.compare(school, pages)
    await school.sequence()
    report = await verify_log(school.database, trusted_keys(school.settings))
    return {
        "students": students,
        "answers": sum(len(page.answers) for page in pages),
        "events": sum(len(page.events) for page in pages),
        "acknowledged": crowd.acknowledged,
        "cut": crowd.cut,
        "busy": crowd.busy,
        "seconds": round(seconds, 1),
        "p50_ms": round(times[len(times) // 2] * 1000),
        "p99_ms": round(times[len(times) * 99 // 100] * 1000),
        "difference": asdict(difference),
        "log_holds": report.ok,
        "holds": difference == Difference() and report.ok,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=6)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        root = Path(folder)
        root.chmod(0o711)  # the account that PostgreSQL runs under must pass through
        with EmbeddedServer(root / "postgres") as server:
            done = asyncio.run(measure(root, server.url(), given.students, given.rounds))
    print(json.dumps(done, indent=1))
    sys.exit(0 if done["holds"] else 1)


if __name__ == "__main__":
    main()
