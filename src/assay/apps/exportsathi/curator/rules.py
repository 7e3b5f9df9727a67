"""What an import or an edit does to the facts that are there. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

META = ("source_id", "valid_from", "valid_to", "is_verified", "note")
"""What a fact has beside what it says."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


@dataclass(frozen=True, slots=True)
class Stored:
    """A row that is there: what it says (`columns`), and its days."""

    fact_id: UUID
    key: tuple[str, ...]
    columns: Mapping[str, Any]
    valid_from: date | None
    valid_to: date | None

    def holds(self, on: date | None) -> bool:
        """Whether it holds on the day; None: before all days that are named."""
        begun = self.valid_from is None or (on is not None and self.valid_from <= on)
        return begun and (self.valid_to is None or on is None or self.valid_to >= on)


@dataclass(frozen=True, slots=True)
class Step:
    """A fact to put in, and what becomes of the row it follows: ended on `ends`, or withdrawn (None)."""

    columns: Mapping[str, Any]
    before: Stored | None = None
    ends: date | None = None


@dataclass(slots=True)
class Plan:
    steps: list[Step] = field(default_factory=list)
    same: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    """(line of the file, what is wrong)."""

    @property
    def new(self) -> int:
        return sum(step.before is None for step in self.steps)

    @property
    def changed(self) -> int:
        return len(self.steps) - self.new


def follow(before: Stored, columns: Mapping[str, Any]) -> Step:
    """The row after `before`, which ends the day before it; one that begins on the same day corrects it.

    Raises Invalid where the new row begins before the old one: that would rewrite what was in force.
    """
    begins: date | None = columns["valid_from"]
    if begins == before.valid_from:
        return Step(columns, before)
    if begins is None or (before.valid_from is not None and begins < before.valid_from):
        raise Invalid(
            fields={
                "valid_from": _("It cannot begin before the one it follows; that begins on %(day)s.")
                % {"day": before.valid_from}
            }
        )
    ends = begins - timedelta(days=1)
    return Step(columns, before, ends if before.valid_to is None else min(ends, before.valid_to))


def plan(wanted: Iterable[tuple[int, tuple[str, ...], Mapping[str, Any]]], stored: Sequence[Stored]) -> Plan:
    """What a file does: (line, key, columns) of each row against the rows that are there.

    A row that says what holds on its first day already changes nothing; another follows it. A key twice in
    the file is an error, and so is a row that begins before what it follows.
    """
    there: dict[tuple[str, ...], list[Stored]] = {}
    for one in stored:
        there.setdefault(one.key, []).append(one)
    made, seen = Plan(), dict[tuple[tuple[str, ...], object], int]()
    for line, key, columns in wanted:
        begins = columns["valid_from"]
        first = seen.setdefault((key, begins), line)
        if first != line:
            made.errors.append((line, _("The same fact stands in line %(line)s.") % {"line": first}))
            continue
        rows = there.get(key, [])
        latest = max(rows, key=lambda one: one.valid_from or date.min, default=None)
        if any(one.holds(begins) and says(one.columns) == says(columns) for one in rows):
            made.same += 1
        elif latest is None:
            made.steps.append(Step(columns))
        else:
            try:
                made.steps.append(follow(latest, columns))
            except Invalid as error:
                made.errors.append((line, next(iter(error.fields.values()))))
    return made


def says(columns: Mapping[str, Any]) -> dict[str, Any]:
    """What a fact says, without its days and its source."""
    return {name: value for name, value in columns.items() if name not in META}


def safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def unsafe(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell
