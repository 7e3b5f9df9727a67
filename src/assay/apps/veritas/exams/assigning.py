"""Use cases of who is to sit an exam, and of which teacher may do what with it."""

from uuid import UUID

from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries_people
from assay.apps.veritas.exams.forms import AssignForm, GrantForm
from assay.apps.veritas.exams.service import reach
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.people.service import enrol_members
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of, person_id, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, NotFound
from assay.kernel.identity.people import people_in_role
from assay.kernel.web.i18n import gettext as _


async def assign(db: Session, actor: Actor, exam_id: UUID, form: AssignForm) -> int:
    """Assign students; how many the form names. Raises Invalid naming those who are not students here."""
    exam = await reach(db, actor, exam_id, Level.MANAGE)
    by_email = await enrol_members(db, actor, None if form.everyone else form.emails)
    unknown = [one for one in form.emails if one.strip().lower() not in by_email]
    if unknown:
        told = _("No student of your organisation has the address %(emails)s.") % {
            "emails": ", ".join(unknown[:5])
        }
        raise Invalid(told, fields={"emails": told})
    listed = await queries_people.students(db, exam.org_id, ids=form.student_ids, groups=form.groups)
    if missing := set(form.student_ids) - set(listed):
        told = _("%(number)s of these are not students of your organisation.") % {"number": len(missing)}
        raise Invalid(told, fields={"student_ids": told})
    students = sorted({*listed, *by_email.values()})
    if not students:
        told = _("There is no student in these groups.")
        raise Invalid(told, fields={"groups": told})
    measures = form.accommodations.model_dump(mode="json") if form.accommodations is not None else None
    await queries_people.assign(
        db, exam.org_id, exam_id, students, accommodations=measures, assigned_by=actor.label
    )
    await audit.record(
        db,
        actor,
        Event.EXAM_ASSIGNED,
        entity="exam",
        entity_id=exam_id,
        details={"students": len(students), "groups": list(form.groups), "accommodations": measures or {}},
    )
    return len(students)


async def unassign(db: Session, actor: Actor, exam_id: UUID, student_id: UUID) -> None:
    """The student is no longer to sit the exam. An attempt that was begun stays."""
    exam = await reach(db, actor, exam_id, Level.MANAGE)
    await queries_people.unassign(db, exam.org_id, exam_id, student_id)
    await audit.record(
        db,
        actor,
        Event.EXAM_ASSIGNED,
        entity="exam",
        entity_id=exam_id,
        details={"taken_back": str(student_id)},
    )


async def grant(db: Session, actor: Actor, exam_id: UUID, form: GrantForm) -> None:
    """Set a teacher's level, or take it away. Whoever manages an exam cannot lock themselves out of it."""
    exam = await reach(db, actor, exam_id, Level.MANAGE)
    teacher_id = form.teacher_id or await _teacher(db, actor, form.email)
    if await people.teacher_or_none(db, exam.org_id, teacher_id) is None:
        raise NotFound(_("There is no such teacher."))
    if teacher_id == person_of(actor) and form.level is not Level.MANAGE:
        raise Conflict(_("Somebody else who manages this exam can take your permission away, you cannot."))
    if form.level is None:
        await queries_people.revoke(db, exam.org_id, exam_id, teacher_id)
    else:
        await queries_people.grant(db, exam.org_id, exam_id, teacher_id, form.level, granted_by=actor.label)
    await audit.record(
        db,
        actor,
        Event.PERMISSION_GRANTED,
        entity="exam",
        entity_id=exam_id,
        details={"teacher": str(teacher_id), "level": form.level.value if form.level else None},
    )


async def _teacher(db: Session, actor: Actor, email: str) -> UUID:
    """The teacher with this address; the profile is made on first use."""
    org_id = org_of(actor)
    found = await people_in_role(db, org_id, "veritas", "teacher", [email])
    if not found:
        told = _("No teacher of your organisation has this address.")
        raise Invalid(told, fields={"email": told})
    person = found[0]
    teacher_id = person_id(org_id, person.account_id)
    row = {"org_id": org_id, "teacher_id": teacher_id, "account_id": person.account_id, "name": person.name}
    await people.insert_teachers(db, [row])
    return teacher_id
