"""Use cases around people: profiles on first use, the roster, guardians' consents, accommodations."""

from collections.abc import Sequence
from uuid import UUID

from assay.apps.veritas.events import Event
from assay.apps.veritas.models.exams import Accommodation
from assay.apps.veritas.models.people import StudentProfile, TeacherProfile
from assay.apps.veritas.people import queries
from assay.apps.veritas.people.forms import AccommodationForm, StudentForm
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_id, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.identity.people import people_in_role
from assay.kernel.web.i18n import gettext as _


async def ensure_student(db: Session, actor: Actor) -> StudentProfile:
    """The actor's profile as a student, made on first use."""
    org_id, student_id = org_of(actor), person_of(actor)
    found = await queries.student_or_none(db, org_id, student_id)
    if found is not None:
        return found
    assert actor.account_id is not None  # person_of has seen to it
    await queries.insert_students(db, [_profile(org_id, actor.account_id, actor.label)])
    return await queries.student(db, org_id, student_id)


async def ensure_teacher(db: Session, actor: Actor) -> TeacherProfile:
    """The actor's profile as a teacher, made on first use."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    found = await queries.teacher_or_none(db, org_id, teacher_id)
    if found is None:
        assert actor.account_id is not None  # person_of has seen to it
        row = {
            "org_id": org_id,
            "teacher_id": teacher_id,
            "account_id": actor.account_id,
            "name": actor.label,
        }
        await queries.insert_teachers(db, [row])
        found = await queries.teacher_or_none(db, org_id, teacher_id)
        assert found is not None
    return found


async def enrol_members(db: Session, actor: Actor, emails: Sequence[str] | None = None) -> dict[str, UUID]:
    """Make profiles of the organisation's students who have none yet: of all, or of those named.

    Answers e-mail address → `student_id` of everyone found; whoever is no student here is left out.
    """
    org_id = org_of(actor)
    found = await people_in_role(db, org_id, "veritas", "student", emails)
    await queries.insert_students(db, [_profile(org_id, one.account_id, one.name) for one in found])
    return {one.email: person_id(org_id, one.account_id) for one in found}


async def change_student(db: Session, actor: Actor, student_id: UUID, form: StudentForm) -> StudentProfile:
    """Groups, whether a minor, and who gave a guardian's consent. The consent's time is the server's."""
    stored = await queries.student(db, org_of(actor), student_id, lock=True)
    consent_changed = (form.guardian_consent_by or None) != stored.guardian_consent_by
    stored.groups = sorted(set(form.groups))
    stored.is_minor = form.is_minor
    if consent_changed:
        stored.guardian_consent_by = form.guardian_consent_by or None
        stored.guardian_consent_at = clock.now() if form.guardian_consent_by else None
        await audit.record(
            db,
            actor,
            Event.CONSENT_RECORDED,
            entity="student",
            entity_id=student_id,
            after={"guardian": form.guardian_consent_by or None},
            details={"by": "guardian", "given": bool(form.guardian_consent_by)},
        )
    await db.flush()
    return stored


async def grant(db: Session, actor: Actor, form: AccommodationForm) -> Accommodation:
    """Grant an accommodation. It holds from now on, for sittings under way as well."""
    org_id = org_of(actor)
    if form.student_id is not None:
        await queries.student(db, org_id, form.student_id)
    made = Accommodation(
        org_id=org_id,
        exam_id=form.exam_id,
        group_name=form.group_name,
        student_id=form.student_id,
        measures=form.measures.model_dump(mode="json"),
        reason=form.reason,
        granted_by=actor.label,
    )
    db.add(made)
    await db.flush()
    # The reason may tell of an illness: it stays in the row and is not written to the log.
    await audit.record(
        db,
        actor,
        Event.ACCOMMODATION_GRANTED,
        entity="accommodation",
        entity_id=made.accommodation_id,
        after={"student": str(form.student_id), "reason": form.reason},
        details={"measures": made.measures, "for": form.scope},
    )
    return made


async def end_accommodation(db: Session, actor: Actor, accommodation_id: UUID) -> Accommodation:
    """End a grant; the row stays. Sittings that began under it keep it. Raises Conflict the second time."""
    stored = await queries.accommodation_for_update(db, org_of(actor), accommodation_id)
    if stored.ended_at is not None:
        raise Conflict(_("This accommodation has ended already."))
    stored.ended_at = clock.now()
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.ACCOMMODATION_GRANTED,
        entity="accommodation",
        entity_id=accommodation_id,
        details={"ended": True},
    )
    return stored


def _profile(org_id: UUID, account_id: UUID, name: str) -> dict[str, object]:
    return {
        "org_id": org_id,
        "student_id": person_id(org_id, account_id),
        "account_id": account_id,
        "name": name,
        "groups": [],
    }
