"""Facts as the rest of the application uses them: each with its source and how it stands on the day."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assay.apps.exportsathi.sources.rules import SourceRef, Standing


class Policy(StrEnum):
    FREE = "Free"
    RESTRICTED = "Restricted"
    PROHIBITED = "Prohibited"
    STE = "STE"
    """May be exported through a state trading enterprise only."""


class Scheme(StrEnum):
    RODTEP = "rodtep"
    DRAWBACK = "drawback"


@dataclass(frozen=True, slots=True)
class PolicyFact:
    """Export policy of one line of eight digits; `policy` None: the source could not be read for it."""

    line: str
    policy: Policy | None
    condition: str
    source: SourceRef
    standing: Standing
    scomet: bool = False
    """May fall under the list of dual-use goods (SCOMET): needs a look before anything else."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A dated change over a benefit: rate and cap are multiplied by `factor` on the days it holds."""

    factor: Decimal
    valid_from: date
    valid_to: date | None
    source: SourceRef
    standing: Standing
    note: str = ""


@dataclass(frozen=True, slots=True)
class BenefitFact:
    """A benefit of an Indian line. `rate`: per cent of FOB; `cap`: rupees for each `unit`, None: no cap.

    `entry` is the tariff item of the schedule it was found under: a line of eight digits for RoDTEP, a
    heading or its part for drawback. `overlays` hold on the day that was asked for.
    """

    scheme: Scheme
    line: str
    entry: str
    description: str
    rate: Decimal
    cap: Decimal | None
    unit: str
    source: SourceRef
    standing: Standing
    overlays: tuple[Overlay, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """A certificate that a product needs, or should have, for a destination.

    Costs in rupees, lead time in working days. `blocking`: goods do not leave, or do not enter, without it.
    `because` says what of the product or the destination it goes by.
    """

    certificate_id: str
    name: str
    authority: str
    because: str
    legal_basis: str
    cost_low: Decimal
    cost_high: Decimal
    days_low: int
    days_high: int
    blocking: bool
    source: SourceRef
    standing: Standing
    steps: tuple[str, ...] = ()
    """What to do, in order."""
    labs: tuple[str, ...] = ()
    subsidies: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Certificates or registrations that must be there before."""


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A paper that a shipment needs. `document_id` is the type in `documents` where we can make it."""

    document_id: str
    name: str
    issuer: str
    because: str
    source: SourceRef
    standing: Standing
    makeable: bool = False


@dataclass(frozen=True, slots=True)
class DestinationFact:
    """A country as a destination. `stop`: sanctions or an embargo; nothing is ever "ready" for it."""

    country: str
    """ISO 3166-1 alpha-2."""
    name: str
    region: str
    stop: str
    """Why nothing may go there without a licence; empty: nothing known."""
    agreements: tuple[str, ...]
    """Trade agreements with India that a certificate of origin can use."""
    currency: str
    source: SourceRef
    standing: Standing
    details: dict[str, str] = field(default_factory=dict)
