"""Numbers, shares, sizes and instants as people read them: the filters of the templates."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from markupsafe import Markup, escape

from assay.kernel import clock
from assay.kernel.money import money, rupees
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import locale, ngettext
from assay.kernel.web.local_time import local

ABSENT = Markup("–")
STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def number(value: float | None, digits: int = 0, unit: str = "") -> str:
    """`value` with grouping and `digits` decimals, and its unit behind a no-break space."""
    if value is None:
        return ABSENT
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = format_decimal(value, format=pattern, locale=locale())
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def exact(value: Decimal | float | None, unit: str = "") -> str:
    """`value` with grouping and no more decimals than it has: 4, 3.5."""
    if value is None:
        return ABSENT
    text = format_decimal(value, format="#,##0.######", locale=locale())
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def compact(value: float | None, unit: str = "") -> str:
    """A short form for tight places: 1,000,000 becomes 1M."""
    if value is None:
        return ABSENT
    text = format_compact_decimal(value, locale=locale(), fraction_digits=1 if abs(value) >= 1000 else 0)
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 1 as a percentage: 0.125 becomes 12.5%."""
    if share is None:
        return ABSENT
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return str(format_percent(share, format=pattern, locale=locale()))


def filesize(size: int | None) -> str:
    """Bytes in units of 1,000, as disks are sold: 1_500_000 becomes 1.5 MB."""
    if size is None:
        return ABSENT
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return number(value, 0 if unit == "B" else 1, unit)


def instant(value: datetime | None, *, seconds: bool = False) -> Markup:
    """An instant in a <time> element, by the clock on the wall and saying which; `seconds` for logs."""
    if value is None:
        return ABSENT
    return _time(local(value), "d MMM yyyy, HH:mm:ss" if seconds else "d MMM yyyy, HH:mm")


def indian(value: datetime | None) -> Markup:
    """An instant in a <time> element, as clocks in India show it and saying so."""
    if value is None:
        return ABSENT
    return _time(value.astimezone(clock.IST), "d MMM yyyy, HH:mm")


def _time(moment: datetime, pattern: str) -> Markup:
    """`moment` in its own zone, with the zone's name."""
    text = format_datetime(moment, pattern, locale=locale()) + "\N{NO-BREAK SPACE}" + moment.strftime("%Z")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), text)


def day(value: date | datetime | None) -> Markup:
    """A calendar day in a <time> element; a datetime counts by the clock on the wall."""
    if value is None:
        return ABSENT
    shown = local(value).date() if isinstance(value, datetime) else value
    text = format_date(shown, "d MMM yyyy", locale=locale())
    return Markup('<time datetime="{}">{}</time>').format(shown.isoformat(), text)


def duration(value: timedelta | float | None) -> str:
    """A length of time in its two largest units: 3 h 20 min. Numbers are seconds."""
    if value is None:
        return ABSENT
    rest = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if rest < 1:
        return number(rest * 1000, 0, "ms")
    parts: list[str] = []
    for size, unit in STEPS:
        count, rest = divmod(rest, size)
        if count and len(parts) < 2:
            parts.append(f"{int(count)}\N{NO-BREAK SPACE}{unit}")
        elif parts:
            break
    return " ".join(parts)


def ago(value: datetime | None) -> Markup:
    """How long since `value`, in words, with the instant itself as the title."""
    if value is None:
        return ABSENT
    seconds = (clock.now() - value).total_seconds()
    if seconds < 60:
        text = _("just now")
    elif seconds < 3_600:
        minutes = int(seconds // 60)
        text = ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes) % {"num": minutes}
    elif seconds < 86_400:
        hours = int(seconds // 3_600)
        text = ngettext("%(num)d hour ago", "%(num)d hours ago", hours) % {"num": hours}
    elif seconds < 30 * 86_400:
        days = int(seconds // 86_400)
        text = ngettext("%(num)d day ago", "%(num)d days ago", days) % {"num": days}
    else:
        return day(value)
    moment = value.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment, moment, escape(text))


FILTERS = {
    "number": number,
    "exact": exact,
    "rupees": rupees,
    "money": money,
    "compact": compact,
    "percent": percent,
    "filesize": filesize,
    "datetime": instant,
    "indian": indian,
    "date": day,
    "duration": duration,
    "ago": ago,
}
