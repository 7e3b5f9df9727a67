"""Answers of an exam as a table of persons and items, read from CSV.

How a file is read, so that nobody has to guess:

* The first line is a header unless every cell of it (a first id column aside) also occurs as an answer below.
* The first column holds ids if its header is empty or one of ID_NAMES, if lines have one cell more than the
  header (as R's write.table leaves them), or if its values are all different and none is an answer elsewhere.
  Without ids persons are numbered from 1; without a header items are.
* A line whose id is one of KEY_NAMES is the key. A key from a file of its own goes before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assay.apps.veritas.items.key import Key, read_key
from assay.apps.veritas.items.table import Row, SheetError, answer, read_rows, same_width
from assay.kernel.web.i18n import gettext as _

Texts = NDArray[np.str_]

ID_NAMES = frozenset(
    {
        "id",
        "person",
        "person_id",
        "personid",
        "student",
        "student_id",
        "studentid",
        "candidate",
        "candidate_id",
    }
    | {"examinee", "respondent", "participant", "subject", "user", "user_id", "attempt", "attempt_id", "name"}
    | {"email", "row", "rowname", "rownames", "case", "no", "no.", "nr", "nr."}
)
KEY_NAMES = frozenset({"key", "answer key", "answer_key", "answerkey", "correct", "solution"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Answers (persons x items, in `answer` form, empty for none) in the order the items were presented.

    `key` is given when the answers are chosen options, None when they are 0/1 already. `notes` say how the
    file was understood where there was a choice.
    """

    persons: tuple[str, ...]
    items: tuple[str, ...]
    answers: Texts
    key: Key | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Body:
    """The lines below the header: ids apart from answers."""

    lines: tuple[int, ...]
    ids: tuple[str, ...] | None
    items: tuple[str, ...] | None
    answers: Texts


def read_sheet(
    text: str, *, key: str | None = None, header: bool | None = None, key_needed: bool = False
) -> Sheet:
    """The sheet in the CSV `text`, with the key in the CSV `key` or in a line of the sheet itself.

    `header` settles whether the first line is one. Raises SheetError with the line and what to do: uneven
    lines, ids or items named twice, nobody in the file, an answer that is not 0/1 where there is no key, a
    key that does not fit the items; and for a missing key if `key_needed`.
    """
    body = _body(read_rows(text), header)
    inner, body = _key_line(body)
    if not body.lines:
        raise SheetError(_("The file has no line with a person's answers below its header."))
    notes: list[str] = []
    items = body.items or tuple(str(number + 1) for number in range(body.answers.shape[1]))
    _refuse_twins(items, _("The item {name} has two columns. Rename one."))
    persons = body.ids or tuple(str(number + 1) for number in range(len(body.lines)))
    _refuse_twin_persons(persons, body.lines)
    answers, found = body.answers, inner
    if key is not None:
        found = read_key(key, items, named=body.items is not None)
    if found is not None:
        kept = [position for position, item in enumerate(items) if item in found.options]
        dropped = [item for item in items if item not in found.options]
        if dropped:
            notes.append(_("Columns without a key are left out: {names}.").format(names=", ".join(dropped)))
        items, answers = tuple(items[position] for position in kept), answers[:, kept]
        scored_already = bool(np.isin(answers, ["0", "1", ""]).all() and (answers != "").any())
        if scored_already and not {"0", "1"} & set().union(*found.options.values()):
            raise SheetError(
                _("The answers are 0 and 1 already, and the key names options. Leave the key out.")
            )
    elif key_needed:
        raise SheetError(
            _("There is no key. Name its file with --key, or give the sheet a line with the id KEY.")
        )
    else:
        _refuse_options(answers, items, body.lines)
    if body.items is None:
        notes.append(_("The first line was read as answers; items are numbered. Use --header if it is not."))
    return Sheet(persons, items, answers, found, tuple(notes))


