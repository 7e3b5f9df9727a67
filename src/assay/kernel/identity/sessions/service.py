"""Signing in and out, refreshing, and finding out who sent a request.

Hashing a password takes 20 ms of a core and attempts must count even when they fail, so signing in runs its
own short transactions as `assay_system` instead of holding the request's (docs/decisions/0002).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import audit, clock
from assay.kernel.access import ratelimit
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.access.permissions import RoleTable
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Invalid, NotFound
from assay.kernel.identity import access_tokens, limits
from assay.kernel.identity.accounts import rules as account_rules
from assay.kernel.identity.errors import TokenInvalid, code_wrong, sign_in_failed
from assay.kernel.identity.events import Event
from assay.kernel.identity.models import (
    EndReason,
    OneTimeToken,
    Purpose,
    RefreshToken,
    Session,
    SessionKind,
)
from assay.kernel.identity.passwords import hasher_for
from assay.kernel.identity.second_factor import service as second_factor
from assay.kernel.identity.sessions import queries, rules
from assay.kernel.identity.tokens import new_token, token_hash
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as the caller sends it. `user_agent` helps people tell their sessions apart."""

    email: str
    password: str = field(repr=False)
    kind: SessionKind
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. Web: `cookie`; API: `access_token` and `refresh_token`. Shown to the caller once."""

    session_id: UUID
    account_id: UUID
    cookie: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_in: int = 0


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """The password was right; `challenge` and a code of the second factor finish the sign-in."""

    challenge: str = field(repr=False)


async def sign_in(
    database: Database, settings: Settings, actor: Actor, command: SignIn
) -> SignedIn | CodeNeeded:
    """Check address and password. Raises `sign_in_failed`, always the same, and TooMany."""
    try:
        email = account_rules.normalise_email(command.email)
    except Invalid:
        email = ""
    subject = email or command.email
    address = ratelimit.subject_of(actor.address)
    await ratelimit.check(
        database, settings, (limits.SIGN_IN_ADDRESS, address), (limits.SIGN_IN_ACCOUNT, subject)
    )
    async with database.transaction(role=Role.SYSTEM) as db:
        proof = await queries.proof_by_email(db, email)
    verdict = await hasher_for(settings).verify(command.password, proof.password_hash if proof else None)
    if proof is None or not verdict.ok or proof.disabled:
        await _record_failure(database, actor, Event.SIGN_IN_FAILED, proof.account_id if proof else None)
        raise sign_in_failed(command.kind)
    now = clock.now()
    result: SignedIn | CodeNeeded
    async with database.transaction(role=Role.SYSTEM) as db:
        if verdict.upgraded:
            await queries.upgrade_hash(db, proof.account_id, proof.password_hash, verdict.upgraded)
        if proof.second_factor:
            result = await _challenge(db, proof.account_id, now)
        else:
            result = await _open(db, settings, actor, proof.account_id, command)
        await ratelimit.forgive(db, settings, (limits.SIGN_IN_ACCOUNT, subject))
        await ratelimit.give_back(db, settings, limits.SIGN_IN_ADDRESS, address)
    return result


async def finish_sign_in(
    database: Database,
    settings: Settings,
    actor: Actor,
    *,
    challenge: str,
    code: str,
    kind: SessionKind,
    user_agent: str = "",
) -> SignedIn:
    """The second step: a code of the authenticator, or a recovery code.

    Raises TokenInvalid when the first step is too long ago, `code_wrong`, TooMany.
    """
    await ratelimit.check(database, settings, (limits.TOKEN_ADDRESS, ratelimit.subject_of(actor.address)))
    hashed = token_hash(challenge)
    now = clock.now()
    async with database.transaction(role=Role.SYSTEM) as db:
        pending = await queries.one_time_token(db, Purpose.SECOND_FACTOR, hashed, now, use=False)
    if pending is None:
        raise TokenInvalid(_("This sign-in took too long. Start again with your password."))
    await ratelimit.check(database, settings, (limits.SECOND_FACTOR, str(pending.account_id)))
    command = SignIn("", "", kind, user_agent)
    signed_in = None
    async with database.transaction(role=Role.SYSTEM) as db:
        if await second_factor.accept(db, settings, actor, pending.account_id, code):
            used = await queries.one_time_token(db, Purpose.SECOND_FACTOR, hashed, now, use=True)
            if used is not None:
                signed_in = await _open(db, settings, actor, pending.account_id, command)
                await ratelimit.forgive(db, settings, (limits.SECOND_FACTOR, str(pending.account_id)))
    if signed_in is None:
        await _record_failure(database, actor, Event.SECOND_FACTOR_FAILED, pending.account_id)
        raise code_wrong(kind)
    return signed_in


async def refresh(database: Database, settings: Settings, actor: Actor, refresh_token: str) -> SignedIn:
    """Exchange a refresh token for the next one and an access token.

    A token that was used before may have been stolen: the session ends for thief and owner alike.
    Raises TokenInvalid, TooMany.
    """
    await ratelimit.check(database, settings, (limits.TOKEN_ADDRESS, ratelimit.subject_of(actor.address)))
    now = clock.now()
    renewed: SignedIn | None = None
    async with database.transaction(role=Role.SYSTEM) as db:
        link = await queries.lock_refresh_token(db, token_hash(refresh_token))
        session = await queries.lock_alive(db, link.session_id) if link else None
        if link and session and link.used_at is not None:
            await queries.end(db, session.account_id, session.id, EndReason.TOKEN_REUSED, now)
            await audit.record(db, actor, Event.TOKEN_REUSED, entity="session", entity_id=session.id)
        elif link and session and now < link.expires_at and _alive(session, settings, now):
            link.used_at = now
            session.last_seen_at = now
            renewed = await _tokens(db, settings, session, now)
    if renewed is None:
        raise TokenInvalid(_("The refresh token is not valid. Sign in again."))
    return renewed


async def identify(
    database: Database,
    settings: Settings,
    table: RoleTable,
    caller: Actor,
    *,
    cookie: str,
    bearer: str | None,
) -> Actor:
    """The actor behind a bearer token or a cookie, in one short transaction; `caller` when there is none.

    Raises TokenInvalid for a bearer token that does not count; a cookie that does not count is ignored.
    """
    now = clock.now()
    claims = access_tokens.read(settings, bearer, now) if bearer is not None else None
    if claims is None and not cookie:
        return caller
    async with database.transaction(role=Role.SYSTEM) as db:
        if claims:
            found = await queries.find(db, session_id=claims.session_id)
        else:
            found = await queries.find(db, token_hash=token_hash(cookie))
        kind = SessionKind.API if claims else SessionKind.WEB
        valid = (
            found is not None
            and found.kind is kind
            and found.disabled_at is None
            and (claims is None or claims.account_id == found.account_id)
            and _alive(found, settings, now)
        )
        if valid and found and found.last_seen_at + rules.TOUCH_EVERY <= now:
            await queries.touch(db, found.session_id, now)
    if not valid or found is None:
        if claims:
            raise TokenInvalid(_("This session has ended. Sign in again."))
        return caller
    roles = dict(found.roles or {})
    return Actor(
        kind=ActorKind.ACCOUNT,
        account_id=found.account_id,
        org_id=found.active_org_id if roles else None,
        roles=roles,
        permissions=table.permissions(roles),
        session_id=found.session_id,
        request_id=caller.request_id,
        address=caller.address,
        label=found.name,
    )


async def reauthenticate(
    database: Database, settings: Settings, actor: Actor, password: str
) -> queries.Proof:
    """Let a signed-in person prove once more who they are. Raises Invalid on `current_password`, TooMany."""
    assert actor.account_id is not None
    subject = str(actor.account_id)
    await ratelimit.check(database, settings, (limits.REAUTHENTICATION, subject))
    async with database.transaction(role=Role.SYSTEM) as db:
        proof = await queries.proof_by_id(db, actor.account_id)
    verdict = await hasher_for(settings).verify(password, proof.password_hash if proof else None)
    if proof is None or not verdict.ok:
        await _record_failure(database, actor, Event.REAUTHENTICATION_FAILED, actor.account_id)
        message = _("This is not your current password.")
        raise Invalid(message, fields={"current_password": message})
    async with database.transaction(role=Role.SYSTEM) as db:
        await ratelimit.forgive(db, settings, (limits.REAUTHENTICATION, subject))
    return proof


async def sign_out(database: Database, actor: Actor) -> None:
    """End the session of this request; nothing happens when there is none."""
    if actor.account_id and actor.session_id:
        async with database.transaction(role=Role.SYSTEM) as db:
            await _end(db, actor, actor.session_id, EndReason.SIGNED_OUT)


async def sign_out_everywhere(database: Database, actor: Actor) -> int:
    """End every session of the person, this one too; returns how many."""
    assert actor.account_id is not None
    async with database.transaction(role=Role.SYSTEM) as db:
        count = await queries.end_all(db, actor.account_id, EndReason.SIGNED_OUT, clock.now())
        await audit.record(
            db,
            actor,
            Event.ALL_SESSIONS_ENDED,
            entity="account",
            entity_id=actor.account_id,
            details={"sessions": count},
        )
    return count


async def end_session(database: Database, actor: Actor, session_id: UUID) -> None:
    """End one of the person's own sessions. Raises NotFound for any other."""
    async with database.transaction(role=Role.SYSTEM) as db:
        if not await _end(db, actor, session_id, EndReason.ENDED_BY_OWNER):
            raise NotFound(_("This session has already ended."))


