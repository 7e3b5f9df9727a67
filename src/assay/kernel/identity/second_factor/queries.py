"""SQL of the second factor. Runs as `assay_system`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.identity.models import Account, Credential, RecoveryCode


async def credential(db: AsyncSession, account_id: UUID, *, lock: bool = False) -> Credential:
    statement = select(Credential).where(Credential.account_id == account_id)
    return (await db.scalars(statement.with_for_update() if lock else statement)).one()


async def email_of(db: AsyncSession, account_id: UUID) -> str:
    return (await db.scalars(select(Account.email).where(Account.id == account_id))).one()


async def use_step(db: AsyncSession, account_id: UUID, step: int) -> bool:
    """Note that a time step was used; False when it, or a later one, already was."""
    used = await db.execute(
        update(Credential)
        .where(
            Credential.account_id == account_id,
            or_(Credential.totp_last_step.is_(None), Credential.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .returning(Credential.account_id)
    )
    return used.first() is not None


async def use_recovery_code(db: AsyncSession, account_id: UUID, code_hash: bytes, now: datetime) -> bool:
    """Use up a recovery code; False when there is none or it was used."""
    used = await db.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.account_id)
    )
    return used.first() is not None


async def replace_recovery_codes(db: AsyncSession, account_id: UUID, hashes: Sequence[bytes]) -> None:
    await db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.add_all([RecoveryCode(account_id=account_id, code_hash=code_hash) for code_hash in hashes])
    await db.flush()


async def recovery_codes_left(db: AsyncSession, account_id: UUID) -> int:
    count = await db.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    return count or 0
