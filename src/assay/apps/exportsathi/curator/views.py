"""What the curator's pages show of facts, and what is answered about one."""

from typing import Any

from assay.apps.exportsathi.curator.forms import FORMS, AnyForm, FactOut, SmallForm, form_of
from assay.apps.exportsathi.curator.service import Staleness
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.facts.rules import fact_standing
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


def value_label(name: str) -> str:
    """A field of a small fact's value, in words; a rare one by its own name."""
    known = {
        "name": _("Name"),
        "value": _("Value"),
        "unit": _("Unit"),
        "statement": _("In one sentence"),
        "cbm": _("Room, cubic metres"),
        "tonnes": _("Payload, tonnes"),
        "loose_cbm": _("Room for cartons by hand, cubic metres"),
        "inside": _("Inside length, width, height in cm"),
        "currency": _("Currency"),
        "rate": _("Rate for each unit"),
        "fixed": _("Once"),
        "minimum": _("At least"),
        "sample": _("Made up, an example"),
        "inr": _("Rupees for one unit"),
        "countries": _("Countries"),
        "days": _("Days from and to"),
        "depot": _("Depot"),
        "port": _("Port"),
        "coast": _("Coast"),
        "country": _("Country"),
        "type": _("Kind of port"),
        "region": _("Region"),
        "groups": _("Groups"),
        "agreements": _("Trade agreements"),
        "stop": _("Why nothing may go there"),
    }
    return known.get(name) or name.replace("_", " ").capitalize()


def bars(board: Staleness) -> list[tuple[str, float]]:
    """What needs a look, by how soon, for a chart."""
    return [
        (_("expired"), float(len(board.expired))),
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
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if name in META or value in (None, "", [], ()):
            continue
        if name == "value":
            found += [(value_label(one), _plain(held)) for one, held in value.items()]
        elif name == "kind":
            found.append((named[name], kind_names()[value]))
        else:
            found.append((named[name], _plain(value)))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        sentences = any(str(one).endswith(".") for one in value)
        return (" " if sentences else ", ").join(str(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return str(value)


def title_of(fact: AnyForm) -> str:
    """What a page about the fact is called."""
    if isinstance(fact, SmallForm):
        name = kind_names()[fact.kind.value]
        return f"{name[:1].upper()}{name[1:]}: {fact.key_}"
    return " ".join(fact.key())


def key_of(row: Fact) -> str:
    return " ".join(form_of(row).key())
