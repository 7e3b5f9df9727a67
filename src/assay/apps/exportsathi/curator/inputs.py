"""The fields of a form about a fact, and what was typed into them. A small fact has a field for each part of
its value; what is a list or a table in it is typed as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from assay.apps.exportsathi.curator import files
from assay.apps.exportsathi.curator.forms import FORMS, LISTS, AnyForm
from assay.apps.exportsathi.curator.views import META, kind_names, labels, value_label
from assay.apps.exportsathi.facts import kinds
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.facts.rules import Policy, Scheme
from assay.kernel.errors import Invalid
from assay.kernel.web.forms import FormData, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

SENTENCES = ("steps", "labs", "subsidies")
VALUE = "value."
"""What the names of the fields of a small fact's value begin with."""


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a fact's form. `kind`: text, number, yes, list, long, json or select."""

    name: str
    label: str
    kind: str
    value: str
    required: bool
    fixed: bool
    options: Sequence[tuple[str, str]] = ()


def inputs(table: str, fact: AnyForm | None, kind: Kind | None = None) -> list[Input]:
    """The fields of a form about a fact, without those that every fact has.

    `kind`: of a small fact that is new; its value is then asked for part by part.
    """
    form = FORMS[table]
    sent: Mapping[str, Any] = fact.model_dump(mode="json", by_alias=True) if fact else {}
    kind = Kind(sent["kind"]) if "kind" in sent else kind
    named = labels()
    found: list[Input] = []
    for name, info in form.model_fields.items():
        if name in META:
            continue
        shown = info.alias or name
        if shown == "value" and kind is not None:
            found += _parts(kind, sent.get("value", {}))
            continue
        given = kind.value if shown == "kind" and kind is not None else sent.get(shown)
        found.append(
            Input(
                name=shown,
                label=named[shown],
                kind=_kind(shown, info),
                value=_text(shown, given),
                required=info.is_required(),
                fixed=(fact is not None and name in form.KEY) or (shown == "kind" and kind is not None),
                options=_options(shown),
            )
        )
    return found


def _parts(kind: Kind, value: Mapping[str, Any]) -> list[Input]:
    """A field for each part of a small fact's value."""
    found = []
    for name, info in kinds.TYPES[kind].model_fields.items():
        how, options = _part_kind(info)
        given = value.get(name, _default(info))
        text = (
            json.dumps(given, ensure_ascii=False) if how == "json" and given is not None else _text("", given)
        )
        found.append(
            Input(f"{VALUE}{name}", value_label(name), how, text, info.is_required(), False, options)
        )
    return found


def _default(info: FieldInfo) -> Any:
    return None if info.is_required() else info.get_default(call_default_factory=True)


def _part_kind(info: FieldInfo) -> tuple[str, Sequence[tuple[str, str]]]:
    annotation = info.annotation
    if annotation is bool:
        return "yes", ()
    if get_origin(annotation) is Literal:
        return "select", [(str(one), str(one)) for one in get_args(annotation) if one]
    if get_origin(annotation) in (tuple, dict, list) or get_args(annotation):
        return "json", ()
    return "text", ()


def read(data: FormData) -> AnyForm:
    """What a page sends: lists one entry a line, what is empty left out. Raises Invalid."""
    table = str(data.get("table", ""))
    if table not in FORMS:
        raise Invalid(fields={"table": _("There is no such table of facts.")})
    values: dict[str, Any] = {}
    parts: dict[str, str] = {}
    for name, value in data.items():
        if name in ("version", "table") or value == "":
            continue
        text = str(value)
        if name.startswith(VALUE):
            parts[name.removeprefix(VALUE)] = text
        elif name in LISTS:
            lines = text if name in SENTENCES else text.replace(",", "\n")
            values[name] = [one.strip() for one in lines.splitlines() if one.strip()]
        elif name == "value":
            values[name] = files.json_of(text)
        else:
            values[name] = text
    if parts:
        values["value"] = _value(str(values.get("kind", "")), parts)
    return parse(FORMS[table], values)


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        words = _("This is no JSON: a list such as [1, 2], or names with values.")
        raise Invalid(fields={f"{VALUE}{name}": words}) from None


def _value(kind: str, parts: Mapping[str, str]) -> dict[str, Any]:
    """A small fact's value from its fields. Raises Invalid at each field that does not fit."""
    if kind not in {one.value for one in Kind}:
        raise Invalid(fields={"kind": _("There is no such kind of fact.")})
    fields = kinds.TYPES[Kind(kind)].model_fields
    ticks = {name for name, info in fields.items() if info.annotation is bool}
    value: dict[str, Any] = {name: parts.get(name) == "true" for name in ticks}
    for name, text in parts.items():
        if name in fields and _part_kind(fields[name])[0] == "json":
            value[name] = _json(name, text)
        elif name not in ticks:
            value[name] = text
    try:
        return kinds.written(kinds.read(Kind(kind), value))
    except ValidationError as error:
        found = field_messages(error.errors(include_url=False))
        raise Invalid(fields={f"{VALUE}{name.split('.')[0]}": text for name, text in found.items()}) from None


def _kind(name: str, info: FieldInfo) -> str:
    if name in LISTS:
        return "list"
    if _options(name):
        return "select"
    if name == "value":
        return "json"
    if info.annotation is bool:
        return "yes"
    return "long" if name == "condition" else "text"


def _options(name: str) -> list[tuple[str, str]]:
    match name:
        case "policy":
            return [(one.value, one.value) for one in Policy]
        case "scheme":
            return [(Scheme.RODTEP.value, "RoDTEP"), (Scheme.DRAWBACK.value, _("drawback"))]
        case "kind":
            return [(one.value, kind_names()[one.value]) for one in Kind]
    return []


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in LISTS:
        return "\n".join(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return "true" if value is True else "" if value is False else str(value)
