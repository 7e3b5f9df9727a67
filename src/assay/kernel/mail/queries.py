"""SQL of the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.mail.models import Mail, MailState


async def add(db: AsyncSession, values: dict[str, Any]) -> bool:
    """Insert a mail unless its key is there already; whether it was new.

    Neither conflict target nor RETURNING: both would need the right to read the outbox, which requests lack.
    """
    done = await db.execute(insert(Mail).values(values).on_conflict_do_nothing())
    return cast(CursorResult[tuple[()]], done).rowcount == 1


async def claim(db: AsyncSession, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Mail]:
    """Take up to `limit` due mails; nobody else does until `lease` has passed."""
    due = (
        select(Mail.id)
        .where(Mail.state == MailState.PENDING, Mail.due_at <= now)
        .order_by(Mail.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = await db.execute(
        update(Mail)
        .where(Mail.id.in_(due.scalar_subquery()))
        .values(due_at=now + lease, attempts=Mail.attempts + 1)
        .returning(Mail)
        .execution_options(synchronize_session=False)
    )
    return sorted(found.scalars(), key=lambda mail: mail.created_at)


async def keep_all(db: AsyncSession, limit: int) -> int:
    """Development: mark pending mail as kept; how many."""
    pending = select(Mail.id).where(Mail.state == MailState.PENDING).limit(limit)
    done = await db.execute(
        update(Mail)
        .where(Mail.id.in_(pending.scalar_subquery()))
        .values(state=MailState.KEPT)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[tuple[()]], done).rowcount


async def mark_sent(db: AsyncSession, mail_id: UUID, now: datetime) -> None:
    """The server has it: what it said and to whom is no longer ours to keep."""
    await _set(
        db,
        mail_id,
        state=MailState.SENT,
        sent_at=now,
        recipient=None,
        subject=None,
        body_text=None,
        body_html=None,
    )


async def mark_failed(db: AsyncSession, mail_id: UUID, error: str) -> None:
    await _set(db, mail_id, state=MailState.FAILED, last_error=error[:300])


async def put_off(db: AsyncSession, mail_id: UUID, until: datetime, error: str) -> None:
    await _set(db, mail_id, due_at=until, last_error=error[:300])


async def _set(db: AsyncSession, mail_id: UUID, **values: Any) -> None:
    await db.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == MailState.PENDING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def page(db: AsyncSession, *, after: str | None, limit: int = 50) -> Page[Mail]:
    return await keyset(
        db,
        select(Mail),
        [Mail.__table__.c.created_at, Mail.__table__.c.id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda mail: (mail.created_at.isoformat(), mail.id),
    )


async def mail(db: AsyncSession, mail_id: UUID) -> Mail:
    """Raises NotFound."""
    row = await db.get(Mail, mail_id)
    if row is None:
        raise NotFound("There is no such mail.")
    return row


async def to_address(db: AsyncSession, address: str) -> Sequence[Mail]:
    found = await db.execute(select(Mail).where(Mail.recipient == address).order_by(Mail.created_at, Mail.id))
    return found.scalars().all()


async def count_by_state(db: AsyncSession) -> dict[str, int]:
    found = await db.execute(select(Mail.state, func.count()).group_by(Mail.state))
    return {str(state): number for state, number in found.tuples()}


async def purge(db: AsyncSession, before: datetime, limit: int) -> int:
    old = select(Mail.id).where(Mail.state != MailState.PENDING, Mail.created_at < before).limit(limit)
    done = await db.execute(
        delete(Mail).where(Mail.id.in_(old.scalar_subquery())).execution_options(synchronize_session=False)
    )
    return cast(CursorResult[tuple[()]], done).rowcount
