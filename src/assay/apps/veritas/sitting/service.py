"""Use cases of whoever sits: what is there for me, start, take over, look at the sitting, take a break."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.attempts.service import Sitting
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.exams import seb
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.models.attempts import (
    LIVE,
    AttemptAnswer,
    AttemptStatus,
    ExamAttempt,
    ExamNotice,
)
from assay.apps.veritas.models.exams import Exam, ExamQuestion, ExamStatus
from assay.apps.veritas.models.people import StudentProfile
from assay.apps.veritas.monitoring.service import attempt_topic, exam_topic
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.people import service as people_service
from assay.apps.veritas.people.accommodations import Measures
from assay.apps.veritas.sitting import breaks, queries, rules
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.listen import notify
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound, OutOfOrder
from assay.kernel.questions.document import Body, Figure
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _

SEEN_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Browser:
    """What a request tells of the browser: its name, and what Safe Exam Browser adds for the address."""

    agent: str = ""
    url: str = ""
    config_key_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt with the key its page signs events with (32 bytes); `is_new` when this start made it."""

    attempt: ExamAttempt
    key: bytes
    is_new: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a paper: as it is shown, with its place on the form and the last answer."""

    place: Mapping[str, Any]
    question: ExamQuestion
    body: Body
    answer: AttemptAnswer | None


@dataclass(frozen=True, slots=True)
class View:
    """All a sitting page shows."""

    sitting: Sitting
    asked: Sequence[Asked]
    notices: Sequence[ExamNotice]
    pauses_left: int


async def create_exam_attempt(
    db: Session, actor: Actor, exam_id: UUID, *, consent: str, browser: Browser
) -> Started:
    """Start an attempt, or answer the one that goes on: two starts at once make one.

    Raises NotFound for an exam that is not assigned, OutOfOrder outside the window, and Conflict naming in
    `missing` what has to come first, or when no attempt is left.
    """
    student = await people_service.ensure_student(db, actor)
    org_id, student_id = student.org_id, student.student_id
    exam = await queries.assigned_exam(db, org_id, student_id, exam_id, lock=True)
    earlier = await attempts.of_student(db, org_id, student_id, [exam_id])
    for attempt in earlier:
        if attempt.status in LIVE:
            return Started(attempt, key_of(attempt), is_new=False)
    now = clock.now()
    measures = await people.measures(db, org_id, exam_id, student_id, since=now)
    _check_window(exam, measures, now)
    if len(earlier) >= exam.attempts_allowed:
        raise Conflict(_("You have used every attempt at this exam."), allowed=exam.attempts_allowed)
    policy = MonitoringPolicy.model_validate(exam.monitoring_policy)
    demand_browser(exam, browser)
    _check_missing(policy, student, consent)
    attempt_id = clocks.attempt_id_of(exam_id, student_id, len(earlier) + 1)
    form, points = await _paper(db, exam, attempt_id)
    values = {
        "org_id": org_id,
        "attempt": clocks.attempt_key(attempt_id),
        "attempt_id": attempt_id,
        "exam_id": exam_id,
        "student_id": student_id,
        "number": len(earlier) + 1,
        "attempt_month": clocks.month_of(now),
        "status": AttemptStatus.RUNNING,
        "started_at": now,
        "deadline_at": clocks.deadline(attempt_service.timing(exam), measures, now),
        "form": form,
        "device": 1,
        "address": actor.address,
        "agent": browser.agent[:300],
        "consent": {"version": policy.consent_version, "at": now.isoformat()},
        "max_score": points,
        "last_seen_at": now,
        "changed_at": now,
    }
    is_new = await queries.insert_attempt(db, values)
    attempt = await attempts.own(db, org_id, student_id, attempt_id)
    if is_new:
        await _record_start(db, actor, attempt, policy)
        await notify(db, {exam_topic(exam_id)})
    return Started(attempt, key_of(attempt), is_new)


async def take_over(db: Session, actor: Actor, attempt_id: UUID, browser: Browser) -> Started:
    """Go on with the sitting on this page; older pages are superseded. Raises OutOfOrder once it is over."""
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id, lock=True)
    clocks.check_live(attempt.status)
    exam = await queries.exam_of(db, org_of(actor), attempt.exam_id)
    demand_browser(exam, browser)
    attempt.device += 1
    attempt.address, attempt.agent = actor.address, browser.agent[:300]
    attempt.last_seen_at = attempt.changed_at = clock.now()
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.ATTEMPT_TAKEN_OVER,
        entity="attempt",
        entity_id=attempt_id,
        details={"device": attempt.device},
    )
    await notify(db, {attempt_topic(attempt_id), exam_topic(attempt.exam_id)})
    return Started(attempt, key_of(attempt), is_new=False)


async def view(
    db: Session,
    actor: Actor,
    attempt_id: UUID,
    *,
    browser: Browser,
    questions: bool = True,
    device: int | None = None,
    after_notice: int = 0,
) -> View:
    """The sitting as its page shows it; `device` tells that this page is still there. Raises NotFound.

    While it is paused or over the questions are left out.
    """
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id)
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    if attempt.status in LIVE:
        demand_browser(exam, browser)
    sitting = await attempt_service.refresh(db, exam, attempt)
    if device is not None:
        await queries.seen(db, attempt.org_id, attempt.attempt, device, clock.now(), every=SEEN_EVERY)
    student = await people_service.ensure_student(db, actor)
    shown = questions and attempt.status is AttemptStatus.RUNNING
    return View(
        sitting,
        await asked(db, attempt) if shown else [],
        await queries.notices(db, attempt, student.groups, after=after_notice),
        await breaks.pauses_left(db, sitting),
    )


async def asked(db: Session, attempt: ExamAttempt) -> list[Asked]:
    """The paper in the order shown: each question as its variant, options in this student's order."""
    found = await queries.questions_of(db, attempt.org_id, attempt.form)
    answers = await queries.latest(db, attempt.org_id, attempt.attempt, list(found))
    paper = []
    for place in attempt.form["questions"]:
        question = found[UUID(place["question_id"])]
        body = rules.shown(Body.model_validate(question.body), place)
        paper.append(Asked(place, question, body, answers.get(question.question_id)))
    return paper


