"""Sections of a report that are reckoned: money, freight, the plan, and what it all comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.certificates import rules as rules_of_certificates
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.rules import CertificateFact, usable
from assay.apps.exportsathi.finance import service as finance
from assay.apps.exportsathi.finance.forms import FinanceInputs
from assay.apps.exportsathi.logistics import service as logistics
from assay.apps.exportsathi.logistics.forms import LogisticsInputs
from assay.apps.exportsathi.plan.inputs import PlanInputs
from assay.apps.exportsathi.plan.rules import Plan, Task, lay
from assay.apps.exportsathi.plan.tasks import tasks_for
from assay.apps.exportsathi.profiles import service as profiles
from assay.apps.exportsathi.reports import completeness, risk, rules
from assay.apps.exportsathi.reports.case import Case
from assay.apps.exportsathi.reports.told import Told, stop_of
from assay.apps.exportsathi.sources import service as sources
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _

HOME_CURRENCY = "INR"
LAST = ("shipping-bill", "softex")
"""What a plan comes to: the goods may leave, the service is declared."""
GOODS_MONEY = frozenset({"benefits", "rodtep", "drawback"})
"""Sections of the analysis that services have no use for."""


async def money(db: Session, case: Case) -> Told:
    """Benefits, GST, working capital, landed cost, exchange rate, credit: as far as the value is known."""
    told = case.told("money", _("Money"))
    rate, sample = await _rupees_each(db, case, told)
    known = FinanceInputs.of(
        as_of=case.as_of,
        line="" if case.services else case.code,
        destination=case.country,
        fob=case.number("price") if rate is not None else None,
        currency=case.text("currency") or HOME_CURRENCY if rate is not None else HOME_CURRENCY,
        exchange_rate=rate if case.text("currency") != HOME_CURRENCY else None,
        quantity=case.number("quantity"),
        unit=case.text("unit"),
        payment_days=case.number("payment_days"),
        company_size=case.profile.company_size,
        incoterm=case.text("incoterm"),
        mode=_carried(case),
    )
    result = await finance.analyse(db, case.org_id, known)
    await finance.keep(db, case.org_id, case.exporter_id, result, report_id=case.report.report_id)
    _worked(told, result, skip=GOODS_MONEY if case.services else frozenset())
    if sample:
        told.say(
            _("The exchange rate is a sample, no bank's: enter your own for figures to rely on."),
            own="method",
            tone="warn",
        )
    if case.number("price") is None:
        told.say(_("Tell the price and most of this can be reckoned."), own="exporter", tone="warn")
    return told


async def _rupees_each(db: Session, case: Case, told: Told) -> tuple[Decimal | None, bool]:
    """Rupees for one unit of the currency, and whether it is a sample; None where nobody knows."""
    currency = case.text("currency") or HOME_CURRENCY
    if currency == HOME_CURRENCY:
        return Decimal(1), False
    if (own := case.number("exchange_rate")) is not None:
        return own, False
    known = (await facts.exchange_rates(db, case.org_id, case.as_of)).get(currency)
    if known is None:
        told.say(
            _("No rate of %(currency)s is known here: tell one, and values are reckoned in rupees.")
            % {"currency": currency},
            own="method",
            tone="warn",
        )
        return None, False
    told.cite(known)
    return known.value.inr, known.value.sample


async def freight(db: Session, case: Case) -> Told:
    """What is charged for, containers, freight, ways, and how likely an examination is."""
    told = case.told("freight", _("Freight"))
    policy = case.made.get("policy", {})
    known = LogisticsInputs.of(
        as_of=case.as_of,
        destination=case.country,
        line=case.code,
        mode=_carried(case),
        origin=case.text("port") if len(case.text("port")) <= 10 else None,
        gross_weight=case.number("gross_weight"),
        net_weight=case.number("net_weight"),
        volume=case.number("volume"),
        policy_restricted=policy.get("level") in ("restricted", "state-trading", "prohibited"),
        scomet=bool(policy.get("dual_use")),
        claims_benefits=True,
    )
    result = await logistics.analyse(db, case.org_id, case.exporter_id, known)
    await logistics.keep(db, case.org_id, case.exporter_id, result, report_id=case.report.report_id)
    _worked(told, result)
    return told


def _carried(case: Case) -> str:
    """Way of transport; services have none, and the calculators are told the usual one."""
    return case.text("mode") or "sea"


def _worked(told: Told, result: Analysis, *, skip: frozenset[str] = frozenset()) -> None:
    """Take over the worked sections of an analysis with the sources they name."""
    document = result.document()
    told.more["sections"] = [one for one in document["sections"] if one["key"] not in skip]
    told.more["rules_version"] = document["rules_version"]
    told.refer((one.source_id for one in result.sources), {one.source_id: one for one in result.sources})


async def plan(db: Session, case: Case) -> Told:
    """Seven days of work. The certificates are those of the section before."""
    told = case.told("plan", _("Seven days"))
    stops = [stop_of(one) for one in _stops(case.made)]
    final = next((one for one in stops if one.final), None)
    level = case.made.get("policy", {}).get("level", "")
    needed = await _counted(db, case)
    inputs = PlanInputs(
        services=case.services,
        stopped=final.text if final else "",
        stop_sources=final.sources if final else (),
        licence=level == "restricted" or any(one.key == "scomet" for one in stops),
        trader=level == "state-trading",
        code_open=not case.services and not case.code,
        missing=profiles.missing(case.profile),
        certificates=tuple(needed),
        held=rules_of_certificates.proven(case.profile.iec, case.profile.gstin),
        port=case.text("port"),
        incoterm=case.text("incoterm"),
        policy_sources=tuple(source for one in stops for source in one.sources),
    )
    made = _laid(told, tasks_for(inputs))
    told.more = plan_document(made)
    ids = list(dict.fromkeys(source for one in made.tasks for source in one.task.sources))
    told.refer(ids, await sources.refs(db, case.org_id, ids))
    beyond = [one.task.title for one in made.tasks if one.beyond]
    if beyond:
        told.say(
            _("Not finished within seven working days: %(names)s. Each says what to do meanwhile.")
            % {"names": "; ".join(beyond)},
            own="method",
            tone="warn",
        )
    last = next((one for one in made.tasks if one.task.task_id in LAST), None)
    if last:
        told.say(
            _("%(what)s: finished after %(n)s working days, if every task takes its longest.")
            % {"what": last.task.title, "n": last.finish},
            own="method",
        )
    told.say(
        _("With what is worth having but stops no goods, the longest chain takes %(n)s working days.")
        % {"n": made.length},
        own="method",
    )
    return told


def _laid(told: Told, tasks: list[Task]) -> Plan:
    """The plan; where rules of certificates need each other in a circle, without what they need, and said."""
    try:
        return lay(tasks)
    except Conflict as circle:
        told.say(circle.detail, own="method", tone="warn")
        return lay([replace(one, needs=()) if one.certificate_id else one for one in tasks])


async def _counted(db: Session, case: Case) -> list[CertificateFact]:
    """Certificates whose rule holds on the day."""
    found = await facts.certificates(
        db, case.org_id, case.asked_by, case.country, case.attributes, case.as_of
    )
    return [one for one in found if usable(one.standing)]


def plan_document(made: Plan) -> dict[str, Any]:
    return {
        "length": made.length,
        "path": list(made.path),
        "tasks": [
            {
                "task_id": one.task.task_id,
                "title": one.task.title,
                "why": one.task.why,
                "day": one.day,
                "days": one.task.days,
                "start": one.start,
                "finish": one.finish,
                "critical": one.critical,
                "beyond": one.beyond,
                "later": one.later,
                "interim": one.task.interim if one.beyond else "",
                "needs": list(one.task.needs),
                "open_ended": one.task.open_ended,
                "letter": one.task.letter,
                "certificate_id": one.task.certificate_id,
                "sources": list(one.task.sources),
            }
            for one in made.tasks
        ],
    }


def summary(case: Case, completed: Iterable[str]) -> Told:
    """Risk with its parts, completeness with its gaps, the stops and the verdict."""
    told = case.told("summary", _("Overview"))
    stops = _stops(case.made)
    open_ones = open_certificates(case.made, completed)
    missing = profiles.missing(case.profile)
    inputs = risk_inputs(case, open_ones, len(missing))
    found = risk.assess(inputs)
    whole = completeness.judge(_told_of(case), services=case.services)
    verdict = rules.verdict(
        [stop_of(one) for one in stops],
        code_open=not case.services and not case.code,
        code_sure=case.services or (inputs.confidence or 0) >= risk.SURE,
        policy_known=case.services or case.made.get("policy", {}).get("level") != "unknown",
        missing=len(missing),
        open_certificates=len(open_ones),
    )
    title, text = rules.in_words(verdict)
    told.more = {
        "verdict": verdict.value,
        "verdict_title": title,
        "verdict_text": text,
        "stops": stops,
        "risk": {
            "score": found.score,
            "version": found.version,
            "parts": [one.document() for one in found.parts],
        },
        "completeness": {
            "score": whole.score,
            "gaps": [
                {"key": one.key, "label": one.label, "points": one.points, "gain": one.gain}
                for one in whole.gaps
            ],
        },
        "missing": list(missing),
    }
    told.say(text, own="method", tone={"stop": "bad", "ready": "good"}.get(verdict.value, "warn"))  # type: ignore[arg-type]
    told.refer((source for part in found.parts for source in part.sources), {})
    return told


def open_certificates(made: Mapping[str, Any], completed: Iterable[str]) -> list[dict[str, Any]]:
    """Certificates that stop goods, whose rule holds, and that are not there yet."""
    done = set(completed)
    return [
        one
        for one in made.get("certificates", {}).get("items", ())
        if one["blocking"] and one["counted"] and one["certificate_id"] not in done
    ]


def risk_inputs(case: Case, open_ones: list[dict[str, Any]], missing: int) -> risk.RiskInputs:
    """The inputs of the risk from the sections before. Services have neither code, policy nor carriage."""
    made = case.made
    policy, destination = made.get("policy", {}), made.get("destination", {})
    confidence = made.get("code", {}).get("confidence")
    standings = [one["standing"] for one in made.get("sources", {}).values()]
    payment = case.number("payment_days")
    sources = {
        "policy": _sources_of(policy),
        "dual-use": _sources_of(policy),
        "destination": _sources_of(destination),
        "certificates": tuple(dict.fromkeys(one["source"] for one in open_ones)),
        "time": tuple(dict.fromkeys(one["source"] for one in open_ones)),
        "business": ("exporter",),
        "payment": ("exporter",) if payment is not None else (),
        "delivery": ("exporter",) if case.text("incoterm") else (),
    }
    return risk.RiskInputs(
        policy="free" if case.services else policy.get("level", "unknown"),
        destination=destination.get("level", "unknown"),
        dual_use=bool(policy.get("dual_use")),
        confidence=1.0 if case.services else confidence,
        open_certificates=len(open_ones),
        days=max((one["days_high"] for one in open_ones), default=0),
        missing=missing,
        payment_days=int(payment or 0),
        delivery="buyer" if case.services else rules.delivery(case.text("incoterm")),
        worst_source=rules.worst_standing(standings),
        sources={key: ids for key, ids in sources.items() if ids},
    )


def _sources_of(section: Mapping[str, Any]) -> tuple[str, ...]:
    found = [source for one in section.get("statements", ()) for source in one["sources"]]
    return tuple(dict.fromkeys(found))


def _stops(made: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [stop for key in ("destination", "policy") for stop in made.get(key, {}).get("stops", ())]


def _told_of(case: Case) -> dict[str, object]:
    told: dict[str, object] = dict(case.report.details)
    return told | {"product": case.report.product, "materials": case.report.materials}
