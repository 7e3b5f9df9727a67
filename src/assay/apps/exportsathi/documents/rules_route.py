"""The way the goods take: ports, destination, containers, and what the export policy says of them."""

import re
from collections.abc import Callable, Iterator

from assay.apps.exportsathi.documents.record import Kind
from assay.apps.exportsathi.documents.rules import Case, Fault, Rule
from assay.apps.exportsathi.documents.rules_making import Check, error, note, single, warning
from assay.apps.exportsathi.facts.rules import Policy, PolicyFact
from assay.apps.exportsathi.sources.rules import Standing

_POLICY_LAW = "Foreign Trade (Development and Regulation) Act 1992, section 3; ITC(HS) Schedule 2"
_PRINCIPAL = "Customs Act 1962, section 50"


def _locode(value: str) -> str:
    return "" if re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", value) else f"{value} is no UN/LOCODE, such as INNSA."


def _loading_in_india(case: Case) -> Iterator[Fault]:
    code = case.record.transport.port_of_loading_code
    if code and not code.startswith("IN"):
        yield Fault(f"{code} is not in India.", ("transport.port_of_loading_code",))


def _customs_port(case: Case) -> Iterator[Fault]:
    transport = case.record.transport
    code = transport.customs_code
    if code and not re.fullmatch(r"IN[A-Z]{3}[A-Z0-9]", code):
        yield Fault(f"{code} is no code of a customs port, such as INNSA1.", ("transport.customs_code",))
    elif code and transport.port_of_loading_code and code[:5] != transport.port_of_loading_code:
        message = f"Customs at {code}, loading at {transport.port_of_loading_code}."
        yield Fault(message, ("transport.customs_code", "transport.port_of_loading_code"))


def _discharge(case: Case) -> Iterator[Fault]:
    transport = case.record.transport
    code, country = transport.port_of_discharge_code, transport.destination_country
    if code and country and code[:2] != country:
        message = f"Discharged in {code[:2]}, bound for {country}."
        yield Fault(message, ("transport.port_of_discharge_code", "transport.destination_country"))


def _destination(case: Case) -> Iterator[Fault]:
    record = case.record
    one, other = record.transport.destination_country, record.consignee.country
    if one and other and one != other:
        message = f"The goods go to {one}, the consignee is in {other}."
        yield Fault(message, ("transport.destination_country", "consignee.country"))


def _abroad(case: Case) -> Iterator[Fault]:
    for path in ("transport.destination_country", "buyer.country", "consignee.country"):
        part, name = path.split(".")
        if getattr(getattr(case.record, part), name) == "IN":
            yield Fault("This is India: it is no export.", (path,))


def _claimed(case: Case) -> Iterator[Fault]:
    for at, line in enumerate(case.record.lines):
        if line.rodtep and line.origin_country not in ("", "IN"):
            message = f"Line {at + 1} is claimed for RoDTEP, but comes from {line.origin_country}."
            yield Fault(message, (f"lines.{at}.rodtep", f"lines.{at}.origin_country"))
        if line.rodtep and case.record.kind is Kind.SERVICES:
            yield Fault("RoDTEP is for goods.", (f"lines.{at}.rodtep", "kind"))


def _sealed(case: Case) -> Iterator[Fault]:
    for at, one in enumerate(case.record.transport.containers):
        if one.number and not one.seal:
            message = f"Container {one.number} has no seal number."
            yield Fault(message, (f"transport.containers.{at}.seal",))


def _sealed_twice(case: Case) -> Iterator[Fault]:
    for name in ("number", "seal"):
        seen: dict[str, int] = {}
        for at, one in enumerate(case.record.transport.containers):
            value = getattr(one, name)
            if value and value in seen:
                paths = tuple(f"transport.containers.{place}.{name}" for place in (seen[value], at))
                yield Fault(f"{value} stands there twice.", paths)
            seen.setdefault(value, at)


def _carrier(case: Case) -> Iterator[Fault]:
    record = case.record
    if record.references.transport_document_number and not record.transport.vessel:
        yield Fault("The transport document is there, the vessel or flight is not.", ("transport.vessel",))


