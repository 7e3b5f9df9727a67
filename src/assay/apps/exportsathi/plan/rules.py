"""Seven days of work: tasks with what they need first, laid by the critical path. Pure.

Days are working days, Monday to Friday; day 1 is the first of the plan. A task begins as soon as all it needs
is finished (the earliest start of the critical path method, Kelley and Walker 1959). What cannot be finished
within the seven days stays on the day it can begin, is flagged, and says what to do meanwhile.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _

DAYS = 7
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Task:
    """`days`: working days from the start until it is finished; 0: done the same day. `open_ended`: nobody
    is bound to a time, `days` is then what the plan reckons with. `interim`: what can be done within the
    seven days where it takes longer. `sources` are ids.
    """

    task_id: str
    title: str
    why: str
    days: int
    needs: tuple[str, ...] = ()
    interim: str = ""
    sources: tuple[str, ...] = ()
    open_ended: bool = False
    letter: bool = False
    """There is a letter to print and send."""
    certificate_id: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A task in the plan. `start` and `finish` count working days from 0; `day` is 1 to 7."""

    task: Task
    start: int
    finish: int
    day: int
    critical: bool

    @property
    def beyond(self) -> bool:
        """Whether it is not finished by the end of the seven days."""
        return self.finish > DAYS

    @property
    def later(self) -> bool:
        """Whether it cannot even begin within the seven days."""
        return self.start >= DAYS


@dataclass(frozen=True, slots=True)
class Plan:
    """`tasks` by day, within a day in an order in which they can be done. `length`: working days in all."""

    tasks: tuple[Laid, ...] = ()
    length: int = 0
    path: tuple[str, ...] = field(default=())
    """The critical path: a longest chain of tasks, each needing the one before."""

    def on(self, day: int) -> tuple[Laid, ...]:
        return tuple(one for one in self.tasks if one.day == day)


def lay(tasks: Sequence[Task]) -> Plan:
    """The plan of `tasks`. What a task needs and is not in the list counts as there.

    Raises Conflict where tasks need each other in a circle, naming the circle.
    """
    by_id = {one.task_id: one for one in tasks}
    order = in_order(tasks)
    start: dict[str, int] = {}
    before: dict[str, str] = {}
    for name in order:
        start[name] = 0
        for need in _needs(by_id[name], by_id):
            ready = start[need] + by_id[need].days
            if ready > start[name] or name not in before:
                start[name], before[name] = max(ready, start[name]), need
    finish = {name: start[name] + by_id[name].days for name in order}
    length = max(finish.values(), default=0)
    path = _path(finish, before)
    place = {name: at for at, name in enumerate(order)}
    laid = [
        Laid(by_id[name], start[name], finish[name], min(start[name], DAYS - 1) + 1, name in path)
        for name in order
    ]
    laid.sort(key=lambda one: (one.day, place[one.task.task_id]))
    return Plan(tuple(laid), length, path)


def in_order(tasks: Sequence[Task]) -> list[str]:
    """Ids of tasks, each after all it needs; among those that could be next, the one listed first (Kahn)."""
    by_id = {one.task_id: one for one in tasks}
    if len(by_id) != len(tasks):
        raise ValueError("Two tasks have the same id.")
    rank = {one.task_id: at for at, one in enumerate(tasks)}
    waits = {one.task_id: len(_needs(one, by_id)) for one in tasks}
    followers: dict[str, list[str]] = {name: [] for name in by_id}
    for one in tasks:
        for need in _needs(one, by_id):
            followers[need].append(one.task_id)
    ready = [rank[name] for name, count in waits.items() if not count]
    heapq.heapify(ready)
    done: list[str] = []
    while ready:
        name = tasks[heapq.heappop(ready)].task_id
        done.append(name)
        for follower in followers[name]:
            waits[follower] -= 1
            if not waits[follower]:
                heapq.heappush(ready, rank[follower])
    if len(done) < len(tasks):
        raise Conflict(
            _("These tasks need each other in a circle: %(names)s.")
            % {"names": " → ".join(circle({name: by_id[name] for name in by_id if name not in done}))}
        )
    return done


def circle(tasks: Mapping[str, Task]) -> list[str]:
    """One circle among `tasks`, in each of which every task needs another; its first is its last."""
    name = next(one for one in tasks if any(need in tasks for need in tasks[one].needs))
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        name = next((need for need in tasks[name].needs if need in tasks), seen[0])
    return [*seen[seen.index(name) :], name]


def _needs(task: Task, by_id: Mapping[str, Task]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in task.needs if one in by_id))


def _path(finish: Mapping[str, int], before: Mapping[str, str]) -> tuple[str, ...]:
    if not finish:
        return ()
    name: str | None = max(finish, key=lambda one: finish[one])
    path: list[str] = []
    while name is not None:
        path.append(name)
        name = before.get(name)
    return tuple(reversed(path))


def date_of(first: date, day: int) -> date:
    """The date of working day `day` (1 is the first) of a plan from `first` on; weekends are passed over.

    Public holidays are not known here.
    """
    found = first
    while found.weekday() in WEEKEND:
        found += timedelta(days=1)
    for _day in range(day - 1):
        found += timedelta(days=1)
        while found.weekday() in WEEKEND:
            found += timedelta(days=1)
    return found
