"""The record as fields of a page, and the page's fields as a record. Names of fields are paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assay.apps.exportsathi.documents.fields import (
    CHOICES,
    EMPTY,
    GOODS_LINE,
    GOODS_TOTALS,
    LONG,
    MANY,
    NUMBER_NAMES,
    NUMBERS,
    PLACE,
    SINGLE,
    YES,
    Many,
)
from assay.apps.exportsathi.documents.record import Kind, Shipment, document_of, leaves


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: text, long, date, number, choice, yes."""

    path: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading. `many`: it is one of several, at `at`; `adds`: more can be added after it."""

    title: str
    fields: tuple[Field, ...]
    many: Many | None = None
    at: int = 0
    adds: Many | None = None

    def holds(self, path: str) -> bool:
        return any(one.path == path for one in self.fields)


def sections(record: Shipment) -> list[Section]:
    """The page from the top down, with as many lines, packages and containers as the record has."""
    made: list[Section] = []
    for title, kinds, fields in SINGLE:
        if record.kind not in kinds:
            continue
        if title == "Totals":
            made += [*_several(record, Many.LINES)]
            if record.kind is Kind.GOODS:
                made += [*_several(record, Many.PACKAGES), *_several(record, Many.CONTAINERS)]
        shown = (one for one in fields if record.kind is Kind.GOODS or one[0] not in GOODS_TOTALS)
        made.append(Section(title, tuple(_field(path, label) for path, label in shown)))
    return made


def _several(record: Shipment, many: Many) -> Iterator[Section]:
    title, names = MANY[many]
    names = tuple(one for one in names if record.kind is Kind.GOODS or one[0] not in GOODS_LINE)
    count = len(_list(record, many))
    for at in range(count):
        fields = tuple(_field(f"{PLACE[many]}.{at}.{name}", label) for name, label in names)
        yield Section(f"{title} {at + 1}", fields, many, at, many if at == count - 1 else None)
    if not count:
        yield Section(title, (), None, 0, many)


def _field(path: str, label: str) -> Field:
    name = path.rsplit(".", 1)[-1]
    if options := CHOICES.get(path) or CHOICES.get(name):
        return Field(path, label, "choice", options)
    if name in YES:
        return Field(path, label, "yes")
    if name in LONG:
        return Field(path, label, "long")
    if name.endswith(("_date", "_on")) or name in ("latest_shipment", "period_from", "period_to"):
        return Field(path, label, "date")
    return Field(path, label, "number" if path in NUMBERS or name in NUMBER_NAMES else "text")


def label_of(path: str) -> str:
    """How the page calls a place, such as "Line 2: Amount"."""
    for many, place in PLACE.items():
        if path.startswith(f"{place}."):
            at, _dot, name = path.removeprefix(f"{place}.").partition(".")
            title, names = MANY[many]
            return f"{title} {int(at) + 1}: {dict(names).get(name, name)}"
    for title, _kinds, fields in SINGLE:
        for known, label in fields:
            if known == path:
                return f"{title}: {label}"
    return path


def values(record: Shipment) -> dict[str, Any]:
    """Every field with what it shows; a decimal without the zeros nobody typed."""
    return {path: _shown(value) for path, value in leaves(record)}


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value if value is not None else ""
    text = str(value.value if isinstance(value, StrEnum) else value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text


def document(record: Shipment, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed laid over the record that the page was made from; fields the page has not got stay."""
    made = document_of(record)
    for section in sections(record):
        for field in section.fields:
            sent = data.get(field.path)
            value: Any = sent == "true" if field.kind == "yes" else sent
            if value is None:
                continue
            _put(
                made,
                field.path,
                None if value == "" and field.kind in ("choice", "date", "number") else value,
            )
    return _settled(made)


def _settled(made: dict[str, Any]) -> dict[str, Any]:
    # A choice that is text in the record is emptied by an empty text, not by None.
    for path in ("exporter.state_code",):
        *steps, last = path.split(".")
        if _inside(made, steps)[last] is None:
            _inside(made, steps)[last] = ""
    for one in made["transport"]["containers"]:
        one["size"] = one["size"] or ""
    return made


def _put(made: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = path.split(".")
    _inside(made, steps)[last] = value


def _inside(made: Any, steps: list[str]) -> Any:
    for step in steps:
        made = made[int(step)] if isinstance(made, list) else made[step]
    return made


def with_one_more(record: Shipment, many: Many) -> Shipment:
    return _with(record, many, (*_list(record, many), EMPTY[many]))


def without(record: Shipment, many: Many, at: int) -> Shipment:
    """Without the one at that place; a place that there is not changes nothing."""
    there = _list(record, many)
    return _with(record, many, (*there[:at], *there[at + 1 :]))


def last_of(record: Shipment, many: Many) -> str:
    """The first field of the last one."""
    return f"{PLACE[many]}.{len(_list(record, many)) - 1}.{MANY[many][1][0][0]}"


def _list(record: Shipment, many: Many) -> tuple[Any, ...]:
    found: tuple[Any, ...] = (
        record.transport.containers if many is Many.CONTAINERS else getattr(record, many.value)
    )
    return found


def _with(record: Shipment, many: Many, items: tuple[Any, ...]) -> Shipment:
    made = document_of(record)
    listed = [one.model_dump(mode="json") for one in items]
    _put(made, PLACE[many], listed)
    return Shipment.model_validate(made)