def _body(rows: Sequence[Row], header: bool | None) -> _Body:
    top, below = rows[0], rows[1:]
    width = len(top.cells)
    if header is not False and below and all(len(row.cells) == width + 1 for row in below):
        # R's write.table: the column of row names has no heading.
        top, width = Row(top.line, ("", *top.cells)), width + 1
    while width > 1 and not top.cells[width - 1] and all(not any(row.cells[width - 1 :]) for row in below):
        width -= 1  # a column that is empty from top to bottom: delimiters at the ends of lines
    top = Row(top.line, top.cells[:width])
    below = same_width(below, width)
    has_header = header if header is not None else _is_header(top, below)
    rows = below if has_header else [top, *below]
    table = np.array([row.cells for row in rows], dtype=np.str_).reshape(len(rows), width)
    has_ids = width > 1 and _has_ids(top.cells[0] if has_header else None, table)
    columns = table[:, 1:] if has_ids else table
    names = top.cells[1:] if has_ids else top.cells
    known = {value: answer(value) for value in np.unique(columns)}
    answers = np.array([[known[value] for value in row] for row in columns], dtype=np.str_)
    return _Body(
        lines=tuple(row.line for row in rows),
        ids=tuple(str(value) for value in table[:, 0]) if has_ids else None,
        items=tuple(name or str(number + 1) for number, name in enumerate(names)) if has_header else None,
        answers=answers.reshape(len(rows), len(names)),
    )


def _is_header(top: Row, below: Sequence[Row]) -> bool:
    if not below or top.cells[0].casefold() in ID_NAMES:
        return True
    seen = {answer(cell) for row in below for cell in row.cells} | {"0", "1", ""}
    skip_ids = len(top.cells) > 1 and len({row.cells[0] for row in below}) == len(below) > 2
    return not all(answer(cell) in seen for cell in top.cells[1 if skip_ids else 0 :])


def _has_ids(name: str | None, table: Texts) -> bool:
    if name is not None and (not name or name.casefold() in ID_NAMES):
        return True
    first = {str(value) for value in table[:, 0]}
    others = {answer(str(value)) for value in np.unique(table[:, 1:])}
    return len(first) == len(table) > 2 and not {answer(value) for value in first} <= others | {"0", "1"}


def _key_line(body: _Body) -> tuple[Key | None, _Body]:
    """The key that stands among the persons, and the body without it."""
    if body.ids is None:
        return None, body
    places = [place for place, name in enumerate(body.ids) if name.casefold() in KEY_NAMES]
    if not places:
        return None, body
    if len(places) > 1:
        raise SheetError(_("there is a second key. Keep one."), line=body.lines[places[1]])
    place = places[0]
    items = body.items or tuple(str(number + 1) for number in range(body.answers.shape[1]))
    options = {item: str(value) for item, value in zip(items, body.answers[place], strict=True) if value}
    rest = [number for number in range(len(body.lines)) if number != place]
    return Key.of(options), replace(
        body,
        lines=tuple(body.lines[number] for number in rest),
        ids=tuple(body.ids[number] for number in rest),
        answers=body.answers[rest],
    )


def _refuse_twins(names: Sequence[str], message: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SheetError(message.format(name=name))
        seen.add(name)


def _refuse_twin_persons(persons: Sequence[str], lines: Sequence[int]) -> None:
    seen: dict[str, int] = {}
    for person, line in zip(persons, lines, strict=True):
        if not person:
            raise SheetError(_("this person has no id. Fill in the first cell."), line=line)
        if person in seen:
            message = _("the id {name} is already on line {line}. Give each person one line.")
            raise SheetError(message.format(name=person, line=seen[person]), line=line)
        seen[person] = line


def _refuse_options(answers: Texts, items: Sequence[str], lines: Sequence[int]) -> None:
    wrong = ~np.isin(answers, ["0", "1", ""])
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        message = _(
            "“{value}” in column {item} is not 0 or 1. For chosen options give a key; take out other columns."
        )
        raise SheetError(message.format(value=answers[row, column], item=items[column]), line=lines[int(row)])
