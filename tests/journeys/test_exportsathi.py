"""From a business that registers to its report on paper: HTTP and the worker's code, with no mocks.

Turmeric to Germany, an own code, certificates, the plan, and the log at the end; the same job killed between
two sections ends the same.
"""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar
from pypdf import PdfReader

from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.journeys.worker_process import MADE_SECTION
from tests.support import exportsathi
from tests.support.exportsathi import PROFILE, TURMERIC
from tests.support.workers import Workers, environment


@pytest.fixture
async def workers(settings: Settings, database_url: str, tmp_path: Path) -> AsyncIterator[Workers]:
    pace = {"ASSAY_WORKER_SILENCE_SECONDS": "1", "ASSAY_WORKER_GRACE_SECONDS": "2"}
    made = Workers(tmp_path, environment(settings, database_url) | pace | {"ASSAY_LOG_LEVEL": "ERROR"})
    made.hold("")
    yield made
    await made.end()


async def test_from_a_business_to_its_report_on_paper(
    live: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    place = await exportsathi.found(live, database, settings)
    await exportsathi.load_facts(place)
    caller = await place.person("exporter")
    assert (await caller.post("/reports", TURMERIC)).status_code == 404
    assert (await caller.put("/profile", PROFILE)).status_code == 200

    asked = await caller.post("/reports", TURMERIC, **{"Idempotency-Key": "first"})
    again = await caller.post("/reports", TURMERIC, **{"Idempotency-Key": "first"})
    assert asked.json() == again.json()
    here = f"/reports/{asked.json()['report_id']}"
    await place.work()
    first = await caller.get(here)
    assert (first.json()["status"], first.json()["hs_code"]) == ("completed", "09103030")

    form = {"code": "09103020", "reason": "Fresh, as on our last shipping bill"}
    changed = await caller.put(f"{here}/hs-code", form, **{"If-Match": first.headers["ETag"]})
    assert changed.status_code == 202
    await place.work()
    report = (await caller.get(here)).json()
    assert (report["hs_code"], report["hs_confidence"]) == ("09103020", "1.0000")
    assert report["risk_score"] == sum(one["points"] for one in report["risk_parts"])

    assert (await caller.put(f"{here}/certifications/lut", {"state": "completed"})).status_code == 200
    plan = (await caller.put(f"{here}/action-plan/ad-letter", {"done": True})).json()
    assert plan["done"] == 1
    calendar = Calendar.from_ical((await caller.get(f"{here}/action-plan.ics")).content)
    assert len(list(calendar.walk("VEVENT"))) == len(plan["tasks"])
    printed = await caller.get(f"{here}/pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    for part in ("Sharma Spices", "09103020", "AD code", "Sources", "your own choice"):
        assert part in text
    figures = (await caller.get("/metrics")).json()
    assert (figures["reports_completed"], figures["codes_overridden"]) == (1, 1)

    await place.sequence()
    log = await verify_log(database, trusted_keys(settings))
    assert log.ok
    assert log.entries > 5


async def test_a_worker_killed_between_two_sections_loses_and_doubles_nothing(
    live: httpx.AsyncClient, database: Database, settings: Settings, workers: Workers
) -> None:
    place = await exportsathi.found(live, database, settings)
    await exportsathi.load_facts(place)
    caller = await exportsathi.make_exporter(place)
    whole = await caller.get(f"/reports/{await exportsathi.make_report(place, caller)}")

    workers.hold(MADE_SECTION)
    asked = await caller.post("/reports", TURMERIC)
    here = f"/reports/{asked.json()['report_id']}"
    await workers.start()
    await workers.kill_held()
    halfway = (await caller.get(here)).json()
    assert halfway["status"] == "processing"
    assert set(halfway["report_data"]) == {"sources", "destination", "code", "policy"}
    await workers.start()
    events = await caller.get(f"{here}/events")
    assert "event: completed" in events.text
    await workers.end()
    found = (await caller.get(here)).json()
    assert found["report_data"] == whole.json()["report_data"]
    assert (await caller.get("/metrics")).json()["reports_completed"] == 2
