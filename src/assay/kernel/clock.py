"""The one clock. Everything that asks for the time asks here, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone

IST = timezone(timedelta(hours=5, minutes=30), "IST")
"""India has one time and no summer time."""

_frozen: ContextVar[datetime | None] = ContextVar("frozen_time", default=None)


def now() -> datetime:
    """The current instant, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def day_in_india(moment: datetime) -> date:
    """The calendar day in India at `moment`."""
    return moment.astimezone(IST).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Let `now` answer `at` (which must carry a time zone) inside the block."""
    if at.tzinfo is None:
        raise ValueError("Give the frozen time a time zone.")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
