"""What the administrator's pages show of people, and how their flat fields become forms."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assay.apps.veritas.models.exams import Accommodation
from assay.apps.veritas.people.accommodations import Measures
from assay.kernel.web.formats import number
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.local_time import from_field, local

NESTED = ("multiplier", "extra_minutes", "pauses_allowed", "pause_minutes", "rules_off")


def student_document(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the student's page as the form's document; groups are parted by commas."""
    return {
        "groups": _parts(data.get("groups", "")),
        "is_minor": data.get("is_minor") == "true",
        "guardian_consent_by": data.get("guardian_consent_by", ""),
    }


def grant_document(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a grant as the form's document; the other window is by the clock on the wall."""
    measures: dict[str, Any] = {name: data[name] for name in NESTED[:-1] if data.get(name)}
    measures["rules_off"] = _parts(data.get("rules_off", ""))
    opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
    if opens_at or closes_at:
        measures["window"] = {"opens_at": from_field(opens_at), "closes_at": from_field(closes_at)}
    return {
        "exam_id": data.get("exam_id") or None,
        "group_name": data.get("group_name") or None,
        "student_id": data.get("student_id") or None,
        "measures": measures,
        "reason": data.get("reason", ""),
    }


def field(name: str) -> str:
    """The page's field for a dotted name of a form: `measures.multiplier` is `multiplier`."""
    parts = name.split(".")
    if parts[0] == "measures" and len(parts) > 1:
        return parts[2] if parts[1] == "window" and len(parts) > 2 else parts[1]
    return parts[0] or "reason"


def in_words(row: Accommodation) -> list[str]:
    """What a grant does, a line each."""
    measures = Measures.model_validate(row.measures)
    said = []
    if measures.multiplier != 1:
        said.append(_("%(n)s times the duration") % {"n": number(float(measures.multiplier), 2)})
    if measures.extra_minutes:
        said.append(_("%(n)s minutes more") % {"n": measures.extra_minutes})
    if measures.pauses_allowed:
        said.append(
            _("%(n)s pauses of up to %(m)s minutes")
            % {"n": measures.pauses_allowed, "m": measures.pause_minutes}
        )
    if measures.window is not None:
        said.append(
            _("window %(a)s to %(b)s")
            % {
                "a": f"{local(measures.window.opens_at):%d %b %Y %H:%M}",
                "b": f"{local(measures.window.closes_at):%d %b %Y %H:%M %Z}",
            }
        )
    if measures.rules_off:
        said.append(_("not counted: %(what)s") % {"what": ", ".join(measures.rules_off)})
    return said


def for_whom(row: Accommodation, names: Mapping[UUID, str]) -> str:
    """The student, the group or the exam of a grant; `names` by student and exam."""
    if row.student_id is not None:
        return names.get(row.student_id, str(row.student_id))
    exam = names.get(row.exam_id, "") if row.exam_id is not None else ""
    if row.group_name is not None:
        group = _("Group %(name)s") % {"name": row.group_name}
        return f"{group}, {exam}" if exam else group
    return _("Everyone in %(exam)s") % {"exam": exam}


def _parts(text: object) -> list[str]:
    return [part.strip() for part in str(text).split(",") if part.strip()]
