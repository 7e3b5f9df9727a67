"""Ways from Indian ports, airports and depots to parts of the world, with the days they take. Pure.

A lane is a range, not a schedule; depots add the days to their port. Where neither end is known there is no
lane, and none is made up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.facts.kinds import Lane as LaneFact
from assay.apps.exportsathi.facts.kinds import Port
from assay.apps.exportsathi.facts.rules import Known, usable
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.i18n import gettext as _

SOURCE = "sample-lanes"
"""Id of the source of the days that come with ExportSathi."""
HOME = "IN"
"""Anywhere in India: codes of airports end in 4."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the way, with the days it takes from and to."""

    start: str
    end: str
    mode: str
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lane:
    """A way from `origin` to the country, door of the port to door of the port. Days: from, to.

    `source` is the id of what the days stand on.
    """

    mode: Mode
    origin: str
    country: str
    region: str
    legs: tuple[Leg, ...]
    source: str = SOURCE

    @property
    def days(self) -> tuple[int, int]:
        return sum(leg.days[0] for leg in self.legs), sum(leg.days[1] for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Network:
    """What is known of ways on a day. `coasts`: port → coast; `depots`: depot → (port, days by rail)."""

    coasts: Mapping[str, str]
    depots: Mapping[str, tuple[str, tuple[int, int]]]
    lanes: tuple[Known[LaneFact], ...]


def network(ports: Iterable[Known[Port]], known: Iterable[Known[LaneFact]]) -> Network:
    """The ways whose facts hold on the day."""
    held = [one for one in known if usable(one.standing)]
    return Network(
        {one.key: one.value.coast for one in ports if one.value.coast and usable(one.standing)},
        {
            one.value.depot: (one.value.port, one.value.days["rail"])
            for one in held
            if "rail" in one.value.days
        },
        tuple(one for one in held if one.value.countries),
    )


def lanes(known: Network, origin: str, country: str) -> tuple[Lane, ...]:
    """Ways from a port, airport or depot (code of customs) to a country, the fastest first."""
    start = origin.strip().upper()
    airport = start if start.endswith("4") else HOME
    found: list[Lane] = []
    for one in known.lanes:
        if country not in one.value.countries:
            continue
        region, days, source = one.value.name, one.value.days, one.source.source_id
        if "road" in days:
            leg = Leg(start or HOME, country, Mode.ROAD.value, days["road"])
            found.append(Lane(Mode.ROAD, start, country, region, (leg,), source))
        if "air" in days:
            leg = Leg(airport, country, Mode.AIR.value, days["air"])
            found.append(Lane(Mode.AIR, airport, country, region, (leg,), source))
        if "courier" in days:
            leg = Leg(HOME, country, Mode.COURIER.value, days["courier"])
            found.append(Lane(Mode.COURIER, HOME, country, region, (leg,), source))
        found += _by_sea(known, start, country, one)
    return tuple(sorted(found, key=lambda one: one.days))


def _by_sea(known: Network, start: str, country: str, lane: Known[LaneFact]) -> list[Lane]:
    legs: tuple[Leg, ...] = ()
    port = start
    if start in known.depots:
        port, rail = known.depots[start]
        legs = (Leg(start, port, "rail", rail),)
    days = {name: one for name, one in lane.value.days.items() if name == known.coasts.get(port)}
    return [
        Lane(
            Mode.SEA,
            start,
            country,
            lane.value.name,
            (*legs, Leg(port, country, Mode.SEA.value, one)),
            lane.source.source_id,
        )
        for one in days.values()
    ]


def section(known: Network, origin: str, country: str) -> Section:
    """Ways as lines: the days at most, with the range in words."""
    title = _("Ways and days")
    if not country:
        return Section("routes", title, missing=(_("the country of destination"),))
    found = lanes(known, origin, country)
    lines = tuple(
        Line(
            f"lane-{one.mode.value}",
            f"{one.mode.value}: {' → '.join([one.legs[0].start, *(leg.end for leg in one.legs)])}",
            Decimal(one.days[1]),
            "days",
            _("%(low)s to %(high)s days") % {"low": one.days[0], "high": one.days[1]},
            (one.source,),
        )
        for one in found
    )
    missing: tuple[str, ...] = ()
    if not any(one.mode is Mode.SEA for one in found):
        missing = (_("a port of departure that we know, for the days by sea"),)
    sources = tuple(dict.fromkeys(one.source for one in found))
    words = Remark(_("Ranges from general experience, no schedule."), "warn", sources)
    return Section("routes", title, lines, remarks=(words,) if lines else (), missing=missing)
