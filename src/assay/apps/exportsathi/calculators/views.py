"""An analysis as pages show it: figures in words, charts drawn, sources numbered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from starlette.datastructures import UploadFile

from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.calculators.rules import signed
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.apps.exportsathi.worked import Line, Section
from assay.kernel.web import charts
from assay.kernel.web.charts import Drawn
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

HIDES_NOTHINGS = ("landed",)
"""Sections with many costs that a form may leave empty: those at nothing need no row."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    key: str
    label: str
    value: str
    how: str
    notes: tuple[int, ...]
    """Numbers of its sources in the list below."""
    is_answer: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    lines: tuple[ShownLine, ...]
    answer: ShownLine | None
    drawn: Drawn | None
    chart_title: str = ""

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def is_plain(self) -> bool:
        """One line, which is the answer: nothing to add to it."""
        return len(self.lines) == 1 and self.answer is not None


@dataclass(frozen=True, slots=True)
class ShownSource:
    number: int
    source: SourceRef
    tone: str
    standing: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`title` of the first section heads the page part; `sources` are numbered from 1."""

    sections: tuple[ShownSection, ...]
    sources: tuple[ShownSource, ...]


def shown(analysis: Analysis) -> Shown:
    numbers = {one.source_id: index for index, one in enumerate(analysis.sources, 1)}
    return Shown(
        tuple(shown_section(one, numbers) for one in analysis.sections),
        tuple(shown_source(one, analysis.as_of, numbers[one.source_id]) for one in analysis.sources),
    )


def shown_section(section: Section, numbers: Mapping[str, int]) -> ShownSection:
    lines = tuple(
        ShownLine(
            one.key,
            one.label,
            value_text(one),
            one.how,
            tuple(sorted(numbers[source] for source in one.sources if source in numbers)),
            bool(section.result) and one.key == section.result,
        )
        for one in section.lines
        if one.value or section.key not in HIDES_NOTHINGS or one.key == section.result
    )
    answer = next((one for one in lines if one.is_answer), None)
    return ShownSection(section, lines, answer, _drawn(section), axes().get(section.key, ("", ""))[1])


def value_text(line: Line) -> str:
    """₹4,700, US$ 1,780.00, 18 cbm, 10.5 %: the figure with its unit."""
    if len(line.unit) == 3 and line.unit.isalpha() and line.unit.isupper():
        return signed(line.value, line.unit)
    return exact(line.value, line.unit)


def axes() -> dict[str, tuple[str, str]]:
    """What runs across and up in the chart of each section."""
    return {
        "gst": (_("Day"), _("Money out and back, rupees")),
        "capital": (_("Day"), _("Balance at the end of each day, rupees")),
        "rates": (_("Change of the rate, per cent"), _("Margin, rupees")),
        "lcl-fcl": (_("Chargeable volume, W/M"), _("Cost by size")),
    }


def _drawn(section: Section) -> Drawn | None:
    """Charts are pictures: floats are good enough there, the lines beside them are exact."""
    if not section.series or section.key not in axes():
        return None
    x, y = axes()[section.key]
    if section.key == "lcl-fcl":
        y = f"{y}, {section.lines[0].unit}"
    series = {name: [(float(a), float(b)) for a, b in points] for name, points in section.series}
    return charts.line(series, x=x, y=y, digits=0, x_digits=1 if section.key in ("rates", "lcl-fcl") else 0)


def shown_source(source: SourceRef, on: date, number: int = 0) -> ShownSource:
    """A source with how it stands on the day, in words."""
    standing = source.standing(on)
    words = {
        Standing.CURRENT: ("good", _("checked")),
        Standing.UNVERIFIED: ("warn", _("not verified")),
        Standing.NOT_YET: ("warn", _("not yet in force")),
        Standing.EXPIRED: ("bad", _("expired")),
    }
    tone, text = words[standing]
    return ShownSource(number, source, tone, text)


def defaults(form: type[BaseModel], asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the fields of a form begin with: its defaults, and what the address asks for."""
    found = {
        name: _plain(field.default)
        for name, field in form.model_fields.items()
        if not field.is_required() and field.default is not None
    }
    return found | {name: text for name, text in (asked or {}).items() if name in form.model_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return "" if value == 0 else format(value.normalize(), "f")
    return getattr(value, "value", value)


def filled(form: type[BaseModel], data: Mapping[str, str | Sequence[str] | UploadFile]) -> dict[str, Any]:
    """What was sent without empty fields; a checkbox that was not sent is off."""
    found: dict[str, Any] = {name: value for name, value in data.items() if value != ""}
    for name, field in form.model_fields.items():
        if field.annotation is bool:
            found[name] = found.get(name) == "true"
    return found


def flags_of(form: BaseModel) -> dict[str, bool]:
    """The checkboxes of a form as they were sent."""
    fields = type(form).model_fields
    return {name: getattr(form, name) for name, one in fields.items() if one.annotation is bool}
