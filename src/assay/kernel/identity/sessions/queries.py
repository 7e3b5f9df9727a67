"""SQL of sessions and sign-in. Everything here runs as `assay_system` (see docs/decisions/0002)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.identity.models import (
    Account,
    Credential,
    EndReason,
    Membership,
    OneTimeToken,
    Organisation,
    Purpose,
    RefreshToken,
    Session,
    SessionKind,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is needed to check a sign-in."""

    account_id: UUID
    email: str
    name: str
    disabled: bool
    password_hash: str
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A session with the person behind it and their roles in its active organisation."""

    session_id: UUID
    account_id: UUID
    kind: SessionKind
    active_org_id: UUID | None
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    email: str
    name: str
    disabled_at: datetime | None
    roles: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Seat:
    """An organisation one belongs to."""

    org_id: UUID
    slug: str
    name: str
    roles: Mapping[str, str]


def _proof() -> Select[UUID, str, str, datetime | None, str, datetime | None]:
    return select(
        Account.id,
        Account.email,
        Account.name,
        Account.disabled_at,
        Credential.password_hash,
        Credential.totp_confirmed_at,
    ).join(Credential, Credential.account_id == Account.id)


async def _one_proof(db: AsyncSession, condition: ColumnElement[bool]) -> Proof | None:
    row = (await db.execute(_proof().where(condition))).one_or_none()
    if row is None:
        return None
    account_id, email, name, disabled_at, password_hash, confirmed_at = row
    return Proof(account_id, email, name, disabled_at is not None, password_hash, confirmed_at is not None)


async def proof_by_email(db: AsyncSession, email: str) -> Proof | None:
    return await _one_proof(db, Account.email == email)


async def proof_by_id(db: AsyncSession, account_id: UUID) -> Proof | None:
    return await _one_proof(db, Account.id == account_id)


async def upgrade_hash(db: AsyncSession, account_id: UUID, old: str, new: str) -> None:
    """Replace a hash of an older kind, unless the password was changed meanwhile."""
    await db.execute(
        update(Credential)
        .where(Credential.account_id == account_id, Credential.password_hash == old)
        .values(password_hash=new)
    )


async def find(
    db: AsyncSession, *, token_hash: bytes | None = None, session_id: UUID | None = None
) -> Found | None:
    """The session with this cookie's hash or this id, alive or not; one statement."""
    roles = (
        select(func.jsonb_object_agg(Membership.app, Membership.role))
        .where(Membership.account_id == Session.account_id, Membership.org_id == Session.active_org_id)
        .scalar_subquery()
    )
    statement = select(
        Session.id,
        Session.account_id,
        Session.kind,
        Session.active_org_id,
        Session.last_seen_at,
        Session.expires_at,
        Session.ended_at,
        Account.email,
        Account.name,
        Account.disabled_at,
        roles,
    ).join(Account, Account.id == Session.account_id)
    if token_hash is not None:
        statement = statement.where(Session.token_hash == token_hash)
    else:
        statement = statement.where(Session.id == session_id)
    row = (await db.execute(statement)).one_or_none()
    return Found(*row) if row else None


async def touch(db: AsyncSession, session_id: UUID, now: datetime) -> None:
    await db.execute(
        update(Session).where(Session.id == session_id, Session.last_seen_at < now).values(last_seen_at=now)
    )


async def add(db: AsyncSession, session: Session) -> None:
    db.add(session)
    await db.flush()


async def lock_alive(db: AsyncSession, session_id: UUID) -> Session | None:
    """The session, locked, unless it was ended."""
    return await db.scalar(
        select(Session).where(Session.id == session_id, Session.ended_at.is_(None)).with_for_update()
    )


async def of_account(db: AsyncSession, account_id: UUID, now: datetime) -> Sequence[Session]:
    """Sessions of a person that have not ended, newest use first."""
    found = await db.scalars(
        select(Session)
        .where(Session.account_id == account_id, Session.ended_at.is_(None), Session.expires_at > now)
        .order_by(Session.last_seen_at.desc())
        .limit(200)
    )
    return found.all()


