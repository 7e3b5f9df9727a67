"""Who is acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from assay.kernel.errors import Forbidden
from assay.kernel.ids import uuid5_of


class ActorKind(StrEnum):
    ACCOUNT = "account"
    APPLICANT = "applicant"
    """Known by the access token of one application, without an account."""
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever a request or job step acts for. `roles` maps an application's name to one role.

    `org_id` binds the database session: None sees no organisation's rows.
    """

    kind: ActorKind = ActorKind.ANONYMOUS
    account_id: UUID | None = None
    org_id: UUID | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    request_id: str = ""
    address: str = ""
    label: str = ""

    def may(self, permission: StrEnum) -> bool:
        return str(permission) in self.permissions


def system_actor(org_id: UUID | None, label: str) -> Actor:
    """The actor of background work and commands, named by what it does."""
    return Actor(kind=ActorKind.SYSTEM, org_id=org_id, label=label)


def org_of(actor: Actor) -> UUID:
    """The organisation acted for. Raises Forbidden for an actor without one."""
    if actor.org_id is None:
        raise Forbidden("This belongs to an organisation: sign in to one.")
    return actor.org_id


def person_id(org_id: UUID, account_id: UUID) -> UUID:
    """Who an account is in the tables of an organisation: nobody is a person of two of them."""
    return uuid5_of(org_id, account_id)


def person_of(actor: Actor) -> UUID:
    """Who the actor is in the tables of the organisation. Raises Forbidden without an account."""
    if actor.account_id is None:
        raise Forbidden("This needs an account.")
    return person_id(org_of(actor), actor.account_id)
