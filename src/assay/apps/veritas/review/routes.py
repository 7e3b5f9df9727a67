"""Results over HTTP: a student's own, and what a student sees on a date."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from assay.apps.veritas.actors import Student, Teacher
from assay.apps.veritas.exams.policies import Shown
from assay.apps.veritas.review import rules, service, views
from assay.apps.veritas.review.forms import ResultOut, SeenOut
from assay.kernel import clock
from assay.kernel.db.session import Db
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.local_time import from_field, to_field
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()

Number = Annotated[int | None, Query(ge=1, le=100)]


@api.get("/student/attempts/{attempt_id}/result")
async def own_result(attempt_id: UUID, actor: Student, db: Db) -> ResultOut:
    """The own attempt, as the exam's policy lets it be seen now."""
    return views.result_out(await service.own_result(db, actor, attempt_id))


@api.get("/teacher/exams/{exam_id}/seen")
async def seen(
    exam_id: UUID,
    student_id: UUID,
    actor: Teacher,
    db: Db,
    on: AwareDatetime | None = None,
    number: Number = None,
) -> SeenOut:
    """What a student sees of an attempt (the last one, or `number`) at the time `on` (now, left out)."""
    student, found = await service.seen_by(db, actor, exam_id, student_id, on or clock.now(), number=number)
    return SeenOut(
        student_id=student.student_id,
        name=student.name,
        sees={what.value: what in found.shown for what in Shown},
        result=views.result_out(found),
    )


@pages.get("/student/attempts/{attempt_id}/result")
async def result_page(request: Request, attempt_id: UUID, actor: Student, db: Db) -> Response:
    found = await service.own_result(db, actor, attempt_id)
    return render(request, "veritas/review/result.html", **views.result_context(found, own=True))


@pages.get("/teacher/exams/{exam_id}/seen")
async def seen_page(
    request: Request,
    exam_id: UUID,
    actor: Teacher,
    db: Db,
    student: str = "",
    on: str = "",
    number: Number = None,
) -> Response:
    """What a student sees on a date: chosen from a form, answered by the rules students are shown by."""
    exam, students = await service.choices(db, actor, exam_id)
    asked = _instant(on) if on else clock.now()
    context: dict[str, Any] = {
        "exam": exam,
        "students": [(str(student_id), name) for student_id, name in students],
        "student_id": student,
        "on": to_field(asked),
        "found": None,
    }
    if student:
        person, found = await service.seen_by(db, actor, exam_id, _id(student), asked, number=number)
        context |= views.result_context(found, own=False)
        context |= {
            "person": person,
            "rows": views.seen_rows(found),
            "phase": views.phases()[found.phase] if found.phase else _("before it was begun"),
            "begins": [
                (words, rules.begins(found.policy, found.times)[one]) for one, words in views.phases().items()
            ],
        }
    return render(request, "veritas/review/seen.html", **context)


def _instant(text: str) -> datetime:
    """A date and time of a form, by the clock on the wall; a minute is asked of at its end."""
    try:
        moment = datetime.fromisoformat(from_field(text) or text)
    except ValueError:
        told = _("Give a date and a time.")
        raise Invalid(told, fields={"on": told}) from None
    whole = moment.replace(second=59, microsecond=999_999)
    return whole if whole.tzinfo else whole.replace(tzinfo=UTC)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        told = _("Choose a student.")
        raise Invalid(told, fields={"student": told}) from None
