"""`python -m bench.veritas_crowd --students N`: a class sits an exam over HTTP, the server is killed twice.

A throw-away PostgreSQL with normal durability, a web process of its own, and students who do not give up: see
`tests/support/veritas_crowd.py`. Prints what was acknowledged, how fast, and what is missing of it; ends with
1 when anything is.
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from tests.support import veritas_crowd
from tests.support.school import School
from tests.support.servers import Server
from tests.support.veritas import found, make_exam, single
from tests.support.veritas_crowd import Difference, Page

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from bench.serving import served

QUESTIONS = 4
KILLS = (0.2, 0.6)


async def measure(students: int, rounds: int) -> dict[str, Any]:
    """Sit, kill, submit, compare. `seconds` is the sitting alone, restarts included."""
    async with served() as place, veritas_crowd.client(place.web.url, 1) as http:
        school = await found(http, place.database, place.settings)
        return await _sat(school, place.web, students, rounds)


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
    done = asyncio.run(measure(given.students, given.rounds))
    print(json.dumps(done, indent=1))
    sys.exit(0 if done["holds"] else 1)


if __name__ == "__main__":
    main()
