"""Answers coming in: each acknowledged revision is stored for good, and nothing is acknowledged twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.models.attempts import LIVE, AttemptAnswer, ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.sitting import queries, rules, service
from assay.apps.veritas.sitting.forms import AnswerIn, AnswersForm
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.web.i18n import gettext as _

Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A stored revision."""

    question_id: UUID
    revision: int
    received_at: datetime
    in_grace: bool


@dataclass(frozen=True, slots=True)
class Saved:
    attempt: ExamAttempt
    answers: Sequence[Acknowledged]


async def save_answers(
    db: Session, actor: Actor, attempt_id: UUID, form: AnswersForm, *, browser: service.Browser
) -> Saved:
    """Store revisions, all of them or none. The same revision with the same content is answered the same.

    Raises NotFound for a foreign attempt; Invalid for a response that does not fit its question; Conflict
    from a superseded page (`reason` superseded), for other content under a revision that is stored
    (`reason` revision), after the deadline and its grace (`reason` late), and once the sitting is over
    (`reason` closed).
    """
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id, lock=True)
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    if form.device < attempt.device:
        raise Conflict(
            _("This exam goes on in another window or on another device. Nothing more is saved here."),
            reason="superseded",
            device=attempt.device,
        )
    if form.device > attempt.device:
        raise Invalid(_("There is no such page of this attempt."), fields={"device": _("Not known.")})
    wanted = await _cleaned(db, attempt, form.answers)
    known = await queries.stored(db, attempt.org_id, attempt.attempt, list(wanted))
    _check_same(known, wanted)
    fresh = [answer for answer in form.answers if (answer.question_id, answer.revision) not in known]
    now = clock.now()
    if fresh:
        if attempt.status not in LIVE:
            raise Conflict(
                _("This attempt has ended; nothing more can be saved."),
                reason="closed",
                state=attempt.status.value,
            )
        service.demand_browser(exam, browser)
        rows = await _timed(db, exam, attempt, fresh, wanted, now)
        await _store(db, attempt, rows, now)
        known |= {(row["question_id"], row["revision"]): AttemptAnswer(**row) for row in rows}
    told = [known[answer.question_id, answer.revision] for answer in form.answers]
    return Saved(
        attempt, [Acknowledged(one.question_id, one.revision, one.received_at, one.in_grace) for one in told]
    )


async def _cleaned(
    db: Session, attempt: ExamAttempt, answers: Sequence[AnswerIn]
) -> dict[Key, dict[str, Any]]:
    """Responses in their stored form, by question and revision. Raises Invalid, naming the answers."""
    places = {UUID(one["question_id"]): one for one in attempt.form["questions"]}
    named = {answer.question_id for answer in answers} & places.keys()
    kinds = await queries.kinds_of(
        db, attempt.org_id, [(question_id, places[question_id]["version"]) for question_id in named]
    )
    wanted: dict[Key, dict[str, Any]] = {}
    fields: dict[str, str] = {}
    for number, answer in enumerate(answers):
        place = places.get(answer.question_id)
        key = (answer.question_id, answer.revision)
        if place is None:
            fields[f"answers.{number}.question_id"] = _("This question is not on your paper.")
        elif key in wanted:
            fields[f"answers.{number}.revision"] = _("Each revision can be sent once in a request.")
        else:
            try:
                wanted[key] = rules.cleaned(kinds[answer.question_id], place["options"], answer.response)
            except ValueError as error:
                fields[f"answers.{number}.response"] = str(error)
    if fields:
        raise Invalid(_("Some answers do not fit their questions; nothing was stored."), fields=fields)
    return wanted


def _check_same(known: Mapping[Key, AttemptAnswer], wanted: Mapping[Key, dict[str, Any]]) -> None:
    others = [key for key, row in known.items() if row.response != wanted[key]]
    if others:
        raise Conflict(
            _("This revision was saved with other content. Load the sitting again and go on from there."),
            reason="revision",
            answers=[{"question_id": str(key[0]), "revision": key[1]} for key in others],
        )


async def _timed(
    db: Session,
    exam: Exam,
    attempt: ExamAttempt,
    fresh: Sequence[AnswerIn],
    wanted: Mapping[Key, dict[str, Any]],
    now: datetime,
) -> list[dict[str, Any]]:
    """Rows to store, each with its time. Raises Conflict when one of them is too late."""
    due = attempt.deadline_at
    if now > due or attempt.paused_at is not None:
        # Before anything is refused, and while the deadline moves with the clock: what holds now?
        sitting = await attempt_service.refresh(db, exam, attempt)
        due = sitting.attempt.deadline_at
    rows = []
    for answer in fresh:
        # A device can neither type before the start nor in the future.
        typed_at = min(max(answer.typed_at, attempt.started_at), now)
        arrived = clocks.arrival(due, exam.grace_seconds, typed_at=typed_at, received_at=now)
        if not arrived.accepted:
            raise Conflict(
                _("The time is up. This answer was not saved; those saved before count."),
                reason="late",
                deadline_at=due.isoformat(),
                server_time=now.isoformat(),
            )
        rows.append(
            {
                "org_id": attempt.org_id,
                "attempt": attempt.attempt,
                "question_id": answer.question_id,
                "revision": answer.revision,
                "response": wanted[answer.question_id, answer.revision],
                "typed_at": typed_at,
                "received_at": now,
                "device": attempt.device,
                "in_grace": arrived.in_grace,
            }
        )
    return rows


async def _store(db: Session, attempt: ExamAttempt, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Insert, and keep the count of answered questions by what changed."""
    questions = list({row["question_id"] for row in rows})
    before = await queries.latest(db, attempt.org_id, attempt.attempt, questions)
    await queries.insert_answers(db, rows)
    for question_id in questions:
        old = before.get(question_id)
        new = max(
            (row for row in rows if row["question_id"] == question_id), key=lambda r: int(r["revision"])
        )
        if old is None or new["revision"] > old.revision:
            attempt.answered += bool(new["response"]) - bool(old is not None and old.response)
    attempt.last_saved_at = attempt.last_seen_at = attempt.changed_at = now
    await db.flush()
