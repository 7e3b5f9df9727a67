"""The record of one attempt put together for those who read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.monitoring import MonitoringEvent
from assay.apps.veritas.monitoring import drawing, queries, queries_incidents, wording
from assay.apps.veritas.monitoring.drawing import Mark
from assay.apps.veritas.monitoring.forms import CounterOut, EventOut, IncidentOut, MonitoringOut
from assay.apps.veritas.monitoring.kinds import BY_NAME, BY_NUMBER, OTHER
from assay.kernel import clock
from assay.kernel.db.session import Session
from assay.kernel.web.charts import Drawn
from assay.kernel.web.i18n import gettext as _

AWAY = {"page_hidden": "page_visible", "window_blur": "window_focus", "fullscreen_exit": "fullscreen_enter"}
"""Each way of leaving, and what ends it."""
NETWORK = ("network_lost", "network_back")
QUIET = ("heartbeat", "answer_saved", "page_visible", "window_focus", "fullscreen_enter", "resize")
"""Kinds a person does not want to read one by one."""
DRAWN = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list under the drawing: an event, an answer or an incident."""

    at: datetime
    what: str
    says: str
    evidence: str = ""
    severity: int = 0
    details: str = ""


async def record_of(
    db: Session, attempt: ExamAttempt, *, kinds: Sequence[str], after: str | None, limit: int
) -> MonitoringOut:
    """The record as the API gives it."""
    numbers = [BY_NAME[kind].number for kind in kinds]
    page = await queries.events_of(db, attempt, kinds=numbers, after=after, limit=limit)
    incidents = await queries_incidents.of_attempt(db, attempt.org_id, attempt.attempt)
    return MonitoringOut(
        attempt_id=attempt.attempt_id,
        events_total=attempt.events,
        events=[EventOut.of(event) for event in page.items],
        next=page.next,
        incidents=[IncidentOut.of(incident) for incident in incidents],
        counters=await counters(db, attempt),
        root=attempt.events_root.hex() if attempt.events_root else None,
        proves=wording.proves(),
        does_not_prove=wording.does_not_prove(),
    )


async def counters(db: Session, attempt: ExamAttempt) -> list[CounterOut]:
    """How often and how long each kind occurred, the notable ones first."""
    rows = await queries.counters_of(db, attempt)
    known = [(BY_NUMBER.get(row.kind, OTHER), row) for row in rows]
    known.sort(key=lambda pair: (-pair[0].severity, -pair[1].events))
    return [
        CounterOut(kind=kind.name, says=_(kind.says), events=row.events, duration_ms=row.duration_ms)
        for kind, row in known
    ]


async def timeline(db: Session, attempt: ExamAttempt, *, after: str | None) -> dict[str, Any]:
    """What the page shows: the drawing, a page of lines, incidents, counts, and what the record proves."""
    loud = [kind.number for name, kind in BY_NAME.items() if name not in QUIET]
    page = await queries.events_of(db, attempt, kinds=loud, after=after, limit=100)
    drawn = await queries.first_events(db, attempt, kinds=[*loud, *_numbers(AWAY.values())], limit=DRAWN)
    saved = await attempts.revisions(db, attempt.org_id, attempt.attempt)
    incidents = await queries_incidents.of_attempt(db, attempt.org_id, attempt.attempt)
    lines = [_line(event) for event in page.items]
    if not after:
        lines += [
            Line(
                one.received_at, "answer", _("an answer was saved"), "A", 0, f"{_('revision')} {one.revision}"
            )
            for one in saved[:DRAWN]
        ]
    return {
        "drawn": _drawing(attempt, drawn, [one.received_at for one in saved], incidents),
        "lines": sorted(lines, key=lambda line: line.at),
        "next": page.next,
        "first": after is None,
        "incidents": [(one, wording.incident_in_words(one.kind), _facts(one.details)) for one in incidents],
        "counters": await counters(db, attempt),
        "root": attempt.events_root.hex() if attempt.events_root else "",
        "proves": wording.proves(),
        "does_not_prove": wording.does_not_prove(),
    }


def _line(event: MonitoringEvent) -> Line:
    kind = BY_NUMBER.get(event.kind, OTHER)
    facts = _facts(event.data or {})
    if event.duration_ms:
        facts = " · ".join(part for part in (f"{event.duration_ms / 1000:.0f} s", facts) if part)
    return Line(event.wall_at, kind.name, _(kind.says), event.evidence, event.severity, facts)


def _facts(details: dict[str, Any]) -> str:
    plain = {k: v for k, v in details.items() if isinstance(v, str | int | float)}
    return " · ".join(f"{name.replace('_', ' ')} {_short(value)}" for name, value in plain.items())


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 24 else text[:12] + "…"


def _drawing(
    attempt: ExamAttempt,
    events: Sequence[MonitoringEvent],
    saves: Sequence[datetime],
    incidents: Sequence[Any],
) -> Drawn:
    answers, away, network, other, noticed = (
        _("Answers saved"),
        _("Away from the page"),
        _("Network"),
        _("Other events"),
        _("Incidents"),
    )
    end = attempt.submitted_at or min(attempt.deadline_at, clock.now())
    marks = [Mark(answers, at, _("an answer was saved")) for at in saves[:DRAWN]]
    gone: dict[str, MonitoringEvent] = {}
    for event in events:
        kind = BY_NUMBER.get(event.kind, OTHER)
        if kind.name in AWAY:
            gone[AWAY[kind.name]] = event
        elif begun := gone.pop(kind.name, None):
            marks.append(Mark(away, begun.wall_at, _says(begun), event.wall_at - begun.wall_at))
        elif kind.name not in QUIET:
            lasts = timedelta(milliseconds=event.duration_ms or 0)
            marks.append(Mark(network if kind.name in NETWORK else other, event.wall_at, _says(event), lasts))
    marks += [Mark(away, one.wall_at, _says(one)) for one in gone.values()]
    marks += [Mark(noticed, one.noticed_at, wording.incident_in_words(one.kind)) for one in incidents]
    return drawing.timeline(marks, [answers, away, network, other, noticed], attempt.started_at, end)


def _says(event: MonitoringEvent) -> str:
    return _(BY_NUMBER.get(event.kind, OTHER).says)


def _numbers(names: Iterable[str]) -> list[int]:
    return [BY_NAME[name].number for name in names]