async def sessions(database: Database, settings: Settings, actor: Actor) -> Sequence[Session]:
    """The person's own living sessions, the most recently used first."""
    assert actor.account_id is not None
    now = clock.now()
    async with database.transaction(role=Role.SYSTEM) as db:
        found = await queries.of_account(db, actor.account_id, now)
    return [session for session in found if _alive(session, settings, now)]


async def seats(database: Database, actor: Actor) -> list[queries.Seat]:
    """The organisations the person belongs to."""
    assert actor.account_id is not None
    async with database.transaction(role=Role.SYSTEM) as db:
        return await queries.seats(db, actor.account_id)


async def choose_organisation(database: Database, actor: Actor, org_id: UUID) -> None:
    """Work in `org_id` from the next request on. Raises NotFound when the person does not belong to it."""
    assert actor.account_id is not None
    assert actor.session_id is not None
    async with database.transaction(role=Role.SYSTEM) as db:
        if not await queries.choose_organisation(db, actor.session_id, actor.account_id, org_id):
            raise NotFound(_("You do not belong to this organisation."))
        await audit.record(db, actor, Event.ORGANISATION_CHOSEN, entity="session", entity_id=actor.session_id)


async def _open(
    db: AsyncSession, settings: Settings, actor: Actor, account_id: UUID, command: SignIn
) -> SignedIn:
    now = clock.now()
    cookie = new_token() if command.kind is SessionKind.WEB else None
    session = Session(
        id=uuid7(),
        account_id=account_id,
        active_org_id=await queries.last_organisation(db, account_id),
        kind=command.kind,
        token_hash=cookie.hash if cookie else None,
        address=actor.address[:45],
        user_agent=command.user_agent[: rules.MAX_USER_AGENT],
        created_at=now,
        last_seen_at=now,
        expires_at=now + rules.absolute_limit(command.kind, settings),
    )
    await queries.add(db, session)
    await audit.record(
        db,
        actor,
        Event.SIGNED_IN,
        entity="account",
        entity_id=account_id,
        details={"session": str(session.id), "kind": command.kind.value},
    )
    if cookie:
        return SignedIn(session.id, account_id, cookie=cookie.text)
    return await _tokens(db, settings, session, now)


