"""CSV: a question a line, for spreadsheets. UTF-8, comma or semicolon, the first line names the columns.

kind                single_choice, multiple_choice, numeric, short_text, long_text or formula
text                the question, with the marks that texts have here
right               choices: numbers of the right options, such as `1` or `1 3`; numeric, formula: the value;
                    long_text: the rubric; short_text: empty
option_1, ...       the options of a choice; the accepted answers of a short text
title, pool, points, unit, tolerance, tolerance_percent, case_sensitive, partial, fixed_order,
feedback, feedback_correct, feedback_incorrect
                    may be left out; yes or no where something is switched

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which is taken off again
(OWASP, "CSV Injection").
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from assay.kernel.questions.document import Question, QuestionType
from assay.kernel.questions.transfer import (
    Exported,
    FormatError,
    Imported,
    Notes,
    check_count,
    label,
    question,
    settled,
    text_of,
)
from assay.kernel.web.i18n import gettext as _

COLUMNS = (
    "kind",
    "title",
    "pool",
    "points",
    "text",
    "right",
    "unit",
    "tolerance",
    "tolerance_percent",
    "case_sensitive",
    "partial",
    "fixed_order",
    "feedback",
    "feedback_correct",
    "feedback_incorrect",
)
NEEDED = ("kind", "text", "right")
_OPTION = re.compile(r"option_([1-9]\d{0,2})")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TRUE, _FALSE = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})


def safe(cell: str) -> str:
    """`cell` as a spreadsheet shows it and does not compute it; plain numbers stay."""
    return f"'{cell}" if cell.startswith(_RISKY) and not _NUMBER.fullmatch(cell) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def write(questions: Sequence[Question]) -> Exported:
    """A line for each question."""
    notes = Notes()
    made = settled(questions, notes)
    rows = [_row(one, label(one, number), notes) for number, one in enumerate(made, 1)]
    most = max((len(options) for _cells, options in rows), default=0)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *(f"option_{place}" for place in range(1, most + 1))])
    for cells, options in rows:
        padded = [*options, *[""] * (most - len(options))]
        writer.writerow([safe(cell) for cell in (*cells, *padded)])
    return Exported(
        b"\xef\xbb\xbf" + buffer.getvalue().encode(), "text/csv; charset=utf-8", ".csv", notes.all()
    )


def _row(one: Question, where: str, notes: Notes) -> tuple[list[str], list[str]]:
    key = one.key
    options = [option.text for option in one.body.options]
    match one.kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            places = enumerate(one.body.options, 1)
            right = " ".join(str(place) for place, option in places if option.id in key.options)
        case QuestionType.SHORT:
            right, options = "", list(key.accepted)
        case QuestionType.LONG:
            right = key.rubric
        case _:
            right = key.value
    if key.rubric and one.kind is not QuestionType.LONG:
        notes.add(where, _("rubric"), _("CSV has a place for it with long texts only."))
    cells = {
        "kind": one.kind.value,
        "title": one.title,
        "pool": one.pool,
        "points": f"{one.points:f}",
        "text": one.body.text,
        "right": right,
        "unit": one.body.unit,
        "tolerance": f"{key.absolute:f}",
        "tolerance_percent": f"{key.relative * 100:f}",
        "case_sensitive": _word(key.case_sensitive),
        "partial": _word(key.partial),
        "fixed_order": _word(one.body.fixed_order),
        "feedback": key.feedback.general,
        "feedback_correct": key.feedback.correct,
        "feedback_incorrect": key.feedback.incorrect,
    }
    return [cells[name] for name in COLUMNS], options


def _word(switch: bool) -> str:
    return "yes" if switch else "no"


def parse(data: bytes) -> Imported:
    """The questions of a table. Raises FormatError naming the line."""
    text = text_of(data)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        line = 1
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(_("Line %(line)s: %(why)s.") % {"line": reader.line_num, "why": error}) from None
    header = [name.strip().lower() for name in rows[0][1]] if rows else []
    if missing := [name for name in NEEDED if name not in header]:
        raise FormatError(
            _("The first line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    check_count(len(rows))
    notes, found = Notes(), []
    for name in header:
        if name and name not in COLUMNS and not _OPTION.fullmatch(name):
            notes.add(_("line %(line)s") % {"line": 1}, name, _("This column is not known."))
    for line, row in rows[1:]:
        if any(cell.strip() for cell in row):
            cells = {name: _unsafe(cell) for name, cell in zip(header, row, strict=False)}
            one = _read(cells, line, notes)
            if one is not None:
                found.append(one)
    return Imported(tuple(found), notes.all())


def _read(cells: Mapping[str, str], line: int, notes: Notes) -> Question | None:
    where = _("line %(line)s") % {"line": line}
    try:
        kind = QuestionType(cells.get("kind", "").strip().lower())
    except ValueError:
        kinds = ", ".join(one.value for one in QuestionType)
        raise FormatError(
            _("Line %(line)s: kind is one of %(kinds)s.") % {"line": line, "kinds": kinds}
        ) from None
    names = sorted((one for one in cells if _OPTION.fullmatch(one)), key=lambda name: int(name[7:]))
    listed = [cells[name] for name in names if cells[name].strip()]
    choice = kind in (QuestionType.SINGLE, QuestionType.MULTIPLE)
    options = [{"id": f"o{place}", "text": text} for place, text in enumerate(listed, 1)] if choice else []
    right = cells.get("right", "")
    key: dict[str, object] = {
        "absolute": _number(cells, "tolerance", line),
        "relative": _number(cells, "tolerance_percent", line) / 100,
        "case_sensitive": _switch(cells, "case_sensitive", line),
        "partial": _switch(cells, "partial", line),
        "feedback": {
            "general": cells.get("feedback", ""),
            "correct": cells.get("feedback_correct", ""),
            "incorrect": cells.get("feedback_incorrect", ""),
        },
    }
    match kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            key["options"] = _places(right, len(options), line)
        case QuestionType.SHORT:
            key["accepted"] = listed
        case QuestionType.LONG:
            key["rubric"] = right
        case _:
            key["value"] = right.strip()
    if listed and not choice and kind is not QuestionType.SHORT:
        notes.add(where, _("options"), _("A question of this kind has none."))
    return question(
        where,
        notes,
        kind=kind,
        title=cells.get("title", "").strip(),
        pool=cells.get("pool", "").strip(),
        points=_number(cells, "points", line, default="1"),
        body={
            "text": cells.get("text", ""),
            "options": options,
            "unit": cells.get("unit", ""),
            "fixed_order": _switch(cells, "fixed_order", line),
        },
        key=key,
    )


def _number(cells: Mapping[str, str], name: str, line: int, default: str = "0") -> Decimal:
    text = cells.get(name, "").strip() or default
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise FormatError(
            _("Line %(line)s, %(column)s: “%(text)s” is not a number. Write it like 0.5.")
            % {"line": line, "column": name, "text": text[:40]}
        )
    return value


def _switch(cells: Mapping[str, str], name: str, line: int) -> bool:
    text = cells.get(name, "").strip().lower()
    if text not in _TRUE | _FALSE:
        raise FormatError(_("Line %(line)s, %(column)s: write yes or no.") % {"line": line, "column": name})
    return text in _TRUE


def _places(right: str, options: int, line: int) -> list[str]:
    numbers = re.split(r"[\s,;]+", right.strip()) if right.strip() else []
    if not all(one.isascii() and one.isdigit() and 1 <= int(one) <= options for one in numbers):
        raise FormatError(
            _("Line %(line)s, right: give the numbers of right options, from 1 to %(options)s.")
            % {"line": line, "options": options}
        )
    return [f"o{int(one)}" for one in numbers]
