"""`assay bench exportsathi`: reports from asked to made, and what codes and answers are measured by.

Reports are asked for over HTTP, in this process, and made by the worker's code on a throw-away server. The
first one also loads what classification goes by and is told apart. Limits: acknowledged within 1 s, made
within 30 s.
"""

import statistics
import time
from pathlib import Path
from typing import Any

import httpx

from assay.commands.console import err, out, say, table
from assay.demo import exportsathi
from assay.demo.enigma import ORGANISATION, PASSWORD
from assay.demo.exportsathi_people import BUSINESSES, describe, gather
from assay.demo.throwaway import drain, house
from assay.kernel import clock
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.main import create_app
from bench import exportsathi_answers, exportsathi_codes

MADE_WITHIN, ACKNOWLEDGED_WITHIN = 30.0, 1.0
"""Seconds that a report may take, and its acknowledgement."""
API = "/api/v1/exportsathi"
WEB = "http://127.0.0.1:8000"


async def run(reports: int, file: Path | None, questions: Path | None, *, as_json: bool) -> None:
    """Measure, and print a table or one JSON document. Raises AssayError where an answer is wrong."""
    document: dict[str, Any] = {}
    async with house() as (database, settings):
        document["reports"] = await report_times(database, settings, reports)
    _told("reports")
    if file is not None:
        document["codes"] = exportsathi_codes.measure(exportsathi_codes.read(file)).document()
        _told("codes")
    document["answers"] = await exportsathi_answers.measure(questions or exportsathi_answers.QUESTIONS)
    _told("answers")
    say(document, as_json=as_json, text=lambda: _print(document))


def _told(what: str) -> None:
    err.print(f"{what} measured", style="dim")


async def report_times(database: Database, settings: Settings, count: int) -> dict[str, Any]:
    """Seconds of each report, the first apart; milliseconds of each acknowledgement."""
    if count < 2:
        raise AssayError("Measure two reports at least: the first is told apart.")
    org_id = await ensure_organisation(database, *ORGANISATION, org_id=uuid7())
    curator, exporters = await gather(database, settings, org_id)
    await exportsathi.load(database, curator)
    business, actor = exporters[0]
    await describe(database, business, actor, day_in_india(clock.now()))
    transport = httpx.ASGITransport(app=create_app(settings, database=database))
    acknowledged, made = [], []
    async with httpx.AsyncClient(transport=transport, base_url=WEB) as http:
        signed_in = await http.post(
            "/api/v1/auth/login", json={"email": business.email, "password": PASSWORD}
        )
        headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        for number in range(count):
            told = dict(BUSINESSES[number % 2].asked[number % len(BUSINESSES[0].asked)])
            begun = time.perf_counter()
            asked = await http.post(f"{API}/reports", json=told, headers=headers)
            acknowledged.append(time.perf_counter() - begun)
            await drain(database, settings)
            made.append(time.perf_counter() - begun)
            found = await http.get(f"{API}/reports/{asked.json()['report_id']}/status", headers=headers)
            if found.json()["status"] != "completed":
                raise AssayError(f"A report was not made: {found.text}")
    middle, slowest = statistics.median(made[1:]), max(made[1:])
    return {
        "reports": count,
        "first_s": round(made[0], 2),
        "median_s": round(middle, 2),
        "slowest_s": round(slowest, 2),
        "limit_s": MADE_WITHIN,
        "slowest_of_limit": round(slowest / MADE_WITHIN, 3),
        "acknowledged_ms": round(statistics.median(acknowledged) * 1000, 1),
        "slowest_acknowledged_ms": round(max(acknowledged) * 1000, 1),
        "acknowledged_of_limit": round(max(acknowledged) / ACKNOWLEDGED_WITHIN, 3),
    }


def _print(document: dict[str, Any]) -> None:
    """A table for each part; what a set of questions got wrong comes last, a line each."""
    table("reports", ("figure", "value"), list(document["reports"].items()))
    if codes := document.get("codes"):
        table("codes", ("figure", "value"), [(name, _cell(value)) for name, value in codes.items()])
    answers = document["answers"]
    scores = answers["scores"]
    names = [name for name in next(iter(scores.values())) if name != "wrong"]
    rows = [(kind, *(_cell(found[name]) for name in names)) for kind, found in scores.items()]
    table("answers", ("set", *(name.replace("_", " ") for name in names)), rows)
    table("search", ("figure", "value"), list(answers["search"].items()))
    for line in dict.fromkeys(line for found in scores.values() for line in found["wrong"]):
        out.print(f"wrong: {line}", markup=False)


def _cell(value: object) -> object:
    """A share with its interval in one cell, such as `0.953 (0.910 to 0.976)`; nothing to count as `-`."""
    match value:
        case {"share": share, "low": low, "high": high} | {"share": share, "interval": [low, high]}:
            return f"{share:.3f} ({low:.3f} to {high:.3f})"
        case None:
            return "-"
    return value
