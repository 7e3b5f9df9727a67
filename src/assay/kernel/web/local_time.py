"""The time of the house's clock on the wall: how pages show instants, and how forms are read."""

from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from assay.kernel import clock
from assay.kernel.settings import get_settings

FIELD = "%Y-%m-%dT%H:%M"
"""What a `datetime-local` field holds."""


def local(moment: datetime) -> datetime:
    """`moment` as the clock on the wall shows it (`ASSAY_TIME_ZONE`)."""
    return moment.astimezone(_zone(get_settings().time_zone))


def zone_name(moment: datetime | None = None) -> str:
    """What the time on the wall is called at `moment` (now, if not given), such as IST or CEST."""
    return local(moment or clock.now()).strftime("%Z")


def to_field(moment: datetime) -> str:
    """`moment` as the value of a `datetime-local` field."""
    return local(moment).strftime(FIELD)


def from_field(text: object) -> str | None:
    """The instant of a `datetime-local` field in ISO 8601 with its offset; None where it holds none."""
    try:
        moment = datetime.strptime(str(text), FIELD).replace(tzinfo=_zone(get_settings().time_zone))
    except ValueError:
        return None
    return moment.isoformat()


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)
