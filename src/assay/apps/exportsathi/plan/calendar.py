"""The plan as a calendar file (iCalendar, RFC 5545): a whole-day entry for each task."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from assay.apps.exportsathi.plan.forms import PlanOut
from assay.kernel.web.i18n import gettext as _

PRODUCT = "-//Assay//ExportSathi//EN"


def calendar_of(plan: PlanOut, report_id: UUID, product: str, made_at: datetime) -> bytes:
    """The bytes of the file, the same for the same plan. Ids are stable: imported again, entries change."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", _("Export plan: %(product)s") % {"product": product})
    for task in plan.tasks:
        entry = Event()
        entry.add("uid", f"{task.task_id}.{report_id}@exportsathi")
        entry.add("dtstamp", made_at.astimezone(UTC).replace(microsecond=0))
        entry.add("dtstart", task.on)
        entry.add("dtend", task.on + timedelta(days=1))
        entry.add("summary", task.title)
        told = [task.why]
        if task.interim:
            told.append(_("Takes longer than these seven days. Meanwhile: %(text)s") % {"text": task.interim})
        entry.add("description", "\n".join(told))
        # a day's work does not make the day busy
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written
