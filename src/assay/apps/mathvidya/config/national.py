"""Holidays of India, from the library `holidays`, for years in which an institution has said nothing yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version

ESTIMATED = " (estimated)"
"""How the library marks days that follow the moon and were not announced when it was made."""


@dataclass(frozen=True, slots=True)
class NationalHoliday:
    day: date
    name: str
    source: str
    is_confirmed: bool


def national_holidays(years: Iterable[int]) -> list[NationalHoliday]:
    """Gazetted holidays of `years`, in order. A day on which any of its holidays is certain is confirmed."""
    return [one for year in sorted(set(years)) for one in _year(year)]


@lru_cache(maxsize=16)
def _year(year: int) -> tuple[NationalHoliday, ...]:
    # The library takes a moment to load, and only who seeds a year needs it.
    import holidays

    found = holidays.country_holidays("IN", years=year, language="en_IN")
    source = f"holidays {version('holidays')}, India, public"
    made = []
    for day, names in sorted(found.items()):
        parts = names.split("; ")
        made.append(
            NationalHoliday(
                day,
                "; ".join(part.removesuffix(ESTIMATED) for part in parts),
                source,
                any(not part.endswith(ESTIMATED) for part in parts),
            )
        )
    return tuple(made)
