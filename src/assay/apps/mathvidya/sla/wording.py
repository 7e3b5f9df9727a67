"""A promise of working hours as people read it."""

from datetime import datetime, timedelta

from assay.apps.mathvidya.sla.rules import Calendar
from assay.kernel.clock import IST
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext


def promised(calendar: Calendar, hours: int) -> str:
    """48 hours of nine-hour days: "48 working hours (5 working days and 3 hours)"."""
    work = timedelta(hours=hours)
    days, rest = divmod(work, calendar.day)
    parts = []
    if days:
        parts.append(ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days})
    left = spent(rest)
    if left:
        parts.append(left)
    told = ngettext("%(n)s working hour", "%(n)s working hours", hours) % {"n": hours}
    return f"{told} ({_(' and ').join(parts)})" if days else told


def spent(work: timedelta) -> str:
    """Hours and minutes; empty for less than a minute."""
    minutes = round(work.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if minutes:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    return " ".join(parts)


def when(calendar: Calendar) -> str:
    """When working time runs: "Mon–Sat, 09:00–18:00 IST, without holidays"."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    days = calendar.days
    runs_on = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    told = f"{names[days[0]]}–{names[days[-1]]}" if runs_on else ", ".join(names[day] for day in days)
    hours = f"{calendar.opens:%H:%M}–{calendar.closes:%H:%M}"
    return _("%(days)s, %(hours)s IST, without holidays") % {"days": told, "hours": hours}


def moment(at: datetime) -> str:
    """A time as people in India read it."""
    local = at.astimezone(IST)
    return _("%(when)s IST") % {"when": f"{local:%a %d %b %Y, %H:%M}"}
