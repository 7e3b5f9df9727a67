"""SQL of sources."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.sources import Source
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def source(db: AsyncSession, org_id: UUID, source_id: str, *, lock: bool = False) -> Source:
    """Raises NotFound."""
    statement = select(Source).where(Source.org_id == org_id, Source.source_id == source_id)
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such source."))
    return found


async def sources(
    db: AsyncSession, org_id: UUID, *, words: str = "", after: str | None = None, limit: int = 50
) -> Page[Source]:
    """Sources by their ids; `words` occur in title, publisher, reference or id."""
    statement = select(Source).where(Source.org_id == org_id)
    for word in words.split():
        text = Source.title + " " + Source.publisher + " " + Source.reference + " " + Source.source_id
        statement = statement.where(text.icontains(word, autoescape=True))
    return await keyset(
        db, statement, [Source.source_id], [str], after=after, limit=limit, key=lambda one: [one.source_id]
    )


async def by_ids(db: AsyncSession, org_id: UUID, ids: Collection[str]) -> Sequence[Source]:
    rows = await db.scalars(select(Source).where(Source.org_id == org_id, Source.source_id.in_(ids)))
    return rows.all()


async def all_of(db: AsyncSession, org_id: UUID) -> Sequence[Source]:
    rows = await db.scalars(select(Source).where(Source.org_id == org_id).order_by(Source.source_id))
    return rows.all()


async def add_missing(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> int:
    """Put in the sources whose ids are not there yet; how many."""
    if not rows:
        return 0
    made = await db.execute(
        insert(Source).values(list(rows)).on_conflict_do_nothing().returning(Source.source_id)
    )
    return len(made.all())
