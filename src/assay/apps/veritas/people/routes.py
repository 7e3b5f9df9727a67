"""The roster over HTTP: students, guardians' consents, accommodations. For administrators."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.veritas.actors import PeopleAdmin
from assay.apps.veritas.people import pages as page_data
from assay.apps.veritas.people import queries, service
from assay.apps.veritas.people.forms import AccommodationForm, AccommodationOut, StudentForm, StudentOut
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.identity.people import people_of
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

ROSTER = "/veritas/admin/students"


@api.get("/admin/students")
async def list_students(
    actor: PeopleAdmin, db: Db, group: str | None = None, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The roster; with `group`, its members. `next` is the cursor of the following page."""
    await service.enrol_members(db, actor)
    page = await queries.students(db, org_of(actor), group=group, after=after, limit=limit)
    return {"items": [StudentOut.of(row) for row in page.items], "next": page.next}


@api.get("/admin/students/{student_id}")
async def get_student(student_id: UUID, actor: PeopleAdmin, db: Db) -> StudentOut:
    return StudentOut.of(await queries.student(db, org_of(actor), student_id))


@api.put("/admin/students/{student_id}")
async def put_student(student_id: UUID, form: StudentForm, actor: PeopleAdmin, db: Db) -> StudentOut:
    """Groups, whether a minor, and who gave a guardian's consent."""
    return StudentOut.of(await service.change_student(db, actor, student_id, form))


@api.get("/admin/accommodations")
async def list_accommodations(
    actor: PeopleAdmin,
    db: Db,
    exam_id: UUID | None = None,
    group: str | None = None,
    student_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Grants with their history, newest first."""
    page = await queries.accommodations(
        db, org_of(actor), exam_id=exam_id, group=group, student_id=student_id, after=after, limit=limit
    )
    return {"items": [AccommodationOut.of(row) for row in page.items], "next": page.next}


@api.post("/admin/accommodations", status_code=201)
async def grant_accommodation(
    form: AccommodationForm, actor: PeopleAdmin, db: Db, _once: Idempotent
) -> AccommodationOut:
    """Grant something to a student, a group or everyone in an exam, from now on."""
    return AccommodationOut.of(await service.grant(db, actor, form))


@api.post("/admin/accommodations/{accommodation_id}/end")
async def end_accommodation(accommodation_id: UUID, actor: PeopleAdmin, db: Db) -> AccommodationOut:
    """End a grant. Sittings that began under it keep it."""
    return AccommodationOut.of(await service.end_accommodation(db, actor, accommodation_id))


@pages.get("/admin/students")
async def students_page(
    request: Request, actor: PeopleAdmin, db: Db, group: str = "", after: str | None = None
) -> Response:
    await service.enrol_members(db, actor)
    page = await queries.students(db, org_of(actor), group=group or None, after=after)
    return render(
        request,
        "veritas/people/students.html",
        page=page,
        people=await people_of(db, [row.account_id for row in page.items]),
        group=group,
        first=after is None,
    )


@pages.get("/admin/students/{student_id}")
async def student_page(request: Request, student_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    student = await queries.student(db, org_of(actor), student_id)
    granted = await queries.accommodations(db, student.org_id, student_id=student_id, limit=200)
    return render(
        request,
        "veritas/people/student.html",
        student=student,
        person=(await people_of(db, [student.account_id])).get(student.account_id),
        values={
            "groups": ", ".join(student.groups),
            "guardian_consent_by": student.guardian_consent_by or "",
        },
        granted=[(row, page_data.in_words(row)) for row in granted.items],
    )


@pages.post("/admin/students/{student_id}")
async def change_student_page(request: Request, student_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    form = parse(StudentForm, page_data.student_document(await form_data(request)), field_of=page_data.field)
    await service.change_student(db, actor, student_id, form)
    return redirect(request, f"{ROSTER}/{student_id}", toast=_("Saved."))


@pages.get("/admin/accommodations")
async def accommodations_page(
    request: Request, actor: PeopleAdmin, db: Db, after: str | None = None
) -> Response:
    page = await queries.accommodations(db, org_of(actor), after=after, limit=20)
    names = await queries.names_of(db, org_of(actor), page.items)
    return render(
        request,
        "veritas/people/accommodations.html",
        rows=[(row, page_data.in_words(row), page_data.for_whom(row, names)) for row in page.items],
        exams=await queries.exam_titles(db, org_of(actor)),
        next=page.next,
        first=after is None,
    )


@pages.post("/admin/accommodations")
async def grant_page(request: Request, actor: PeopleAdmin, db: Db) -> Response:
    data = await form_data(request)
    form = parse(AccommodationForm, page_data.grant_document(data), field_of=page_data.field)
    await service.grant(db, actor, form)
    back = f"{ROSTER}/{form.student_id}" if form.student_id else "/veritas/admin/accommodations"
    return redirect(request, back, toast=_("The accommodation is granted."))


@pages.post("/admin/accommodations/{accommodation_id}/end")
async def end_page(request: Request, accommodation_id: UUID, actor: PeopleAdmin, db: Db) -> Response:
    ended = await service.end_accommodation(db, actor, accommodation_id)
    back = f"{ROSTER}/{ended.student_id}" if ended.student_id else "/veritas/admin/accommodations"
    return redirect(request, back, toast=_("The accommodation has ended."))
