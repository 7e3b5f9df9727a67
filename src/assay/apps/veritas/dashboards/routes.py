"""Dashboards over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.veritas.actors import Student, Teacher
from assay.apps.veritas.dashboards import rules, service, views
from assay.apps.veritas.monitoring.kinds import BY_NUMBER, OTHER
from assay.kernel.db.session import Db
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/student/dashboard")
async def student_dashboard(actor: Student, db: Db) -> dict[str, Any]:
    """What the student has to sit, is sitting and has sat; marks only where the exam shows them."""
    return views.student_facts(await service.get_student_dashboard_data(db, actor))


@api.get("/student/attempts/{attempt_id}/events")
async def own_events(attempt_id: UUID, actor: Student, db: Db, after: str | None = None) -> dict[str, Any]:
    """What was recorded of the student's own attempt, if the exam shows it."""
    _attempt, page = await service.own_events(db, actor, attempt_id, after=after)
    return {"items": [views.event_facts(event) for event in page.items], "next": page.next}


@api.get("/teacher/dashboard")
async def teacher_dashboard(actor: Teacher, db: Db) -> dict[str, Any]:
    """The teacher's exams with state and figures, what waits, and which students may give up."""
    return views.teacher_facts(await service.get_teacher_dashboard_data(db, actor))


@api.get("/teacher/exams/{exam_id}/analytics")
async def analytics(exam_id: UUID, actor: Teacher, db: Db) -> dict[str, Any]:
    """Distribution, difficulty of each question, time use and pass share. Shares are of 1."""
    return views.analytics_facts(await service.get_teacher_exam_analytics(db, actor, exam_id))


@api.get("/teacher/students/{student_id}")
async def student(student_id: UUID, actor: Teacher, db: Db) -> dict[str, Any]:
    """A student as far as the teacher's exams go, and the dropout risk with its reasons."""
    return views.student_for_teacher_facts(await service.student_for_teacher(db, actor, student_id))


@pages.get("/student")
async def student_page(request: Request, actor: Student, db: Db) -> Response:
    data = await service.get_student_dashboard_data(db, actor)
    return render(request, "veritas/dashboards/student.html", data=data)


@pages.get("/student/attempts/{attempt_id}/events")
async def own_events_page(
    request: Request, attempt_id: UUID, actor: Student, db: Db, after: str | None = None
) -> Response:
    attempt, page = await service.own_events(db, actor, attempt_id, after=after)
    return render(
        request,
        "veritas/dashboards/events.html",
        block="rows",
        attempt=attempt,
        rows=page.items,
        next=page.next,
        first=after is None,
        kinds=BY_NUMBER,
        other=OTHER,
    )


@pages.get("/teacher")
async def teacher_page(request: Request, actor: Teacher, db: Db) -> Response:
    data = await service.get_teacher_dashboard_data(db, actor)
    return render(request, "veritas/dashboards/teacher.html", data=data, pass_share=rules.pass_share)


@pages.get("/teacher/exams/{exam_id}/analytics")
async def analytics_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    data = await service.get_teacher_exam_analytics(db, actor, exam_id)
    return render(
        request,
        "veritas/dashboards/analytics.html",
        data=data,
        edges=rules.bin_edges(),
        questions=views.question_bars(data.questions),
    )


@pages.get("/teacher/students/{student_id}")
async def student_for_teacher_page(request: Request, student_id: UUID, actor: Teacher, db: Db) -> Response:
    data = await service.student_for_teacher(db, actor, student_id)
    return render(request, "veritas/dashboards/student_for_teacher.html", data=data)
