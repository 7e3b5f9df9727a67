"""`assay bench veritas`: events over HTTP against COPY, and pages at 10,000 events and at many.

A throw-away server with normal durability (fsync on) and a web process of its own. The same people, exams
and attempts hold 10,000 events at first (one class of a hundred) and all of them afterwards: a page's ratio
says what events cost. Scans of the events' partitions are counted by PostgreSQL itself.
"""

import asyncio
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from assay.commands.console import err, say
from assay.kernel.errors import AssayError
from bench import veritas_ingest
from bench.veritas_house import CLASS, House, add_events, count_events, fill, house

FEW = 10_000
"""Events that the pages are measured with first."""
INGEST = (10_000, 400_000)
"""Fewest and most events that go over HTTP: as many as N between them."""
AT_A_TIME = 1_000_000
"""Events made by one statement."""
WARM, ASKED = 5, 25
REPORTING = 11
"""Seconds after which an idle connection of PostgreSQL has reported what it scanned."""
AIM = 1.5
INGEST_AIM = 0.5


@dataclass(slots=True)
class Page:
    """Milliseconds of the middle answer of ASKED, with few events and with many."""

    name: str
    few_ms: float
    many_ms: float = 0.0

    @property
    def ratio(self) -> float:
        return self.many_ms / self.few_ms

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "aim": AIM}


async def run(events: int, attempts: int, live: int, *, as_json: bool) -> None:
    """Measure, and print a table or one JSON document."""
    document = await measure(events, attempts, live)
    say(document, as_json=as_json, text=lambda: _print(document))


async def measure(events: int, attempts: int, live: int) -> dict[str, Any]:
    """Raises AssayError for sizes that mean nothing, and where an answer is not what it should be."""
    if attempts < CLASS or live < 1 or events < FEW + attempts + live:
        raise AssayError(f"Measure with {CLASS} attempts and more, and with more events than attempts.")
    begun = time.perf_counter()

    def told(what: str) -> None:
        err.print(f"{time.perf_counter() - begun:7.1f} s  {what}", style="dim")

    async with house() as rig:
        told("people, exams, attempts")
        await fill(rig, attempts, live)
        held = await rig.admin.fetchval("SELECT count(*) FROM veritas.exam_attempts")
        many = events // held
        told(f"{FEW:,} events")
        await add_events(rig, FEW // CLASS, exam=rig.exams[0])
        await count_events(rig)
        await rig.settle()
        found = {name: Page(name, ms) for name, ms in (await _pages(rig)).items()}
        told(f"{many * held:,} events")
        step = max(1, AT_A_TIME // held)
        for upto in (*range(step, many, step), many):
            await add_events(rig, upto)
        await count_events(rig)
        await rig.settle()
        told("the same pages")
        there = await _events(rig)
        before = await _scans(rig)
        for name, ms in (await _pages(rig)).items():
            found[name].many_ms = ms
        scans = await _scans(rig) - before
        told("events over HTTP")
        ingest = await _ingest(rig, min(max(INGEST[0], events), INGEST[1]))
        stored = await _events(rig)
        version = await rig.admin.fetchval("SHOW server_version")
    if stored != there + ingest["events"]:
        raise AssayError(f"{stored - there:,} events came, {int(ingest['events']):,} were sent.")
    return {
        "events": there,
        "few": FEW,
        "attempts": held,
        "live": live,
        "seconds": round(time.perf_counter() - begun, 1),
        "postgresql": version,
        "ingest": ingest,
        "pages": [page.document() for page in found.values()],
        "sequential_scans_of_events": scans,
    }


async def _events(rig: House) -> int:
    found: int = await rig.admin.fetchval("SELECT count(*) FROM veritas.monitoring_events")
    return found


async def _pages(rig: House) -> dict[str, float]:
    """The middle time of each page in milliseconds; they take turns, so that a busy moment hits all alike."""
    exam, sat = rig.exams[0], rig.own[0]
    wanted = {
        "student's dashboard": (rig.student, "/student/dashboard"),
        "teacher's dashboard": (rig.teacher, "/teacher/dashboard"),
        "an exam's analytics": (rig.teacher, f"/teacher/exams/{exam.exam_id}/analytics"),
        "an exam's item analysis": (rig.teacher, f"/teacher/exams/{exam.exam_id}/items"),
        "a student": (rig.teacher, f"/teacher/students/{rig.student.person_id}"),
        "an attempt's record": (rig.teacher, f"/teacher/attempts/{sat}/monitoring"),
    }
    taken: dict[str, list[float]] = {name: [] for name in wanted}
    for turn in range(WARM + ASKED):
        for name, (who, path) in wanted.items():
            begun = time.perf_counter()
            answer = await who.get(path)
            seconds = time.perf_counter() - begun
            if answer.status_code != 200:
                raise AssayError(f"{path} answered {answer.status_code}: {answer.text[:200]}")
            if turn >= WARM:
                taken[name].append(seconds)
        begun = time.perf_counter()
        await _board(rig)
        if turn >= WARM:
            taken.setdefault("live board, first state", []).append(time.perf_counter() - begun)
    return {name: round(statistics.median(seconds) * 1000, 2) for name, seconds in taken.items()}


async def _board(rig: House) -> None:
    """The live board's stream until its first event is there."""
    path = f"/api/v1/veritas/teacher/exams/{rig.live}/live"
    async with rig.http.stream("GET", path, headers=rig.teacher.headers) as answer:
        if answer.status_code != 200:
            raise AssayError(f"{path} answered {answer.status_code}")
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                return


async def _scans(rig: House) -> int:
    """Sequential scans of partitions of the events so far, by any connection."""
    await asyncio.sleep(REPORTING)
    found = await rig.admin.fetchval(
        "SELECT coalesce(sum(seq_scan), 0)::bigint FROM pg_stat_user_tables "
        "WHERE schemaname = 'veritas' AND relname LIKE 'monitoring_events%'"
    )
    return int(found)


async def _ingest(rig: House, events: int) -> dict[str, float]:
    attempts = max(veritas_ingest.AT_ONCE * 2, events // 5_000)
    load = await veritas_ingest.prepare(
        rig.school.database, rig.school.settings, rig.school.org_id, events=events, attempts=attempts
    )
    await rig.settle()
    rates = await veritas_ingest.compare(rig.http, rig.admin, load)
    return {**rates.document(), "aim": INGEST_AIM}


def _print(document: dict[str, Any]) -> None:
    ingest = document["ingest"]
    lines = [
        f"{document['events']:,} events in {document['attempts']:,} attempts, {document['live']:,} of them "
        f"sat now; PostgreSQL {document['postgresql']}; {document['seconds']:,} s in all",
        f"HTTP to durable {ingest['http_events_per_second']:,}/s, COPY of the same rows "
        f"{ingest['copy_events_per_second']:,}/s: ratio {ingest['ratio']} (aim {INGEST_AIM} and more)",
        f"{'page':<26}{document['few']:>12,}{document['events']:>14,}   ratio   aim",
        *(
            f"{page['name']:<26}{page['few_ms']:>9.1f} ms{page['many_ms']:>11.1f} ms"
            f"{page['ratio']:>8.2f}{page['aim']:>6}"
            for page in document["pages"]
        ),
        f"sequential scans of events: {document['sequential_scans_of_events']}",
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines)