async def figure(db: Session, actor: Actor, attempt_id: UUID, question_id: UUID, name: str) -> Figure:
    """A figure of a question on the own paper. Raises NotFound."""
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id)
    found = (await queries.questions_of(db, attempt.org_id, attempt.form)).get(question_id)
    figures = Body.model_validate(found.body).figures if found else ()
    for one in figures:
        if one.name == name:
            return one
    raise NotFound(_("There is no such figure."))


def demand_browser(exam: Exam, browser: Browser) -> None:
    """Raises SebNeeded where the exam demands Safe Exam Browser and another one asks."""
    seb.check(exam.seb, browser.url, browser.config_key_hash)


def key_of(attempt: ExamAttempt) -> bytes:
    """The key of the attempt's current page."""
    return clocks.monitor_key(get_settings().secret_bytes("hmac_key"), attempt.attempt_id, attempt.device)


async def _paper(db: Session, exam: Exam, attempt_id: UUID) -> tuple[dict[str, Any], Decimal]:
    """The form drawn for an attempt, and the points it is out of. The draw is keyed, so that nobody who
    knows the ids can work it out."""
    questions = await exams.current_questions(db, exam.org_id, exam.exam_id)
    if not questions:
        raise Conflict(_("This exam has no questions yet."))
    drawable = [
        rules.Drawable(
            one.question_id,
            one.version,
            one.pool,
            one.points,
            tuple(option["id"] for option in one.body.get("options", ())),
            bool(one.body.get("fixed_order")),
        )
        for one in questions
    ]
    secret = get_settings().secret_bytes("hmac_key")
    seed = int.from_bytes(hmac.digest(secret, f"form\x1f{attempt_id}".encode(), "sha256"), "big")
    paper = rules.draw(drawable, Template.model_validate(exam.template), seed)
    return {"questions": paper}, sum((Decimal(one["points"]) for one in paper), Decimal(0))


async def _record_start(db: Session, actor: Actor, attempt: ExamAttempt, policy: MonitoringPolicy) -> None:
    about: dict[str, Any] = {"entity": "attempt", "entity_id": attempt.attempt_id}
    consent = {"by": "student", "version": policy.consent_version}
    await audit.record(db, actor, Event.CONSENT_RECORDED, **about, details=consent)
    await audit.record(
        db,
        actor,
        Event.ATTEMPT_STARTED,
        **about,
        details={
            "exam_id": str(attempt.exam_id),
            "number": attempt.number,
            "form": clocks.digest(rules.receipt_bytes(attempt.form)).hex(),
        },
    )


def _check_window(exam: Exam, measures: Measures, now: datetime) -> None:
    opens_at, closes_at = clocks.window(attempt_service.timing(exam), measures)
    if exam.status is not ExamStatus.PUBLISHED or now >= closes_at:
        raise OutOfOrder(_("This exam is over."), closed_at=closes_at.isoformat())
    if now < opens_at:
        raise OutOfOrder(_("This exam has not opened yet."), opens_at=opens_at.isoformat())


def _check_missing(policy: MonitoringPolicy, student: StudentProfile, consent: str) -> None:
    missing = {
        "consent": consent != policy.consent_version,
        "guardian_consent": policy.guardian_consent
        and student.is_minor
        and student.guardian_consent_at is None,
    }
    if names := [name for name, is_missing in missing.items() if is_missing]:
        words = {
            "consent": _("your agreement to what is recorded"),
            "guardian_consent": _("a guardian's consent on record; ask your school"),
        }
        raise Conflict(
            _("Before you can start, this is missing: %(what)s.")
            % {"what": "; ".join(words[name] for name in names)},
            missing=names,
            consent_version=policy.consent_version,
        )
