"""A worker killed while it looks at pages, and while it gives out scripts: the next one loses nothing."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.bank.content.all import questions
from assay.apps.mathvidya.bank.document import ClassLevel, Unit
from assay.apps.mathvidya.papers import service as papers
from assay.demo.mathvidya_pages import Written, written_on
from assay.kernel.db.session import Database
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from tests.journeys.worker_process import CHECKED_PAGE, GIVEN_SCRIPT
from tests.support import mathvidya
from tests.support.school import Caller
from tests.support.workers import Workers, environment

LINES = [Written(f"{number}.", "so the matrix has an inverse") for number in range(7, 20)]


@pytest.fixture
async def workers(settings: Settings, database_url: str, tmp_path: Path) -> AsyncIterator[Workers]:
    pace = {"ASSAY_WORKER_SILENCE_SECONDS": "1", "ASSAY_WORKER_GRACE_SECONDS": "2"}
    made = Workers(tmp_path, environment(settings, database_url) | pace | {"ASSAY_LOG_LEVEL": "ERROR"})
    made.hold("")
    yield made
    await made.end()


async def test_a_killed_worker_loses_no_page_and_no_script(
    live: httpx.AsyncClient, database: Database, settings: Settings, workers: Workers
) -> None:
    school = await mathvidya.found(live, database, settings)
    async with database.transaction(org_id=school.org_id) as db:
        stock = [one for one in questions(ClassLevel.XII) if one.unit is Unit.ALGEBRA]
        await bank.set_up(db, school.org_id, stock)
        templates = {one.code: str(one.template_id) for one in await papers.templates(db, school.org_id)}
    student = await mathvidya.make_student(school, class_level=ClassLevel.XII)
    await mathvidya.subscribe(school, student, await mathvidya.make_plan(school))
    teacher = await mathvidya.make_teacher(school)
    form = {"template_id": templates["xii-unit-algebra"], "key": str(uuid7())}
    made = await student.post("/exams", form)
    assert made.status_code == 201, made.text
    exam = f"/exams/{made.json()['exam_id']}"
    assert (await student.post(f"{exam}/start")).status_code == 200
    await _send(student, exam, _scan((await student.get(f"{exam}/paper.pdf")).content))

    workers.hold(CHECKED_PAGE)
    await workers.start()
    await workers.kill_held()
    states = [one["state"] for one in await _pages(student, exam)]
    assert states == ["checked", "stored"]
    workers.hold(GIVEN_SCRIPT)
    await workers.start()
    async with asyncio.timeout(90):
        while [one["state"] for one in await _pages(student, exam)] != ["checked", "checked"]:
            await asyncio.sleep(0.2)
    pages = await _pages(student, exam)
    first, second = (one["page_number"] for one in pages)
    assert second == first + 1
    for one in pages:
        accepted = await student.post(f"{exam}/sheets/{one['sheet_id']}/accept", {"acknowledged": True})
        assert accepted.status_code == 200, accepted.text
    assert (await student.post(f"{exam}/submit")).status_code == 200

    await workers.kill_held()
    assert await _queue(teacher) == []
    workers.hold("")
    await workers.start()
    async with asyncio.timeout(90):
        while not (found := await _queue(teacher)):
            await asyncio.sleep(0.2)
    await workers.end()
    assert len(found) == 1
    script = (await teacher.get(f"/evaluations/{found[0]['evaluation_id']}")).json()
    assert [one["number"] for one in script["pages"]] == [1, 2]


def _scan(printed: bytes) -> bytes:
    """Both pages as one PDF, which the request leaves to a job."""
    first, second = (Image.open(io.BytesIO(one)) for one in written_on(printed, 2, LINES, seed=3))
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=[second], resolution=115)
    return out.getvalue()


async def _send(student: Caller, exam: str, data: bytes) -> None:
    form = {
        "name": "scan.pdf",
        "content_type": "application/pdf",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    told = (await student.post(f"{exam}/sheets/presign", form)).json()
    upload = told["upload"]
    assert (await student.http.put(upload["url"], content=data, headers=upload["headers"])).status_code == 201
    kept = await student.post(f"{exam}/sheets/{told['sheet']['sheet_id']}/confirm")
    assert [one["state"] for one in kept.json()] == ["stored", "stored"], kept.text


async def _pages(student: Caller, exam: str) -> list[dict[str, Any]]:
    return list((await student.get(f"{exam}/sheets")).json()["sheets"])


async def _queue(teacher: Caller) -> list[dict[str, Any]]:
    return list((await teacher.get("/evaluations")).json()["items"])
