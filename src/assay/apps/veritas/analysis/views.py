"""Cases as the API and the pages show them."""

from datetime import timedelta
from typing import Any

from assay.apps.veritas.analysis import rules_cases, timeline
from assay.apps.veritas.analysis.cases import Dossier, OwnCase
from assay.apps.veritas.analysis.queries import Flagged
from assay.apps.veritas.analysis.rules import absences
from assay.apps.veritas.analysis.rules_cases import Stage
from assay.apps.veritas.analysis.ruleset import load
from assay.apps.veritas.analysis.service import Analysed
from assay.apps.veritas.analysis.timeline import Mark
from assay.apps.veritas.models.analysis import CaseState, Verdict
from assay.apps.veritas.monitoring.kinds import BY_NAME, BY_NUMBER, OTHER
from assay.kernel import clock
from assay.kernel.web.i18n import gettext as _

TONES = {
    CaseState.OPEN: "warn",
    CaseState.SECOND_REVIEW: "warn",
    CaseState.APPEALED: "warn",
    CaseState.DECIDED: "good",
    CaseState.EXPUNGED: "neutral",
}
STATES = {
    CaseState.OPEN: "waits for a first reviewer",
    CaseState.SECOND_REVIEW: "waits for a second reviewer",
    CaseState.APPEALED: "waits for an appeal reviewer",
    CaseState.DECIDED: "decided",
    CaseState.EXPUNGED: "expunged",
}
LEVEL_TONES = {"low": "neutral", "medium": "warn", "high": "bad"}


def analysis_facts(done: Analysed) -> dict[str, Any]:
    """The fields of `AnalysisOut`."""
    rules = load(done.rules_version)
    return {
        "attempt_id": done.attempt_id,
        "rules_version": done.rules_version,
        "priority": done.assessment.priority,
        "level": done.assessment.level.value,
        "contributions": [one.document(rules) for one in done.assessment.contributions],
        "case_opened": done.opened,
        **absences(done.assessment, rules),
    }


def flagged_facts(row: Flagged) -> dict[str, Any]:
    return {
        "attempt_id": str(row.attempt_id),
        "student_id": str(row.student_id),
        "name": row.name,
        "priority": float(row.priority) if row.priority is not None else None,
        "state": row.state,
    }


def dossier_facts(found: Dossier) -> dict[str, Any]:
    """A case as JSON. What a first reviewer said is kept from those who are to decide second."""
    analysis = found.analysis
    return {
        "attempt_id": str(found.attempt.attempt_id),
        "exam": found.exam.title,
        "student": found.student.name,
        "state": found.case.state.value,
        "verdict": found.case.verdict.value if found.case.verdict else None,
        "overturned": found.case.overturned,
        "statement": found.case.statement,
        "appeal": found.case.appeal,
        "appeal_until": found.case.appeal_until.isoformat() if found.case.appeal_until else None,
        "priority": float(analysis.priority) if analysis else None,
        "level": analysis.level.value if analysis else None,
        "rules_version": analysis.rules_version if analysis else None,
        "contributions": analysis.contributions["items"] if analysis else [],
        "not_observed": analysis.not_observed.get("not_observed", []) if analysis else [],
        "not_recorded": analysis.not_observed.get("not_recorded", []) if analysis else [],
        "summary": analysis.summary if analysis else {},
        "decisions": [
            {
                "stage": one.stage,
                "reviewer": one.reviewer,
                "verdict": one.verdict.value,
                "reasons": one.reasons,
                "decided_at": one.decided_at.isoformat(),
            }
            for one in shown_decisions(found)
        ],
        "timeline": [
            {"seq": mark.seq, "at": mark.at.isoformat(), "what": mark.text, "seconds": mark.seconds}
            for mark in [*answer_marks(found), *event_marks(found)]
        ],
    }


def shown_decisions(found: Dossier) -> list[Any]:
    """Decisions so far, but not the first one to the person who is asked for a second."""
    if found.case.state is CaseState.SECOND_REVIEW and found.may_decide:
        return []
    return list(found.decisions)


def answer_marks(found: Dossier) -> list[Mark]:
    places = {
        entry["question_id"]: index for index, entry in enumerate(found.attempt.form.get("questions", []), 1)
    }
    lane = _("Answers saved")
    return [
        Mark(
            row.received_at,
            lane,
            _("Answer to question %(number)s saved, revision %(revision)s")
            % {"number": places.get(str(row.question_id), "?"), "revision": row.revision},
        )
        for row in found.answers
    ]


def event_marks(found: Dossier) -> list[Mark]:
    """Events as marks; what begins and ends, such as an absence, is one mark with its length."""
    ends = {
        BY_NAME[span.begins].number: BY_NAME[span.ends].number
        for signal in load().signals
        for span in signal.spans
        if span.ends
    } | {BY_NAME["network_lost"].number: BY_NAME["network_back"].number}
    closed = found.attempt.submitted_at or found.attempt.deadline_at
    marks = []
    for place, moment in enumerate(found.moments):
        if moment.kind in ends.values():
            continue
        kind = BY_NUMBER.get(moment.kind, OTHER)
        says = _(kind.says)
        seconds = (moment.duration_ms or 0) / 1000
        if moment.kind in ends and moment.duration_ms is None:
            pair = {moment.kind, ends[moment.kind]}
            later = (one.at for one in found.moments[place + 1 :] if one.kind in pair)
            seconds = max(0.0, (next(later, closed) - moment.at).total_seconds())
        marks.append(
            Mark(
                moment.at,
                says[:1].upper() + says[1:],
                f"{says} (#{moment.seq}, {moment.evidence})",
                seconds,
                moment.seq,
            )
        )
    return marks


def case_context(found: Dossier) -> dict[str, Any]:
    """What the case's page shows."""
    attempt = found.attempt
    ended = attempt.submitted_at or attempt.deadline_at
    events = event_marks(found)
    answers = answer_marks(found)
    verdicts = [
        (Verdict.CLEAR.value, _("No objection"), _("One person may decide this.")),
        (Verdict.WARN.value, _("Warning"), _("The result stands. Two people must agree.")),
        (Verdict.VOID.value, _("Void"), _("The attempt does not count. Two people must agree.")),
    ]
    stage = rules_cases.STAGES.get(found.case.state)
    return {
        "found": found,
        "drawn": timeline.draw(attempt.started_at, ended, answers, events) if events or answers else None,
        "decisions": shown_decisions(found),
        "verdicts": verdicts,
        "stage": stage,
        "is_appeal": stage is Stage.APPEAL,
        "state_text": _(STATES[found.case.state]),
        "state_tone": TONES[found.case.state],
        "level_tones": LEVEL_TONES,
        "time_used": ended - attempt.started_at - timedelta(seconds=attempt.paused_seconds),
    }


def own_context(found: OwnCase) -> dict[str, Any]:
    """What the student's own page shows."""
    case = found.case
    return {
        "found": found,
        "state_text": _(STATES[case.state]),
        "state_tone": TONES[case.state],
        "can_state": case.state in (CaseState.OPEN, CaseState.SECOND_REVIEW),
        "can_appeal": case.state is CaseState.DECIDED
        and case.appeal_until is not None
        and clock.now() <= case.appeal_until,
    }