def _policy(wrong: Callable[[PolicyFact], bool], says: str, *, licensed: bool = False) -> Check:
    def check(case: Case) -> Iterator[Fault]:
        for at, line in enumerate(case.record.lines):
            fact = case.facts.policies.get(line.code)
            if fact is None or not wrong(fact) or (licensed and line.licence):
                continue
            condition = f" {fact.condition}" if fact.condition else ""
            yield Fault(
                f"Line {at + 1}, {line.code}: {says}.{condition}", (f"lines.{at}.code", f"lines.{at}.licence")
            )

    return check


def _unsure(case: Case) -> Iterator[Fault]:
    for at, line in enumerate(case.record.lines):
        fact = case.facts.policies.get(line.code)
        if fact is not None and (fact.policy is None or fact.standing is not Standing.CURRENT):
            how = "could not be read" if fact.policy is None else f"is {fact.standing.value}"
            yield Fault(f"Export policy of {line.code}: {fact.source.title} {how}.", (f"lines.{at}.code",))


def _stopped(case: Case) -> Iterator[Fault]:
    fact, country = case.facts.destination, case.record.transport.destination_country
    if fact is not None and fact.stop:
        path = "transport.destination_country" if country else "buyer.country"
        yield Fault(f"{fact.name}: {fact.stop}", (path,))


RULES: tuple[Rule, ...] = (
    error(
        "T13",
        "Codes of ports",
        "Use UN/LOCODE.",
        "UN/ECE Recommendation 16",
        single("transport.port_*_code", _locode),
    ),
    error(
        "T14",
        "Port of loading in India",
        "An export leaves from India: name the port.",
        _PRINCIPAL,
        _loading_in_india,
    ),
    error(
        "T15",
        "Customs port",
        "Register the AD code at the port that clears, and name its code.",
        "ICEGATE: codes of customs locations",
        _customs_port,
        sure=False,
    ),
    warning(
        "T16",
        "Port of discharge and destination",
        "If the goods go on by land, say so; else one is wrong.",
        _PRINCIPAL,
        _discharge,
    ),
    warning(
        "T17",
        "Destination and consignee",
        "Goods that go elsewhere than to the consignee are asked about.",
        _PRINCIPAL,
        _destination,
    ),
    error(
        "T18",
        "Goes abroad",
        "A sale within India needs another invoice.",
        "IGST Act 2017, section 2(5)",
        _abroad,
    ),
    error(
        "T19",
        "RoDTEP claim",
        "Take the claim off this line.",
        "Foreign Trade Policy 2023, paragraph 4.55",
        _claimed,
        sure=False,
    ),
    error(
        "T20",
        "Seal",
        "Note the seal when the container is closed.",
        "Customs: sealing of export containers",
        _sealed,
        sure=False,
    ),
    error(
        "T21",
        "Containers and seals once each",
        "Read them off again.",
        "ISO 6346 and ISO 17712",
        _sealed_twice,
    ),
    warning(
        "T22",
        "Vessel or flight",
        "Copy it from the transport document.",
        "UCP 600, article 20(a)(ii)",
        _carrier,
    ),
    error(
        "P01",
        "Prohibited goods",
        "They may not leave India. There is no licence for it.",
        _POLICY_LAW,
        _policy(lambda fact: fact.policy is Policy.PROHIBITED, "export is prohibited"),
    ),
    error(
        "P02",
        "Restricted goods",
        "Apply to DGFT for an authorisation and put its number on the line.",
        _POLICY_LAW,
        _policy(
            lambda fact: fact.policy is Policy.RESTRICTED,
            "export is restricted and no licence is named",
            licensed=True,
        ),
    ),
    error(
        "P03",
        "State trading",
        "Only the enterprise named by the policy exports them.",
        _POLICY_LAW,
        _policy(lambda fact: fact.policy is Policy.STE, "export is for a state trading enterprise"),
    ),
    error(
        "P04",
        "Dual use (SCOMET)",
        "Have it looked at; with a licence, put its number on the line.",
        "Foreign Trade Policy 2023, chapter 10; ITC(HS) Schedule 2, appendix 3",
        _policy(
            lambda fact: fact.scomet, "it may be on the SCOMET list and no licence is named", licensed=True
        ),
    ),
    error(
        "P05",
        "Destination that is stopped",
        "Do not ship before a licence or the bank's written consent.",
        "Foreign Trade Policy 2023, chapter 2: prohibited countries",
        _stopped,
    ),
    note("P06", "Policy that is not certain", "Look it up in the present schedule.", _POLICY_LAW, _unsure),
)
