"""Validation: every rule with its id, severity, fix and legal basis, over a shipment and its papers. Pure.

The rules stand in tables, one for each family (`rules_*.py`); this file says what a rule is and runs them.
A rule looks at a `Case` and yields faults: where in the record, and what is wrong there, in a sentence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from assay.apps.exportsathi.documents.paper import Paper, PaperType
from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.facts.rules import DestinationFact, PolicyFact


class Severity(StrEnum):
    ERROR = "error"
    """Customs, a bank or the tax portal will refuse it, or a paper is untrue."""
    WARNING = "warning"
    """It may be refused, or money may be lost."""
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Basis:
    """The law, rule or convention a rule rests on. `sure` False: from memory, and shown as not verified."""

    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known from outside the record. `lines`: tariff lines that exist; None: nobody looked.

    `policies` by line; `destination` None: nothing is known of the country. `today` None: no rule asks.
    """

    lines: frozenset[str] | None = None
    policies: Mapping[str, PolicyFact] = field(default_factory=dict)
    destination: DestinationFact | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A shipment with the papers that were made of it, each the latest of its type."""

    record: Shipment
    papers: Mapping[PaperType, Paper] = field(default_factory=dict)
    facts: Facts = Facts()
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several rules need and one computes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`paths` name the places in the record; `paper` and `cell` a cell that disagrees."""

    message: str
    paths: tuple[str, ...]
    paper: PaperType | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    rule_id: str
    severity: Severity
    title: str
    fix: str
    basis: Basis
    check: Callable[[Case], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Finding:
    rule_id: str
    severity: Severity
    title: str
    message: str
    fix: str
    basis: str
    basis_sure: bool
    paths: tuple[str, ...]
    paper: str = ""
    cell: str = ""


def run(rules: Iterable[Rule], case: Case) -> tuple[Finding, ...]:
    """Every fault that the rules find, errors first, then in the order of the rules."""
    found = [
        Finding(
            rule_id=rule.rule_id,
            severity=rule.severity,
            title=rule.title,
            message=fault.message,
            fix=rule.fix,
            basis=rule.basis.text,
            basis_sure=rule.basis.sure,
            paths=fault.paths,
            paper=fault.paper.value if fault.paper else "",
            cell=fault.cell,
        )
        for rule in rules
        for fault in rule.check(case)
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))
