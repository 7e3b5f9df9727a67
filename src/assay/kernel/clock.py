"""The one clock. Everything that asks for the time asks here, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_time", default=None)


def now() -> datetime:
    """The current instant, in UTC."""
    return _frozen.get() or datetime.now(UTC)


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
