"""Pure rules of what a student is shown of an attempt: a function of policy and time alone, so that it can be
asked of any date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assay.apps.veritas.exams.policies import ReviewPhase, ReviewPolicy, Shown

LATER = {
    ReviewPhase.DURING: 0,
    ReviewPhase.AFTER_SUBMIT: 1,
    ReviewPhase.AFTER_CLOSE: 2,
    ReviewPhase.AFTER_DATE: 3,
}


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one attempt that decide. `submitted_at` is None while it goes on.

    `closed_at` is when the exam is over for all: its window, the windows of others, the last deadline of
    those who still sit it. `sits_again`: the student sits another attempt at the exam right now.
    """

    started_at: datetime
    submitted_at: datetime | None
    closed_at: datetime
    sits_again: bool = False


def phase(policy: ReviewPolicy, times: Times, now: datetime) -> ReviewPhase | None:
    """Where the student stands at `now`; None before the attempt began.

    Phases come in their order and never go back: a date before the exam is over for all waits for that, for
    what one student sees then, another who still sits could be told.
    """
    if now < times.started_at:
        return None
    if times.submitted_at is None or now < times.submitted_at or times.sits_again:
        return ReviewPhase.DURING
    if now < times.closed_at:
        return ReviewPhase.AFTER_SUBMIT
    if policy.date is None or now < policy.date:
        return ReviewPhase.AFTER_CLOSE
    return ReviewPhase.AFTER_DATE


def visible(policy: ReviewPolicy, what: Shown, times: Times, now: datetime) -> bool:
    """Whether the student sees this of the attempt at `now`."""
    stands = phase(policy, times, now)
    return stands is not None and policy.shows(what, stands)


def shown(policy: ReviewPolicy, times: Times, now: datetime) -> frozenset[Shown]:
    """All that the student sees of the attempt at `now`."""
    return frozenset(what for what in Shown if visible(policy, what, times, now))


def begins(policy: ReviewPolicy, times: Times) -> Mapping[ReviewPhase, datetime | None]:
    """When each phase begins; None: it is not known yet, or never."""
    ended = times.submitted_at
    closed = max(ended, times.closed_at) if ended else None
    dated = max(closed, policy.date) if closed and policy.date else None
    return {
        ReviewPhase.DURING: times.started_at,
        ReviewPhase.AFTER_SUBMIT: ended,
        ReviewPhase.AFTER_CLOSE: closed,
        ReviewPhase.AFTER_DATE: dated,
    }
