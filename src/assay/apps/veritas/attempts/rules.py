"""Pure rules of a sitting: its key, its clock, its states.

The deadline is the duration times the multiplier plus the extra minutes, cut at the end of the window; then
what was given live (extensions, and the time of pauses) is added, past the end of the window if need be,
because a person at the exam gave it to somebody who sits there. Nothing else moves it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from assay.apps.veritas.models.attempts import LIVE, AttemptStatus
from assay.apps.veritas.people.accommodations import Measures
from assay.kernel.errors import OutOfOrder
from assay.kernel.ids import uuid5_of
from assay.kernel.web.i18n import gettext as _

NEXT: dict[AttemptStatus, frozenset[AttemptStatus]] = {
    AttemptStatus.RUNNING: frozenset(
        {AttemptStatus.PAUSED, AttemptStatus.SUBMITTED, AttemptStatus.ABANDONED, AttemptStatus.VOID}
    ),
    AttemptStatus.PAUSED: frozenset(
        {AttemptStatus.RUNNING, AttemptStatus.SUBMITTED, AttemptStatus.ABANDONED, AttemptStatus.VOID}
    ),
    AttemptStatus.SUBMITTED: frozenset({AttemptStatus.GRADED, AttemptStatus.VOID}),
    # A regrade can bring back an answer that waits for a teacher.
    AttemptStatus.GRADED: frozenset({AttemptStatus.SUBMITTED, AttemptStatus.VOID}),
    AttemptStatus.ABANDONED: frozenset({AttemptStatus.VOID}),
    # An appeal can be upheld; the attempt is then marked anew.
    AttemptStatus.VOID: frozenset({AttemptStatus.SUBMITTED, AttemptStatus.GRADED, AttemptStatus.ABANDONED}),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """What an exam says about time. `opens_at` to `closes_at` is the exam's own window."""

    opens_at: datetime
    closes_at: datetime
    duration_seconds: int


def attempt_id_of(exam_id: UUID, student_id: UUID, number: int) -> UUID:
    """The id of a student's attempt `number` (from 1) at an exam: two starts at once name the same row."""
    return uuid5_of(exam_id, student_id, number)


def attempt_key(attempt_id: UUID) -> int:
    """The upper 63 bits of `attempt_id`: the bigint under which everything of the attempt lies."""
    return attempt_id.int >> 65


def month_of(started_at: datetime) -> date:
    """The first day of the (UTC) month of `started_at`: which partition the events go to."""
    return started_at.date().replace(day=1)


def monitor_key(hmac_key: bytes, attempt_id: UUID, device: int) -> bytes:
    """The key (32 bytes) with which one page of one attempt signs its batches of events."""
    return hmac.digest(hmac_key, f"monitor\x1f{attempt_id}\x1f{device}".encode(), "sha256")


def window(timing: Timing, measures: Measures) -> tuple[datetime, datetime]:
    """When the student may start, and when the window ends: the exam's, or the alternate one."""
    return measures.window_of(timing.opens_at, timing.closes_at)


def allowance(timing: Timing, measures: Measures) -> timedelta:
    """How long the student may sit, before the window cuts it; whole seconds, a half rounded up."""
    seconds = (measures.multiplier * timing.duration_seconds).quantize(Decimal(1), ROUND_HALF_UP)
    return timedelta(seconds=int(seconds) + 60 * measures.extra_minutes)


def deadline(
    timing: Timing,
    measures: Measures,
    started_at: datetime,
    *,
    extra_seconds: int = 0,
    paused_seconds: int = 0,
    paused_at: datetime | None = None,
    now: datetime | None = None,
) -> datetime:
    """The one deadline of an attempt; while a pause lasts (`paused_at`), as it stands at `now`.

    `extra_seconds` were given live; `paused_seconds` are those of ended pauses. Raises ValueError on a start
    after the window's end, negative seconds, and a running pause without `now`.
    """
    if extra_seconds < 0 or paused_seconds < 0:
        raise ValueError("Time is given, never taken.")
    _opens_at, closes_at = window(timing, measures)
    if started_at >= closes_at:
        raise ValueError("A sitting begins before its window ends.")
    given = timedelta(seconds=extra_seconds + paused_seconds)
    if paused_at is not None:
        if now is None:
            raise ValueError("A pause that lasts needs the time it is now.")
        given += max(now - paused_at, timedelta(0))
    return min(started_at + allowance(timing, measures), closes_at) + given


def remaining(deadline_at: datetime, now: datetime) -> timedelta:
    """What is left of the time, never less than nothing."""
    return max(deadline_at - now, timedelta(0))


def pause_seconds(paused_at: datetime, ended_at: datetime) -> int:
    """Whole seconds to give back for a pause; a part of a second counts as a whole one."""
    return max(0, -((paused_at - ended_at) // timedelta(seconds=1)))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether an answer that came in counts, and whether only by the grace."""

    accepted: bool
    in_grace: bool


def arrival(
    deadline_at: datetime, grace_seconds: int, *, typed_at: datetime, received_at: datetime
) -> Arrival:
    """An answer counts until the deadline; within the grace after it, if it was typed before the deadline.

    `typed_at` is the device's word, corrected by its offset; it cannot be later than `received_at`.
    """
    if received_at <= deadline_at:
        return Arrival(accepted=True, in_grace=False)
    in_time = min(typed_at, received_at) <= deadline_at
    within = received_at <= deadline_at + timedelta(seconds=grace_seconds)
    return Arrival(accepted=in_time and within, in_grace=in_time and within)


def is_overdue(deadline_at: datetime, grace_seconds: int, now: datetime) -> bool:
    """Whether the closing job may close it: deadline and grace are past."""
    return now > deadline_at + timedelta(seconds=grace_seconds)


def closing_status(answered: int) -> AttemptStatus:
    """How an attempt ends whose time is up: abandoned only if nothing was answered."""
    return AttemptStatus.SUBMITTED if answered else AttemptStatus.ABANDONED


def check_transition(status: AttemptStatus, to: AttemptStatus) -> None:
    """Raises OutOfOrder."""
    if to not in NEXT[status]:
        raise OutOfOrder(
            _("This attempt is %(status)s; that cannot be done with it now.") % {"status": status.value},
            state=status.value,
            wanted=to.value,
        )


def check_live(status: AttemptStatus) -> None:
    """Raises OutOfOrder unless the sitting goes on."""
    if status not in LIVE:
        raise OutOfOrder(_("This attempt has ended."), state=status.value)


def digest(data: bytes) -> bytes:
    """SHA-256, as receipts use it."""
    return hashlib.sha256(data).digest()
