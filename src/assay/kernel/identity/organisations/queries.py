"""SQL of organisations and their members.

The first part runs as `assay_app` and sees one organisation; the second, about invitations of people who may
not be signed in, as `assay_system`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.access.permissions import ADMIN, KERNEL
from assay.kernel.db.paging import Page, keyset
from assay.kernel.identity.models import Account, Invitation, Membership, Organisation


@dataclass(frozen=True, slots=True)
class Member:
    """A person and their roles (application → role) in one organisation."""

    account_id: UUID
    name: str
    email: str
    roles: Mapping[str, str]


async def organisation(db: AsyncSession, org_id: UUID) -> Organisation | None:
    return await db.scalar(select(Organisation).where(Organisation.id == org_id))


async def members(db: AsyncSession, org_id: UUID, *, after: str | None, limit: int) -> Page[Member]:
    """The members by name, a page at a time."""
    roles = func.jsonb_object_agg(Membership.app, Membership.role)
    statement = (
        select(Account.id, Account.name, Account.email, roles)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.org_id == org_id)
        .group_by(Account.id)
    )
    page: Page[Any] = await keyset(
        db,
        statement,
        [Account.name, Account.id],
        [str, UUID],
        after=after,
        limit=limit,
        key=lambda row: (row.name, row.id),
        scalars=False,
    )
    return Page([Member(*row) for row in page.items], page.next)


async def roles_for_update(db: AsyncSession, org_id: UUID, account_id: UUID) -> dict[str, str]:
    """The person's roles in the organisation, locked; empty when they do not belong to it."""
    rows = await db.execute(
        select(Membership.app, Membership.role)
        .where(Membership.org_id == org_id, Membership.account_id == account_id)
        .with_for_update()
    )
    return {row.app: row.role for row in rows}


async def administrators_for_update(db: AsyncSession, org_id: UUID) -> Sequence[UUID]:
    """Who administers the organisation, locked: of two who step down at once, the second waits."""
    found = await db.scalars(
        select(Membership.account_id)
        .where(Membership.org_id == org_id, Membership.app == KERNEL, Membership.role == ADMIN)
        .order_by(Membership.account_id)
        .with_for_update()
    )
    return found.all()


async def set_roles(
    db: AsyncSession, org_id: UUID, account_id: UUID, roles: Mapping[str, str], now: datetime
) -> None:
    """Make `roles` the person's roles, adding them to the organisation where they are new."""
    await db.execute(
        delete(Membership).where(
            Membership.org_id == org_id,
            Membership.account_id == account_id,
            Membership.app.not_in(list(roles)),
        )
    )
    statement = insert(Membership).values(
        [
            {"org_id": org_id, "account_id": account_id, "app": app, "role": role, "created_at": now}
            for app, role in roles.items()
        ]
    )
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=[Membership.org_id, Membership.account_id, Membership.app],
            set_={"role": statement.excluded.role},
        )
    )


async def remove(db: AsyncSession, org_id: UUID, account_id: UUID) -> None:
    await db.execute(
        delete(Membership).where(Membership.org_id == org_id, Membership.account_id == account_id)
    )


async def open_invitations(db: AsyncSession, org_id: UUID, now: datetime) -> Sequence[Invitation]:
    """Invitations neither accepted nor too old, the newest first; at most 200."""
    found = await db.scalars(
        select(Invitation)
        .where(Invitation.org_id == org_id, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(200)
    )
    return found.all()


async def add_invitation(db: AsyncSession, invitation: Invitation) -> None:
    """Add `invitation` in place of older open ones of the same person."""
    await db.execute(
        delete(Invitation).where(
            Invitation.org_id == invitation.org_id,
            Invitation.email == invitation.email,
            Invitation.accepted_at.is_(None),
        )
    )
    db.add(invitation)
    await db.flush()


async def withdraw(db: AsyncSession, org_id: UUID, invitation_id: UUID) -> bool:
    """Delete an open invitation; False when there is none."""
    gone = await db.execute(
        delete(Invitation)
        .where(Invitation.org_id == org_id, Invitation.id == invitation_id, Invitation.accepted_at.is_(None))
        .returning(Invitation.id)
    )
    return gone.first() is not None


async def invitation_by_token(
    db: AsyncSession, token_hash: bytes, now: datetime, *, lock: bool = False
) -> Invitation | None:
    """The open invitation behind a link. Runs as `assay_system`."""
    statement = select(Invitation).where(
        Invitation.token_hash == token_hash, Invitation.accepted_at.is_(None), Invitation.expires_at > now
    )
    return await db.scalar(statement.with_for_update() if lock else statement)


async def ensure_organisation(db: AsyncSession, org_id: UUID, slug: str, name: str, now: datetime) -> bool:
    """Add an organisation; False when the slug is taken. Runs as `assay_system`."""
    made = await db.scalar(
        insert(Organisation)
        .values(id=org_id, slug=slug, name=name, created_at=now)
        .on_conflict_do_nothing(index_elements=[Organisation.slug])
        .returning(Organisation.id)
    )
    return made is not None


async def organisation_by_slug(db: AsyncSession, slug: str) -> Organisation | None:
    """Runs as `assay_system`."""
    return await db.scalar(select(Organisation).where(Organisation.slug == slug))


async def purge_invitations(db: AsyncSession, before: datetime) -> int:
    """Delete invitations nobody took; returns how many. Runs as `assay_system`."""
    gone = await db.execute(
        delete(Invitation).where(Invitation.accepted_at.is_(None), Invitation.expires_at < before)
    )
    return int(getattr(gone, "rowcount", 0))
