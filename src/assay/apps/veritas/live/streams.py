"""What the open streams tell: the board its rows, a student's page its clock and its notices.

Each look is a short transaction of its own; between looks a stream holds nothing but its place among those
who wait.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.live import queries, rules
from assay.apps.veritas.models.attempts import LIVE, ExamAttempt
from assay.apps.veritas.monitoring.service import attempt_topic, exam_topic, told_topic
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.sitting import queries as sittings
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.listen import Listener
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import NotFound
from assay.kernel.web.sse import Message

OVERLAP = timedelta(seconds=5)
"""A transaction may commit a while after it took the time: what is this old is looked at once more."""
PACE_SECONDS = 1.0
"""The board is told at most this often."""
RESUMABLE = timedelta(minutes=10)
STUDENT_PATIENCE = 30.0
"""Without a notice a student's stream looks again after this long: thousands of them are open at once."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks at what, through what."""

    database: Database
    listener: Listener
    actor: Actor


async def board(watch: Watch, exam_id: UUID, *, since: int | None) -> AsyncIterator[Message]:
    """Rows of all who sit, then of whatever changes. `since`: the id of the last message that was seen.

    `rows` carries documents of `rules.Row` (`rules.COLUMNS` in order); one with a status that is not live has
    ended. `ready` follows when the first look is complete. Ends when the exam is no longer the teacher's.
    """
    org_id, teacher_id = org_of(watch.actor), person_of(watch.actor)
    told: dict[UUID, list[Any]] = {}
    with watch.listener.waiting(exam_topic(exam_id)) as waiter:
        started = clock.now()
        seen = datetime.fromtimestamp((since or 0) / 1_000_000, UTC)
        if started - seen > RESUMABLE:
            async for message in _everyone(watch.database, org_id, exam_id, told):
                yield message
            seen = started
        yield Message(
            "ready", {"columns": rules.COLUMNS, "server_time": rules.millis(clock.now())}, _id(seen)
        )
        while True:
            async with watch.database.transaction(org_id=org_id) as db:
                try:
                    await exams.exam(db, org_id, teacher_id, exam_id)
                except NotFound:
                    return
                rows = await queries.changed_rows(db, org_id, exam_id, seen - OVERLAP)
            fresh = rules.news(rows, told)
            seen = max([seen, *(row.changed_at for row in rows)])
            if fresh:
                yield Message("rows", {"rows": fresh}, _id(seen))
            await asyncio.sleep(PACE_SECONDS)
            await waiter.wait()


def _id(at: datetime) -> str:
    return str(round(at.timestamp() * 1_000_000))


async def _everyone(
    database: Database, org_id: UUID, exam_id: UUID, told: dict[UUID, list[Any]]
) -> AsyncIterator[Message]:
    after: int | None = -1
    while after is not None:
        async with database.transaction(org_id=org_id) as db:
            rows, after = await queries.live_rows(db, org_id, exam_id, after=after)
        yield Message("rows", {"rows": rules.news(rows, told)})


# --- the student's page -----------------------------------------------------------------------------------


async def own_clock(
    watch: Watch, attempt_id: UUID, *, device: int | None, since: int | None
) -> AsyncIterator[Message]:
    """The clock whenever it changes, and what is told to this sitting after notice `since`.

    `clock`: status, deadline, server's time. `notice` has the notice's number as its id. `superseded`: a page
    on another device has taken over (only with `device`). `closed` ends the stream.
    """
    org_id, student_id = org_of(watch.actor), person_of(watch.actor)
    async with watch.database.transaction(org_id=org_id) as db:
        attempt = await attempts.own(db, org_id, student_id, attempt_id)
        last_notice = since if since is not None else await _newest(db, org_id, student_id, attempt_id)
    shown: tuple[Any, ...] = ()
    with watch.listener.waiting(attempt_topic(attempt_id), told_topic(attempt.exam_id)) as waiter:
        while True:
            async with watch.database.transaction(org_id=org_id) as db:
                groups = await queries.groups_of_student(db, org_id, student_id)
                # Before the attempt: a notice of a change never comes ahead of the change itself.
                notices = await sittings.notices(db, attempt, groups, after=last_notice)
                attempt = await attempts.own(db, org_id, student_id, attempt_id)
                if attempt.status not in LIVE:  # the last look: all that was told up to the end
                    notices = await sittings.notices(db, attempt, groups, after=last_notice)
                document = await _clock(db, attempt)
            state = (attempt.status, attempt.extra_seconds, attempt.paused_seconds, attempt.deadline_at)
            if state != shown:
                shown = state
                yield Message("clock", document)
            for notice in notices:
                last_notice = notice.notice_no
                yield Message(
                    "notice",
                    {
                        "notice_no": notice.notice_no,
                        "kind": notice.kind,
                        "body": notice.body,
                        "made_at": notice.made_at.isoformat(),
                    },
                    str(last_notice),
                )
            if attempt.status not in LIVE:
                yield Message("closed", {"status": attempt.status.value})
                return
            if device is not None and attempt.device > device:
                yield Message("superseded", {"device": attempt.device})
                return
            await waiter.wait(STUDENT_PATIENCE)


async def _newest(db: Session, org_id: UUID, student_id: UUID, attempt_id: UUID) -> int:
    """The number of the last notice the page came with."""
    attempt = await attempts.own(db, org_id, student_id, attempt_id)
    groups = await queries.groups_of_student(db, org_id, student_id)
    told = await sittings.notices(db, attempt, groups, limit=1_000)
    return told[-1].notice_no if told else 0


async def _clock(db: Session, attempt: ExamAttempt) -> dict[str, Any]:
    """What the page needs to show the time; during a pause the deadline as it stands now."""
    now = clock.now()
    due = attempt.deadline_at
    if attempt.paused_at is not None:
        exam = await exams.published(db, attempt.org_id, attempt.exam_id)
        measures = await people.measures(
            db, attempt.org_id, attempt.exam_id, attempt.student_id, since=attempt.started_at
        )
        due = attempt_service.deadline_of(exam, attempt, measures, now)
    return {
        "attempt_id": str(attempt.attempt_id),
        "status": attempt.status.value,
        "deadline_at": due.isoformat(),
        "remaining_seconds": max(0.0, (due - now).total_seconds()),
        "server_time": now.isoformat(),
    }
