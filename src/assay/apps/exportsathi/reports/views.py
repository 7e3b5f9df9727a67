"""Reports as their pages show them: words, tabs, numbered sources."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from assay.apps.exportsathi.calculators.views import ShownSection, shown_section
from assay.apps.exportsathi.facts.rules import ATTRIBUTES
from assay.apps.exportsathi.models.profiles import BusinessType, Profile
from assay.apps.exportsathi.models.progress import CertificateState
from assay.apps.exportsathi.plan.forms import TaskOut
from assay.apps.exportsathi.plan.rules import DAYS
from assay.apps.exportsathi.reports import rules
from assay.apps.exportsathi.reports.rules import Verdict
from assay.apps.exportsathi.reports.service import View
from assay.apps.exportsathi.worked import section_of
from assay.kernel.web.i18n import gettext as _

TONES = {Verdict.STOP: "bad", Verdict.QUESTION: "warn", Verdict.PREPARE: "warn", Verdict.READY: "good"}
PARTS = ("overview", "code", "certificates", "documents", "money", "freight", "plan", "sources")
GOODS_ONLY = ("code", "freight")
LINE_DIGITS = 8
"""Of an Indian tariff line."""
OF_PART = {
    "overview": ("summary", "destination", "policy"),
    "code": ("code", "policy"),
    "certificates": ("certificates",),
    "documents": ("documents",),
    "money": ("money",),
    "freight": ("freight",),
    "plan": ("plan",),
}
"""Which sections of the report stand on which part of its page."""


def countries() -> list[tuple[str, str]]:
    return sorted(rules.countries().items(), key=lambda one: one[1])


def kinds() -> list[tuple[str, str]]:
    return [("goods", _("Goods")), ("services", _("Software or services"))]


def usual_kind(profile: Profile) -> str:
    return "services" if profile.business_type is BusinessType.SAAS else "goods"


def modes() -> list[tuple[str, str]]:
    return [("sea", _("Sea")), ("air", _("Air")), ("road", _("Road")), ("courier", _("Courier or post"))]


def attributes() -> list[tuple[str, str]]:
    """What else may be so of a product: slugs that rules go by, and words that end "the product is ..."."""
    return [(slug, words) for slug, words in ATTRIBUTES.items() if slug not in rules.FOUND_OUT]


def states() -> list[tuple[str, str]]:
    return [
        (CertificateState.NOT_STARTED.value, _("Not started")),
        (CertificateState.IN_PROGRESS.value, _("In progress")),
        (CertificateState.COMPLETED.value, _("Completed")),
        (CertificateState.REJECTED.value, _("Rejected")),
    ]


def verdicts() -> dict[str, tuple[str, str]]:
    """Words and tone of each verdict."""
    return {one.value: (rules.in_words(one)[0], TONES[one]) for one in Verdict}


def verdict(view: View) -> dict[str, str]:
    title, text = rules.in_words(view.verdict)
    return {"key": view.verdict.value, "title": title, "text": text, "tone": TONES[view.verdict]}


def parts(view: View) -> list[str]:
    """The parts of the page; services have neither tariff code nor freight."""
    services = view.report.details.get("kind") == "services"
    return [one for one in PARTS if not (services and one in GOODS_ONLY)]


def tabs(view: View, current: str, here: str) -> list[dict[str, Any]]:
    words = {
        "overview": _("Overview"),
        "code": _("Code"),
        "certificates": _("Certificates"),
        "documents": _("Documents"),
        "money": _("Money"),
        "freight": _("Freight"),
        "plan": _("Seven days"),
        "sources": _("Sources"),
    }
    counts = {
        "certificates": len(view.certificates),
        "documents": len(view.data["documents"]["items"]),
        "sources": len(view.data["sources"]),
    }
    return [
        {"label": words[one], "href": f"{here}?part={one}", "current": one == current}
        | ({"count": counts[one]} if one in counts else {})
        for one in parts(view)
    ]


def worked(view: View, part: str) -> list[ShownSection]:
    """The worked sections of a part, with the numbers of the report's own sources."""
    number = numbers(view)
    return [shown_section(section_of(one), number) for one in view.data.get(part, {}).get("sections", ())]


def onward(view: View, part: str) -> list[tuple[str, str]]:
    """Calculators that go on from a part of the report, filled in with what was told: (label, address)."""
    report, told = view.report, view.report.details
    of_order = {"currency": told.get("currency"), "exchange_rate": told.get("exchange_rate")}
    if part == "money":
        capital = of_order | {"order_value": told.get("price"), "credit_days": told.get("payment_days")}
        landed = of_order | {name: told.get(name) for name in ("incoterm", "mode")}
        found = [
            (_("Working capital with other figures"), _at("finance/working-capital", capital)),
            (_("Landed cost with other figures"), _at("finance/landed-cost", landed)),
        ]
        if told.get("kind") == "services":
            return found
        line: dict[str, Any] = {
            "line": report.hs_code if len(report.hs_code) == LINE_DIGITS else "",
            "fob": _fob(told),
        }
        line |= {name: told.get(name) for name in ("quantity", "unit")}
        return [(_("RoDTEP with other figures"), _at("finance", line)), *found]
    if part == "freight":
        goods = {name: told.get(name) for name in ("gross_weight", "net_weight", "volume")}
        goods |= {"destination": report.destination, "origin": told.get("port")}
        return [
            (_("Freight with other figures"), _at("logistics", goods)),
            (_("Part or full load"), _at("logistics/lcl-fcl", goods)),
            (_("Your quotes"), _at("logistics/quotes", {})),
        ]
    return []


def _at(path: str, values: dict[str, Any]) -> str:
    asked = urlencode({name: str(value) for name, value in values.items() if value not in (None, "")})
    return f"/exportsathi/{path}" + (f"?{asked}" if asked else "")


def _fob(told: dict[str, Any]) -> str:
    """The value of the consignment in rupees; empty where it or a rate was not told."""
    rate = "1" if told.get("currency") == "INR" else told.get("exchange_rate")
    if not told.get("price") or not rate:
        return ""
    return format((Decimal(told["price"]) * Decimal(rate)).quantize(Decimal("0.01")), "f")


def days(view: View) -> list[tuple[int, date, list[TaskOut]]]:
    """The days of the plan that have tasks."""
    found = []
    for day in range(1, DAYS + 1):
        tasks = [one for one in view.plan.tasks if one.day == day]
        if tasks:
            found.append((day, tasks[0].on, tasks))
    return found


def numbers(view: View) -> dict[str, int]:
    """The number under which a source is named, the same on every part and on paper."""
    return {name: at for at, name in enumerate(view.data["sources"], start=1)}


def cited(view: View, part: str) -> list[tuple[int, dict[str, Any]]]:
    """The sources that a part names, in their order; the part of sources names all."""
    sources, number = view.data["sources"], numbers(view)
    if part == "sources":
        return [(number[name], one) for name, one in sources.items()]
    used = {name for key in OF_PART[part] for name in named(view.data.get(key, {}))}
    return [(number[name], sources[name]) for name in sources if name in used]


def named(found: Any) -> Iterator[str]:
    """Every id of a source that stands in a section, however deep."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key == "source" and isinstance(value, str):
                yield value
            elif key == "sources" and isinstance(value, list):
                yield from (one for one in value if isinstance(one, str))
            else:
                yield from named(value)
    elif isinstance(found, list):
        for one in found:
            yield from named(one)
