"""What a plan is made of, and the ids of what its tasks stand on. Pure."""

from dataclasses import dataclass

from assay.apps.exportsathi.facts.rules import CertificateFact

UNBOUND = 10
"""Working days that a decision nobody is bound to a time for is reckoned with: more than the plan has."""
GST, TRADE, BOOK = "cgst-rules-2017", "ftp-2023", "hbp-2023"
CUSTOMS, EXCHANGE = "customs-act-1962", "fema-23r-2026"
"""Ids of sources."""


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What a plan is made of. `missing`: numbers the business has not (`profiles.rules.missing`).

    `stopped`: nothing may be shipped. `licence`: the line is restricted. `code_open`: no tariff code yet.
    """

    services: bool = False
    stopped: str = ""
    stop_sources: tuple[str, ...] = ()
    licence: bool = False
    trader: bool = False
    """Only a state trading enterprise may export the line."""
    code_open: bool = False
    missing: tuple[str, ...] = ()
    certificates: tuple[CertificateFact, ...] = ()
    held: frozenset[str] = frozenset()
    """Ids of certificates and registrations that are there."""
    port: str = ""
    incoterm: str = ""
    policy_sources: tuple[str, ...] = ()
