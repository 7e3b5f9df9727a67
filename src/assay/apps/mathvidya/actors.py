"""The callers of Mathvidya's routes, and who they are in its tables."""

from typing import Annotated
from uuid import UUID

from assay.apps.mathvidya.permissions import Permission
from assay.kernel.access import Actor, requires
from assay.kernel.errors import Forbidden
from assay.kernel.ids import uuid5_of

Student = Annotated[Actor, requires(Permission.EXAM_TAKE)]
Parent = Annotated[Actor, requires(Permission.CHILD_READ)]
Teacher = Annotated[Actor, requires(Permission.MARK)]
PeopleAdmin = Annotated[Actor, requires(Permission.PEOPLE_MANAGE)]
PlanAdmin = Annotated[Actor, requires(Permission.PLAN_MANAGE)]
BankAdmin = Annotated[Actor, requires(Permission.BANK_MANAGE)]
EvaluationAdmin = Annotated[Actor, requires(Permission.EVALUATION_MANAGE)]
ConfigAdmin = Annotated[Actor, requires(Permission.CONFIG_MANAGE)]
Auditor = Annotated[Actor, requires(Permission.AUDIT_READ)]


def org_of(actor: Actor) -> UUID:
    """The organisation acted for. Raises Forbidden for an actor without one."""
    if actor.org_id is None:
        raise Forbidden("This belongs to an organisation: sign in to one.")
    return actor.org_id


def person_id(org_id: UUID, account_id: UUID) -> UUID:
    """The `student_id`, `teacher_id` or `parent_id` of an account in an organisation."""
    return uuid5_of(org_id, account_id)


def person_of(actor: Actor) -> UUID:
    """The `student_id`, `teacher_id` or `parent_id` of the actor. Raises Forbidden without an account."""
    if actor.account_id is None:
        raise Forbidden("This needs an account.")
    return person_id(org_of(actor), actor.account_id)
