"""What the curator's pages show of facts, and what is answered about one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from assay.apps.exportsathi.curator.forms import FORMS, LISTS, AnyForm, FactOut, form_of
from assay.apps.exportsathi.curator.service import Staleness
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.facts.rules import Policy, Scheme, fact_standing
from assay.apps.exportsathi.facts.service import today
from assay.apps.exportsathi.models.facts import Fact
from assay.apps.exportsathi.sources.queries import source
from assay.apps.exportsathi.sources.rules import Standing
from assay.apps.exportsathi.sources.service import ref
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _

TONES = {
    Standing.CURRENT: "good",
    Standing.UNVERIFIED: "warn",
    Standing.NOT_YET: "info",
    Standing.EXPIRED: "bad",
}


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


def kind_names() -> dict[str, str]:
    return {
        "policy": _("export policy"),
        "rates": _("rates of RoDTEP and drawback"),
        "overlays": _("changes over rates"),
        "rules": _("certificates"),
        Kind.PAPER.value: _("papers"),
        Kind.INCOTERM.value: _("Incoterms"),
        Kind.CONTAINER.value: _("containers"),
        Kind.PORT.value: _("ports"),
        Kind.ROUTE.value: _("GST routes"),
        Kind.DESTINATION.value: _("destinations"),
        Kind.PARAMETER.value: _("figures set by law"),
        Kind.EXCHANGE_RATE.value: _("exchange rates"),
        Kind.LANE.value: _("days on the way"),
        Kind.TARIFF.value: _("sample tariffs"),
    }


def table_names() -> dict[str, str]:
    names = kind_names()
    return {name: names.get(name, _("small facts")) for name in FORMS}


def standing_names() -> dict[str, str]:
    return {
        Standing.CURRENT.value: _("in force, checked"),
        Standing.UNVERIFIED.value: _("not verified"),
        Standing.NOT_YET.value: _("not yet in force"),
        Standing.EXPIRED.value: _("expired"),
    }


def labels() -> dict[str, str]:
    return {
        "line": _("Line of eight digits"),
        "policy": _("Policy"),
        "condition": _("Condition"),
        "scomet": _("May fall under the SCOMET list"),
        "scheme": _("Scheme"),
        "entry": _("Tariff item"),
        "description": _("Description"),
        "rate": _("Rate, % of FOB"),
        "cap": _("Cap, rupees for each unit"),
        "unit": _("Unit"),
        "factor": _("Factor"),
        "first_chapter": _("First chapter"),
        "last_chapter": _("Last chapter"),
        "rule_id": _("Id of the rule"),
        "certificate_id": _("Id of the certificate"),
        "name": _("Name"),
        "authority": _("Authority"),
        "legal_basis": _("Legal basis"),
        "prefixes": _("Codes begin with"),
        "attributes": _("Or it is"),
        "requires": _("It must be all of"),
        "excludes": _("But codes do not begin with"),
        "destinations": _("Destinations"),
        "cost_low": _("Cost from, rupees"),
        "cost_high": _("Cost to, rupees"),
        "days_low": _("Working days from"),
        "days_high": _("Working days to"),
        "blocking": _("Goods do not leave, or enter, without it"),
        "steps": _("Steps"),
        "labs": _("Laboratories"),
        "subsidies": _("Subsidies"),
        "needs": _("Certificates that must be there before"),
        "kind": _("Kind"),
        "key": _("Key"),
        "value": _("Value"),
    }


META = ("table", "source_id", "valid_from", "valid_to", "is_verified", "note")


def inputs(table: str, fact: AnyForm | None) -> list[Input]:
    """The fields of a form about a fact, without those that every fact has."""
    form = FORMS[table]
    sent: Mapping[str, Any] = fact.model_dump(mode="json", by_alias=True) if fact else {}
    named = labels()
    found: list[Input] = []
    for name, info in form.model_fields.items():
        if name in META:
            continue
        shown = info.alias or name
        found.append(
            Input(
                name=shown,
                label=named[shown],
                kind=_kind(shown, info),
                value=_text(shown, sent.get(shown)),
                required=info.is_required(),
                fixed=fact is not None and name in form.KEY,
                options=_options(shown),
            )
        )
    return found


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
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return "true" if value is True else "" if value is False else str(value)


def bars(board: Staleness) -> list[tuple[str, float]]:
    """What needs a look, by how soon, for a chart."""
    return [
        (_("expired, nothing new"), float(len(board.expired))),
        (_("ends in 30 days"), float(board.within(30))),
        (_("ends in 90 days"), float(board.within(90))),
    ]


async def out(db: Session, row: Fact) -> FactOut:
    cited = ref(await source(db, row.org_id, row.source_id))
    verified = row.is_verified
    return told(row, fact_standing(today(), row.valid_from, row.valid_to, is_verified=verified, source=cited))


def told(row: Fact, stands: Standing) -> FactOut:
    return FactOut(
        fact_id=str(row.fact_id),
        fact=form_of(row),
        standing=stands.value,
        withdrawn=row.withdrawn_at is not None,
        replaced_by=str(row.replaced_by) if row.replaced_by else None,
        version=row.version,
    )


def shown(fact: AnyForm) -> list[tuple[str, str]]:
    """A fact as terms and their values."""
    values = fact.model_dump(mode="json", by_alias=True)
    named = labels()
    return [
        (named[name], _plain(value))
        for name, value in values.items()
        if name not in META and value not in (None, "", [], ())
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        sentences = any(str(one).endswith(".") for one in value)
        return (" " if sentences else ", ").join(str(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return str(value)


def key_of(row: Fact) -> str:
    return " ".join(form_of(row).key())
