"""Due times of many starts at once: `rules.due_time` over arrays.

Days between the first start and the last due time are counted once, into two tables: working days before
each day, and the day of each working day. A due time is then a look-up in either and some arithmetic, done
in pieces that stay in the processor's cache.
"""

from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assay.apps.mathvidya.sla.rules import DAY, SECOND, WEEK, Calendar, due_time
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

Moments = NDArray[np.int64]
"""Microseconds, of UTC since 1970 or of working time."""

OFFSET = 19_800 * SECOND
"""Of India from UTC."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
THURSDAY = 3
"""The weekday of 1 January 1970."""
PIECE = 8192


def due_times(calendar: Calendar, starts: Moments, works: Moments) -> Moments:
    """When `works` (microseconds of working time) have passed since `starts` (microseconds since 1970, UTC).

    Raises Invalid for negative work and for what lies beyond the year 9999.
    """
    if starts.shape != works.shape:
        raise ValueError("There is one length of work for each start.")
    if not works.any():
        return starts.copy()
    if int(works.min()) < 0:
        raise Invalid(_("Working hours are not negative."))
    first = (int(starts.min()) + OFFSET) // DAY
    counts, days = _tables(calendar, first, int(starts.max()), int(works.max()))
    out = np.empty_like(starts)
    for begin in range(0, starts.size, PIECE):
        piece = slice(begin, begin + PIECE)
        out[piece] = _piece(calendar, counts, days, first, starts[piece], works[piece])
    return out


def _piece(
    calendar: Calendar, counts: Moments, days: Moments, first: int, starts: Moments, works: Moments
) -> Moments:
    local = starts + (OFFSET - first * DAY)
    day = local // DAY
    passed = local - day * DAY
    passed -= calendar.opening
    # A day off has the same count as the day after it: nothing passes on it.
    before = counts[day]
    np.clip(passed, 0, (counts[day + 1] - before) * calendar.length, out=passed)
    position = before * calendar.length
    position += passed
    position += works
    position -= 1
    full = position // calendar.length
    position -= full * calendar.length
    position += days[np.maximum(full, 0)]
    position += calendar.opening + 1 + first * DAY - OFFSET
    nothing = works == 0
    return cast("Moments", np.where(nothing, starts, position)) if nothing.any() else position


def _tables(calendar: Calendar, first: int, last_start: int, most: int) -> tuple[Moments, Moments]:
    """Working days before each day from `first` on, and the midnight of each working day, both from `first`.

    `first` in days since 1970, the latest start and the most work in microseconds. No due time lies after
    that of the latest start with the most work.
    """
    start = EPOCH + timedelta(microseconds=last_start)
    end = due_time(calendar, start, timedelta(microseconds=most)).toordinal() - EPOCH.toordinal()
    count = end - first + 2
    weekdays = (np.arange(first, first + count) + THURSDAY) % WEEK
    working = np.isin(weekdays, calendar.days)
    off = np.asarray(calendar.off, np.int64) - EPOCH.toordinal() - first
    working[off[(off >= 0) & (off < count)]] = False
    counts = np.zeros(count + 1, np.int64)
    np.cumsum(working, out=counts[1:])
    return counts, np.flatnonzero(working) * DAY
