"""Members of an organisation: inviting, changing roles, removing; and taking a seat one was offered."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import audit, clock, mail
from assay.kernel.access import ratelimit
from assay.kernel.access.actor import Actor
from assay.kernel.access.permissions import RoleTable
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Conflict, Forbidden, NotFound
from assay.kernel.identity import limits
from assay.kernel.identity.accounts import queries as account_queries
from assay.kernel.identity.accounts import rules as account_rules
from assay.kernel.identity.accounts import service as accounts
from assay.kernel.identity.errors import LinkExpired
from assay.kernel.identity.events import Event
from assay.kernel.identity.models import Invitation, Organisation
from assay.kernel.identity.organisations import queries, rules
from assay.kernel.identity.passwords import hasher_for
from assay.kernel.identity.tokens import new_token, token_hash
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation's link shows before it is taken."""

    organisation: str
    email: str
    has_account: bool


async def organisation(db: AsyncSession, actor: Actor) -> Organisation:
    """The actor's organisation. Raises NotFound when none is active."""
    found = await queries.organisation(db, _org(actor))
    if found is None:
        raise NotFound(_("You do not belong to this organisation."))
    return found


async def members(
    db: AsyncSession, actor: Actor, *, after: str | None = None, limit: int = 50
) -> Page[queries.Member]:
    """The members of the actor's organisation by name."""
    return await queries.members(db, _org(actor), after=after, limit=limit)


async def invitations(db: AsyncSession, actor: Actor) -> Sequence[Invitation]:
    """Seats offered and not taken yet, the newest first."""
    return await queries.open_invitations(db, _org(actor), clock.now())


async def invite(
    db: AsyncSession,
    settings: Settings,
    table: RoleTable,
    actor: Actor,
    *,
    email: str,
    roles: Mapping[str, str],
) -> Invitation:
    """Offer a seat by mail; an older offer to the same address is void. Raises Invalid."""
    address = account_rules.normalise_email(email)
    wanted = rules.complete(roles)
    table.check(wanted)
    found = await organisation(db, actor)
    token = new_token()
    now = clock.now()
    invitation = Invitation(
        id=uuid7(),
        org_id=found.id,
        email=address,
        roles=wanted,
        token_hash=token.hash,
        invited_by=actor.account_id,
        created_at=now,
        expires_at=now + rules.INVITATION_LIFETIME,
    )
    await queries.add_invitation(db, invitation)
    link = f"{settings.public_url.rstrip('/')}/invitation?token={token.text}"
    await mail.send(
        db,
        address,
        "identity/invitation",
        {"organisation": found.name, "inviter": actor.label, "link": link},
        org_id=found.id,
    )
    await audit.record(
        db,
        actor,
        Event.MEMBER_INVITED,
        entity="invitation",
        entity_id=invitation.id,
        after={"email": address},
        details={"roles": dict(wanted)},
    )
    return invitation


async def withdraw(db: AsyncSession, actor: Actor, invitation_id: UUID) -> None:
    """Take back an offer. Raises NotFound when it was taken or there is none."""
    if not await queries.withdraw(db, _org(actor), invitation_id):
        raise NotFound(_("This invitation was accepted or withdrawn."))
    await audit.record(db, actor, Event.INVITATION_WITHDRAWN, entity="invitation", entity_id=invitation_id)


async def change_roles(
    db: AsyncSession, table: RoleTable, actor: Actor, account_id: UUID, roles: Mapping[str, str]
) -> dict[str, str]:
    """Make `roles` (application → role) the member's roles; answers them.

    Raises NotFound for a stranger, Invalid for a role that does not exist, LastAdministrator.
    """
    org_id = _org(actor)
    wanted = rules.complete(roles)
    table.check(wanted)
    # Administrators are locked first everywhere, so that two changes at once do not wait in a circle.
    administrators = await queries.administrators_for_update(db, org_id)
    before = await queries.roles_for_update(db, org_id, account_id)
    if not before:
        raise NotFound(_("This person does not belong to your organisation."))
    rules.check_administrators(administrators, account_id, wanted)
    await queries.set_roles(db, org_id, account_id, wanted, clock.now())
    await audit.record(
        db,
        actor,
        Event.MEMBER_ROLE_CHANGED,
        entity="account",
        entity_id=account_id,
        details={"before": before, "after": dict(wanted)},
    )
    return wanted


