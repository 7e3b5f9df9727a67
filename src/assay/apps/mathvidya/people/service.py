"""Use cases around students and teachers: profiles, classes, leave, conflicts."""

from uuid import UUID

from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.people import StudentProfile, TeacherLeave, TeacherProfile
from assay.apps.mathvidya.people import queries
from assay.apps.mathvidya.people.forms import (
    ConflictForm,
    LeaveForm,
    NewStudentForm,
    StudentForm,
    TeacherForm,
)
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_id, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Invalid, OutOfOrder
from assay.kernel.identity.people import Person, people_in_role
from assay.kernel.web.i18n import gettext as _


async def student_of(db: Session, actor: Actor) -> StudentProfile:
    """The actor's profile as a student. Raises OutOfOrder until a class is chosen."""
    found = await queries.student_or_none(db, org_of(actor), person_of(actor))
    if found is None:
        raise OutOfOrder(_("Say first, in your profile, which class you are in."), profile=True)
    return found


async def save_own(db: Session, actor: Actor, form: StudentForm) -> StudentProfile:
    """The actor's class and needs; the profile is made the first time."""
    org_id, student_id = org_of(actor), person_of(actor)
    assert actor.account_id is not None  # person_of has seen to it
    await queries.insert_students(db, [_profile(org_id, actor.account_id, actor.label, form)])
    return await change_student(db, actor, student_id, form)


async def place_student(db: Session, actor: Actor, form: NewStudentForm) -> StudentProfile:
    """Give a member with the role of a student their class. Raises Invalid where there is none."""
    org_id = org_of(actor)
    found = await _member(db, org_id, "student", form.email, field="email")
    await queries.insert_students(db, [_profile(org_id, found.account_id, found.name, form)])
    return await change_student(db, actor, person_id(org_id, found.account_id), form)


async def change_student(db: Session, actor: Actor, student_id: UUID, form: StudentForm) -> StudentProfile:
    """Papers made from now on follow it; exams that were made stay as they are."""
    stored = await queries.student(db, org_of(actor), student_id, lock=True)
    stored.class_level = form.class_level
    stored.needs_substitutes = form.needs_substitutes
    await db.flush()
    # That somebody needs substitutes tells of their eyes: it goes into the digest, not into the text.
    await audit.record(
        db,
        actor,
        Event.PROFILE_CHANGED,
        entity="student",
        entity_id=student_id,
        after=form.model_dump(mode="json", include={"class_level", "needs_substitutes"}),
        details={"class": form.class_level.value},
    )
    return stored


async def ensure_teacher(db: Session, actor: Actor) -> TeacherProfile:
    """The actor's profile as a teacher, made on first use."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    found = await queries.teacher_or_none(db, org_id, teacher_id)
    if found is None:
        assert actor.account_id is not None  # person_of has seen to it
        await queries.insert_teachers(db, [_teacher(org_id, actor.account_id, actor.label)])
        found = await queries.teacher(db, org_id, teacher_id)
    return found


async def enrol_teachers(db: Session, org_id: UUID) -> None:
    """Make profiles of members with the role of a teacher who have none yet."""
    found = await people_in_role(db, org_id, "mathvidya", "teacher")
    await queries.insert_teachers(db, [_teacher(org_id, one.account_id, one.name) for one in found])


async def change_teacher(db: Session, actor: Actor, teacher_id: UUID, form: TeacherForm) -> TeacherProfile:
    """Classes, capacity, and whether the teacher gets work. Evaluations that are assigned stay."""
    stored = await queries.teacher(db, org_of(actor), teacher_id, lock=True)
    was_stopped = stored.stopped_at is not None
    stored.classes = sorted(form.classes)
    stored.capacity = form.capacity
    stored.stopped_reason = form.stopped_reason if form.is_stopped else ""
    if form.is_stopped != was_stopped:
        stored.stopped_at = clock.now() if form.is_stopped else None
        event = Event.TEACHER_STOPPED if form.is_stopped else Event.TEACHER_RESUMED
        after = {"reason": form.stopped_reason}
        await audit.record(db, actor, event, entity="teacher", entity_id=teacher_id, after=after)
    await db.flush()
    details = {"classes": stored.classes, "capacity": form.capacity}
    await audit.record(
        db, actor, Event.PROFILE_CHANGED, entity="teacher", entity_id=teacher_id, details=details
    )
    return stored


async def add_leave(db: Session, actor: Actor, teacher_id: UUID, form: LeaveForm) -> TeacherLeave:
    """Days on which the teacher gets no new work."""
    stored = await queries.teacher(db, org_of(actor), teacher_id)
    made = TeacherLeave(org_id=stored.org_id, teacher_id=teacher_id, **form.model_dump())
    db.add(made)
    await db.flush()
    await _teacher_changed(db, actor, teacher_id, leave="added")
    return made


async def remove_leave(db: Session, actor: Actor, teacher_id: UUID, leave_id: UUID) -> None:
    """Raises NotFound."""
    await queries.delete_leave(db, org_of(actor), teacher_id, leave_id)
    await _teacher_changed(db, actor, teacher_id, leave="removed")


async def add_conflict(db: Session, actor: Actor, teacher_id: UUID, form: ConflictForm) -> UUID:
    """This teacher does not mark this student any more; the student's id."""
    org_id = org_of(actor)
    await queries.teacher(db, org_id, teacher_id)
    student = await _member(db, org_id, "student", form.student_email, field="student_email")
    student_id = person_id(org_id, student.account_id)
    if await queries.student_or_none(db, org_id, student_id) is None:
        raise Invalid(fields={"student_email": _("This student has no class yet.")})
    await queries.add_conflict(db, org_id, teacher_id, student_id, form.reason)
    await _teacher_changed(db, actor, teacher_id, conflict="added")
    return student_id


async def remove_conflict(db: Session, actor: Actor, teacher_id: UUID, student_id: UUID) -> None:
    """Raises NotFound."""
    await queries.delete_conflict(db, org_of(actor), teacher_id, student_id)
    await _teacher_changed(db, actor, teacher_id, conflict="removed")


async def _teacher_changed(db: Session, actor: Actor, teacher_id: UUID, **details: str) -> None:
    await audit.record(
        db, actor, Event.PROFILE_CHANGED, entity="teacher", entity_id=teacher_id, details=dict(details)
    )


async def _member(db: Session, org_id: UUID, role: str, email: str, *, field: str) -> Person:
    """Raises Invalid at `field` where nobody with this address holds `role`."""
    found = await people_in_role(db, org_id, "mathvidya", role, [email])
    if not found:
        raise Invalid(fields={field: _("Nobody here with this role has this address. Invite them first.")})
    return found[0]


def _profile(org_id: UUID, account_id: UUID, name: str, form: StudentForm) -> dict[str, object]:
    return {
        "org_id": org_id,
        "student_id": person_id(org_id, account_id),
        "account_id": account_id,
        "name": name,
        "class_level": form.class_level,
        "needs_substitutes": form.needs_substitutes,
        "alias": "",
        "leaderboard_consent": {},
    }


def _teacher(org_id: UUID, account_id: UUID, name: str) -> dict[str, object]:
    return {
        "org_id": org_id,
        "teacher_id": person_id(org_id, account_id),
        "account_id": account_id,
        "name": name,
        "classes": ["X", "XII"],
        "stopped_reason": "",
    }
