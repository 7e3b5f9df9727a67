"""Teachers who get no more work, and who get some again."""

from uuid import UUID

from assay.apps.mathvidya.evaluations import assigning, queries, service
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.people import TeacherProfile
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _


async def stop(db: Session, actor: Actor, teacher_id: UUID, reason: str) -> TeacherProfile:
    """The teacher gets no more work; what is not begun goes to others. A second time changes nothing."""
    org_id = org_of(actor)
    teacher = await queries.teacher_for_update(db, org_id, teacher_id)
    if teacher.stopped_at is not None:
        return teacher
    teacher.stopped_at, teacher.stopped_reason = clock.now(), reason
    for one in await queries.unstarted_for_update(db, org_id, teacher_id):
        await service.release(db, actor, one, "stopped")
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.TEACHER_STOPPED,
        entity="teacher",
        entity_id=teacher_id,
        after={"reason": reason},
    )
    await notices.tell(
        db,
        org_id,
        teacher.account_id,
        Kind.QUALITY,
        _("You get no more scripts for now"),
        reason,
        key=f"stopped:{teacher.stopped_at.isoformat()}",
        href=assigning.QUEUE,
    )
    return teacher


async def resume(db: Session, actor: Actor, teacher_id: UUID) -> TeacherProfile:
    """The teacher gets work again. A second time changes nothing."""
    teacher = await queries.teacher_for_update(db, org_of(actor), teacher_id)
    if teacher.stopped_at is None:
        return teacher
    teacher.stopped_at, teacher.stopped_reason = None, ""
    await db.flush()
    await audit.record(db, actor, Event.TEACHER_RESUMED, entity="teacher", entity_id=teacher_id)
    await assigning.request(db, actor)
    return teacher
