"""Comments a teacher uses again."""

from collections.abc import Sequence
from uuid import UUID

from assay.apps.mathvidya.marking import queries
from assay.apps.mathvidya.models.evaluations import SavedComment
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session


async def saved(db: Session, actor: Actor) -> Sequence[SavedComment]:
    """The actor's own, those used most first."""
    return await queries.comments(db, org_of(actor), person_of(actor))


async def keep(db: Session, actor: Actor, text: str) -> SavedComment:
    """Save a comment; one that reads the same is counted as used again."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    found = await queries.use_comment(db, org_id, teacher_id, text.strip())
    if found is None:
        found = SavedComment(org_id=org_id, teacher_id=teacher_id, body=text.strip(), uses=1)
        db.add(found)
        await db.flush()
    return found


async def forget(db: Session, actor: Actor, comment_id: UUID) -> None:
    """Raises NotFound for a comment of somebody else."""
    await queries.delete_comment(db, org_of(actor), person_of(actor), comment_id)