async def end(db: AsyncSession, account_id: UUID, session_id: UUID, reason: EndReason, now: datetime) -> bool:
    """End one session of `account_id`; False when there is no such session (any more)."""
    ended = await db.execute(
        update(Session)
        .where(Session.id == session_id, Session.account_id == account_id, Session.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
        .returning(Session.id)
    )
    return ended.first() is not None


async def end_all(
    db: AsyncSession, account_id: UUID, reason: EndReason, now: datetime, *, but: UUID | None = None
) -> int:
    """End every session of `account_id` except `but`, and void what could open new ones; returns how many."""
    ended = await db.execute(
        update(Session)
        .where(Session.account_id == account_id, Session.ended_at.is_(None), Session.id.is_distinct_from(but))
        .values(ended_at=now, end_reason=reason)
        .returning(Session.id)
    )
    await db.execute(
        update(OneTimeToken)
        .where(OneTimeToken.account_id == account_id, OneTimeToken.used_at.is_(None))
        .values(used_at=now)
    )
    return len(ended.all())


async def seats(db: AsyncSession, account_id: UUID) -> list[Seat]:
    """The organisations a person belongs to, by name."""
    rows = await db.execute(
        select(
            Organisation.id,
            Organisation.slug,
            Organisation.name,
            func.jsonb_object_agg(Membership.app, Membership.role),
        )
        .join(Membership, Membership.org_id == Organisation.id)
        .where(Membership.account_id == account_id)
        .group_by(Organisation.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return [Seat(*row) for row in rows]


async def last_organisation(db: AsyncSession, account_id: UUID) -> UUID | None:
    """Where the person worked last, if they still belong there; else their first organisation."""
    recent = (
        select(Session.active_org_id, func.max(Session.last_seen_at).label("seen"))
        .where(Session.account_id == account_id)
        .group_by(Session.active_org_id)
        .subquery()
    )
    found: UUID | None = await db.scalar(
        select(Membership.org_id)
        .outerjoin(recent, recent.c.active_org_id == Membership.org_id)
        .where(Membership.account_id == account_id)
        .order_by(recent.c.seen.desc().nulls_last(), Membership.created_at, Membership.org_id)
        .limit(1)
    )
    return found


async def choose_organisation(db: AsyncSession, session_id: UUID, account_id: UUID, org_id: UUID) -> bool:
    """Make `org_id` the session's organisation; False when the person does not belong to it."""
    belongs = select(Membership.org_id).where(
        Membership.org_id == org_id, Membership.account_id == account_id
    )
    chosen = await db.execute(
        update(Session)
        .where(Session.id == session_id, Session.account_id == account_id, belongs.exists())
        .values(active_org_id=org_id)
        .returning(Session.id)
    )
    return chosen.first() is not None


async def add_refresh_token(db: AsyncSession, token: RefreshToken) -> None:
    db.add(token)
    await db.flush()


async def lock_refresh_token(db: AsyncSession, token_hash: bytes) -> RefreshToken | None:
    """The link of the chain, locked, so that of two uses at once one is the second."""
    return await db.scalar(
        select(RefreshToken).where(RefreshToken.token_hash == token_hash).with_for_update()
    )


async def add_one_time_token(db: AsyncSession, token: OneTimeToken) -> None:
    """Add `token` and void older ones of the same person and purpose."""
    await db.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.account_id == token.account_id,
            OneTimeToken.purpose == token.purpose,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=token.created_at)
    )
    db.add(token)
    await db.flush()


async def one_time_token(
    db: AsyncSession, purpose: Purpose, token_hash: bytes, now: datetime, *, use: bool
) -> OneTimeToken | None:
    """A token still good at `now`; `use` locks it and marks it used."""
    statement = select(OneTimeToken).where(
        OneTimeToken.token_hash == token_hash,
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
    )
    found = await db.scalar(statement.with_for_update() if use else statement)
    if found is not None and use:
        found.used_at = now
        await db.flush()
    return found


async def purge(db: AsyncSession, before: datetime, now: datetime) -> dict[str, int]:
    """Delete sessions that ended before `before` and tokens that are no good any more; counts by table."""
    counts = {}
    gone = await db.execute(
        delete(Session).where(or_(Session.ended_at < before, Session.expires_at < before))
    )
    counts["sessions"] = int(getattr(gone, "rowcount", 0))
    gone = await db.execute(delete(RefreshToken).where(RefreshToken.expires_at < now))
    counts["refresh_tokens"] = int(getattr(gone, "rowcount", 0))
    gone = await db.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < now))
    counts["one_time_tokens"] = int(getattr(gone, "rowcount", 0))
    return counts
