"""Parents of students: asking, confirming with consent, the primary contact, ending."""

from uuid import UUID

from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.people import MappingState, ParentStudentMapping
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.people import queries, queries_parents, rules, service
from assay.apps.mathvidya.people.consents import PARENT_VERSION
from assay.apps.mathvidya.people.forms import AdminAskForm, AskForm, ConfirmForm
from assay.apps.mathvidya.people.rules import Side
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_id, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, NotFound, OutOfOrder
from assay.kernel.identity.people import people_in_role
from assay.kernel.web.i18n import gettext as _


async def ask_as_student(db: Session, actor: Actor, form: AskForm) -> ParentStudentMapping:
    """The student names a parent, who confirms."""
    student = await service.student_of(db, actor)
    return await _ask(db, actor, Side.STUDENT, student.student_id, form)


async def ask_as_admin(db: Session, actor: Actor, form: AdminAskForm) -> ParentStudentMapping:
    """An administrator names both on the strength of what was shown; the student confirms."""
    org_id = org_of(actor)
    found = await people_in_role(db, org_id, "mathvidya", "student", [form.student_email])
    student = (
        await queries.student_or_none(db, org_id, person_id(org_id, found[0].account_id)) if found else None
    )
    if student is None:
        raise Invalid(fields={"student_email": _("No student with a class has this address.")})
    return await _ask(db, actor, Side.ADMIN, student.student_id, form, note=form.note)


async def confirm_as_parent(
    db: Session, actor: Actor, student_id: UUID, form: ConfirmForm
) -> ParentStudentMapping:
    """The parent's word on what the student asked."""
    stored = await queries_parents.mapping(db, org_of(actor), student_id, person_of(actor))
    return await _confirm(db, actor, Side.PARENT, stored, form)


async def confirm_as_student(
    db: Session, actor: Actor, parent_id: UUID, form: ConfirmForm
) -> ParentStudentMapping:
    """The student's word on what an administrator asked."""
    stored = await queries_parents.mapping(db, org_of(actor), person_of(actor), parent_id)
    return await _confirm(db, actor, Side.STUDENT, stored, form)


async def end_as_parent(db: Session, actor: Actor, student_id: UUID) -> ParentStudentMapping:
    """The parent sees nothing of the student any more, or declines to."""
    stored = await queries_parents.mapping(db, org_of(actor), student_id, person_of(actor))
    return await _end(db, actor, Side.PARENT, stored)


async def end_as_student(db: Session, actor: Actor, parent_id: UUID) -> ParentStudentMapping:
    """The student takes a request back, or refuses one. Raises OutOfOrder for a confirmed parent."""
    stored = await queries_parents.mapping(db, org_of(actor), person_of(actor), parent_id)
    if stored.state is MappingState.CONFIRMED:
        raise OutOfOrder(_("Only the parent or the school can end this. Ask your school."))
    return await _end(db, actor, Side.STUDENT, stored)


async def end_as_admin(db: Session, actor: Actor, student_id: UUID, parent_id: UUID) -> ParentStudentMapping:
    stored = await queries_parents.mapping(db, org_of(actor), student_id, parent_id)
    return await _end(db, actor, Side.ADMIN, stored)


async def make_primary(db: Session, actor: Actor, student_id: UUID, parent_id: UUID) -> ParentStudentMapping:
    """The one whom the school turns to first. Raises OutOfOrder for one who is not confirmed."""
    org_id = org_of(actor)
    await queries.student(db, org_id, student_id, lock=True)
    stored = await queries_parents.mapping(db, org_id, student_id, parent_id)
    if stored.state is not MappingState.CONFIRMED:
        raise OutOfOrder(_("Only a confirmed parent can be the primary contact."))
    await queries_parents.clear_primary(db, org_id, student_id)
    stored.is_primary = True
    await db.flush()
    await _record(db, actor, Event.PARENT_CONFIRMED, stored, primary=True)
    return stored


