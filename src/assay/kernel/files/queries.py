"""SQL of the table of files."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.errors import NotFound
from assay.kernel.files.models import File, FileState


async def file(db: AsyncSession, org_id: UUID, file_id: UUID, state: FileState) -> File:
    """The file in that state. Raises NotFound."""
    found = await db.execute(
        select(File).where(File.org_id == org_id, File.id == file_id, File.state == state)
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such file.")
    return row


async def settle(
    db: AsyncSession,
    org_id: UUID,
    file_id: UUID,
    *,
    content_type: str,
    size: int,
    sha256: str,
    stored_at: datetime,
) -> File:
    """Mark a pending file as stored. Raises NotFound when it is pending no more."""
    done = await db.execute(
        update(File)
        .where(File.org_id == org_id, File.id == file_id, File.state == FileState.PENDING)
        .values(
            state=FileState.STORED, content_type=content_type, size=size, sha256=sha256, stored_at=stored_at
        )
        .returning(File)
    )
    row = done.scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such upload under way.")
    return row


async def discard(db: AsyncSession, org_id: UUID, file_id: UUID) -> None:
    await db.execute(
        update(File)
        .where(File.org_id == org_id, File.id == file_id)
        .values(state=FileState.DISCARDED)
        .execution_options(synchronize_session=False)
    )


async def leftovers(db: AsyncSession, abandoned_before: datetime, limit: int) -> Sequence[tuple[UUID, str]]:
    """Id and key of files that are discarded, or were announced before that instant and never came."""
    found = await db.execute(
        select(File.id, File.key)
        .where(
            or_(
                File.state == FileState.DISCARDED,
                and_(File.state == FileState.PENDING, File.created_at < abandoned_before),
            )
        )
        .order_by(File.created_at)
        .limit(limit)
    )
    return [(row.id, row.key) for row in found]


async def forget(db: AsyncSession, ids: Sequence[UUID]) -> None:
    await db.execute(delete(File).where(File.id.in_(ids), File.state != FileState.STORED))
