"""Files of the command: holidays, and starts with their hours. Errors name line and column."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

import numpy as np

from assay.apps.mathvidya.sla.many import EPOCH, due_times
from assay.apps.mathvidya.sla.rules import Calendar, due_time, working_hours
from assay.kernel.clock import IST
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

LONGEST_FIELD = 200
MICROSECOND = timedelta(microseconds=1)


class FileError(Invalid):
    """A file that cannot be read; the detail says where."""

    slug, title = "unreadable-file", "This file cannot be read"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file that holds anything: its number (from 1) and its cells, without surrounding blanks."""

    line: int
    cells: Sequence[str]

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Start:
    line: int
    start: datetime
    work: timedelta


def read_holidays(data: bytes) -> frozenset[date]:
    """Days of a CSV file: its column `date`, or its first where no column is called so. Raises FileError."""
    rows = list(_rows(data))
    if not rows:
        return frozenset()
    header = [cell.lower() for cell in rows[0].cells]
    place = header.index("date") if "date" in header else 0
    named = "date" in header or not _is_date(rows[0].cell(0))
    column = header[place] if named and header[place] else "date"
    return frozenset(_date(row, place, column) for row in rows[named:])


def read_starts(data: bytes) -> list[Start]:
    """The lines of a CSV file with the columns `start` and `hours`, in any order. Raises FileError."""
    rows = list(_rows(data))
    if not rows:
        raise FileError(_("the file is empty. Its first line is: start,hours"))
    header = [cell.lower() for cell in rows[0].cells]
    for name in ("start", "hours"):
        if name not in header:
            raise FileError(_("line 1: there is no column '%(name)s'. Write: start,hours") % {"name": name})
    start, hours = header.index("start"), header.index("hours")
    return [Start(row.line, _start(row, start), _hours(row, hours)) for row in rows[1:]]


def all_due(calendar: Calendar, starts: Sequence[Start]) -> list[datetime]:
    """The due time of each start, in order. Raises FileError naming the line of one that has none."""
    moments = np.asarray([(one.start - EPOCH) // MICROSECOND for one in starts], np.int64)
    works = np.asarray([one.work // MICROSECOND for one in starts], np.int64)
    try:
        due = due_times(calendar, moments, works)
    except Invalid:
        for one in starts:
            _check_due(calendar, one)
        raise
    return [(EPOCH + timedelta(microseconds=one)).astimezone(IST) for one in due.tolist()]


def parse_start(text: str) -> datetime:
    """A time in ISO 8601; one without an offset is Indian time. Raises Invalid."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        words = _("'%(text)s' is not a time. Write it as 2026-01-23T17:30:00+05:30.")
        raise Invalid(words % {"text": text}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)


def parse_hours(text: str) -> timedelta:
    """Working hours as a number with a point, exact to the second. Raises Invalid."""
    try:
        return working_hours(Decimal(text.strip()))
    except InvalidOperation:
        words = _("'%(text)s' is not a number of hours. Write it as 48 or 1.5.")
        raise Invalid(words % {"text": text}) from None
    except Invalid as error:
        raise Invalid(_("'%(text)s': %(why)s") % {"text": text, "why": error.detail}) from None


def _check_due(calendar: Calendar, one: Start) -> None:
    try:
        due_time(calendar, one.start, one.work)
    except Invalid as error:
        words = _("line %(line)s: %(why)s")
        raise FileError(words % {"line": one.line, "why": error.detail}) from None


def _rows(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        words = _("line %(line)s: this is not UTF-8 text. Save the table as CSV (UTF-8).")
        raise FileError(words % {"line": line}) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        words = _("line %(line)s: this is not CSV (%(why)s).")
        raise FileError(words % {"line": line, "why": error}) from None


def _date(row: Row, place: int, column: str) -> date:
    text = row.cell(place)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(
            row, column, _("'%(text)s' is not a date. Write it as 2026-01-26.") % {"text": _short(text)}
        ) from None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _start(row: Row, place: int) -> datetime:
    try:
        return parse_start(_short(row.cell(place)))
    except Invalid as error:
        raise _wrong(row, "start", error.detail) from None


def _hours(row: Row, place: int) -> timedelta:
    try:
        return parse_hours(_short(row.cell(place)))
    except Invalid as error:
        raise _wrong(row, "hours", error.detail) from None


def _wrong(row: Row, column: str, why: str) -> FileError:
    words = _("line %(line)s, column %(column)s: %(why)s")
    return FileError(words % {"line": row.line, "column": column, "why": why})


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else text[:LONGEST_FIELD] + "..."