async def _tokens(db: AsyncSession, settings: Settings, session: Session, now: datetime) -> SignedIn:
    link = new_token()
    lifetime = timedelta(days=settings.refresh_days)
    await queries.add_refresh_token(
        db,
        RefreshToken(
            token_hash=link.hash,
            session_id=session.id,
            issued_at=now,
            expires_at=min(now + lifetime, session.expires_at),
        ),
    )
    access = access_tokens.issue(settings, account_id=session.account_id, session_id=session.id, now=now)
    return SignedIn(
        session.id,
        session.account_id,
        access_token=access,
        refresh_token=link.text,
        expires_in=settings.access_minutes * 60,
    )


async def _challenge(db: AsyncSession, account_id: UUID, now: datetime) -> CodeNeeded:
    token = new_token()
    await queries.add_one_time_token(
        db,
        OneTimeToken(
            id=uuid7(),
            account_id=account_id,
            purpose=Purpose.SECOND_FACTOR,
            token_hash=token.hash,
            created_at=now,
            expires_at=now + rules.CHALLENGE_LIFETIME,
        ),
    )
    return CodeNeeded(token.text)


async def _end(db: AsyncSession, actor: Actor, session_id: UUID, reason: EndReason) -> bool:
    assert actor.account_id is not None
    ended = await queries.end(db, actor.account_id, session_id, reason, clock.now())
    if ended:
        await audit.record(
            db,
            actor,
            Event.SESSION_ENDED,
            entity="session",
            entity_id=session_id,
            details={"reason": reason.value},
        )
    return ended


async def _record_failure(database: Database, actor: Actor, event: Event, account_id: UUID | None) -> None:
    """Written in a transaction of its own: the request is about to fail."""
    async with database.transaction(role=Role.SYSTEM) as db:
        await audit.record(db, actor, event, entity="account", entity_id=account_id or "unknown")


def _alive(session: Session | queries.Found, settings: Settings, now: datetime) -> bool:
    return rules.alive(
        session.kind,
        settings,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        ended_at=session.ended_at,
        now=now,
    )
