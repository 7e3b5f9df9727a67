"""Pages of students, teachers and parents: the administrator's lists, and the student's own profile."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import Parent, PeopleAdmin, Student
from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.people import consents, mappings, queries, queries_parents, rules, service
from assay.apps.mathvidya.people.forms import (
    AdminAskForm,
    AskForm,
    ConfirmForm,
    ConflictForm,
    LeaveForm,
    NewStudentForm,
    StudentForm,
    TeacherForm,
)
from assay.kernel import clock
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Db
from assay.kernel.identity.people import people_of
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

pages = APIRouter()

PROFILE = "/mathvidya/student/profile"
STUDENTS = "/mathvidya/admin/students"
TEACHERS = "/mathvidya/admin/teachers"
PARENTS = "/mathvidya/admin/parents"
CHILDREN = "/mathvidya/parent"


def _student(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "needs_substitutes": data.get("needs_substitutes") == "true"}


def _teacher(data: Mapping[str, Any]) -> dict[str, Any]:
    classes = data.get("classes", [])
    return {
        **data,
        "classes": [classes] if isinstance(classes, str) else classes,
        "capacity": data.get("capacity") or None,
        "is_stopped": data.get("is_stopped") == "true",
    }


def _confirm(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "agree": data.get("agree") == "true" or None}


@pages.get("/student/profile")
async def profile_page(request: Request, actor: Student, db: Db) -> Response:
    org_id, student_id = org_of(actor), person_of(actor)
    student = await queries.student_or_none(db, org_id, student_id)
    rows = await queries_parents.of_student(db, org_id, student_id)
    return render(
        request,
        "mathvidya/people/profile.html",
        student=student,
        name=actor.label,
        parents=[(row, rules.waits_for(row.state, row.evidence)) for row in rows],
        text=consents.parent_text(),
        text_version=consents.PARENT_VERSION,
        leaderboard_text=consents.leaderboard_text(),
        leaderboard_version=consents.LEADERBOARD_VERSION,
    )


@pages.post("/student/profile")
async def save_profile_page(request: Request, actor: Student, db: Db) -> Response:
    await service.save_own(db, actor, parse(StudentForm, _student(await form_data(request))))
    return redirect(request, PROFILE, toast=_("Saved."))


@pages.post("/student/parents")
async def ask_parent_page(request: Request, actor: Student, db: Db) -> Response:
    await mappings.ask_as_student(db, actor, parse(AskForm, await form_data(request)))
    return redirect(request, PROFILE, toast=_("Your parent can confirm it now."))


@pages.post("/student/parents/{parent_id}/confirm")
async def confirm_parent_page(request: Request, parent_id: UUID, actor: Student, db: Db) -> Response:
    form = parse(ConfirmForm, _confirm(await form_data(request)))
    await mappings.confirm_as_student(db, actor, parent_id, form)
    return redirect(request, PROFILE, toast=_("Confirmed."))


@pages.post("/student/parents/{parent_id}/end")
async def take_back_page(request: Request, parent_id: UUID, actor: Student, db: Db) -> Response:
    await mappings.end_as_student(db, actor, parent_id)
    return redirect(request, PROFILE, toast=_("Taken back."))


@pages.post("/parent/requests/{student_id}/confirm")
async def confirm_child_page(request: Request, student_id: UUID, actor: Parent, db: Db) -> Response:
    form = parse(ConfirmForm, _confirm(await form_data(request)))
    await mappings.confirm_as_parent(db, actor, student_id, form)
    return redirect(request, CHILDREN, toast=_("Confirmed."))


@pages.post("/parent/requests/{student_id}/end")
async def end_child_page(request: Request, student_id: UUID, actor: Parent, db: Db) -> Response:
    await mappings.end_as_parent(db, actor, student_id)
    return redirect(request, CHILDREN, toast=_("Ended."))


@pages.get("/admin/students")
async def students_page(
    request: Request,
    actor: PeopleAdmin,
    db: Db,
    class_level: str = "",
    email: str = "",
    after: str | None = None,
) -> Response:
    chosen = ClassLevel(class_level) if class_level in set(ClassLevel) else None
    page = await queries.students(db, org_of(actor), class_level=chosen, email=email, after=after)
    return render(
        request,
        "mathvidya/people/students.html",
        page=page,
        missing=await queries.without_class(db, org_of(actor)) if after is None else [],
        class_level=chosen.value if chosen else "",
        email=email,
        first=after is None,
    )


@pages.post("/admin/students")
async def place_student_page(request: Request, actor: PeopleAdmin, db: Db) -> Response:
    await service.place_student(db, actor, parse(NewStudentForm, _student(await form_data(request))))
    return redirect(request, STUDENTS, toast=_("Saved."))


@pages.get("/admin/students/{student_id}")
async def student_page(request: Request, student_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    student = await queries.student(db, org_of(actor), student_id)
    rows = await queries_parents.of_student(db, student.org_id, student_id)
    return render(
        request,
        "mathvidya/people/student.html",
        student=student,
        person=(await people_of(db, [student.account_id])).get(student.account_id),
        parents=[(row, rules.waits_for(row.state, row.evidence)) for row in rows],
    )


@pages.post("/admin/students/{student_id}")
async def change_student_page(request: Request, student_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    form = parse(StudentForm, _student(await form_data(request)))
    await service.change_student(db, actor, student_id, form)
    return redirect(request, f"{STUDENTS}/{student_id}", toast=_("Saved."))


@pages.get("/admin/teachers")
async def teachers_page(request: Request, actor: PeopleAdmin, db: Db, after: str | None = None) -> Response:
    await service.enrol_teachers(db, org_of(actor))
    page = await queries.teachers(db, org_of(actor), after=after)
    leaves = await queries.leaves_of(db, org_of(actor), [row.teacher_id for row, _email in page.items])
    today = day_in_india(clock.now())
    away = {one.teacher_id for one in leaves if rules.on_leave([(one.first_day, one.last_day)], today)}
    return render(request, "mathvidya/people/teachers.html", page=page, away=away, first=after is None)


@pages.get("/admin/teachers/{teacher_id}")
async def teacher_page(request: Request, teacher_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    teacher = await queries.teacher(db, org_of(actor), teacher_id)
    return render(
        request,
        "mathvidya/people/teacher.html",
        teacher=teacher,
        person=(await people_of(db, [teacher.account_id])).get(teacher.account_id),
        leaves=await queries.leaves(db, teacher.org_id, teacher_id),
        conflicts=await queries.conflicts(db, teacher.org_id, teacher_id),
    )


@pages.post("/admin/teachers/{teacher_id}")
async def change_teacher_page(request: Request, teacher_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    form = parse(TeacherForm, _teacher(await form_data(request)), field_of=lambda name: name or "is_stopped")
    await service.change_teacher(db, actor, teacher_id, form)
    return redirect(request, f"{TEACHERS}/{teacher_id}", toast=_("Saved."))


@pages.post("/admin/teachers/{teacher_id}/leaves")
async def add_leave_page(request: Request, teacher_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    form = parse(LeaveForm, await form_data(request), field_of=lambda name: name or "last_day")
    await service.add_leave(db, actor, teacher_id, form)
    return redirect(request, f"{TEACHERS}/{teacher_id}", toast=_("Saved."))


@pages.post("/admin/teachers/{teacher_id}/leaves/{leave_id}/remove")
async def remove_leave_page(
    request: Request, teacher_id: UUID, leave_id: UUID, actor: PeopleAdmin, db: Db
) -> Response:
    await service.remove_leave(db, actor, teacher_id, leave_id)
    return redirect(request, f"{TEACHERS}/{teacher_id}", toast=_("Removed."))


@pages.post("/admin/teachers/{teacher_id}/conflicts")
async def add_conflict_page(request: Request, teacher_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    await service.add_conflict(db, actor, teacher_id, parse(ConflictForm, await form_data(request)))
    return redirect(request, f"{TEACHERS}/{teacher_id}", toast=_("Saved."))


@pages.post("/admin/teachers/{teacher_id}/conflicts/{student_id}/remove")
async def remove_conflict_page(
    request: Request, teacher_id: UUID, student_id: UUID, actor: PeopleAdmin, db: Db
) -> Response:
    await service.remove_conflict(db, actor, teacher_id, student_id)
    return redirect(request, f"{TEACHERS}/{teacher_id}", toast=_("Removed."))


@pages.get("/admin/parents")
async def parents_page(request: Request, actor: PeopleAdmin, db: Db, after: str | None = None) -> Response:
    page = await queries_parents.mappings(db, org_of(actor), after=after)
    return render(
        request,
        "mathvidya/people/parents.html",
        rows=[(row, name, rules.waits_for(row.state, row.evidence)) for row, name in page.items],
        next=page.next,
        first=after is None,
    )


@pages.post("/admin/parents")
async def ask_for_parent_page(request: Request, actor: PeopleAdmin, db: Db) -> Response:
    await mappings.ask_as_admin(db, actor, parse(AdminAskForm, await form_data(request)))
    return redirect(request, PARENTS, toast=_("The student can confirm it now."))


@pages.post("/admin/parents/{student_id}/{parent_id}/end")
async def end_parent_page(
    request: Request, student_id: UUID, parent_id: UUID, actor: PeopleAdmin, db: Db
) -> Response:
    await mappings.end_as_admin(db, actor, student_id, parent_id)
    return redirect(request, f"{STUDENTS}/{student_id}", toast=_("Ended."))


@pages.post("/admin/parents/{student_id}/{parent_id}/primary")
async def primary_parent_page(
    request: Request, student_id: UUID, parent_id: UUID, actor: PeopleAdmin, db: Db
) -> Response:
    await mappings.make_primary(db, actor, student_id, parent_id)
    return redirect(request, f"{STUDENTS}/{student_id}", toast=_("Saved."))