async def _ask(
    db: Session, actor: Actor, side: Side, student_id: UUID, form: AskForm, note: str = ""
) -> ParentStudentMapping:
    org_id, now = org_of(actor), clock.now()
    found = await people_in_role(db, org_id, "mathvidya", "parent", [form.parent_email])
    if not found:
        words = _("No parent here has this address. Ask your school to invite them first.")
        raise Invalid(fields={"parent_email": words})
    parent = found[0]
    parent_id = person_id(org_id, parent.account_id)
    if parent_id == student_id:
        raise Invalid(fields={"parent_email": _("Nobody is their own parent.")})
    stored = await queries_parents.mapping_or_none(db, org_id, student_id, parent_id)
    if stored is not None and stored.state is not MappingState.ENDED:
        raise Conflict(_("This parent was named already."))
    evidence = rules.asked(
        stored.evidence if stored else {},
        side=side,
        account_id=actor.account_id,
        label=actor.label,
        at=now,
        note=note,
    )
    if stored is None:
        stored = ParentStudentMapping(
            org_id=org_id,
            student_id=student_id,
            parent_id=parent_id,
            parent_account_id=parent.account_id,
            parent_name=parent.name,
            relation=form.relation,
            requested_by=actor.label,
            evidence=evidence,
        )
        if not await queries_parents.add_mapping(db, stored):
            raise Conflict(_("This parent was named already."))
    else:
        stored.state, stored.evidence, stored.relation = MappingState.REQUESTED, evidence, form.relation
        stored.requested_by = actor.label
        stored.confirmed_at = stored.consent_at = stored.ended_at = None
        await db.flush()
    await _record(db, actor, Event.PARENT_ASKED, stored, side=side.value)
    student = await queries.student(db, org_id, student_id)
    if side is Side.STUDENT:
        title = _("%(name)s named you as their parent") % {"name": student.name}
        await _tell(db, stored, parent.account_id, title, "/mathvidya/parent")
    else:
        title = _("Your school named %(name)s as your parent") % {"name": parent.name}
        await _tell(db, stored, student.account_id, title, "/mathvidya/student/profile#parents")
    return stored


async def _confirm(
    db: Session, actor: Actor, side: Side, stored: ParentStudentMapping, form: ConfirmForm
) -> ParentStudentMapping:
    if stored.state is MappingState.ENDED and side is Side.PARENT:
        raise NotFound(_("There is no such parent of this student."))
    rules.check_confirms(side, stored.state, stored.evidence)
    if form.text_version != PARENT_VERSION:
        raise Conflict(_("The text to agree to has changed. Load the page again and read it."))
    # The profile's lock puts two confirmations in line: the first parent becomes the primary contact.
    student = await queries.student(db, stored.org_id, stored.student_id, lock=True)
    now = clock.now()
    stored.evidence = rules.confirmed(
        stored.evidence,
        side=side,
        account_id=actor.account_id,
        label=actor.label,
        at=now,
        text_version=form.text_version,
        address=actor.address,
    )
    stored.state, stored.confirmed_at, stored.consent_at = MappingState.CONFIRMED, now, now
    stored.is_primary = not await queries_parents.has_primary(db, stored.org_id, stored.student_id)
    await db.flush()
    await _record(db, actor, Event.PARENT_CONFIRMED, stored, side=side.value, text=form.text_version)
    if side is Side.PARENT:
        title = _("%(name)s sees your results now") % {"name": stored.parent_name}
        await _tell(db, stored, student.account_id, title, "/mathvidya/student/profile#parents")
    else:
        title = _("You see the results of %(name)s now") % {"name": student.name}
        await _tell(db, stored, stored.parent_account_id, title, "/mathvidya/parent")
    return stored


async def _end(db: Session, actor: Actor, side: Side, stored: ParentStudentMapping) -> ParentStudentMapping:
    """Ended at once. Raises Conflict the second time."""
    if stored.state is MappingState.ENDED:
        raise Conflict(_("This has ended already."))
    now = clock.now()
    stored.evidence = rules.ended(
        stored.evidence, side=side, account_id=actor.account_id, label=actor.label, at=now
    )
    stored.state, stored.is_primary, stored.ended_at = MappingState.ENDED, False, now
    await db.flush()
    await _record(db, actor, Event.PARENT_ENDED, stored, side=side.value)
    return stored


async def _tell(db: Session, stored: ParentStudentMapping, account_id: UUID, title: str, href: str) -> None:
    key = f"parent:{stored.student_id}:{stored.parent_id}:{stored.state.value}:{clock.now().isoformat()}"
    await notices.tell(db, stored.org_id, account_id, Kind.PARENT, title, key=key, href=href)


async def _record(
    db: Session, actor: Actor, event: Event, stored: ParentStudentMapping, **details: object
) -> None:
    await audit.record(
        db,
        actor,
        event,
        entity="student",
        entity_id=stored.student_id,
        after={"parent": str(stored.parent_id), "evidence": stored.evidence},
        details=dict(details),
    )
