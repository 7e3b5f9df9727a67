"""SQL of notices: everyone's own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.config import Notification
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def add(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> set[tuple[UUID, str]]:
    """Add what was not told yet; (account, key) of the new ones."""
    added = await db.execute(
        insert(Notification)
        .values([dict(row) for row in rows])
        .on_conflict_do_nothing(index_elements=["org_id", "account_id", "key"])
        .returning(Notification.account_id, Notification.key)
    )
    return {(row[0], row[1]) for row in added.all()}


async def page(
    db: AsyncSession,
    org_id: UUID,
    account_id: UUID,
    *,
    unread: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Notification]:
    """Notices of an account, newest first; only unread or only read ones where `unread` says so."""
    statement = select(Notification).where(
        Notification.org_id == org_id, Notification.account_id == account_id
    )
    if unread is not None:
        statement = statement.where(
            Notification.read_at.is_(None) if unread else Notification.read_at.is_not(None)
        )
    return await keyset(
        db,
        statement,
        [Notification.made_at, Notification.notification_id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.made_at.isoformat(), row.notification_id],
    )


async def unread(db: AsyncSession, org_id: UUID, account_id: UUID) -> int:
    found = await db.scalar(
        select(func.count()).where(
            Notification.org_id == org_id,
            Notification.account_id == account_id,
            Notification.read_at.is_(None),
        )
    )
    return int(found or 0)


async def own(db: AsyncSession, org_id: UUID, account_id: UUID, notification_id: UUID) -> Notification:
    """Raises NotFound."""
    found = await db.scalar(
        select(Notification).where(
            Notification.org_id == org_id,
            Notification.account_id == account_id,
            Notification.notification_id == notification_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such notice."))
    return found


async def mark_read(db: AsyncSession, org_id: UUID, account_id: UUID, now: datetime) -> int:
    """Every unread notice of the account is read; how many there were."""
    read = await db.scalars(
        update(Notification)
        .where(
            Notification.org_id == org_id,
            Notification.account_id == account_id,
            Notification.read_at.is_(None),
        )
        .values(read_at=now)
        .returning(Notification.notification_id)
    )
    return len(read.all())
