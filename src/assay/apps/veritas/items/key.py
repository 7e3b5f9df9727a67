"""The key of an exam: which options are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from assay.apps.veritas.items.table import Row, SheetError, answer, read_rows, same_width
from assay.kernel.web.i18n import gettext as _

HEADINGS = frozenset({"item", "items", "item_id", "question", "question_id", "id", "number", "no"})
ALTERNATIVES = "|"


@dataclass(frozen=True, slots=True)
class Key:
    """`options`: for each item the options that are right, in `answer` form; `A|C` means that both are."""

    options: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Self:
        """From one cell for each item. Raises SheetError for an item without an option."""
        parts = {
            item: frozenset(map(answer, cell.split(ALTERNATIVES))) - {""} for item, cell in options.items()
        }
        for item, right in parts.items():
            if not right:
                raise SheetError(_("The key names no option for item {item}.").format(item=item))
        return cls(parts)


def read_key(text: str, items: Sequence[str], *, named: bool = True) -> Key:
    """The key in the CSV `text` for the columns `items` of a sheet (`named`: by its header).

    Taken are: two columns, item and option, with or without a heading; a line of item names over a line of
    options, with or without an id column; one line of options, in the order of the items. Items are told
    apart by name, by name in any casing, or, if the sheet names none, by number. Raises SheetError.
    """
    rows = read_rows(text)
    pairs = _across(rows, items) or _down(rows, items)
    if pairs is None and len(rows) == 1 and len(rows[0].cells) == len(items):
        pairs = list(zip(items, rows[0].cells, strict=True))
    if pairs is None and not named:
        pairs = _by_position(rows, items)
    if pairs is None:
        message = _(
            "The key does not fit the items ({items}). It needs two columns, item and key, or a line of item"
            " names over a line of options."
        )
        raise SheetError(message.format(items=_some(items)))
    options: dict[str, str] = {}
    for item, cell in pairs:
        if item in options:
            raise SheetError(_("The key names item {item} twice.").format(item=item))
        options[item] = cell
    return Key.of(options)


Pairs = list[tuple[str, str]]


def _across(rows: Sequence[Row], items: Sequence[str]) -> Pairs | None:
    """A line of item names over one line of options; a first column that is no item is an id."""
    if len(rows) != 2:
        return None
    names = _matched(rows[0].cells, items)
    if None in names[1:] or not any(names):
        return None
    options = same_width(rows[1:], len(names))[0].cells
    return [(name, option) for name, option in zip(names, options, strict=True) if name is not None]


def _down(rows: Sequence[Row], items: Sequence[str]) -> Pairs | None:
    """Item and option on each line; further columns (marks, topic) are skipped."""
    if any(len(row.cells) < 2 for row in rows):
        return None
    names = _matched([row.cells[0] for row in rows], items)
    below = rows
    if names[0] is None and (rows[0].cells[0].casefold() in HEADINGS or len(rows) > 1):
        names, below = names[1:], rows[1:]
    if not any(names):
        return None
    for name, row in zip(names, below, strict=True):
        if name is None:
            message = _("the answers have no column {item}. Their columns are {items}.")
            raise SheetError(message.format(item=row.cells[0], items=_some(items)), line=row.line)
    return [(str(name), row.cells[1]) for name, row in zip(names, below, strict=True)]


def _by_position(rows: Sequence[Row], items: Sequence[str]) -> Pairs | None:
    last = rows[-1].cells
    if len(rows) == 2 and len(last) == len(items):
        return list(zip(items, last, strict=True))
    columns = [row.cells[1] for row in rows if len(row.cells) >= 2]
    if len(columns) == len(items) + 1 and rows[0].cells[0].casefold() in HEADINGS:
        columns = columns[1:]
    return list(zip(items, columns, strict=True)) if len(columns) == len(items) else None


def _matched(names: Sequence[str], items: Sequence[str]) -> list[str | None]:
    """Each of `names` as the sheet spells it, or None."""
    exact = set(items)
    folded = {item.casefold(): item for item in items}
    return [name if name in exact else folded.get(name.casefold()) for name in names]


def _some(items: Sequence[str]) -> str:
    return ", ".join(items[:5]) + (", ..." if len(items) > 5 else "")
