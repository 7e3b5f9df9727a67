"""What the pages of an exam show, and how their flat fields become its form."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assay.apps.veritas.exams.policies import (
    BLOCKABLE,
    SWITCHABLE,
    MonitoringPolicy,
    ReviewPhase,
    ReviewPolicy,
    Shown,
)
from assay.apps.veritas.exams.seb import SebPolicy
from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.models.exams import Exam, ExamStatus
from assay.kernel import clock
from assay.kernel.questions.document import QuestionType
from assay.kernel.questions.transfer import Format
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.local_time import from_field, local, to_field

STATUS_TONES = {
    ExamStatus.DRAFT: "neutral",
    ExamStatus.PUBLISHED: "good",
    ExamStatus.CLOSED: "info",
    ExamStatus.ARCHIVED: "info",
}
FORMAT_NAMES = {
    Format.QTI2: "QTI 2.2",
    Format.QTI3: "QTI 3.0",
    Format.MOODLE: "Moodle XML",
    Format.GIFT: "GIFT",
    Format.CSV: "CSV",
}
SEB_SWITCHES = ("demanded", "allow_quit", "allow_spell_check", "allow_reload", "show_time")
MONITORING_SWITCHES = ("fullscreen", "face_count", "guardian_consent", "students_see_events")
Values = dict[str, Any]


def blank_values() -> Values:
    """The fields of a new exam: a day from tomorrow on, an hour long."""
    start = (local(clock.now()) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    return {
        "title": "",
        "instructions": "",
        "opens_at": to_field(start),
        "closes_at": to_field(start + timedelta(hours=8)),
        "duration_minutes": "60",
        "grace_seconds": "30",
        "attempts_allowed": "1",
        "pass_percent": "40",
        **_policies(Template(), ReviewPolicy(), MonitoringPolicy(), SebPolicy().model_dump()),
    }


def values_of(exam: Exam) -> Values:
    """The fields of an exam as it is stored."""
    return {
        "title": exam.title,
        "instructions": exam.instructions,
        "opens_at": to_field(exam.opens_at),
        "closes_at": to_field(exam.closes_at),
        "duration_minutes": str(exam.duration_seconds // 60),
        "grace_seconds": str(exam.grace_seconds),
        "attempts_allowed": str(exam.attempts_allowed),
        "pass_percent": f"{exam.pass_percent.normalize():f}",
        **_policies(
            Template.model_validate(exam.template),
            ReviewPolicy.model_validate(exam.review_policy),
            MonitoringPolicy.model_validate(exam.monitoring_policy),
            exam.seb,
        ),
    }


def _policies(
    template: Template, review: ReviewPolicy, monitoring: MonitoringPolicy, seb: Mapping[str, Any]
) -> Values:
    values: Values = {
        "pools": "\n".join(f"{name}: {number}" for name, number in template.pools.items()),
        "shuffle_questions": template.shuffle_questions,
        "shuffle_options": template.shuffle_options,
        "review_date": to_field(review.date) if review.date else "",
        "idle_seconds": str(monitoring.idle_seconds),
        "face_threshold": str(monitoring.face_threshold),
        "retention_days": str(monitoring.retention_days),
        "consent_version": monitoring.consent_version,
        "blocked_keys": " ".join(monitoring.blocked_keys),
    }
    for what in Shown:
        for phase in ReviewPhase:
            values[f"show_{what.value}_{phase.value}"] = review.shows(what, phase)
    for kind in SWITCHABLE:
        values[f"record_{kind}"] = monitoring.records(kind)
    for name in MONITORING_SWITCHES:
        values[name] = getattr(monitoring, name)
    for name in SEB_SWITCHES:
        values[f"seb_{name}"] = bool(seb.get(name))
    return values


def nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """The page's flat fields as the form's document. Dates are by the clock on the wall, as the page says."""

    def on(name: str) -> bool:
        return data.get(name) == "true"

    show = {
        what.value: [phase.value for phase in ReviewPhase if on(f"show_{what.value}_{phase.value}")]
        for what in Shown
    }
    monitoring = {
        "off": [kind for kind in SWITCHABLE if not on(f"record_{kind}")],
        "blocked_keys": str(data.get("blocked_keys", "")).split(),
        **{name: on(name) for name in MONITORING_SWITCHES},
        **_given(data, "idle_seconds", "face_threshold", "retention_days", "consent_version"),
    }
    seb = {name: on(f"seb_{name}") for name in SEB_SWITCHES}
    return {
        "title": data.get("title", ""),
        "instructions": data.get("instructions", ""),
        "opens_at": from_field(data.get("opens_at")),
        "closes_at": from_field(data.get("closes_at")),
        **_given(data, "duration_minutes", "grace_seconds", "attempts_allowed", "pass_percent"),
        "template": {
            "pools": _pools(str(data.get("pools", ""))),
            "shuffle_questions": on("shuffle_questions"),
            "shuffle_options": on("shuffle_options"),
        },
        "review_policy": {
            "show": {what: phases for what, phases in show.items() if phases},
            "date": from_field(data.get("review_date")),
        },
        "monitoring_policy": monitoring,
        "seb": {**seb, "quit_password": data.get("seb_quit_password", "")},
    }


def page_field(name: str) -> str:
    """The page's field for a dotted name of the form."""
    parts = name.split(".")
    match parts[0]:
        case "template":
            return "pools"
        case "review_policy":
            return "review_date"
        case "seb":
            return f"seb_{parts[-1]}"
        case "monitoring_policy":
            return parts[1] if len(parts) > 1 else "retention_days"
        case _:
            return name


def _given(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if data.get(name)}


def _pools(text: str) -> dict[str, str]:
    """`name: number` a line. What is no such line is handed on for the form to refuse."""
    found = {}
    for line in text.splitlines():
        if line.strip():
            name, _colon, number = line.rpartition(":")
            found[name.strip()] = number.strip()
    return found


def review_rows(exam: Exam) -> list[tuple[Shown, list[bool]]]:
    """Field by phase, whether it is shown."""
    policy = ReviewPolicy.model_validate(exam.review_policy)
    return [(what, [policy.shows(what, phase) for phase in ReviewPhase]) for what in Shown]


def choices() -> dict[str, Any]:
    """The names the form's tables are made of."""
    return {
        "shown": list(Shown),
        "phases": list(ReviewPhase),
        "switchable": SWITCHABLE,
        "blockable": BLOCKABLE,
    }


def format_choices() -> dict[str, Any]:
    """The formats by name, and as options of a select."""
    return {
        "format_names": FORMAT_NAMES,
        "format_options": [(one.value, name) for one, name in FORMAT_NAMES.items()],
    }


def kind_options() -> list[tuple[str, str]]:
    """The types of questions as options of a select."""
    return [
        (QuestionType.SINGLE.value, _("Choice of one")),
        (QuestionType.MULTIPLE.value, _("Choice of several")),
        (QuestionType.NUMERIC.value, _("Number")),
        (QuestionType.SHORT.value, _("Short text")),
        (QuestionType.LONG.value, _("Long text")),
        (QuestionType.FORMULA.value, _("Formula")),
    ]
