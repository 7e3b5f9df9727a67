"""What an organisation's list of members must always satisfy."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from assay.kernel.access.permissions import ADMIN, KERNEL, MEMBER
from assay.kernel.identity.errors import LastAdministrator
from assay.kernel.web.i18n import gettext as _

INVITATION_LIFETIME = timedelta(days=14)


def complete(roles: Mapping[str, str]) -> dict[str, str]:
    """`roles` (application → role) without empty ones and with a role in the kernel: a plain member's."""
    return {KERNEL: MEMBER, **{app: role for app, role in roles.items() if role}}


def check_administrators(
    administrators: Collection[UUID], account_id: UUID, roles: Mapping[str, str]
) -> None:
    """Raise LastAdministrator when `account_id` taking `roles` (empty: leaving) would leave none."""
    if roles.get(KERNEL) != ADMIN and set(administrators) <= {account_id}:
        raise LastAdministrator(_("Make somebody else an administrator first."))
