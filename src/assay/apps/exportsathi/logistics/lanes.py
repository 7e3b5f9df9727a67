"""Ways from Indian ports, airports and depots to parts of the world, with the days they take. Samples.

A lane is a range, not a schedule; depots add the days to their port. Where neither end is known there is no
lane, and none is made up.
"""

from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.i18n import gettext as _

SOURCE = "sample-lanes"
COASTS = {
    "west": ("INNSA1", "INMUN1", "INIXY1", "INBOM1", "INCOK1", "INHZA1", "INPAV1"),
    "east": ("INMAA1", "INENR1", "INVTZ1", "INTUT1", "INCCU1", "INKRI1", "INKAT1"),
}
"""Sea ports of India by coast, by the codes that customs use."""
DEPOTS = {
    "INTKD6": ("INMUN1", (3, 6)),
    "INDDL6": ("INNSA1", (4, 7)),
    "INPTL6": ("INMUN1", (3, 6)),
    "INSBI6": ("INMUN1", (2, 4)),
    "INBLR6": ("INMAA1", (2, 4)),
    "INWFD6": ("INMAA1", (2, 4)),
    "INHYD6": ("INNSA1", (3, 5)),
    "INLDH6": ("INMUN1", (4, 7)),
}
"""Inland depots: the port they mostly use, and the days by rail."""
REGIONS = {
    "Gulf": ("AE", "SA", "QA", "KW", "OM", "BH"),
    "East Africa": ("KE", "TZ", "UG", "ET", "MZ"),
    "South Asia": ("LK", "BD", "NP", "MV", "BT"),
    "South-East Asia": ("SG", "MY", "TH", "VN", "ID", "PH", "MM", "KH"),
    "East Asia": ("CN", "JP", "KR", "HK", "TW"),
    "Europe": (
        *(
            "DE",
            "NL",
            "BE",
            "FR",
            "IT",
            "ES",
            "PT",
            "PL",
            "SE",
            "DK",
            "AT",
            "IE",
            "FI",
            "GR",
            "CZ",
            "HU",
            "RO",
        ),
        *("BG", "HR", "SK", "SI", "LT", "LV", "EE", "LU", "CY", "MT", "GB", "NO", "CH", "TR"),
    ),
    "North America, east": ("US", "CA"),
    "Oceania": ("AU", "NZ"),
    "West Africa": ("NG", "GH", "SN", "CI"),
    "South Africa": ("ZA",),
    "Latin America": ("BR", "MX", "AR", "CL", "CO", "PE"),
}
SEA_DAYS = {
    "Gulf": {"west": (4, 9), "east": (9, 16)},
    "East Africa": {"west": (9, 16), "east": (14, 24)},
    "South Asia": {"west": (4, 10), "east": (3, 8)},
    "South-East Asia": {"west": (9, 17), "east": (6, 13)},
    "East Asia": {"west": (15, 26), "east": (13, 24)},
    "Europe": {"west": (20, 38), "east": (24, 42)},
    "North America, east": {"west": (26, 42), "east": (30, 46)},
    "Oceania": {"west": (22, 35), "east": (20, 33)},
    "West Africa": {"west": (28, 45), "east": (32, 48)},
    "South Africa": {"west": (14, 24), "east": (18, 28)},
    "Latin America": {"west": (32, 50), "east": (36, 54)},
}
AIR_DAYS = dict.fromkeys(SEA_DAYS, (3, 8)) | {"Gulf": (2, 5), "South Asia": (2, 5)}
COURIER_DAYS = dict.fromkeys(SEA_DAYS, (4, 8)) | {"Gulf": (2, 5), "South Asia": (3, 6)}
HOME = "IN"
"""Anywhere in India: codes of airports end in 4."""
ROAD_DAYS = {"NP": (2, 7), "BT": (2, 7), "BD": (3, 10)}


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the way, with the days it takes from and to."""

    start: str
    end: str
    mode: str
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lane:
    """A way from `origin` to the country, door of the port to door of the port. Days: from, to."""

    mode: Mode
    origin: str
    country: str
    region: str
    legs: tuple[Leg, ...]

    @property
    def days(self) -> tuple[int, int]:
        return sum(leg.days[0] for leg in self.legs), sum(leg.days[1] for leg in self.legs)


def region_of(country: str) -> str:
    """The part of the world a country lies in; empty: not among those we have."""
    return next((region for region, countries in REGIONS.items() if country in countries), "")


def lanes(origin: str, country: str) -> tuple[Lane, ...]:
    """Ways from a port, airport or depot (code of customs) to a country, the fastest first."""
    region, start = region_of(country), origin.strip().upper()
    found: list[Lane] = []
    if country in ROAD_DAYS:
        leg = Leg(start or HOME, country, Mode.ROAD.value, ROAD_DAYS[country])
        found.append(Lane(Mode.ROAD, start, country, region, (leg,)))
    if region:
        airport = start if start.endswith("4") else HOME
        air = Leg(airport, country, Mode.AIR.value, AIR_DAYS[region])
        courier = Leg(HOME, country, Mode.COURIER.value, COURIER_DAYS[region])
        found.append(Lane(Mode.AIR, airport, country, region, (air,)))
        found.append(Lane(Mode.COURIER, HOME, country, region, (courier,)))
        found += _by_sea(start, country, region)
    return tuple(sorted(found, key=lambda one: one.days))


def _by_sea(start: str, country: str, region: str) -> list[Lane]:
    legs: tuple[Leg, ...] = ()
    port = start
    if start in DEPOTS:
        port, days = DEPOTS[start]
        legs = (Leg(start, port, "rail", days),)
    coast = next((name for name, ports in COASTS.items() if port in ports), "")
    if not coast:
        return []
    return [
        Lane(Mode.SEA, start, country, region, (*legs, Leg(port, country, "sea", SEA_DAYS[region][coast])))
    ]


def section(origin: str, country: str) -> Section:
    """Ways as lines: the days at most, with the range in words."""
    title = _("Ways and days")
    if not country:
        return Section("routes", title, missing=(_("the country of destination"),))
    found = lanes(origin, country)
    lines = tuple(
        Line(
            f"lane-{one.mode.value}",
            f"{one.mode.value}: {' → '.join([one.legs[0].start, *(leg.end for leg in one.legs)])}",
            Decimal(one.days[1]),
            "days",
            _("%(low)s to %(high)s days") % {"low": one.days[0], "high": one.days[1]},
            (SOURCE,),
        )
        for one in found
    )
    missing: tuple[str, ...] = ()
    if not any(one.mode is Mode.SEA for one in found):
        missing = (_("a port of departure that we know, for the days by sea"),)
    words = Remark(_("Ranges from general experience, no schedule."), "warn", (SOURCE,))
    return Section("routes", title, lines, remarks=(words,) if lines else (), missing=missing)
