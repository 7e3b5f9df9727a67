"""Made-up sittings: what students answer, how they sit, and the few incidents that are staged among them.

Everything goes in through the doors of the product: the service that starts attempts, the one that saves
answers, signed and chained batches of events, and the hand-in. Everything is drawn from a seeded generator.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring import service as monitoring
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.apps.veritas.sitting import closing, saving
from assay.apps.veritas.sitting import service as sitting
from assay.apps.veritas.sitting.forms import AnswerIn, AnswersForm
from assay.demo.veritas_exams import Task
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Session
from assay.kernel.settings import Settings

AT_A_TIME = 7
"""Answers saved in one request: a page that is cut off for a moment sends a few at once."""
BATCH = timedelta(minutes=2)
BEAT = timedelta(seconds=30)
"""A page reports itself every 10 s and sends every 5 s; the demo thins that out to start fast."""
BROWSER = sitting.Browser(agent="Mozilla/5.0 (X11; Linux x86_64) Demo/1.0")
Happening = tuple[float, str, dict[str, Any]]
"""Seconds after the start, kind, data."""


class Part(StrEnum):
    """What a student plays in the staged sitting."""

    HONEST = "honest"
    SWITCHER = "switcher"
    """Leaves the page again and again, and pastes."""
    REPLAYER = "replayer"
    """Sends a batch again, and then another one under its numbers."""
    TWO_SESSIONS = "two sessions"
    COPIER = "copier"
    """Has the answers of the student before; the events show nothing."""


PARTS = {3: Part.SWITCHER, 5: Part.REPLAYER, 7: Part.COPIER, 9: Part.TWO_SESSIONS, 11: Part.COPIER}


@dataclass(frozen=True, slots=True)
class Sitter:
    """A made-up student. `talent` is standard normal; `answers` are kept for whoever copies them."""

    actor: Actor
    number: int
    talent: float
    part: Part = Part.HONEST
    answers: dict[UUID, dict[str, Any]] = field(default_factory=dict)


def sitters(actors: Sequence[Actor], *, seed: int = 2027, staged: bool = True) -> list[Sitter]:
    """The students with their talents; with `staged`, some play a part."""
    dice = random.Random(seed)
    return [
        Sitter(
            actor,
            number,
            dice.gauss(0.1, 1.0),
            PARTS.get(number, Part.HONEST) if staged else Part.HONEST,
        )
        for number, actor in enumerate(actors)
    ]


async def sit(
    database: Database,
    settings: Settings,
    exam_id: UUID,
    sitter: Sitter,
    tasks: dict[UUID, Task],
    *,
    started_at: datetime,
    until: datetime,
    neighbour: Sitter | None = None,
    hand_in: bool = True,
) -> UUID:
    """One student sits from `started_at` to `until`, or without `hand_in` sits on. The id of the attempt."""
    dice = random.Random(f"{len(tasks)}:{sitter.number}")
    org_id = sitter.actor.org_id
    policy = MonitoringPolicy()
    with clock.frozen(started_at):
        async with database.transaction(org_id=org_id) as db:
            started = await sitting.create_exam_attempt(
                db, sitter.actor, exam_id, consent=policy.consent_version, browser=BROWSER
            )
    attempt = started.attempt
    async with database.transaction(org_id=org_id) as db:
        saved = await _answer(db, dice, sitter, attempt, tasks, started_at, until, neighbour, whole=hand_in)
    happened = _happenings(dice, sitter.part, (until - started_at).total_seconds(), saved)
    with clock.frozen(until):
        async with database.transaction(org_id=org_id) as db:
            await _report(db, settings, attempt, started.key, happened, sitter.part)
        if hand_in:
            async with database.transaction(org_id=org_id) as db:
                await closing.complete_exam_attempt(db, sitter.actor, attempt.attempt_id)
    return attempt.attempt_id


async def _answer(
    db: Session,
    dice: random.Random,
    sitter: Sitter,
    attempt: ExamAttempt,
    tasks: dict[UUID, Task],
    started_at: datetime,
    until: datetime,
    neighbour: Sitter | None,
    *,
    whole: bool,
) -> list[float]:
    """Save the answers over the time there is; the seconds at which each was typed."""
    places = attempt.form["questions"]
    share = 1.0 if whole else dice.uniform(0.2, 0.8)
    given: list[tuple[UUID, dict[str, Any]]] = []
    for place in places[: max(1, round(share * len(places)))]:
        question_id = UUID(place["question_id"])
        response = tasks[question_id].response(dice, sitter.talent, place)
        if sitter.part is Part.COPIER and neighbour and "options" in response and dice.random() < 0.95:
            response = neighbour.answers.get(question_id) or response
        if response:
            given.append((question_id, response))
            sitter.answers[question_id] = response
    seconds = (until - started_at).total_seconds()
    typed = [30 + (seconds - 60) * (place + dice.random() * 0.8) / len(given) for place in range(len(given))]
    for first in range(0, len(given), AT_A_TIME):
        part = list(zip(given, typed, strict=True))[first : first + AT_A_TIME]
        answers = tuple(
            AnswerIn(
                question_id=question_id,
                revision=1,
                response=response,
                typed_at=started_at + timedelta(seconds=at),
            )
            for (question_id, response), at in part
        )
        with clock.frozen(started_at + timedelta(seconds=part[-1][1] + 1)):
            await saving.save_answers(
                db, sitter.actor, attempt.attempt_id, AnswersForm(device=1, answers=answers), browser=BROWSER
            )
    return typed


def _happenings(dice: random.Random, part: Part, seconds: float, saved: Sequence[float]) -> list[Happening]:
    """What the page reports, in order of time: honest noise, and what belongs to the part played."""
    found: list[Happening] = [(1, "page_opened", {"width": 1366, "height": 768, "stored": 0})]
    beat = BEAT.total_seconds()
    found += [(beat * n, "heartbeat", {}) for n in range(1, int(seconds / beat))]
    found += [(at + 1, "answer_saved", {}) for at in saved]
    for _n in range(dice.choice((0, 0, 1, 1, 2, 3))):
        found += _away(dice, "window_blur", "window_focus", seconds, 2, 7)
    if dice.random() < 0.25:
        found += _away(dice, "page_hidden", "page_visible", seconds, 3, 12)
    if dice.random() < 0.12:
        found += _away(dice, "network_lost", "network_back", seconds, 20, 90)
    if dice.random() < 0.2:
        found.append((dice.uniform(5, seconds - 5), "resize", {"width": 1280, "height": 720}))
    if part in (Part.SWITCHER, Part.REPLAYER, Part.TWO_SESSIONS):
        for _n in range(12):
            found += _away(dice, "page_hidden", "page_visible", seconds, 25, 55)
        for _n in range(4 if part is Part.SWITCHER else 2):
            found.append((dice.uniform(60, seconds - 5), "paste", {"length": dice.randrange(40, 300)}))
    if part is Part.SWITCHER:
        found += [(dice.uniform(60, seconds - 5), "copy", {"length": 80}) for _n in range(4)]
        found += [(dice.uniform(60, seconds - 5), "blocked_key", {"key": "Ctrl+P"}) for _n in range(4)]
    return sorted(found, key=lambda one: one[0])


def _away(
    dice: random.Random, gone: str, back: str, seconds: float, least: float, most: float
) -> list[Happening]:
    lasts = min(dice.uniform(least, most), seconds / 4)
    at = dice.uniform(2, seconds - lasts - 2)
    return [(at, gone, {}), (at + lasts, back, {})]


async def _report(
    db: Session,
    settings: Settings,
    attempt: ExamAttempt,
    key: bytes,
    happened: Sequence[Happening],
    part: Part,
) -> None:
    """Send the happenings as the page does: signed batches, each naming the one before."""
    previous, arrived, number = GENESIS, [], 1
    bodies: list[tuple[datetime, wire.Batch]] = []
    for chunk in _chunks(happened):
        batch = _batch(attempt, chunk, number, previous)
        body, previous = wire.write(batch, key)
        received = attempt.started_at + timedelta(seconds=chunk[-1][0] + 0.4)
        with clock.frozen(received):
            arrived.append(monitoring.open_batch(settings, body))
        bodies.append((received, batch))
        number += len(chunk)
    if part is Part.REPLAYER:
        middle = len(arrived) // 2
        received, batch = bodies[middle]
        # The same bytes again are answered the same; other content under the same numbers is an incident.
        arrived.append(arrived[middle])
        changed, _digest = wire.write(
            wire.make(
                org_id=batch.org_id,
                attempt_id=batch.attempt_id,
                first_seq=batch.first_seq,
                events=[("heartbeat", one.wall) for one in batch.events],
                previous=bytes.fromhex(batch.previous),
            ),
            key,
        )
        with clock.frozen(received + timedelta(seconds=90)):
            arrived.append(monitoring.open_batch(settings, changed))
    await monitoring.record_monitoring_events(db, attempt.org_id, arrived)
    if part is Part.TWO_SESSIONS:
        for kind in ("second_session", "address_changed"):
            await monitoring.note(db, attempt, kind)


def _chunks(happened: Sequence[Happening]) -> list[list[Happening]]:
    parts: dict[int, list[Happening]] = {}
    for one in happened:
        parts.setdefault(int(one[0] / BATCH.total_seconds()), []).append(one)
    return [parts[place] for place in sorted(parts)]


def _batch(attempt: ExamAttempt, chunk: Sequence[Happening], first: int, previous: bytes) -> wire.Batch:
    start = round(attempt.started_at.timestamp() * 1000)
    events = [
        wire.Event(first + place, kind, start + round(at * 1000), start + round(at * 1000), data=data or None)
        for place, (at, kind, data) in enumerate(chunk)
    ]
    sent = events[-1].wall
    return wire.Batch(
        org_id=attempt.org_id,
        attempt_id=attempt.attempt_id,
        device=1,
        first_seq=first,
        last_seq=first + len(events) - 1,
        previous=previous.hex(),
        sent_at=sent,
        mono=sent,
        events=events,
    )