async def remove(db: AsyncSession, actor: Actor, account_id: UUID) -> None:
    """Take a member's roles away; their sessions lose the organisation with the next request.

    Raises NotFound for a stranger, LastAdministrator.
    """
    org_id = _org(actor)
    administrators = await queries.administrators_for_update(db, org_id)
    before = await queries.roles_for_update(db, org_id, account_id)
    if not before:
        raise NotFound(_("This person does not belong to your organisation."))
    rules.check_administrators(administrators, account_id, {})
    await queries.remove(db, org_id, account_id)
    await audit.record(
        db,
        actor,
        Event.MEMBER_REMOVED,
        entity="account",
        entity_id=account_id,
        details={"before": before},
    )


async def offer(database: Database, token: str) -> Offer:
    """What a link of an invitation offers, to whoever holds it. Raises LinkExpired."""
    async with database.transaction(role=Role.SYSTEM) as db:
        invitation = await _open_invitation(db, token)
        found = await queries.organisation(db, invitation.org_id)
        account = await account_queries.account_by_email(db, invitation.email)
    assert found is not None
    return Offer(found.name, invitation.email, account is not None)


async def accept(database: Database, actor: Actor, token: str) -> UUID:
    """Take the seat as the person signed in; answers the organisation.

    Raises LinkExpired, Forbidden when the offer went to another address.
    """
    assert actor.account_id is not None
    async with database.transaction(role=Role.SYSTEM) as db:
        invitation = await _open_invitation(db, token, lock=True)
        account = await account_queries.account(db, actor.account_id)
        if account.email != invitation.email:
            raise Forbidden(_("This invitation went to another address. Sign in with that one."))
        await _take_seat(db, actor, invitation, account.id)
        return invitation.org_id


async def register_and_accept(
    database: Database, settings: Settings, actor: Actor, *, token: str, name: str, password: str
) -> UUID:
    """Make an account for the address the offer went to and take the seat; answers the organisation.

    Raises LinkExpired, Invalid on `password`, Conflict when the address has an account, TooMany.
    """
    await ratelimit.check(database, settings, (limits.TOKEN_ADDRESS, ratelimit.subject_of(actor.address)))
    async with database.transaction(role=Role.SYSTEM) as db:
        email = (await _open_invitation(db, token)).email
    await asyncio.to_thread(
        account_rules.check_password, password, email=email, name=name, second_factor=False
    )
    password_hash = await hasher_for(settings).hash(password)
    async with database.transaction(role=Role.SYSTEM) as db:
        invitation = await _open_invitation(db, token, lock=True)
        account_id = await accounts.new_account(
            db, actor, email=email, name=name, password_hash=password_hash
        )
        if account_id is None:
            raise Conflict(_("This address has an account. Sign in to take the invitation."))
        await _take_seat(db, actor, invitation, account_id)
        return invitation.org_id


async def add_member(
    db: AsyncSession, actor: Actor, org_id: UUID, account_id: UUID, roles: Mapping[str, str]
) -> None:
    """Give a person roles in an organisation. For invitations and operators; checks nothing."""
    await queries.set_roles(db, org_id, account_id, rules.complete(roles), clock.now())
    await audit.record(
        db,
        actor,
        Event.MEMBER_ADDED,
        entity="account",
        entity_id=account_id,
        details={"organisation": str(org_id), "roles": rules.complete(roles)},
    )


async def _take_seat(db: AsyncSession, actor: Actor, invitation: Invitation, account_id: UUID) -> None:
    """An existing member keeps what they have; the offer adds to it. The log entry is the organisation's."""
    actor = replace(actor, org_id=invitation.org_id)
    held = await queries.roles_for_update(db, invitation.org_id, account_id)
    invitation.accepted_at = clock.now()
    await add_member(db, actor, invitation.org_id, account_id, {**invitation.roles, **held})


async def _open_invitation(db: AsyncSession, token: str, *, lock: bool = False) -> Invitation:
    found = await queries.invitation_by_token(db, token_hash(token), clock.now(), lock=lock)
    if found is None:
        raise LinkExpired(_("This invitation was used, withdrawn or is too old. Ask for a new one."))
    return found


def _org(actor: Actor) -> UUID:
    if actor.org_id is None:
        raise NotFound(_("Choose an organisation first."))
    return actor.org_id
