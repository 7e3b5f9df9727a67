"""SQL of questions and answers. Whose they are is part of every statement."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.knowledge import ChatMessage, ChatSession
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def session(db: AsyncSession, org_id: UUID, exporter_id: UUID, session_id: UUID) -> ChatSession:
    """Raises NotFound, for another's too."""
    found = await db.scalar(
        select(ChatSession).where(
            ChatSession.org_id == org_id,
            ChatSession.exporter_id == exporter_id,
            ChatSession.session_id == session_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such conversation."))
    return found


async def of_report(db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID) -> ChatSession | None:
    """The latest conversation about a report."""
    return await db.scalar(
        select(ChatSession)
        .where(
            ChatSession.org_id == org_id,
            ChatSession.exporter_id == exporter_id,
            ChatSession.report_id == report_id,
        )
        .order_by(ChatSession.session_id.desc())
        .limit(1)
    )


async def sessions(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, *, after: str | None, limit: int
) -> Page[ChatSession]:
    """Conversations, the latest first."""
    return await keyset(
        db,
        select(ChatSession).where(ChatSession.org_id == org_id, ChatSession.exporter_id == exporter_id),
        [ChatSession.session_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.session_id],
    )


async def messages(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, session_id: UUID, *, limit: int = 200
) -> Sequence[ChatMessage]:
    """The messages of a conversation, the oldest first; of a longer one the latest `limit`."""
    rows = await db.scalars(
        select(ChatMessage)
        .where(
            ChatMessage.org_id == org_id,
            ChatMessage.exporter_id == exporter_id,
            ChatMessage.session_id == session_id,
        )
        .order_by(ChatMessage.message_id.desc())
        .limit(limit)
    )
    return list(reversed(rows.all()))


async def last_answer(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, session_id: UUID
) -> tuple[ChatMessage, ChatMessage] | None:
    """The last question of a conversation with its answer."""
    found = await messages(db, org_id, exporter_id, session_id, limit=2)
    return (found[0], found[1]) if len(found) == 2 else None


async def delete_session(db: AsyncSession, found: ChatSession) -> None:
    await db.delete(found)
    await db.flush()
