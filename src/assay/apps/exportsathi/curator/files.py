"""Facts as CSV files: read with an error for each line, written so that no spreadsheet runs them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from assay.apps.exportsathi.curator.forms import FORMS, LISTS, AnyForm
from assay.apps.exportsathi.curator.rules import safe, unsafe
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

LARGEST = 10_000_000
MOST = 50_000
BETWEEN = " | "
"""Between the entries of a list in one cell."""
META = ("valid_from", "valid_to", "is_verified", "note")


@dataclass(slots=True)
class Read:
    """The rows of a file, each with its line; `errors` are (line, what is wrong)."""

    rows: list[tuple[int, AnyForm]] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def columns_of(table: str) -> list[str]:
    """The columns of a table's file, in their order; those of `META` may be left out."""
    names = [info.alias or name for name, info in FORMS[table].model_fields.items()]
    return [*(one for one in names if one not in (*META, "table", "source_id")), *META]


def read(table: str, data: bytes, *, source_id: str, valid_from: date | None) -> Read:
    """The rows of a file. Rows without a first day begin with `valid_from`, that of the source.

    Raises Invalid where it is no CSV in UTF-8 or its columns are not those of the table.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(fields={"file": _("The file is not in UTF-8. Save it as CSV (UTF-8).")}) from None
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    known = columns_of(table)
    if unknown := [one for one in lines.fieldnames or () if one not in known]:
        raise Invalid(fields={"file": _("There is no column %(name)s.") % {"name": unknown[0] or "?"}})
    if missing := [one for one in _needed(table) if one not in (lines.fieldnames or ())]:
        raise Invalid(fields={"file": _("The column %(name)s is missing.") % {"name": missing[0]}})
    found = Read()
    for line, cells in _lines(lines, found):
        try:
            values = _values({name: cells.get(name) or "" for name in known})
            values.setdefault("valid_from", valid_from)
            found.rows.append((line, FORMS[table].model_validate({**values, "source_id": source_id})))
        except ValidationError as error:
            found.errors.append((line, _told(error)))
        except Invalid as error:
            found.errors.append((line, " ".join(f"{name}: {text}" for name, text in error.fields.items())))
        if len(found.rows) > MOST:
            raise Invalid(fields={"file": _("The file has more than %(n)s rows. Split it.") % {"n": MOST}})
    return found


def write(table: str, facts: Iterable[AnyForm]) -> Iterator[str]:
    """The lines of a file with these facts."""
    names = columns_of(table)
    yield _line(names)
    for fact in facts:
        values = fact.model_dump(mode="json", by_alias=True)
        yield _line([safe(_cell(values[name])) for name in names])


def _needed(table: str) -> list[str]:
    fields = FORMS[table].model_fields.items()
    return [
        info.alias or name
        for name, info in fields
        if info.is_required() and name not in (*META, "table", "source_id")
    ]


def _lines(reader: "csv.DictReader[str]", found: Read) -> Iterator[tuple[int, Mapping[str, str]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found.errors.append((reader.line_num, str(error)))
            return
        if None in cells:
            found.errors.append((reader.line_num, _("The line has more cells than there are columns.")))
        else:
            yield reader.line_num, {name: unsafe((value or "").strip()) for name, value in cells.items()}


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if not cell:
            continue
        if name in LISTS:
            values[name] = [one.strip() for one in cell.split(BETWEEN.strip()) if one.strip()]
        elif name == "value":
            values[name] = json_of(cell)
        else:
            values[name] = cell
    return values


def json_of(text: str) -> dict[str, Any]:
    """The value of a small fact. Raises Invalid where it is no JSON object."""
    try:
        value = json.loads(text, parse_float=Decimal)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Invalid(fields={"value": _("This is no JSON object.")})
    return value


def _told(error: ValidationError) -> str:
    messages = field_messages(error.errors(include_url=False))
    return " ".join(f"{name}: {text}" if name else text for name, text in messages.items())


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return BETWEEN.join(value)
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
