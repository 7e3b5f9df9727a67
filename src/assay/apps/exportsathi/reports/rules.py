"""What a report concludes: stops, the verdict, and what may be asked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from babel import Locale

from assay.apps.exportsathi.facts.rules import ATTRIBUTES, Policy
from assay.kernel.web.i18n import gettext as _

NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "DG", "EA", "IC", "TA", "AC"})
"""Two letters that Unicode's data hold and ISO 3166-1 does not give to a country."""
HOME = "IN"
FOUND_OUT = frozenset({"restricted", "software", "service"})
"""Attributes that a report finds out by itself."""
SELLER_PAYS = frozenset({"CFR", "CIF", "CPT", "CIP"})
SELLER_RISKS = frozenset({"DAP", "DPU", "DDP"})
POLICY_LEVELS = {
    Policy.FREE: "free",
    Policy.STE: "state-trading",
    Policy.RESTRICTED: "restricted",
    Policy.PROHIBITED: "prohibited",
}


class Verdict(StrEnum):
    """What a report comes to, from worst to best."""

    STOP = "stop"
    """Something forbids it or needs a licence; never "ready"."""
    QUESTION = "question"
    """The tariff code is open: nothing that goes by it can be told."""
    PREPARE = "prepare"
    """Nothing stands against it; something is still to be got."""
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that forbids an export or needs a licence. `final`: no ordinary application lifts it."""

    key: str
    title: str
    text: str
    sources: tuple[str, ...]
    final: bool


@cache
def countries() -> Mapping[str, str]:
    """Codes (ISO 3166-1 alpha-2) and English names of the countries one can export to."""
    names = Locale("en").territories
    return {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES and code != HOME
    }


def verdict(
    stops: Sequence[Stop],
    *,
    code_open: bool,
    code_sure: bool,
    policy_known: bool,
    missing: int,
    open_certificates: int,
) -> Verdict:
    """A stop goes before everything; ready is only what lacks nothing, has a sure code and a known policy."""
    if stops:
        return Verdict.STOP
    if code_open:
        return Verdict.QUESTION
    if missing or open_certificates or not policy_known or not code_sure:
        return Verdict.PREPARE
    return Verdict.READY


def in_words(found: Verdict) -> tuple[str, str]:
    """The verdict as a title and one sentence."""
    return {
        Verdict.STOP: (
            _("Stop: do not ship"),
            _("Something forbids this export or lets it go with a licence only. It is named below."),
        ),
        Verdict.QUESTION: (
            _("One question first"),
            _("The tariff code is not settled. Policy, benefits and most certificates go by it."),
        ),
        Verdict.PREPARE: (
            _("Possible, with preparation"),
            _("Nothing that we know stands against it. What is still to be got is in the plan."),
        ),
        Verdict.READY: (
            _("Ready"),
            _("Nothing that we know is missing. Check the sources that are marked before you ship."),
        ),
    }[found]


def unit_price(price: Decimal | None, quantity: Decimal | None) -> Decimal | None:
    """The price of one, to the cent; None where it does not come out even, for then sums would not agree."""
    if price is None or quantity is None:
        return None
    each = (price / quantity).quantize(Decimal("0.01"))
    return each if each > 0 and each * quantity == price else None


def policy_stop(policy: Policy | None, line: str, condition: str, sources: tuple[str, ...]) -> Stop | None:
    """What the policy of a line stops; None where it may go, or nothing is known."""
    words = (
        {
            Policy.PROHIBITED: (
                _("Prohibited"),
                _("Line %(line)s may not be exported."),
                True,
            ),
            Policy.RESTRICTED: (
                _("Restricted"),
                _("Line %(line)s may be exported with a licence of DGFT only."),
                False,
            ),
            Policy.STE: (
                _("State trading"),
                _("Line %(line)s may be exported through a state trading enterprise only."),
                False,
            ),
        }.get(policy)
        if policy
        else None
    )
    if words is None:
        return None
    title, text, final = words
    more = f" {condition}" if condition else ""
    return Stop("policy", title, text % {"line": line} + more, sources, final)


def scomet_stop(line: str, sources: tuple[str, ...]) -> Stop:
    return Stop(
        "scomet",
        _("Dual use"),
        _(
            "Line %(line)s may fall under the SCOMET list of dual-use goods. Without an authorisation or a "
            "written answer that it does not, nothing may go."
        )
        % {"line": line},
        sources,
        False,
    )


def delivery(incoterm: str) -> str:
    """How far the seller goes under an Incoterm, as risk counts it."""
    if incoterm in SELLER_RISKS:
        return "seller-risks"
    return "seller-pays" if incoterm in SELLER_PAYS else "buyer"


def worst_standing(standings: Sequence[str]) -> str:
    """The worst of the standings of all sources that were used, as risk counts it."""
    if any(one in ("expired", "not yet in force") for one in standings):
        return "expired"
    return "unverified" if "unverified" in standings else "checked"


def wrong(told: Mapping[str, Any]) -> dict[str, str]:
    """By field, what is said of an export and cannot be. `told` holds what the form has, as typed there."""
    found = {}
    country = told.get("destination", "")
    if country == HOME:
        found["destination"] = _("Goods that stay in India are not exported. Choose another country.")
    elif country not in countries():
        found["destination"] = _("There is no country with this code. Choose one from the list.")
    strange = [one for one in told.get("attributes", ()) if one not in ATTRIBUTES]
    if strange:
        found["attributes"] = _("There is no attribute %(names)s.") % {"names": ", ".join(strange)}
    net, gross = told.get("net_weight"), told.get("gross_weight")
    if net is not None and gross is not None and net > gross:
        found["gross_weight"] = _(
            "The gross weight holds the packing too: it cannot be below the net weight."
        )
    return found
