"""Facts as the rest of the application uses them: each with its source and how it stands on the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from assay.apps.exportsathi.sources.rules import SourceRef, Standing, standing
from assay.kernel.web.i18n import gettext as _

T = TypeVar("T")
ANYWHERE = "*"
SERVICES = "99"
"""What the codes of services begin with (SAC): asked for without a code, a service is meant."""
ATTRIBUTES = {
    "food": "food or drink",
    "organic": "sold as organic",
    "halal": "sold as halal",
    "basmati": "basmati rice",
    "dairy": "made with milk",
    "animal-origin": "holds something from animals",
    "plant-origin": "a plant or part of one",
    "food-contact": "touches food",
    "supplement": "a food supplement",
    "geographical-indication": "sold under a protected name, such as Darjeeling",
    "cosmetic": "cosmetic",
    "medicine": "medicine",
    "ayurvedic": "ayurvedic, siddha or unani",
    "medical": "medical device",
    "precursor": "a controlled chemical",
    "electrical": "works with electricity",
    "wireless": "sends or receives radio (Wi-Fi, Bluetooth)",
    "battery": "holds a battery",
    "encryption": "encrypts data",
    "machinery": "a machine",
    "toy": "a toy",
    "children": "meant for children",
    "protective": "protects who wears it",
    "construction": "built into buildings",
    "textile": "of textile",
    "handloom": "woven by hand",
    "handmade": "made by hand",
    "leather": "of leather",
    "wood": "of wood",
    "shisham": "of shisham or rosewood (Dalbergia)",
    "wood-packaging": "packed in wood",
    "wildlife": "holds parts of wild animals or plants",
    "antique-look": "looks old, or is a work of art",
    "dangerous": "dangerous in transport",
    "dual-use": "may serve military ends too",
    "drone": "a drone",
    "military": "made for armed forces",
    "restricted": "restricted by the export policy",
    "software": "software",
    "service": "a service",
}
"""Attributes of a product that rules go by, in words that complete \"the product is ...\"."""
SHORTEST, LONGEST = 2, 10
"""Digits of the prefixes that a rule can name."""


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
    note: str = ""
    """What is doubtful about the fact; so in each of the facts below."""
    fact_id: str = ""


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
    note: str = ""
    fact_id: str = ""


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
    """Certificates or registrations that must be there before: their ids."""
    note: str = ""
    fact_id: str = ""


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
    note: str = ""
    fact_id: str = ""


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
    groups: tuple[str, ...] = ()
    """What the country belongs to, as rules name it: `EU`, `GCC`."""
    note: str = ""
    fact_id: str = ""


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A small dated fact, with its value in the type of its kind (`facts.kinds`)."""

    key: str
    value: T
    source: SourceRef
    standing: Standing
    note: str = ""
    fact_id: str = ""
    valid_to: date | None = None
    """Its last day: its own or that of its source, whichever comes first."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a rule is about: products by code or attribute, and destinations. See `CertificationRule`."""

    prefixes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = (ANYWHERE,)

    def meets(self, hs: str, attributes: Iterable[str], places: Iterable[str]) -> bool:
        """Whether a product with this code and these attributes, sent to these places, is meant."""
        has, there = frozenset(attributes), {*places, ANYWHERE}
        by_product = not (self.prefixes or self.attributes) or bool(
            has.intersection(self.attributes) or longest(self.prefixes, hs)
        )
        return (
            by_product
            and has.issuperset(self.requires)
            and not longest(self.excludes, hs)
            and not there.isdisjoint(self.destinations)
        )

    def precision(self, hs: str, country: str) -> tuple[int, int, int]:
        """How closely the rule is about this product and country; the greater one goes before."""
        place = 2 if country in self.destinations else 0 if ANYWHERE in self.destinations else 1
        return len(longest(self.prefixes, hs)), place, len(self.requires)

    def because(self, hs: str, attributes: Iterable[str], places: Mapping[str, str]) -> str:
        """What of the product and the destination the rule goes by. `places`: code or group to its name."""
        prefix = longest(self.prefixes, hs)
        shared = [one for one in (*self.requires, *self.attributes) if one in frozenset(attributes)]
        product = [_("HS %(code)s") % {"code": prefix}] if prefix else []
        product += [one.replace("-", " ") for one in dict.fromkeys(shared)]
        named = [places[one] for one in self.destinations if one in places]
        where = _("to %(place)s") % {"place": named[0]} if named else _("to any country")
        return ", ".join([*(product or [_("any product")]), where])


def longest(prefixes: Iterable[str], hs: str) -> str:
    """The longest of `prefixes` that begins `hs`; empty where none does."""
    return max((one for one in prefixes if hs.startswith(one)), key=len, default="")


def prefixes_of(hs: str) -> list[str]:
    """Everything that can begin `hs`, from two digits on."""
    return [hs[:size] for size in range(SHORTEST, min(len(hs), LONGEST) + 1)]


def fact_standing(
    on: date, valid_from: date | None, valid_to: date | None, *, is_verified: bool, source: SourceRef
) -> Standing:
    """How a fact stands on a day: a fact whose source no longer holds, or not yet, does not hold either."""
    own = standing(on, valid_from, valid_to, is_verified=is_verified)
    if own in (Standing.EXPIRED, Standing.NOT_YET):
        return own
    behind = standing(on, source.valid_from, source.valid_to, is_verified=True)
    return own if behind is Standing.CURRENT else behind


def usable(stands: Standing) -> bool:
    """Whether a fact may be used on the day, with a remark where it is not verified."""
    return stands in (Standing.CURRENT, Standing.UNVERIFIED)
