"""Sections of a report that say what is: destination, code, policy, certificates, papers."""

from dataclasses import asdict
from typing import Any

from assay.apps.exportsathi.classification import service as classification
from assay.apps.exportsathi.classification.rules import Candidate, Classification
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.rules import CertificateFact, Policy, PolicyFact, usable
from assay.apps.exportsathi.nomenclature import service as nomenclature
from assay.apps.exportsathi.reports import rules
from assay.apps.exportsathi.reports.case import Case
from assay.apps.exportsathi.reports.risk import SURE
from assay.apps.exportsathi.reports.rules import Stop
from assay.apps.exportsathi.reports.told import Told
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _


async def destination(db: Session, case: Case) -> Told:
    """What is known of the country: stops first, then agreements and currency."""
    told = case.told("destination", _("Destination"))
    found = await facts.destination(db, case.org_id, case.country, case.as_of)
    told.more = {"country": case.country, "name": case.country_name, "level": "unknown", "currency": ""}
    if found is None:
        told.say(
            _("Nothing is known here about %(name)s: look up sanctions and import rules first.")
            % {"name": case.country_name},
            tone="warn",
            own="method",
        )
        return told
    told.more |= {"name": found.name, "level": "known", "currency": found.currency}
    if found.stop:
        told.more["level"] = "stopped"
        told.say(found.stop, found, tone="bad")
        told.stops.append(
            Stop("destination", _("Sanctions or an embargo"), found.stop, (told.cite(found),), True)
        )
    elif not usable(found.standing):
        told.more["level"] = "unknown"
        told.say(
            _("What we hold about %(name)s does not hold on this day.") % {"name": found.name},
            found,
            tone="warn",
        )
    else:
        told.say(_("Nothing is known here that stops exports to %(name)s.") % {"name": found.name}, found)
    for one in found.agreements:
        told.say(
            _("A certificate of origin under %(agreement)s can lower the duty that the buyer pays.")
            % {"agreement": one},
            found,
            tone="good",
        )
    for text in found.details.values():
        told.say(text, found)
    return told


async def code(db: Session, case: Case) -> Told:
    """The tariff code: the exporter's own choice, else the first candidate, else a question."""
    told = case.told("code", _("Tariff code"))
    found = await classification.answer(case.words(), materials=case.report.materials, answers=case.answers)
    told.more = {
        "code": "",
        "confidence": None,
        "candidates": [_candidate(one) for one in found.candidates],
        "lines": [asdict(one) for one in found.lines],
        "abstained": found.abstained,
        "vague": found.vague,
        "question": asdict(found.question) if found.question else None,
        "engine": found.engine,
        "override": case.report.hs_override,
    }
    if case.report.hs_override:
        await _overridden(db, case, told)
    elif found.vague:
        told.say(
            _("These words name no product: say what it is made of and what it is for."),
            tone="warn",
            own="exporter",
        )
    elif found.abstained or not found.candidates:
        told.say(
            _("No code is sure enough to go on with. Answer the question, or choose a code yourself."),
            tone="warn",
            own="method",
        )
    else:
        _settled(found, told)
    return told


async def _overridden(db: Session, case: Case, told: Told) -> None:
    override = case.report.hs_override or {}
    told.more |= {"code": override["code"], "confidence": 1.0}
    entry = await nomenclature.describe(db, override["code"])
    told.say(
        _("%(code)s, %(description)s: your own choice, because: %(reason)s")
        % {"code": override["code"], "description": entry, "reason": override["reason"]},
        own="exporter",
    )


def _settled(found: Classification, told: Told) -> None:
    first = found.candidates[0]
    line = found.lines[0] if found.lines else None
    told.more |= {"code": line.code if line else first.code, "confidence": round(first.confidence, 4)}
    told.say(
        _("%(code)s, %(description)s: right with a confidence of %(share)s percent.")
        % {
            "code": first.code,
            "description": first.description,
            "share": f"{first.confidence * 100:.0f}",
        },
        own="method",
        tone="good" if first.confidence >= SURE else "warn",
    )
    if line and len(found.lines) > 1:
        told.say(
            _("Of the %(n)s Indian lines under it, %(line)s fits best: %(description)s. Confirm it.")
            % {"n": len(found.lines), "line": line.code, "description": line.description},
            own="method",
        )
    for text in first.exclusions:
        told.say(text, own="method", tone="warn")


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "code": one.code,
        "description": one.description,
        "score": round(one.score, 6),
        "confidence": round(one.confidence, 4),
        "path": [list(step) for step in one.path],
        "evidence": [asdict(part) for part in one.evidence],
        "why": one.why,
        "exclusions": list(one.exclusions),
    }


