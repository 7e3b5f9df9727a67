"""Students, teachers and parents over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from assay.apps.mathvidya.actors import Parent, PeopleAdmin, Student
from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.people import (
    consents,
    mappings,
    page_routes,
    queries,
    queries_parents,
    service,
)
from assay.apps.mathvidya.people.forms import (
    AdminAskForm,
    AskForm,
    ConfirmForm,
    ConflictForm,
    ConflictOut,
    LeaveForm,
    LeaveOut,
    MappingOut,
    NewStudentForm,
    StudentForm,
    StudentOut,
    TeacherForm,
    TeacherOut,
)
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Db
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = page_routes.pages


@api.get("/student/profile")
async def own_profile(actor: Student, db: Db) -> StudentOut:
    """Your own profile. 409 until a class is chosen."""
    return StudentOut.of(await service.student_of(db, actor))


@api.put("/student/profile")
async def save_own_profile(form: StudentForm, actor: Student, db: Db) -> StudentOut:
    """Your class, and whether you need substitutes of questions with figures."""
    return StudentOut.of(await service.save_own(db, actor, form))


@api.get("/student/parents")
async def own_parents(actor: Student, db: Db) -> dict[str, Any]:
    """Your parents, and the text that either side agrees to, with its version."""
    rows = await queries_parents.of_student(db, org_of(actor), person_of(actor))
    return {"items": [MappingOut.of(row) for row in rows], **_text()}


@api.post("/student/parents", status_code=201)
async def ask_parent(form: AskForm, actor: Student, db: Db, _once: Idempotent) -> MappingOut:
    """Name a parent, who confirms."""
    return MappingOut.of(await mappings.ask_as_student(db, actor, form))


@api.post("/student/parents/{parent_id}/confirm")
async def confirm_parent(parent_id: UUID, form: ConfirmForm, actor: Student, db: Db) -> MappingOut:
    """Confirm a parent whom the school named."""
    return MappingOut.of(await mappings.confirm_as_student(db, actor, parent_id, form))


@api.post("/student/parents/{parent_id}/end")
async def take_back_parent(parent_id: UUID, actor: Student, db: Db) -> MappingOut:
    """Take back a request, or refuse one. A confirmed parent is ended by the parent or the school."""
    return MappingOut.of(await mappings.end_as_student(db, actor, parent_id))


@api.get("/parent/requests")
async def parent_requests(actor: Parent, db: Db) -> dict[str, Any]:
    """Children who named you and wait for your word, and those you confirmed."""
    rows = await queries_parents.of_parent(db, org_of(actor), person_of(actor))
    return {"items": [{"student": name, **MappingOut.of(row).model_dump()} for row, name in rows], **_text()}


@api.post("/parent/requests/{student_id}/confirm")
async def confirm_child(student_id: UUID, form: ConfirmForm, actor: Parent, db: Db) -> MappingOut:
    """Confirm that you are this student's parent."""
    return MappingOut.of(await mappings.confirm_as_parent(db, actor, student_id, form))


@api.post("/parent/requests/{student_id}/end")
async def end_child(student_id: UUID, actor: Parent, db: Db) -> MappingOut:
    """Decline, or see this student's results no more."""
    return MappingOut.of(await mappings.end_as_parent(db, actor, student_id))


