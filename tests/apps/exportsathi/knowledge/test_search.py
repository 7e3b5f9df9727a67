"""Search over real passages: words, misspelt words and meaning, by both ways of comparing vectors."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.knowledge import queries, search, service
from assay.apps.exportsathi.knowledge.reading import Kind
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources.rules import Standing
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import NotFound
from assay.kernel.ids import uuid7
from assay.kernel.search import ranking
from assay.kernel.search.embedding import embed
from assay.kernel.search.vectors import Matrix

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


@pytest.fixture
async def compares(filled: AsyncSession) -> AsyncSession:
    """The same, on a server that can compare vectors itself."""
    if not await ranking.has_vector(filled):
        pytest.skip("the server has no extension `vector`: vectors are compared in memory there")
    return filled


async def take_in(
    db: AsyncSession, org: UUID, slug: str, text: str, *, valid_to: date | None = None
) -> service.Imported:
    if not await queries.sources_there(db, org, [slug]):
        db.add(
            Source(
                org_id=org, source_id=slug, title=slug, publisher="Us", is_verified=True, valid_to=valid_to
            )
        )
        await db.flush()
    prepared = service.prepare(text.encode(), Kind.MARKDOWN, slug.title())
    return await service.take_in(db, system_actor(org, "test"), slug, prepared)


async def first(db: AsyncSession, org: UUID, query: str) -> str:
    found = await search.find(db, org, query, DAY, limit=3)
    return found.passages[0].source.source_id


async def test_words_spelling_and_meaning_each_find(filled: AsyncSession, org: UUID) -> None:
    assert await first(filled, org, "pallets") == "fumigation"
    assert await first(filled, org, "drawbcak") == "drawback"
    assert await first(filled, org, "how soon does a foreign buyer have to pay") == "realisation"


@pytest.mark.parametrize("query", ["heat for pallets", "duty that comes back", "when the buyer pays"])
async def test_both_ways_of_comparing_vectors_agree(compares: AsyncSession, org: UUID, query: str) -> None:
    here = await search.find(compares, org, query, DAY, limit=9, vectors_in_database=False)
    there = await search.find(compares, org, query, DAY, limit=9, vectors_in_database=True)
    assert [one.chunk_id for one in here.passages] == [one.chunk_id for one in there.passages]
    assert [one.score for one in here.passages] == [one.score for one in there.passages]


async def test_rankings_by_meaning_agree_on_a_whole_page(compares: AsyncSession, org: UUID) -> None:
    await service.set_up(compares, org, ["page-incoterms-any", "page-drawback"])
    vector = embed(["who bears the risk of the goods"])[0].tolist()
    in_database = await queries.ranked(compares, ranking.by_meaning(queries.corpus(org), vector, 20))
    in_memory = Matrix.of(await queries.vectors(compares, org)).nearest(vector, 20)
    assert in_database == in_memory


async def test_a_new_version_takes_the_place_of_the_old_and_the_old_can_be_read(
    filled: AsyncSession, org: UUID
) -> None:
    made = await take_in(filled, org, "drawback", "# Drawback\n\nDrawback is paid in mangoes now.")
    assert (made.version, made.changed) == (2, True)
    found = await service.search(filled, org, "drawback", DAY)
    assert [one.version for one in found if one.source.source_id == "drawback"] == [2]
    assert "imported inputs" in await queries.text_of(filled, org, "drawback", 1)


async def test_an_expired_document_is_found_and_marked(db: AsyncSession, org: UUID) -> None:
    await take_in(db, org, "old", "# Old\n\nMangoes bore a duty.", valid_to=date(2020, 1, 1))
    found = await service.search(db, org, "mangoes duty", DAY)
    assert found[0].standing is Standing.EXPIRED
    assert (await service.search(db, org, "mangoes duty", date(2019, 1, 1)))[0].standing is Standing.CURRENT


async def test_what_was_withdrawn_is_not_found_but_can_be_shown(filled: AsyncSession, org: UUID) -> None:
    actor = system_actor(org, "test")
    found = (await service.search(filled, org, "drawback", DAY))[0]
    await service.withdraw(filled, actor, found.document_id)
    await service.withdraw(filled, actor, found.document_id)
    left = await service.search(filled, org, "drawback", DAY)
    assert "drawback" not in {one.source.source_id for one in left}
    span = await service.span(filled, actor, found.document_id, found.start, found.end)
    assert (span.span, span.withdrawn, span.sha256) == (found.text, True, found.sha256)


async def test_a_place_that_the_document_does_not_have_is_not_found(filled: AsyncSession, org: UUID) -> None:
    found = (await service.search(filled, org, "drawback", DAY))[0]
    with pytest.raises(NotFound):
        await service.span(filled, system_actor(org, "test"), found.document_id, 5, 100_000)


async def test_another_organisation_sees_no_passage(
    filled: AsyncSession, org: UUID, savepoint: Database
) -> None:
    other = uuid7()
    async with savepoint.transaction(role=Role.APP, org_id=other) as db:
        assert await service.search(db, other, "drawback", DAY) == []
        # The policy holds even for a query that names the wrong organisation.
        assert await queries.vectors(db, org) == []


async def test_pages_are_set_up_once(db: AsyncSession, org: UUID) -> None:
    assert await service.set_up(db, org, ["page-iec", "page-lut"]) == 2
    assert await service.set_up(db, org, ["page-iec", "page-lut"]) == 0
