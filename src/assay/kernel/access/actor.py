"""Who is acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


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
