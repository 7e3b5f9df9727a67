"""Who marks what, and how far its promised time has run. Pure."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.apps.mathvidya.sla.rules import Calendar, due_time, working_hours
from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
AT_WORK = (EvaluationState.ASSIGNED, EvaluationState.STARTED)
"""What counts against a teacher's capacity."""


@dataclass(frozen=True, slots=True)
class Promise:
    """When half, most and all of the promised working time will have passed."""

    half_at: datetime
    risk_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages of the working time at which people are told."""

    half: int = 50
    risk: int = 80


def promise(
    calendar: Calendar,
    start: datetime,
    hours: int,
    paused: timedelta = timedelta(),
    shares: Shares | None = None,
) -> Promise:
    """Of `hours` from `start` on; `paused` is working time given back since."""
    shares, work = shares or Shares(), working_hours(hours)
    half, risk, due = (
        due_time(calendar, start, work * percent / 100 + paused)
        for percent in (shares.half, shares.risk, 100)
    )
    return Promise(half, risk, due)


def reached(promised: Promise, now: datetime) -> SlaState:
    """How far the promised time has run at `now`."""
    if now >= promised.due_at:
        return SlaState.BREACHED
    if now >= promised.risk_at:
        return SlaState.AT_RISK
    return SlaState.HALF if now >= promised.half_at else SlaState.ON_TIME


def check_declinable(state: EvaluationState) -> None:
    """Raises Conflict for work that is finished, or not a teacher's."""
    if state not in (*AT_WORK, EvaluationState.PAUSED):
        raise Conflict(_("This script is finished, or nobody's yet."), state=state.value)


def check_pausable(state: EvaluationState) -> None:
    if state not in (*AT_WORK, EvaluationState.WAITING):
        raise Conflict(_("The time of this script does not run."), state=state.value)


@dataclass(slots=True)
class Free:
    """A teacher who may get work now: neither stopped nor on leave. `open`: scripts at work."""

    teacher_id: UUID
    classes: frozenset[str]
    open: int
    capacity: int
    last: datetime = LONG_AGO
    """When the last script was assigned: of two with as little to do, who has waited longer is next."""

    @property
    def place(self) -> tuple[int, datetime, str]:
        return self.open, self.last, str(self.teacher_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A script that needs a teacher. `holder` has it now and has not begun; keeps it if nobody else can."""

    evaluation_id: UUID
    class_level: str
    barred: frozenset[UUID] = field(default_factory=frozenset)
    holder: UUID | None = None


def assign(wanted: Sequence[Wanted], teachers: Iterable[Free], now: datetime) -> dict[UUID, UUID]:
    """Teacher by evaluation: in order, each to the least loaded who has room and is not barred.

    `teachers` are brought up to date. What nobody can take is left out.
    """
    known = {one.teacher_id: one for one in teachers}
    queues: dict[str, list[tuple[tuple[int, datetime, str], UUID]]] = {}
    for one in known.values():
        for level in one.classes:
            queues.setdefault(level, []).append((one.place, one.teacher_id))
    for queue in queues.values():
        heapq.heapify(queue)
    found: dict[UUID, UUID] = {}
    for script in wanted:
        queue = queues.get(script.class_level, [])
        passed, chosen = [], None
        while queue and chosen is None:
            place, teacher_id = heapq.heappop(queue)
            teacher = known[teacher_id]
            if place != teacher.place or teacher.open >= teacher.capacity:
                continue  # said before the load changed; or full, and entered again when room is made
            if teacher_id in script.barred or teacher_id == script.holder:
                passed.append((place, teacher_id))
            else:
                chosen = teacher
        for entry in passed:
            heapq.heappush(queue, entry)
        if chosen is None:
            continue
        found[script.evaluation_id] = chosen.teacher_id
        chosen.open, chosen.last = chosen.open + 1, now
        changed = [chosen]
        if script.holder in known:
            holder = known[script.holder]
            holder.open -= 1
            changed.append(holder)
        for one in changed:
            for level in one.classes:
                heapq.heappush(queues[level], (one.place, one.teacher_id))
    return found
