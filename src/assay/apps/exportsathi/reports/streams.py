"""How a report comes along, told to a page that waits for it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from assay.apps.exportsathi.models.reports import ReportStatus
from assay.apps.exportsathi.profiles import queries as profile_queries
from assay.apps.exportsathi.reports import making, service
from assay.apps.exportsathi.reports.forms import ProgressOut
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Database
from assay.kernel.web.sse import Message

EVERY = 0.4
"""Seconds between two looks; a report takes a few."""


async def progress(database: Database, actor: Actor, report_id: UUID) -> AsyncIterator[Message]:
    """`progress` whenever a section was made, then `completed`, `failed` or `gone`, which end the stream."""
    told = ""
    number = 0
    while True:
        async with database.transaction(org_id=org_of(actor)) as db:
            report = await profile_queries.find_report(db, org_of(actor), person_of(actor), report_id)
            job = await service.job_of(db, report) if report else None
        if report is None:
            yield Message("gone", {"report_id": report_id})
            return
        now = ProgressOut.of(report, job, making.total(report))
        number += 1
        if now.status is not ReportStatus.PROCESSING:
            yield Message(now.status.value, now.model_dump(mode="json"), str(number))
            return
        if now.model_dump_json() != told:
            told = now.model_dump_json()
            yield Message("progress", now.model_dump(mode="json"), str(number))
        await asyncio.sleep(EVERY)
