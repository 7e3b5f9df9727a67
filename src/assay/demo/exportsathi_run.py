"""`assay demo exportsathi`: from a product to its papers, without a browser, ending with the verified log."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from assay.apps.exportsathi.chat import service as chat
from assay.apps.exportsathi.documents import making
from assay.apps.exportsathi.documents import service as documents
from assay.apps.exportsathi.documents.rules import Severity
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.plan import service as plans
from assay.apps.exportsathi.reports import printing
from assay.apps.exportsathi.reports import service as reports
from assay.commands.console import err, out, say
from assay.demo import exportsathi
from assay.demo.enigma import ORGANISATION
from assay.demo.exportsathi_people import Business, describe, form_of, gather
from assay.demo.throwaway import drain, house
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.audit.keys import earlier_keys, signer, trusted_keys
from assay.kernel.audit.sequencer import sequence
from assay.kernel.audit.verify import verify_log
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings

T = TypeVar("T")
Timed = Callable[[str, Awaitable[T], Callable[[T], dict[str, Any]]], Awaitable[T]]


async def run_exports(*, as_json: bool) -> None:
    """Three businesses on a throw-away server; prints what each step did and ends with the verified log."""
    async with house() as (database, settings):
        summary = await whole_exports(database, settings)
    say(summary, as_json=as_json, text=lambda: _print(summary))
    if not summary["log"]["ok"]:
        raise AssayError("The run did not end with a verified log.")


async def whole_exports(database: Database, settings: Settings) -> dict[str, Any]:
    """Load, describe, ask, make, print, plan, make papers, check them, verify."""
    org_id = await ensure_organisation(database, *ORGANISATION, org_id=uuid7())
    steps: list[dict[str, Any]] = []

    async def timed(name: str, work: Awaitable[T], told: Callable[[T], dict[str, Any]]) -> T:
        start = time.perf_counter()
        result = await work
        seconds = time.perf_counter() - start
        steps.append({"step": name, "seconds": round(seconds, 2), "result": told(result)})
        err.print(f"{name:<18} {seconds:6.2f} s", style="dim")
        return result

    curator, exporters = await gather(database, settings, org_id)
    await timed("facts", exportsathi.load(database, curator), lambda _none: {})
    for business, actor in exporters:
        await _export(database, settings, business, actor, timed)
    await sequence(database, signer(settings), earlier_keys(settings))
    report = await verify_log(database, trusted_keys(settings))
    return {
        "steps": steps,
        "log": {"ok": report.ok, "entries": report.entries, "checkpoints": report.checkpoints},
    }


async def _export(
    database: Database, settings: Settings, business: Business, actor: Actor, timed: Any
) -> None:
    """One business from its product to its papers."""
    today = day_in_india(clock.now())
    await describe(database, business, actor, today)
    name = business.email.split("@")[0]
    report: Report = await timed(f"{name} report", _made(database, settings, business, actor), _told)
    await timed(f"{name} PDF", _printed(database, actor, report), lambda size: {"KB": size // 1024})
    await timed(f"{name} plan", _planned(database, actor, report), dict)
    await timed(f"{name} questions", _asked(database, actor, report), dict)
    await timed(f"{name} papers", _papers(database, business, actor, report), dict)


async def _made(database: Database, settings: Settings, business: Business, actor: Actor) -> Report:
    async with database.transaction(org_id=actor.org_id) as db:
        asked = await reports.ask(db, actor, form_of(business.asked[0]))
    await drain(database, settings)
    async with database.transaction(org_id=actor.org_id) as db:
        return (await reports.view(db, actor, asked.report_id)).report


def _told(report: Report) -> dict[str, Any]:
    return {
        "code": report.hs_code or "none",
        "verdict": report.report_data["summary"]["verdict"],
        "risk": report.risk_score,
        "told": f"{report.completeness} %",
        "sources": len(report.report_data["sources"]),
    }


async def _printed(database: Database, actor: Actor, report: Report) -> int:
    async with database.transaction(org_id=actor.org_id) as db:
        view = await reports.view(db, actor, report.report_id)
        await reports.printed(db, report)
    first, second = await printing.printed(view), await printing.printed(view)
    if first != second:
        raise AssayError("The same report was printed in two ways.")
    return len(first)


async def _planned(database: Database, actor: Actor, report: Report) -> dict[str, Any]:
    async with database.transaction(org_id=actor.org_id) as db:
        plan = await plans.tick(
            db, actor, report.report_id, report.report_data["plan"]["tasks"][0]["task_id"], done=True
        )
        calendar = await plans.calendar(db, actor, report.report_id)
    return {
        "tasks": len(plan.tasks),
        "working_days": plan.length,
        "done": plan.done,
        "entries": calendar.count(b"BEGIN:VEVENT"),
    }


async def _asked(database: Database, actor: Actor, report: Report) -> dict[str, Any]:
    """Questions answered in sentences with citations; the last is none that can be answered."""
    async with database.transaction(org_id=actor.org_id) as db:
        conversation = await chat.begin(db, actor, report_id=report.report_id)
        told = [
            chat.sentences(await chat.ask(db, actor, conversation.session_id, question))
            for question in exportsathi.QUESTIONS
        ]
    return {
        "answered": sum(bool(one) for one in told),
        "refused": sum(not one for one in told),
        "citations": sum(len(sentence.citations) for one in told for sentence in one),
    }


async def _papers(database: Database, business: Business, actor: Actor, report: Report) -> dict[str, Any]:
    """The whole set of a shipment without a fault: the rules find none."""
    async with database.transaction(org_id=actor.org_id) as db:
        record = business.sample(day_in_india(clock.now()) - exportsathi.PAPERS_AGO)
        shipment = await documents.create_shipment(db, actor, record, report_id=report.report_id)
        made = await making.generate(db, actor, shipment.shipment_id)
        findings = await documents.validate(db, actor, shipment.shipment_id)
    return {
        "papers": len(made),
        "faults": sum(one.severity is Severity.ERROR for one in findings),
        "remarks": sum(one.severity is not Severity.ERROR for one in findings),
    }


def _print(summary: dict[str, Any]) -> None:
    for step in summary["steps"]:
        facts = ", ".join(f"{name} {value}" for name, value in step["result"].items())
        out.print(f"  {step['step']:<18} {step['seconds']:6.2f} s   {facts}")
    log = summary["log"]
    state = "verified" if log["ok"] else "BROKEN"
    out.print(f"log: {state}, {log['entries']:,} entries under {log['checkpoints']:,} signed checkpoints")
