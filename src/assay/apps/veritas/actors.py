"""The callers of Veritas's routes, and who they are in its tables."""

from typing import Annotated
from uuid import UUID

from assay.apps.veritas.permissions import Permission
from assay.kernel.access import Actor, requires
from assay.kernel.errors import Forbidden
from assay.kernel.ids import uuid5_of

Student = Annotated[Actor, requires(Permission.SIT)]
Teacher = Annotated[Actor, requires(Permission.EXAM_READ)]
Author = Annotated[Actor, requires(Permission.EXAM_CREATE)]
PeopleAdmin = Annotated[Actor, requires(Permission.PEOPLE_MANAGE)]
RetentionAdmin = Annotated[Actor, requires(Permission.RETENTION_RUN)]
Auditor = Annotated[Actor, requires(Permission.AUDIT_READ)]


def org_of(actor: Actor) -> UUID:
    """The organisation acted for. Raises Forbidden for an actor without one."""
    if actor.org_id is None:
        raise Forbidden("This belongs to an organisation: sign in to one.")
    return actor.org_id


def person_id(org_id: UUID, account_id: UUID) -> UUID:
    """The `student_id` or `teacher_id` of an account in an organisation."""
    return uuid5_of(org_id, account_id)


def person_of(actor: Actor) -> UUID:
    """The `student_id` or `teacher_id` of the actor. Raises Forbidden without an account."""
    if actor.account_id is None:
        raise Forbidden("This needs an account.")
    return person_id(org_of(actor), actor.account_id)
