"""What is known of two persons beside their answers: seats, times, networks. Never part of an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assay.apps.veritas.items.sheet import ID_NAMES
from assay.apps.veritas.items.table import Row, SheetError, read_rows, same_width
from assay.kernel.web.i18n import gettext as _

COLUMNS = ("room", "seat_row", "seat_column", "started_at", "submitted_at", "network")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and when a person sat; None for what is not known. Rows and columns of seats count from
    anywhere."""

    room: str | None = None
    seat_row: int | None = None
    seat_column: int | None = None
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Two persons side by side; None for what is not known of either.

    `seats_apart`: 1 is the next seat in any direction, diagonals too; only within one room. `started_apart`
    and `submitted_apart` are in minutes.
    """

    same_room: bool | None
    seats_apart: int | None
    started_apart: float | None
    submitted_apart: float | None
    same_network: bool | None


def beside(one: Circumstances, other: Circumstances) -> Beside:
    """What lies between two persons."""
    same_room = one.room == other.room if one.room is not None and other.room is not None else None
    return Beside(
        same_room=same_room,
        seats_apart=None if same_room is False else _seats(one, other),
        started_apart=_minutes(one.started_at, other.started_at),
        submitted_apart=_minutes(one.submitted_at, other.submitted_at),
        same_network=one.network == other.network if one.network and other.network else None,
    )


def read_circumstances(text: str) -> dict[str, Circumstances]:
    """By person, from CSV with an id column and any of COLUMNS. Times are ISO 8601 (UTC unless they say
    otherwise), rows of seats numbers or letters. Raises SheetError."""
    top, *below = read_rows(text)
    names = [name.casefold() for name in top.cells]
    if names[0] not in ID_NAMES | {""} or not set(names) & set(COLUMNS):
        message = _("The first line must name an id column and some of: {columns}.")
        raise SheetError(message.format(columns=", ".join(COLUMNS)), line=top.line)
    out = {}
    for row in same_width(below, len(names)):
        given = {name: cell for name, cell in zip(names, row.cells, strict=True) if cell}
        out[row.cells[0]] = Circumstances(
            room=given.get("room"),
            seat_row=_seat(given, "seat_row", row),
            seat_column=_seat(given, "seat_column", row),
            started_at=_time(given, "started_at", row),
            submitted_at=_time(given, "submitted_at", row),
            network=given.get("network"),
        )
    return out


def _seats(one: Circumstances, other: Circumstances) -> int | None:
    if one.seat_row is None or one.seat_column is None or other.seat_row is None or other.seat_column is None:
        return None
    return max(abs(one.seat_row - other.seat_row), abs(one.seat_column - other.seat_column))


def _seat(given: Mapping[str, str], name: str, row: Row) -> int | None:
    value = given.get(name)
    if value is None:
        return None
    if value.isascii() and value.removeprefix("-").isdecimal():
        return int(value)
    if len(value) == 1 and "A" <= value.upper() <= "Z":
        return ord(value.upper()) - ord("A") + 1
    message = _("{name} is “{value}”; write a number or one letter.")
    raise SheetError(message.format(name=name, value=value), line=row.line)


def _time(given: Mapping[str, str], name: str, row: Row) -> datetime | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        message = _("{name} is “{value}”; write a time as 2026-11-21T09:30:00Z.")
        raise SheetError(message.format(name=name, value=value), line=row.line) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _minutes(one: datetime | None, other: datetime | None) -> float | None:
    return abs((one - other).total_seconds()) / 60 if one and other else None
