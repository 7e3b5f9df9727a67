"""Registering, resetting and changing what an account is known by.

An account exists only once its address is proven. No answer tells whether an address has one: where the
answers must be alike, the difference is in the mail. Like signing in, this runs its own short transactions
as `assay_system` (docs/decisions/0002).
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import audit, clock, mail
from assay.kernel.access import ratelimit
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Role
from assay.kernel.identity import limits, pace
from assay.kernel.identity.accounts import queries, rules
from assay.kernel.identity.errors import LinkExpired
from assay.kernel.identity.events import Event
from assay.kernel.identity.models import Account, EndReason, OneTimeToken, Purpose, Registration
from assay.kernel.identity.passwords import hasher_for
from assay.kernel.identity.sessions import queries as session_queries
from assay.kernel.identity.sessions.service import reauthenticate
from assay.kernel.identity.tokens import new_token, token_hash
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _

VERIFY_LIFETIME = timedelta(hours=48)
RESET_LIFETIME = timedelta(hours=1)
EMAIL_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Register:
    """A registration as the caller sends it."""

    email: str
    name: str
    password: str = field(repr=False)


async def register(database: Database, settings: Settings, actor: Actor, command: Register) -> None:
    """Send a link that makes the account, or, to an address that has one, a mail that says so.

    Raises Invalid on the address or the password, TooMany.
    """
    email = rules.normalise_email(command.email)
    await _throttle_mail(database, settings, actor, email)
    await _check_password(command.password, email=email, name=command.name, second_factor=False)
    password_hash = await hasher_for(settings).hash(command.password)
    token = new_token()
    now = clock.now()
    async with pace.steady(), database.transaction(role=Role.SYSTEM) as db:
        existing = await queries.account_by_email(db, email)
        if existing is not None:
            await mail.send(
                db,
                email,
                "identity/account_exists",
                {"name": existing.name, "link": _link(settings, "/reset")},
            )
            return
        await queries.add_registration(
            db,
            Registration(
                email=email,
                name=command.name,
                password_hash=password_hash,
                token_hash=token.hash,
                created_at=now,
                expires_at=now + VERIFY_LIFETIME,
            ),
        )
        # Without the name: whoever typed it could write what they like to a stranger.
        await mail.send(
            db,
            email,
            "identity/verify",
            {"link": _link(settings, "/verify", token.text)},
        )


async def verify(database: Database, actor: Actor, token: str) -> UUID:
    """Make the account a link stands for; answers its id. Raises LinkExpired."""
    now = clock.now()
    async with database.transaction(role=Role.SYSTEM) as db:
        pending = await queries.take_registration(db, token_hash(token), now)
        account_id = None
        if pending is not None:
            account_id = await new_account(
                db, actor, email=pending.email, name=pending.name, password_hash=pending.password_hash
            )
        if account_id is None:
            raise LinkExpired(_("This link was used or is too old. Register again to get a new one."))
    return account_id


async def request_reset(database: Database, settings: Settings, actor: Actor, email: str) -> None:
    """Send a link to choose a new password, if the address has an account. Raises Invalid, TooMany."""
    address = rules.normalise_email(email)
    await _throttle_mail(database, settings, actor, address)
    async with pace.steady(), database.transaction(role=Role.SYSTEM) as db:
        account = await queries.account_by_email(db, address)
        if account is None or account.disabled_at is not None:
            return
        token = await _mail_token(db, account.id, Purpose.RESET_PASSWORD, RESET_LIFETIME)
        await mail.send(
            db,
            account.email,
            "identity/reset",
            {"name": account.name, "link": _link(settings, "/reset", token)},
        )
        await audit.record(db, actor, Event.PASSWORD_RESET_REQUESTED, entity="account", entity_id=account.id)


async def reset_password(
    database: Database, settings: Settings, actor: Actor, *, token: str, password: str
) -> None:
    """Set a new password by a link and end every session. The second factor stays as it is.

    Raises LinkExpired, Invalid on `password`, TooMany.
    """
    await ratelimit.check(database, settings, (limits.TOKEN_ADDRESS, ratelimit.subject_of(actor.address)))
    hashed = token_hash(token)
    now = clock.now()
    async with database.transaction(role=Role.SYSTEM) as db:
        pending = await session_queries.one_time_token(db, Purpose.RESET_PASSWORD, hashed, now, use=False)
        proof = await session_queries.proof_by_id(db, pending.account_id) if pending else None
    if proof is None:
        raise LinkExpired(_("This link was used or is too old. Ask for a new one."))
    await _check_password(password, email=proof.email, name=proof.name, second_factor=proof.second_factor)
    password_hash = await hasher_for(settings).hash(password)
    async with database.transaction(role=Role.SYSTEM) as db:
        if not await session_queries.one_time_token(db, Purpose.RESET_PASSWORD, hashed, now, use=True):
            raise LinkExpired(_("This link was used or is too old. Ask for a new one."))
        await queries.set_password(db, proof.account_id, password_hash, now)
        await session_queries.end_all(db, proof.account_id, EndReason.PASSWORD_CHANGED, now)
        await mail.send(db, proof.email, "identity/password_changed", {"name": proof.name})
        await audit.record(db, actor, Event.PASSWORD_RESET, entity="account", entity_id=proof.account_id)
        await ratelimit.forgive(
            db,
            settings,
            (limits.SIGN_IN_ACCOUNT, proof.email),
            (limits.REAUTHENTICATION, str(proof.account_id)),
        )


async def change_password(
    database: Database, settings: Settings, actor: Actor, *, current_password: str, password: str
) -> None:
    """Set a new password and end every other session. Raises Invalid on either field, TooMany."""
    proof = await reauthenticate(database, settings, actor, current_password)
    await _check_password(password, email=proof.email, name=proof.name, second_factor=proof.second_factor)
    password_hash = await hasher_for(settings).hash(password)
    now = clock.now()
    async with database.transaction(role=Role.SYSTEM) as db:
        await queries.set_password(db, proof.account_id, password_hash, now)
        await session_queries.end_all(
            db, proof.account_id, EndReason.PASSWORD_CHANGED, now, but=actor.session_id
        )
        await mail.send(db, proof.email, "identity/password_changed", {"name": proof.name})
        await audit.record(db, actor, Event.PASSWORD_CHANGED, entity="account", entity_id=proof.account_id)


async def request_email_change(
    database: Database, settings: Settings, actor: Actor, *, current_password: str, email: str
) -> None:
    """Send a link to the new address and a word to the old one. Raises Invalid, TooMany."""
    address = rules.normalise_email(email)
    proof = await reauthenticate(database, settings, actor, current_password)
    await _throttle_mail(database, settings, actor, address)
    async with pace.steady(), database.transaction(role=Role.SYSTEM) as db:
        taken = await queries.account_by_email(db, address)
        if taken is not None:
            await mail.send(
                db,
                address,
                "identity/account_exists",
                {"name": taken.name, "link": _link(settings, "/reset")},
            )
        else:
            token = await _mail_token(
                db, proof.account_id, Purpose.CHANGE_EMAIL, EMAIL_LIFETIME, email=address
            )
            link = _link(settings, "/account/email", token)
            await mail.send(db, address, "identity/change_email", {"name": proof.name, "link": link})
        await mail.send(db, proof.email, "identity/email_change_requested", {"name": proof.name})
        await audit.record(
            db, actor, Event.EMAIL_CHANGE_REQUESTED, entity="account", entity_id=proof.account_id
        )


async def confirm_email_change(database: Database, actor: Actor, token: str) -> None:
    """Move the account to the address the link was sent to; ends every session. Raises LinkExpired."""
    now = clock.now()
    expired = LinkExpired(_("This link was used or is too old. Ask for a new one on your account page."))
    async with database.transaction(role=Role.SYSTEM) as db:
        pending = await session_queries.one_time_token(
            db, Purpose.CHANGE_EMAIL, token_hash(token), now, use=True
        )
        if pending is None or pending.email is None:
            raise expired
        before = (await queries.account(db, pending.account_id)).email
        if not await queries.set_email(db, pending.account_id, pending.email):
            raise expired
        await session_queries.end_all(db, pending.account_id, EndReason.EMAIL_CHANGED, now)
        await audit.record(
            db,
            actor,
            Event.EMAIL_CHANGED,
            entity="account",
            entity_id=pending.account_id,
            before={"email": before},
            after={"email": pending.email},
        )


async def change_name(database: Database, actor: Actor, name: str) -> None:
    """What the person is called everywhere from now on."""
    assert actor.account_id is not None
    async with database.transaction(role=Role.SYSTEM) as db:
        before = (await queries.account(db, actor.account_id)).name
        await queries.set_name(db, actor.account_id, name)
        await audit.record(
            db,
            actor,
            Event.NAME_CHANGED,
            entity="account",
            entity_id=actor.account_id,
            before={"name": before},
            after={"name": name},
        )


async def profile(database: Database, actor: Actor) -> Account:
    """The person's own account."""
    assert actor.account_id is not None
    async with database.transaction(role=Role.SYSTEM) as db:
        return await queries.account(db, actor.account_id)


