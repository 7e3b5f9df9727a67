"""What an organisation's list of members must always satisfy."""

import unicodedata
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from assay.kernel.access.permissions import ADMIN, KERNEL, MEMBER
from assay.kernel.errors import Invalid
from assay.kernel.identity.errors import LastAdministrator
from assay.kernel.web.i18n import gettext as _

INVITATION_LIFETIME = timedelta(days=14)


def slug(name: str) -> str:
    """A name for links and commands: "École North" → `ecole-north`. Raises Invalid when nothing is left.

    Latin letters lose their accents; the vowel signs of other scripts are part of the word and stay.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not "\u0300" <= c <= "\u036f")
    folded = unicodedata.normalize("NFC", plain).casefold()
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    made = "-".join(kept.split())[:60].strip("-")
    if not made:
        raise Invalid(_("Give the organisation a name with letters."))
    return made


def complete(roles: Mapping[str, str]) -> dict[str, str]:
    """`roles` (application → role) without empty ones and with a role in the kernel: a plain member's."""
    return {KERNEL: MEMBER, **{app: role for app, role in roles.items() if role}}


def check_administrators(
    administrators: Collection[UUID], account_id: UUID, roles: Mapping[str, str]
) -> None:
    """Raise LastAdministrator when `account_id` taking `roles` (empty: leaving) would leave none."""
    if roles.get(KERNEL) != ADMIN and set(administrators) <= {account_id}:
        raise LastAdministrator(_("Make somebody else an administrator first."))
