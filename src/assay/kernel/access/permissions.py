"""What a role may do: one table per application, joined into one for the process.

A permission is written `<application>:<thing>.<action>`; a role is a name inside one application.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from assay.kernel.errors import Invalid, MisconfiguredError
from assay.kernel.web.i18n import gettext as _

KERNEL = "kernel"
"""The application whose roles every member of an organisation holds one of."""


class Permission(StrEnum):
    """What the kernel itself guards."""

    MEMBERS_MANAGE = "kernel:members.manage"
    AUDIT_READ = "kernel:audit.read"
    JOBS_MANAGE = "kernel:jobs.manage"
    MAIL_READ = "kernel:mail.read"
    LLM_READ = "kernel:llm.read"


ADMIN = "admin"
MEMBER = "member"

ROLES: Mapping[str, frozenset[StrEnum]] = {
    ADMIN: frozenset(Permission),
    MEMBER: frozenset(),
}


class HasRoles(Protocol):
    """The part of an AppModule the table is made of."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> Mapping[str, frozenset[StrEnum]]: ...


class RoleTable:
    """(application, role) → permissions, for the kernel and every application that is started."""

    def __init__(self, modules: Iterable[HasRoles]) -> None:
        self.apps: dict[str, Mapping[str, frozenset[StrEnum]]] = {KERNEL: ROLES}
        for module in modules:
            self.apps[module.name] = module.roles
            for role, permissions in module.roles.items():
                for permission in permissions:
                    if not permission.startswith(f"{module.name}:"):
                        raise MisconfiguredError(
                            f"Role {role} of {module.name} holds {permission}, which is not its own."
                        )

    def permissions(self, roles: Mapping[str, str]) -> frozenset[str]:
        """What `roles` (application → role) permit together. Roles of absent applications permit nothing."""
        held: set[str] = set()
        for app, role in roles.items():
            held.update(str(permission) for permission in self.apps.get(app, {}).get(role, frozenset()))
        return frozenset(held)

    def check(self, roles: Mapping[str, str]) -> None:
        """Raise Invalid unless each of `roles` (application → role) exists."""
        wrong = {
            f"roles.{app}": _("Choose one of the roles offered.")
            for app, role in roles.items()
            if role not in self.apps.get(app, {})
        }
        if wrong:
            raise Invalid(_("This role does not exist."), fields=wrong)