async def policy(db: Session, case: Case) -> Told:
    """Whether the line may be exported. The strictest of its lines, where only six digits are known."""
    told = case.told("policy", _("Export policy"))
    told.more = {"level": "unknown", "lines": [], "dual_use": False}
    if not case.code:
        told.say(_("Not told until the tariff code is settled."), own="method", tone="warn")
        return told
    lines = await facts.policies(db, case.org_id, case.code, case.as_of)
    told.more["lines"] = [_policy_line(one) for one in lines]
    sure = [one for one in lines if one.policy is not None and usable(one.standing)]
    for one in lines:
        if one.policy is not None and not usable(one.standing):
            told.say(
                _("Line %(line)s: what we hold does not hold on this day. Look it up before you ship.")
                % {"line": one.line},
                one,
                tone="warn",
            )
    if not sure:
        told.say(
            _("The policy of %(code)s is not known here. Look it up in the schedule of DGFT.")
            % {"code": case.code},
            *lines,
            own="" if lines else "method",
            tone="warn",
        )
    else:
        _decided(told, sure, complete=len(sure) == len(lines))
    for one in lines:
        if one.scomet:
            told.more["dual_use"] = True
            stop = rules.scomet_stop(one.line, (told.cite(one),))
            told.stops.append(stop)
            told.say(stop.text, one, tone="bad")
    return told


def _decided(told: Told, sure: list[PolicyFact], *, complete: bool) -> None:
    order = list(rules.POLICY_LEVELS)
    worst = max(sure, key=lambda one: order.index(one.policy or Policy.FREE))
    level = rules.POLICY_LEVELS[worst.policy or Policy.FREE]
    told.more["level"] = level if complete or level != "free" else "unknown"
    stop = rules.policy_stop(worst.policy, worst.line, worst.condition, (told.cite(worst),))
    if stop:
        told.stops.append(stop)
        told.say(stop.text, worst, tone="bad")
        return
    names = ", ".join(one.line for one in sure[:3]) + ("…" if len(sure) > 3 else "")
    told.say(
        _("Free: %(lines)s may be exported without a licence.") % {"lines": names},
        *sure,
        tone="good",
    )
    for text in dict.fromkeys(one.condition for one in sure if one.condition):
        told.say(text, *(one for one in sure if one.condition == text))


def _policy_line(one: PolicyFact) -> dict[str, Any]:
    return {
        "line": one.line,
        "policy": one.policy.value if one.policy else None,
        "condition": one.condition,
        "scomet": one.scomet,
        "source": one.source.source_id,
        "standing": one.standing.value,
    }


async def certificates(db: Session, case: Case) -> Told:
    """What the product needs, or should have, for the country."""
    told = case.told("certificates", _("Certificates"))
    found = await facts.certificates(
        db, case.org_id, case.asked_by, case.country, case.attributes, case.as_of
    )
    told.more = {"items": [certificate_document(one) for one in found]}
    for one in found:
        told.cite(one)
        if not usable(one.standing):
            told.say(
                _("%(name)s: the rule we hold does not hold on this day; it is shown, but not counted.")
                % {"name": one.name},
                one,
                tone="warn",
            )
    blocking = [one for one in found if one.blocking and usable(one.standing)]
    if blocking:
        told.say(
            _("Goods do not leave, or do not enter, without: %(names)s.")
            % {"names": ", ".join(one.name for one in blocking)},
            *blocking,
            tone="warn",
        )
    if not found:
        told.say(
            _("We know of no certificate for this. That is no proof that there is none: ask the buyer."),
            own="method",
        )
    elif not case.code and not case.services:
        told.say(
            _("Those that go by the tariff code are missing until it is settled."), own="method", tone="warn"
        )
    return told


def certificate_document(one: CertificateFact) -> dict[str, Any]:
    """A certificate as the report keeps it: figures as texts."""
    return {
        "certificate_id": one.certificate_id,
        "name": one.name,
        "authority": one.authority,
        "because": one.because,
        "legal_basis": one.legal_basis,
        "cost_low": f"{one.cost_low:f}",
        "cost_high": f"{one.cost_high:f}",
        "days_low": one.days_low,
        "days_high": one.days_high,
        "blocking": one.blocking,
        "steps": list(one.steps),
        "labs": list(one.labs),
        "subsidies": list(one.subsidies),
        "needs": list(one.needs),
        "source": one.source.source_id,
        "standing": one.standing.value,
        "counted": usable(one.standing),
    }


async def papers(db: Session, case: Case) -> Told:
    """Which papers the shipment needs, in the order in which they are made."""
    told = case.told("documents", _("Documents"))
    found = await facts.papers(
        db, case.org_id, case.asked_by, case.country, case.mode, case.as_of, case.attributes
    )
    told.more = {
        "items": [
            {
                "document_id": one.document_id,
                "name": one.name,
                "issuer": one.issuer,
                "because": one.because,
                "makeable": one.makeable,
                "source": told.cite(one),
                "standing": one.standing.value,
            }
            for one in found
        ]
    }
    if found:
        told.say(
            _("%(n)s papers go with this export; those we can make are marked.") % {"n": len(found)}, *found
        )
    else:
        told.say(_("We hold no list of papers for this way of transport."), own="method", tone="warn")
    return told
