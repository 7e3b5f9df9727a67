"""What the API and the pages of a sitting show, made from what the services answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.exams.policies import SWITCHABLE, MonitoringPolicy
from assay.apps.veritas.models.attempts import ExamNotice
from assay.apps.veritas.monitoring.batch import DEVICE_BITS
from assay.apps.veritas.monitoring.kinds import HEARTBEAT_SECONDS, KINDS, SERVER
from assay.apps.veritas.sitting.available import Available
from assay.apps.veritas.sitting.forms import (
    AvailableOut,
    ClockOut,
    NoticeOut,
    QuestionOut,
    ReceiptOut,
    SavedOut,
    SittingOut,
    StartedOut,
)
from assay.apps.veritas.sitting.saving import Saved
from assay.apps.veritas.sitting.service import Asked, Started, View
from assay.kernel import clock
from assay.kernel.questions.document import Figure
from assay.kernel.questions.render import inline, paragraphs

API = "/api/v1/veritas"


def started_out(made: Started) -> StartedOut:
    attempt = made.attempt
    return StartedOut(
        attempt_id=attempt.attempt_id,
        number=attempt.number,
        device=attempt.device,
        key=made.key.hex(),
        status=attempt.status.value,
        started_at=attempt.started_at,
        deadline_at=attempt.deadline_at,
        server_time=clock.now(),
    )


def clock_out(view: View) -> ClockOut:
    exam, attempt = view.sitting.exam, view.sitting.attempt
    now = clock.now()
    due = attempt.deadline_at
    if attempt.paused_at is not None:
        due = attempt_service.deadline_of(exam, attempt, view.sitting.measures, now)
    return ClockOut(
        attempt_id=attempt.attempt_id,
        exam_id=attempt.exam_id,
        title=exam.title,
        status=attempt.status.value,
        number=attempt.number,
        started_at=attempt.started_at,
        deadline_at=due,
        remaining_seconds=clocks.remaining(due, now).total_seconds(),
        grace_seconds=exam.grace_seconds,
        server_time=now,
        device=attempt.device,
        answered=attempt.answered,
        last_saved_at=attempt.last_saved_at,
        pauses_left=view.pauses_left,
        submitted_at=attempt.submitted_at,
        closed_by=attempt.closed_by.value if attempt.closed_by else None,
    )


def sitting_out(view: View) -> SittingOut:
    attempt_id = str(view.sitting.attempt.attempt_id)
    return SittingOut(
        **clock_out(view).model_dump(),
        questions=[question_out(attempt_id, one) for one in view.asked],
        notices=[notice_out(one) for one in view.notices],
    )


def question_out(attempt_id: str, one: Asked) -> QuestionOut:
    question_id = str(one.question.question_id)
    return QuestionOut(
        question_id=one.question.question_id,
        kind=one.question.kind.value,
        points=one.place["points"],
        text=one.body.text,
        options=[{"id": option.id, "text": option.text} for option in one.body.options],
        unit=one.body.unit,
        figures=[
            {"name": f.name, "alt": f.alt, "href": figure_href(attempt_id, question_id, f)}
            for f in one.body.figures
        ],
        revision=one.answer.revision if one.answer else 0,
        response=one.answer.response if one.answer else {},
    )


def notice_out(notice: ExamNotice) -> NoticeOut:
    return NoticeOut(notice_no=notice.notice_no, kind=notice.kind, body=notice.body, made_at=notice.made_at)


def saved_out(saved: Saved) -> SavedOut:
    return SavedOut(
        saved=[
            {
                "question_id": str(one.question_id),
                "revision": one.revision,
                "received_at": one.received_at.isoformat(),
                "in_grace": one.in_grace,
            }
            for one in saved.answers
        ],
        server_time=clock.now(),
        deadline_at=saved.attempt.deadline_at,
        answered=saved.attempt.answered,
    )


def available_out(one: Available) -> AvailableOut:
    live = one.attempt if one.state == "running" else None
    return AvailableOut(
        exam_id=one.exam.exam_id,
        title=one.exam.title,
        state=one.state,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        minutes=one.allowance.total_seconds() / 60,
        attempts_allowed=one.exam.attempts_allowed,
        attempts_used=one.used,
        attempt_id=one.attempt.attempt_id if one.attempt else None,
        deadline_at=live.deadline_at if live else None,
    )


def receipt_out(attempt: Any, document: Mapping[str, Any] | None) -> ReceiptOut:
    return ReceiptOut(
        attempt_id=attempt.attempt_id,
        digest=attempt.receipt_digest.hex(),
        document=None if document is None else dict(document),
        closed_by=attempt.closed_by.value if attempt.closed_by else None,
        submitted_at=attempt.submitted_at,
        entry=attempt.receipt_entry,
        proof=f"{API}/student/attempts/{attempt.attempt_id}/receipt/proof",
    )


def figure_href(attempt_id: str, question_id: str, figure: Figure) -> str:
    return f"{API}/student/attempts/{attempt_id}/figures/{question_id}/{figure.name}"


def questions(view: View) -> Sequence[Mapping[str, Any]]:
    """The paper for the page: texts as HTML, answers as they were saved."""
    attempt_id = str(view.sitting.attempt.attempt_id)
    shown = []
    for number, one in enumerate(view.asked, start=1):
        question_id = str(one.question.question_id)
        figures = {figure.name: figure for figure in one.body.figures}
        response = one.answer.response if one.answer else {}

        def url(figure: Figure, question_id: str = question_id) -> str:
            return figure_href(attempt_id, question_id, figure)

        shown.append(
            {
                "number": number,
                "id": question_id,
                "kind": one.question.kind.value,
                "points": f"{one.question.points.normalize():f}",
                "text": paragraphs(one.body.text, figures, url),
                "options": [(option.id, inline(option.text)) for option in one.body.options],
                "unit": one.body.unit,
                "revision": one.answer.revision if one.answer else 0,
                "chosen": response.get("options", []),
                "typed": response.get("text", ""),
            }
        )
    return shown


def recorded(policy: MonitoringPolicy) -> list[str]:
    """What is recorded during the exam, in words, for the page before the start."""
    return [
        kind.says
        for kind in KINDS
        if kind.evidence != SERVER
        and kind.name not in ("other", "agent_report", "face_count", "camera_missing")
        and (kind.name not in SWITCHABLE or policy.records(kind.name))
        and not (kind.name == "blocked_key" and not policy.blocked_keys)
        and not (kind.name.startswith("fullscreen") and not policy.fullscreen)
    ]


def monitor_settings(view: View, key: bytes) -> Mapping[str, Any]:
    """What the monitoring module of the page is told, as JSON."""
    attempt = view.sitting.attempt
    policy = MonitoringPolicy.model_validate(view.sitting.exam.monitoring_policy)
    # Each device counts from 1; the numbers of the one before are not its own.
    sent = attempt.last_seq - ((attempt.device - 1) << DEVICE_BITS)
    sent = sent if 0 < sent < 1 << DEVICE_BITS else 0
    return {
        "attempt_id": str(attempt.attempt_id),
        "org_id": str(attempt.org_id),
        "device": attempt.device,
        "key": key.hex(),
        "endpoint": f"{API}/monitor/events",
        "heartbeat_seconds": HEARTBEAT_SECONDS,
        "policy": policy.model_dump(mode="json"),
        "rules_off": view.sitting.measures.rules_off,
        "faces": {"seconds": policy.face_threshold, "resting": attempt.paused_at is not None}
        if policy.counts_faces(view.sitting.measures.rules_off)
        else None,
        "last_seq": sent if attempt.last_hash else 0,
        "last_hash": attempt.last_hash.hex() if sent and attempt.last_hash else "",
    }