async def new_account(
    db: AsyncSession, actor: Actor, *, email: str, name: str, password_hash: str
) -> UUID | None:
    """An account whose address is proven, by a link or by an operator's word; None when it exists.

    Pending registrations of the address go first: whoever creates accounts locks in this order.
    """
    await queries.drop_registrations(db, email)
    account_id = await queries.create_account(
        db, email=email, name=name, password_hash=password_hash, now=clock.now()
    )
    if account_id is not None:
        await audit.record(db, actor, Event.ACCOUNT_CREATED, entity="account", entity_id=account_id)
    return account_id


async def _throttle_mail(database: Database, settings: Settings, actor: Actor, email: str) -> None:
    address = ratelimit.subject_of(actor.address)
    await ratelimit.check(database, settings, (limits.MAIL_ADDRESS, address), (limits.MAIL_ACCOUNT, email))


async def _check_password(password: str, *, email: str, name: str, second_factor: bool) -> None:
    await asyncio.to_thread(
        rules.check_password, password, email=email, name=name, second_factor=second_factor
    )


async def _mail_token(
    db: AsyncSession, account_id: UUID, purpose: Purpose, lifetime: timedelta, email: str | None = None
) -> str:
    token = new_token()
    now = clock.now()
    await session_queries.add_one_time_token(
        db,
        OneTimeToken(
            id=uuid7(),
            account_id=account_id,
            purpose=purpose,
            token_hash=token.hash,
            email=email,
            created_at=now,
            expires_at=now + lifetime,
        ),
    )
    return token.text


def _link(settings: Settings, path: str, token: str = "") -> str:
    return settings.public_url.rstrip("/") + path + (f"?token={token}" if token else "")
