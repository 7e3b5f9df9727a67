"""Search over real passages: words, misspelt words and meaning, by both ways of comparing vectors."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.knowledge import search, service
from assay.apps.exportsathi.knowledge.reading import Kind
from assay.apps.exportsathi.models.sources import Source
from assay.kernel.access.actor import system_actor

DAY = date(2026, 11, 30)
TEXTS = {
    "drawback": "# Drawback\n\nDrawback gives back duty on imported inputs.\n\nThe claim is the bill.",
    "fumigation": "# Wood\n\nPallets of solid wood are heated to 56 °C for 30 minutes and stamped.",
    "realisation": "# Money\n\nExport proceeds must reach India within fifteen months of the shipment.",
}


@pytest.fixture
async def filled(db: AsyncSession, org: UUID) -> AsyncSession:
    for slug, text in TEXTS.items():
        await take_in(db, org, slug, text)
    return db


async def take_in(
    db: AsyncSession, org: UUID, slug: str, text: str, *, valid_to: date | None = None
) -> service.Imported:
    if not await service.queries.sources_there(db, org, [slug]):
        db.add(
            Source(
                org_id=org, source_id=slug, title=slug, publisher="Us", is_verified=True, valid_to=valid_to
            )
        )
        await db.flush()
    prepared = service.prepare(text.encode(), Kind.MARKDOWN, slug.title())
    return await service.take_in(db, system_actor(org, "test"), slug, prepared)


async def first(db: AsyncSession, org: UUID, query: str, **options: bool) -> str:
    found = await search.find(db, org, query, DAY, limit=3, **options)
    return found.passages[0].source.source_id


async def test_words_spelling_and_meaning_each_find(filled: AsyncSession, org: UUID) -> None:
    assert await first(filled, org, "pallets") == "fumigation"
    assert await first(filled, org, "drawbcak") == "drawback"
    assert await first(filled, org, "how soon does a foreign buyer have to pay") == "realisation"
