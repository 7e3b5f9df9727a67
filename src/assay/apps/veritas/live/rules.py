"""What a row of the live board says, and what a proctor's word does to a clock. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.apps.veritas.people.accommodations import Measures

SILENT_SECONDS = 30
"""Three heartbeats: after that the connection counts as lost."""


class Action(StrEnum):
    """What a proctor does, and the kind of the notice it leaves."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt on the board."""

    attempt_id: UUID
    student: str
    status: AttemptStatus
    deadline_at: datetime
    answered: int
    total: int
    last_saved_at: datetime | None
    last_seen_at: datetime | None
    incidents: int
    paused_at: datetime | None
    groups: tuple[str, ...]
    changed_at: datetime

    def document(self) -> list[Any]:
        """As the page takes it: a list in this order, times in milliseconds since 1970."""
        return [
            str(self.attempt_id),
            self.student,
            self.status.value,
            millis(self.deadline_at),
            self.answered,
            self.total,
            millis(self.last_saved_at),
            millis(self.last_seen_at),
            self.incidents,
            millis(self.paused_at),
            list(self.groups),
        ]


COLUMNS = (
    "attempt_id",
    "student",
    "status",
    "deadline",
    "answered",
    "total",
    "last_saved",
    "last_seen",
    "incidents",
    "paused",
    "groups",
)
"""The names of what `Row.document` lists."""


def millis(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)


def news(rows: list[Row], told: dict[UUID, list[Any]]) -> list[list[Any]]:
    """The documents of `rows` that differ from what was `told` before; `told` is brought up to date."""
    found = []
    for row in rows:
        document = row.document()
        if told.get(row.attempt_id) != document:
            told[row.attempt_id] = document
            found.append(document)
    return found


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a live attempt, as it is stored."""

    attempt: int
    student_id: UUID
    status: AttemptStatus
    started_at: datetime
    deadline_at: datetime
    extra_seconds: int
    paused_seconds: int
    paused_at: datetime | None


def changed(
    clock: Clock, action: Action, seconds: int, now: datetime, timing: clocks.Timing, measures: Measures
) -> Clock | None:
    """The clock after `action`; None where it does not apply (a pause of what is paused already).

    The deadline is worked out anew by the one function for it, with what is done for the student.
    """
    if action is Action.EXTEND:
        after = replace(clock, extra_seconds=clock.extra_seconds + seconds)
    elif action is Action.PAUSE and clock.status is AttemptStatus.RUNNING:
        after = replace(clock, status=AttemptStatus.PAUSED, paused_at=now)
    elif action is Action.RESUME and clock.status is AttemptStatus.PAUSED:
        given = clocks.pause_seconds(clock.paused_at, now) if clock.paused_at else 0
        after = replace(
            clock,
            status=AttemptStatus.RUNNING,
            paused_at=None,
            paused_seconds=clock.paused_seconds + given,
        )
    else:
        return None
    return replace(after, deadline_at=_due(after, now, timing, measures, seconds, clock.deadline_at))


def _due(
    clock: Clock,
    now: datetime,
    timing: clocks.Timing,
    measures: Measures,
    seconds: int,
    before: datetime,
) -> datetime:
    _opens_at, closes_at = clocks.window(timing, measures)
    if clock.started_at >= closes_at:
        # The window was moved to before the start: the deadline stands, and what is given is given.
        return before + timedelta(seconds=seconds)
    return clocks.deadline(
        timing,
        measures,
        clock.started_at,
        extra_seconds=clock.extra_seconds,
        paused_seconds=clock.paused_seconds,
        paused_at=clock.paused_at,
        now=now,
    )
