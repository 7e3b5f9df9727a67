"""A calculation as it is shown: line by line, each with its formula, its unit and what it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Tone = Literal["info", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a worked calculation.

    `key` names the line within its calculation; `how` is the formula with the numbers in it, such as
    `min(3.9 % × ₹200,000.00, ₹4.70 × 1,000 kg)`; `unit` is `INR`, `USD`, `kg`, `cbm`, `days`, `%` or empty;
    `sources` are ids of sources (`sources.rules.SourceRef`); a line that rests on what the user typed has
    none.
    """

    key: str
    label: str
    value: Decimal
    unit: str
    how: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence beside a calculation: what was assumed, left out, or needs a look."""

    text: str
    tone: Tone = "info"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A calculation under one title. `result` is the key of the line that answers; empty: nothing does.

    `missing` names what the user would have to say for an answer, in words. `series` are points for a chart,
    name → (x, y).
    """

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    result: str = ""
    remarks: tuple[Remark, ...] = ()
    missing: tuple[str, ...] = ()
    series: tuple[tuple[str, tuple[tuple[Decimal, Decimal], ...]], ...] = ()

    def line(self, key: str) -> Line:
        """The line named `key`. Raises KeyError where there is none."""
        for one in self.lines:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def answer(self) -> Line | None:
        return self.line(self.result) if self.result else None

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all sources it stands on, in order of use."""
        found = [source for line in self.lines for source in line.sources]
        found += [source for remark in self.remarks for source in remark.sources]
        return tuple(dict.fromkeys(found))


def figure(value: Decimal) -> str:
    """A figure as it goes into JSON: exact, plain digits, never a float."""
    return format(value, "f")


def line_document(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "value": figure(line.value),
        "unit": line.unit,
        "how": line.how,
        "sources": list(line.sources),
    }


def section_document(section: Section) -> dict[str, Any]:
    """A section as JSON, figures as texts."""
    return {
        "key": section.key,
        "title": section.title,
        "lines": [line_document(one) for one in section.lines],
        "result": section.result,
        "remarks": [
            {"text": one.text, "tone": one.tone, "sources": list(one.sources)} for one in section.remarks
        ],
        "missing": list(section.missing),
        "series": [
            {"name": name, "points": [[figure(x), figure(y)] for x, y in points]}
            for name, points in section.series
        ],
    }


def section_of(document: dict[str, Any]) -> Section:
    """The section that `section_document` wrote."""
    return Section(
        key=document["key"],
        title=document["title"],
        lines=tuple(_line_of(one) for one in document["lines"]),
        result=document["result"],
        remarks=tuple(Remark(one["text"], one["tone"], tuple(one["sources"])) for one in document["remarks"]),
        missing=tuple(document["missing"]),
        series=tuple((one["name"], _points(one["points"])) for one in document["series"]),
    )


def _line_of(document: dict[str, Any]) -> Line:
    return Line(
        document["key"],
        document["label"],
        Decimal(document["value"]),
        document["unit"],
        document["how"],
        tuple(document["sources"]),
    )


def _points(written: Sequence[Sequence[str]]) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(x), Decimal(y)) for x, y in written)
