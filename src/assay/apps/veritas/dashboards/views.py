"""Dashboards as the API shows them, and names of questions for charts."""

from collections.abc import Sequence
from typing import Any

from assay.apps.veritas.dashboards.queries import QuestionFigures, Sitting, facts
from assay.apps.veritas.dashboards.service import (
    ExamAnalytics,
    Result,
    StudentDashboard,
    StudentForTeacher,
    TeacherDashboard,
)
from assay.apps.veritas.models.monitoring import MonitoringEvent
from assay.apps.veritas.monitoring.kinds import BY_NUMBER, OTHER
from assay.apps.veritas.sitting.available import Available
from assay.kernel.web.i18n import gettext as _


def student_facts(data: StudentDashboard) -> dict[str, Any]:
    return {
        "name": data.student.name,
        "running": [_available(one) for one in data.running],
        "upcoming": [_available(one) for one in data.upcoming],
        "results": [_result(one) for one in data.results],
        "trend": [{"number": int(place), "percent": percent} for place, percent in data.trend],
    }


def _available(one: Available) -> dict[str, Any]:
    return {
        "exam_id": str(one.exam.exam_id),
        "title": one.exam.title,
        "state": one.state,
        "opens_at": one.opens_at.isoformat(),
        "closes_at": one.closes_at.isoformat(),
        "seconds": int(one.allowance.total_seconds()),
        "attempt_id": str(one.attempt.attempt_id) if one.attempt else None,
        "deadline_at": one.attempt.deadline_at.isoformat() if one.attempt else None,
    }


def _result(one: Result) -> dict[str, Any]:
    return {
        **facts(one.sitting, "attempt_id", "exam_id", "title", "number", "status", "submitted_at"),
        "percent": None if one.percent is None else round(one.percent, 1),
        "passed": one.passed,
        "case": one.sitting.case_state,
    }


def event_facts(event: MonitoringEvent) -> dict[str, Any]:
    kind = BY_NUMBER.get(event.kind, OTHER)
    return {
        **facts(event, "seq", "evidence", "severity", "wall_at", "received_at", "duration_ms"),
        "kind": kind.name,
        "says": _(kind.says),
        "data": event.data,
    }


def teacher_facts(data: TeacherDashboard) -> dict[str, Any]:
    names = (
        "exam_id",
        "title",
        "status",
        "level",
        "opens_at",
        "closes_at",
        "live",
        "to_mark",
        "cases",
        "graded",
        "passed",
        "mean_percent",
        "computed_at",
    )
    return {
        "exams": [facts(one, *names) for one in data.exams],
        "live": data.live,
        "to_mark": data.to_mark,
        "cases": data.tally.waiting,
        "overturned_share": data.tally.overturned_share,
        "at_risk": [
            {
                "student_id": str(one.student_id),
                "name": one.name,
                "risk": one.dropout_risk.value,
                "reasons": one.dropout_reasons.get("items", []),
            }
            for one in data.at_risk
        ],
    }


def analytics_facts(data: ExamAnalytics) -> dict[str, Any]:
    kept = data.metrics
    return {
        "exam_id": str(data.exam.exam_id),
        "title": data.exam.title,
        "attempts": kept.attempts if kept else 0,
        **(
            facts(kept, "mean_percent", "median_percent", "deviation", "passed", "flagged", "computed_at")
            if kept
            else {}
        ),
        "pass_share": data.pass_share,
        "distribution": list(data.bins),
        "time_use": list(data.tenths),
        "states": kept.figures.get("states", {}) if kept else {},
        "questions": [
            facts(one, "question_id", "position", "kind", "answers", "graded", "difficulty")
            | facts(one, "full_marks", "no_marks", "as_of")
            for one in data.questions
        ],
        "cases": {
            "flagged": data.tally.flagged,
            "waiting": data.tally.waiting,
            "overturned_share": data.tally.overturned_share,
        },
    }


def student_for_teacher_facts(data: StudentForTeacher) -> dict[str, Any]:
    student = data.student
    return {
        "student_id": str(student.student_id),
        "name": student.name,
        "groups": list(student.groups),
        "mean_percent": None if data.mean_percent is None else round(data.mean_percent, 1),
        "dropout_risk": student.dropout_risk.value,
        "dropout_score": float(student.dropout_score),
        "dropout_reasons": student.dropout_reasons.get("items", []),
        "attempts": [_sat(one) for one in data.sittings],
    }


def _sat(one: Sitting) -> dict[str, Any]:
    return {
        **facts(one, "attempt_id", "exam_id", "title", "number", "status", "submitted_at", "percent"),
        "case": one.case_state,
    }


def question_bars(questions: Sequence[QuestionFigures]) -> list[tuple[str, float]]:
    """(name, mean share of its points) of each question that has been graded."""
    return [
        (_("Question %(number)s") % {"number": place}, float(one.difficulty))
        for place, one in enumerate(questions, 1)
        if one.difficulty is not None
    ]
