"""SQL of accounts. Runs as `assay_system`: what proves a person is granted to no other role."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.identity.models import Account, Credential, Registration
from assay.kernel.ids import uuid7


async def account_by_email(db: AsyncSession, email: str) -> Account | None:
    return await db.scalar(select(Account).where(Account.email == email))


async def account(db: AsyncSession, account_id: UUID) -> Account:
    return (await db.scalars(select(Account).where(Account.id == account_id))).one()


async def add_registration(db: AsyncSession, registration: Registration) -> None:
    db.add(registration)
    await db.flush()


async def take_registration(db: AsyncSession, token_hash: bytes, now: datetime) -> Registration | None:
    """The registration behind a link still good at `now`.

    All registrations of its address are locked, in one order: of two links opened at once the second finds
    its own gone.
    """
    address = select(Registration.email).where(
        Registration.token_hash == token_hash, Registration.expires_at > now
    )
    locked = await db.scalars(
        select(Registration)
        .where(Registration.email.in_(address))
        .order_by(Registration.id)
        .with_for_update(of=Registration)
    )
    return next((one for one in locked if one.token_hash == token_hash and one.expires_at > now), None)


async def drop_registrations(db: AsyncSession, email: str) -> None:
    """Void every pending registration of an address: the first link clicked wins."""
    locked = select(Registration.id).where(Registration.email == email).order_by(Registration.id)
    ids = (await db.scalars(locked.with_for_update())).all()
    await db.execute(delete(Registration).where(Registration.id.in_(ids)))


async def create_account(
    db: AsyncSession, *, email: str, name: str, password_hash: str, now: datetime
) -> UUID | None:
    """A new account; None when the address has one already."""
    made: UUID | None = await db.scalar(
        insert(Account)
        .values(id=uuid7(), email=email, name=name, created_at=now)
        .on_conflict_do_nothing(index_elements=[Account.email])
        .returning(Account.id)
    )
    if made is not None:
        db.add(Credential(account_id=made, password_hash=password_hash, password_changed_at=now))
        await db.flush()
    return made


async def set_password(db: AsyncSession, account_id: UUID, password_hash: str, now: datetime) -> None:
    await db.execute(
        update(Credential)
        .where(Credential.account_id == account_id)
        .values(password_hash=password_hash, password_changed_at=now)
    )


async def set_name(db: AsyncSession, account_id: UUID, name: str) -> None:
    await db.execute(update(Account).where(Account.id == account_id).values(name=name))


async def set_email(db: AsyncSession, account_id: UUID, email: str) -> bool:
    """Change the address; False when another account has it."""
    taken = select(Account.id).where(Account.email == email)
    changed = await db.execute(
        update(Account)
        .where(Account.id == account_id, ~taken.exists())
        .values(email=email)
        .returning(Account.id)
    )
    return changed.first() is not None


async def purge_registrations(db: AsyncSession, now: datetime) -> int:
    gone = await db.execute(delete(Registration).where(Registration.expires_at < now))
    return int(getattr(gone, "rowcount", 0))
