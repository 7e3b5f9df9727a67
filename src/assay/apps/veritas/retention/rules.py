"""When a month of events may go, and the digest that proves what went. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Holding:
    """One organisation's part of a month of events.

    `retention_days` is the longest of the exams sat in the month. `held`
    attempts are being sat, are not sealed, or stand in a case that is not at its end.
    """

    attempts: int
    events: int
    retention_days: int
    last_closed_at: datetime
    held: int


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def kept_until(month: date, holding: Holding) -> datetime:
    """Until when this part of the month is kept: from the last closing in it, or the month's end if later."""
    end = datetime.combine(month_after(month), datetime.min.time(), UTC)
    return max(end, holding.last_closed_at) + timedelta(days=holding.retention_days)


def may_go(month: date, holdings: Iterable[Holding], now: datetime) -> bool:
    """Whether the partition of `month` may be dropped: every organisation's time is over, nothing is held."""
    return all(one.held == 0 and now >= kept_until(month, one) for one in holdings)


def digest(roots: Iterable[bytes]) -> bytes:
    """SHA-256 over the roots of the month's attempts, in the order of `attempt`."""
    hashed = hashlib.sha256()
    for root in roots:
        hashed.update(root)
    return hashed.digest()