@api.get("/admin/students")
async def list_students(
    actor: PeopleAdmin,
    db: Db,
    class_level: ClassLevel | None = None,
    email: str = "",
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Students with a class. `next` is the cursor of the following page."""
    page = await queries.students(
        db, org_of(actor), class_level=class_level, email=email, after=after, limit=limit
    )
    return {"items": [StudentOut.of(row) for row, _email in page.items], "next": page.next}


@api.post("/admin/students", status_code=201)
async def place_student(form: NewStudentForm, actor: PeopleAdmin, db: Db, _once: Idempotent) -> StudentOut:
    """Give a member with the role of a student their class."""
    return StudentOut.of(await service.place_student(db, actor, form))


@api.get("/admin/students/{student_id}")
async def get_student(student_id: UUID, actor: PeopleAdmin, db: Db) -> StudentOut:
    return StudentOut.of(await queries.student(db, org_of(actor), student_id))


@api.put("/admin/students/{student_id}")
async def put_student(student_id: UUID, form: StudentForm, actor: PeopleAdmin, db: Db) -> StudentOut:
    return StudentOut.of(await service.change_student(db, actor, student_id, form))


@api.get("/admin/teachers")
async def list_teachers(
    actor: PeopleAdmin, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Teachers with classes and capacity."""
    await service.enrol_teachers(db, org_of(actor))
    page = await queries.teachers(db, org_of(actor), after=after, limit=limit)
    return {"items": [TeacherOut.of(row) for row, _email in page.items], "next": page.next}


@api.get("/admin/teachers/{teacher_id}")
async def get_teacher(teacher_id: UUID, actor: PeopleAdmin, db: Db) -> dict[str, Any]:
    """A teacher with leaves and conflicts."""
    org_id = org_of(actor)
    row = await queries.teacher(db, org_id, teacher_id)
    return {
        **TeacherOut.of(row).model_dump(),
        "leaves": [LeaveOut.of(one) for one in await queries.leaves(db, org_id, teacher_id)],
        "conflicts": [ConflictOut.of(one) for one, _name in await queries.conflicts(db, org_id, teacher_id)],
    }


@api.put("/admin/teachers/{teacher_id}")
async def put_teacher(teacher_id: UUID, form: TeacherForm, actor: PeopleAdmin, db: Db) -> TeacherOut:
    """Classes, capacity, and whether the teacher gets work."""
    return TeacherOut.of(await service.change_teacher(db, actor, teacher_id, form))


@api.post("/admin/teachers/{teacher_id}/leaves", status_code=201)
async def add_leave(
    teacher_id: UUID, form: LeaveForm, actor: PeopleAdmin, db: Db, _once: Idempotent
) -> LeaveOut:
    """Days on which the teacher gets no new work."""
    return LeaveOut.of(await service.add_leave(db, actor, teacher_id, form))


@api.delete("/admin/teachers/{teacher_id}/leaves/{leave_id}", status_code=204)
async def remove_leave(teacher_id: UUID, leave_id: UUID, actor: PeopleAdmin, db: Db) -> None:
    await service.remove_leave(db, actor, teacher_id, leave_id)


@api.post("/admin/teachers/{teacher_id}/conflicts", status_code=201)
async def add_conflict(
    teacher_id: UUID, form: ConflictForm, actor: PeopleAdmin, db: Db, _once: Idempotent
) -> ConflictOut:
    """A student whom the teacher does not mark from now on."""
    student_id = await service.add_conflict(db, actor, teacher_id, form)
    return ConflictOut(student_id=student_id, reason=form.reason)


@api.delete("/admin/teachers/{teacher_id}/conflicts/{student_id}", status_code=204)
async def remove_conflict(teacher_id: UUID, student_id: UUID, actor: PeopleAdmin, db: Db) -> None:
    await service.remove_conflict(db, actor, teacher_id, student_id)


@api.get("/admin/parents")
async def list_parents(
    actor: PeopleAdmin, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Parents and their children, with the evidence of each confirmation."""
    page = await queries_parents.mappings(db, org_of(actor), after=after, limit=limit)
    items = [{"student": name, **MappingOut.of(row).model_dump()} for row, name in page.items]
    return {"items": items, "next": page.next}


@api.post("/admin/parents", status_code=201)
async def ask_for_parent(form: AdminAskForm, actor: PeopleAdmin, db: Db, _once: Idempotent) -> MappingOut:
    """Name parent and student on the strength of a paper; the student confirms."""
    return MappingOut.of(await mappings.ask_as_admin(db, actor, form))


@api.post("/admin/parents/{student_id}/{parent_id}/end")
async def end_parent(student_id: UUID, parent_id: UUID, actor: PeopleAdmin, db: Db) -> MappingOut:
    return MappingOut.of(await mappings.end_as_admin(db, actor, student_id, parent_id))


@api.post("/admin/parents/{student_id}/{parent_id}/primary")
async def primary_parent(student_id: UUID, parent_id: UUID, actor: PeopleAdmin, db: Db) -> MappingOut:
    """Make this parent the student's one primary contact."""
    return MappingOut.of(await mappings.make_primary(db, actor, student_id, parent_id))


def _text() -> dict[str, str]:
    return {"text": consents.parent_text(), "text_version": consents.PARENT_VERSION}
