"""Delimited text as people have it: in any usual encoding, with any usual delimiter and word for nothing."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

DELIMITERS = ",;\t"
NOTHING = frozenset({"", "NA", "N/A", "#N/A", "NAN", "NULL", "."})
"""What stands for an empty cell, in any casing; R, SPSS, SAS and spreadsheets write these."""
_WHOLE = re.compile(r"(-?\d+)[.,]0+")


class SheetError(Invalid):
    """A file that cannot be read as answers or as a key; `line` (from 1) is where, if it is one line."""

    slug, title = "unreadable-sheet", "This file cannot be read"

    def __init__(self, detail: str, *, line: int | None = None) -> None:
        super().__init__(
            _("Line {line}: {detail}").format(line=line, detail=detail) if line else detail, line=line
        )
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number (from 1) and its cells, without surrounding blanks."""

    line: int
    cells: tuple[str, ...]


def decode(data: bytes) -> str:
    """Text of `data`: UTF-8 with or without byte order mark, UTF-16 with one. Raises SheetError."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SheetError(_("this is not UTF-8 text. Save the file as CSV (UTF-8)."), line=line) from None
    if "\0" in text:
        raise SheetError(_("This is not a text file. Save the table as CSV (UTF-8)."))
    return text


def read_rows(text: str) -> list[Row]:
    """The lines of `text` that hold anything. The delimiter is the one its first line has most of.

    Raises SheetError for an empty file and for quotation marks that are never closed.
    """
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=_outside_quotes(first).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for record in reader:
            cells = tuple(cell.strip() for cell in record)
            if any(cells):
                rows.append(Row(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetError(
            _("quotation marks do not fit together ({error}). Look for a single one.").format(error=error),
            line=line,
        ) from None
    if not rows:
        raise SheetError(_("The file is empty. It needs a line of item names and a line for each person."))
    return rows


def answer(cell: str) -> str:
    """One answer in the form answers are compared in: capitals, `1.0` as `1`, nothing as an empty string."""
    value = cell.strip().upper()
    if value in NOTHING:
        return ""
    whole = _WHOLE.fullmatch(value)
    return whole[1] if whole else value


def same_width(rows: Sequence[Row], width: int) -> list[Row]:
    """`rows` with `width` cells each; empty cells beyond that are dropped.

    Raises SheetError for any other line: who can say which cell is missing?
    """
    out = []
    for row in rows:
        filled = len(row.cells)
        while filled > width and not row.cells[filled - 1]:
            filled -= 1
        if filled != width:
            raise SheetError(
                _(
                    "{found} cells where the first line has {width}. Write an empty cell for no answer."
                ).format(found=len(row.cells), width=width),
                line=row.line,
            )
        out.append(Row(row.line, row.cells[:width]))
    return out


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)
