"""The plan of a report with what is done of it, as a list and as a calendar; the letter to the bank."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.models.progress import Happening
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.plan import queries
from assay.apps.exportsathi.plan.calendar import calendar_of
from assay.apps.exportsathi.plan.forms import PlanOut, TaskOut
from assay.apps.exportsathi.plan.letter import Letter, letter_of
from assay.apps.exportsathi.plan.rules import date_of
from assay.apps.exportsathi.profiles import queries as profile_queries
from assay.apps.exportsathi.profiles import service as profiles
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.i18n import gettext as _


async def of_report(db: Session, actor: Actor, report_id: UUID) -> tuple[Report, PlanOut]:
    """The plan of the actor's report. Raises NotFound, Conflict while the report is being made."""
    report = await profile_queries.report(db, org_of(actor), person_of(actor), report_id)
    if "plan" not in report.report_data:
        raise Conflict(_("The report is still being made. Its plan comes with it."))
    return report, await told(db, report)


async def told(db: Session, report: Report) -> PlanOut:
    """The plan of a report that is at hand; an empty one while it is being made."""
    rows = await queries.progress(db, report.org_id, report.exporter_id, report.report_id)
    done = {one.task_id: one.done_at for one in rows if one.done_at is not None}
    plan = report.report_data.get("plan", {"tasks": [], "length": 0, "path": []})
    tasks = [_task(one, report, done.get(one["task_id"])) for one in plan["tasks"]]
    return PlanOut(
        first=date_of(report.as_of, 1),
        length=plan["length"],
        path=plan["path"],
        done=sum(one.done for one in tasks),
        tasks=tasks,
    )


async def tick(db: Session, actor: Actor, report_id: UUID, task_id: str, *, done: bool) -> PlanOut:
    """Check a task off, or take that back. Twice is once. Raises NotFound for a task the plan has not."""
    report, plan = await of_report(db, actor, report_id)
    task = next((one for one in plan.tasks if one.task_id == task_id), None)
    if task is None:
        raise NotFound(_("This plan has no such task."))
    changed = await queries.tick(
        db,
        report.org_id,
        report.exporter_id,
        report_id,
        task_id,
        task.day,
        clock.now() if done else None,
    )
    if changed and (done or task.done):
        kind = Happening.TASK_DONE if done else Happening.TASK_UNDONE
        await profiles.note(db, report.org_id, report.exporter_id, kind, f"{report_id}/{task_id}")
    return await told(db, report)


async def calendar(db: Session, actor: Actor, report_id: UUID) -> bytes:
    """The plan as a calendar file: the same plan gives the same bytes."""
    report, plan = await of_report(db, actor, report_id)
    return calendar_of(plan, report.report_id, report.product, report.completed_at or report.created_at)


async def letter(db: Session, actor: Actor, report_id: UUID) -> Letter:
    """The letter to the bank about the AD code at the report's port."""
    report = await profile_queries.report(db, org_of(actor), person_of(actor), report_id)
    profile = await profiles.own(db, actor)
    return letter_of(profile, str(report.details.get("port") or ""), report.as_of)


def _task(one: Mapping[str, Any], report: Report, done_at: datetime | None) -> TaskOut:
    return TaskOut.model_validate(
        dict(one) | {"on": date_of(report.as_of, one["day"]), "done": done_at is not None, "done_at": done_at}
    )
