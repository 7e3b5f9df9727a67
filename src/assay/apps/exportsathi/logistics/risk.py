"""How likely an examination looks: an index by stated assumptions, which one's own shipments correct.

It is no rate of customs. Customs choose by a system whose rules are not published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scipy.special import betaincinv

from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.i18n import gettext as _

SOURCE = "examination-assumptions"
BASE = 10
"""Points of a shipment of which nothing speaks for or against."""
PRIOR_SHIPMENTS = Decimal(10)
"""What the assumption weighs: as much as this many shipments of one's own."""
INTERVAL = Decimal(90)
"""Per cent of the belief that lies within the interval."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What the index looks at; None: not known, and not counted."""

    line: str = ""
    earlier_shipments: int | None = None
    is_aeo: bool = False
    policy_restricted: bool = False
    scomet: bool = False
    claims_benefits: bool = False
    value_above_usual: bool = False
    factory_stuffed: bool = False
    by_courier: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    key: str
    label: str
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Belief:
    """A share of shipments that are examined: mean and interval, per cent to one place."""

    mean: Decimal
    low: Decimal
    high: Decimal
    alpha: Decimal
    beta: Decimal


def factors(shipment: Shipment) -> tuple[Factor, ...]:
    """What speaks for an examination (points above zero) and against it. An assumption each."""
    chapter = int(shipment.line[:2]) if len(shipment.line) >= 2 and shipment.line[:2].isdecimal() else 0
    earlier = shipment.earlier_shipments
    judged = (
        (
            earlier is not None and earlier < 3,
            Factor("new", _("One of the first shipments"), 20, _("a new exporter is not known yet")),
        ),
        (
            earlier is not None and earlier >= 20,
            Factor("known", _("Twenty shipments and more"), -5, _("a record without remarks builds trust")),
        ),
        (
            shipment.is_aeo,
            Factor(
                "aeo", _("Authorised economic operator"), -8, _("fewer examinations are part of the status")
            ),
        ),
        (
            shipment.policy_restricted,
            Factor("policy", _("Export policy has conditions"), 20, _("papers are compared with the goods")),
        ),
        (
            shipment.scomet,
            Factor("scomet", _("May be of dual use"), 25, _("the licence is compared with the goods")),
        ),
        (
            shipment.claims_benefits,
            Factor(
                "benefits", _("Drawback or RoDTEP is claimed"), 5, _("weight and description decide money")
            ),
        ),
        (
            shipment.value_above_usual,
            Factor(
                "value", _("Value far above what is usual"), 15, _("high values with benefits are looked at")
            ),
        ),
        (
            1 <= chapter <= 24,
            Factor("food", _("Food and farm goods"), 10, _("plant and food authorities draw samples")),
        ),
        (
            shipment.factory_stuffed,
            Factor(
                "seal", _("Sealed at the works with an electronic seal"), -5, _("the seal is read instead")
            ),
        ),
        (
            shipment.by_courier,
            Factor("courier", _("By courier"), 5, _("parcels are screened one by one")),
        ),
    )
    return tuple(factor for holds, factor in judged if holds)


def index(found: Sequence[Factor]) -> int:
    """0 to 100: the base and all points."""
    return max(0, min(100, BASE + sum(one.points for one in found)))


def belief(points: int, shipped: int, examined: int) -> Belief:
    """Beta-binomial: a prior with the index as its mean, worth ten shipments, and then what was seen.

    alpha = 10 × index / 100 + examined, beta = 10 × (1 − index / 100) + not examined; an index of 0 or 100 is
    taken as 1 or 99, since nothing is certain. The interval holds 90 % of the belief, 5 % left at each end.
    """
    share = Decimal(min(99, max(1, points))) / 100
    alpha = PRIOR_SHIPMENTS * share + examined
    beta = PRIOR_SHIPMENTS * (1 - share) + (shipped - examined)
    tail = float((100 - INTERVAL) / 200)
    low, high = (float(betaincinv(float(alpha), float(beta), end)) for end in (tail, 1 - tail))
    return Belief(
        mean=_percent(alpha / (alpha + beta)),
        low=_percent(Decimal(str(low))),
        high=_percent(Decimal(str(high))),
        alpha=alpha,
        beta=beta,
    )


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def section(shipment: Shipment, shipped: int, examined: int) -> Section:
    """The index with each factor's points, and the belief that one's own shipments have made of it."""
    found = factors(shipment)
    points = index(found)
    held = belief(points, shipped, examined)
    source = (SOURCE,)
    parts = [str(BASE), *(f"{'+' if one.points > 0 else '−'} {abs(one.points)}" for one in found)]
    lines = [
        Line("base", _("Base"), Decimal(BASE), _("points"), _("of any shipment"), source),
        *(Line(one.key, one.label, Decimal(one.points), _("points"), one.why, source) for one in found),
        Line(
            "index", _("Examination index, 0 to 100"), Decimal(points), _("points"), " ".join(parts), source
        ),
    ]
    told = {"seen": shipped, "examined": examined}
    how = (
        _("prior worth 10 shipments at the index, then %(examined)s examined of %(seen)s of your own") % told
    )
    lines += [
        Line("expected", _("Expected share examined"), held.mean, "%", how, source),
        Line(
            "low",
            _("Interval from"),
            held.low,
            "%",
            f"Beta({held.alpha.normalize():f}, {held.beta.normalize():f})",
            source,
        ),
        Line(
            "high", _("Interval to"), held.high, "%", _("90 per cent of the belief lies in between"), source
        ),
    ]
    words = _(
        "An index by our own assumptions, no rate of customs: their selection is not public. Tell us what "
        "happened to your shipments, and the interval narrows around your own record."
    )
    return Section("examination", _("Examination"), tuple(lines), "index", (Remark(words, "warn", source),))
