"""Settings as fields of a page, and the page's fields as settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from annotated_types import Ge, Le, MultipleOf

from assay.apps.mathvidya.config.forms import FIRST_DAY, LAST_DAY
from assay.apps.mathvidya.config.settings import FILE_TYPES, GROUPS, STAMPS, WEEK, Config, about
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "workdays": tuple(
        zip(
            WEEK,
            ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
            strict=True,
        )
    ),
    "upload_types": tuple(zip(FILE_TYPES, ("JPEG", "PNG", "PDF"), strict=True)),
    "stamps": tuple(zip(STAMPS, ("Tick", "Cross", "Half", "Circle", "Star"), strict=True)),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting on the page. `kind`: time, number, choice, yes, lines. `options`: (field, label, chosen)."""

    key: str
    group: str
    label: str
    help: str
    unit: str
    kind: str
    value: str
    options: tuple[tuple[str, str, bool], ...] = ()
    bounds: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    settings: list[Shown]


def groups(config: Config) -> list[Group]:
    """All settings in the order they are declared in, by group."""
    shown = [_shown(config, key) for key in Config.model_fields]
    return [Group(_(title), [one for one in shown if one.group == group]) for group, title in GROUPS.items()]


def values_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The page's fields as values of all settings; an empty one is its default again."""
    return {key: _value(data, key) for key in Config.model_fields}


def year_of(wanted: int | None, current: int) -> int:
    """The year asked for, or the current one. Raises Invalid for one that no calendar here holds."""
    year = current if wanted is None else wanted
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise Invalid(_("Give a year, such as 2027."), fields={"year": _("Give a year, such as 2027.")})
    return year


def holiday_document(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new holiday as the form's document."""
    return {
        "day": data.get("day", ""),
        "name": data.get("name", ""),
        "source": data.get("source", ""),
        "is_confirmed": data.get("is_confirmed") == "true",
    }


def _shown(config: Config, key: str) -> Shown:
    value, told = getattr(config, key), about(key)
    unit = _(told.unit) if told.unit else ""
    words = (key, told.group, _(told.label), _(told.help), unit)
    if key in CHOICES:
        options = tuple((f"{key}.{one}", _(label), one in value) for one, label in CHOICES[key])
        return Shown(*words, "choice", "", options)
    if isinstance(value, bool):
        return Shown(*words, "yes", "true" if value else "")
    if isinstance(value, time):
        return Shown(*words, "time", value.isoformat("minutes"))
    if isinstance(value, dict):
        return Shown(*words, "lines", "\n".join(f"{unit} = {name}" for unit, name in value.items()))
    return Shown(*words, "number", f"{value:g}", (), _bounds(key))


def _value(data: Mapping[str, Any], key: str) -> Any:
    kind = Config.model_fields[key].annotation
    if key in CHOICES:
        return [one for one, _label in CHOICES[key] if data.get(f"{key}.{one}")]
    if kind is bool:
        return bool(data.get(key))
    text = str(data.get(key, ""))
    if key == "unit_names":
        pairs = (line.partition("=") for line in text.splitlines() if line.strip())
        return {unit.strip(): name.strip() for unit, _sign, name in pairs} or None
    return text or None


def _bounds(key: str) -> dict[str, str]:
    bounds = {"step": "any"}
    if Config.model_fields[key].annotation is int:
        bounds["step"] = "1"
    for one in Config.model_fields[key].metadata:
        if isinstance(one, Ge):
            bounds["min"] = str(one.ge)
        elif isinstance(one, Le):
            bounds["max"] = str(one.le)
        elif isinstance(one, MultipleOf):
            bounds["step"] = str(one.multiple_of)
    return bounds
