"""SQL of the knowledge: documents, their passages, and how these are found."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    any_,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from assay.apps.exportsathi.knowledge.rules import Listed, Passage, standing_of
from assay.apps.exportsathi.models.knowledge import KnowledgeChunk, KnowledgeDocument
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources.rules import SourceRef
from assay.kernel import clock
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.identity.models import Organisation
from assay.kernel.search.ranking import Corpus
from assay.kernel.web.i18n import gettext as _

TEXTS, NUMBERS = ARRAY(String), ARRAY(Integer)
_ALL_WORDS = (
    "SELECT to_tsvector('simple', heading || ' ' || text) FROM exportsathi.knowledge_chunks "
    "WHERE org_id = '{}'"
)
NO_DOCUMENT = "There is no such document."


def corpus(org_id: UUID) -> Corpus:
    """The passages of an organisation that are searched."""
    return Corpus(
        key=KnowledgeChunk.chunk_id,
        words=KnowledgeChunk.tsv,
        text=KnowledgeChunk.text,
        vector=KnowledgeChunk.embedding,
        within=KnowledgeChunk.org_id == org_id,
    )


async def stamp(db: AsyncSession, org_id: UUID) -> tuple[int, UUID | None]:
    """What changes whenever passages come or go: their number, and the latest of their ids."""
    row = (
        await db.execute(
            select(
                select(func.count()).where(KnowledgeChunk.org_id == org_id).scalar_subquery(),
                select(KnowledgeChunk.chunk_id)
                .where(KnowledgeChunk.org_id == org_id)
                .order_by(KnowledgeChunk.chunk_id.desc())
                .limit(1)
                .scalar_subquery(),
            )
        )
    ).one()
    return row[0], row[1]


async def word_counts(db: AsyncSession, org_id: UUID) -> list[tuple[str, int]]:
    """Each word of the passages and their headings, as written in small letters, with how many hold it."""
    # A statement inside a statement takes no parameters; a UUID needs no quoting.
    asked = _ALL_WORDS.format(UUID(str(org_id)))
    rows = await db.execute(text("SELECT word, ndoc FROM ts_stat(:asked)"), {"asked": asked})
    return [(row.word, row.ndoc) for row in rows]


async def vectors(db: AsyncSession, org_id: UUID) -> list[tuple[UUID, Sequence[float]]]:
    rows = await db.execute(
        select(KnowledgeChunk.chunk_id, KnowledgeChunk.embedding).where(KnowledgeChunk.org_id == org_id)
    )
    return [(row.chunk_id, row.embedding) for row in rows]


async def ranked(db: AsyncSession, statement: Select[Any]) -> list[UUID]:
    """The keys of one ranking (`kernel.search.ranking`), best first."""
    return list((await db.scalars(statement)).all())


async def passages(db: AsyncSession, org_id: UUID, scores: Mapping[UUID, float], on: date) -> list[Passage]:
    """These passages with their sources and how they stand on a day, the best score first."""
    rows = await db.execute(
        _with_source(
            KnowledgeChunk.chunk_id,
            KnowledgeChunk.start_at,
            KnowledgeChunk.end_at,
            KnowledgeChunk.heading,
            KnowledgeChunk.text.label("passage"),
            KnowledgeChunk.sha256,
            KnowledgeDocument.document_id,
            KnowledgeDocument.version,
            KnowledgeDocument.title,
            KnowledgeDocument.valid_from,
            KnowledgeDocument.valid_to,
        )
        .join(
            KnowledgeChunk,
            (KnowledgeChunk.org_id == KnowledgeDocument.org_id)
            & (KnowledgeChunk.document_id == KnowledgeDocument.document_id),
        )
        .where(
            KnowledgeDocument.org_id == org_id,
            KnowledgeDocument.withdrawn_at.is_(None),
            KnowledgeChunk.org_id == org_id,
            KnowledgeChunk.chunk_id.in_(list(scores)),
        )
    )
    found = [_passage(row, scores[row.chunk_id], on) for row in rows]
    return sorted(found, key=lambda one: (-one.score, one.chunk_id))


def _passage(row: Row[Any], score: float, on: date) -> Passage:
    source = ref(row.Source)
    return Passage(
        chunk_id=row.chunk_id,
        document_id=row.document_id,
        version=row.version,
        title=row.title,
        heading=row.heading,
        start=row.start_at,
        end=row.end_at,
        text=row.passage,
        sha256=row.sha256,
        source=source,
        standing=standing_of(source, row.valid_from, row.valid_to, on),
        score=score,
    )


def _with_source(*columns: Any) -> Select[Any]:
    return (
        select(Source, *columns)
        .select_from(KnowledgeDocument)
        .join(
            Source,
            (Source.org_id == KnowledgeDocument.org_id) & (Source.source_id == KnowledgeDocument.source_id),
        )
    )


def ref(row: Source) -> SourceRef:
    return SourceRef(
        source_id=row.source_id,
        title=row.title,
        publisher=row.publisher,
        reference=row.reference,
        url=row.url,
        published=row.published,
        checked_on=row.checked_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_verified=row.is_verified,
    )


async def source(db: AsyncSession, org_id: UUID, source_id: str) -> SourceRef:
    """Raises NotFound."""
    row = await db.get(Source, (org_id, source_id))
    if row is None:
        raise NotFound(_("There is no source %(id)s. Enter it first.") % {"id": source_id})
    return ref(row)


async def add_sources(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await db.execute(insert(Source), list(rows))


async def sources_there(db: AsyncSession, org_id: UUID, source_ids: Sequence[str]) -> set[str]:
    rows = await db.scalars(
        select(Source.source_id).where(Source.org_id == org_id, Source.source_id.in_(source_ids))
    )
    return set(rows.all())


async def newest(db: AsyncSession, org_id: UUID, source_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """source → the latest version of its text and that text's sha256."""
    rows = await db.execute(
        select(KnowledgeDocument.source_id, KnowledgeDocument.version, KnowledgeDocument.sha256)
        .where(KnowledgeDocument.org_id == org_id, KnowledgeDocument.source_id.in_(source_ids))
        .distinct(KnowledgeDocument.source_id)
        .order_by(KnowledgeDocument.source_id, KnowledgeDocument.version.desc())
    )
    return {row.source_id: (row.version, row.sha256) for row in rows}


async def add(
    db: AsyncSession, documents: Sequence[Mapping[str, Any]], chunks: Sequence[Mapping[str, Any]]
) -> None:
    """Documents and their passages; what was searched of the same sources before no longer is."""
    if not documents:
        return
    await take_out(
        db,
        documents[0]["org_id"],
        KnowledgeDocument.source_id == any_(literal([one["source_id"] for one in documents], TEXTS)),
    )
    await db.execute(insert(KnowledgeDocument), list(documents))
    await db.execute(insert(KnowledgeChunk), list(chunks))


async def take_out(db: AsyncSession, org_id: UUID, which: ColumnElement[bool]) -> int:
    """Search these documents no more; their texts stay, for what was cited from them. How many they were."""
    gone = (
        await db.scalars(
            update(KnowledgeDocument)
            .where(KnowledgeDocument.org_id == org_id, KnowledgeDocument.withdrawn_at.is_(None), which)
            .values(withdrawn_at=clock.now(), updated_at=clock.now())
            .returning(KnowledgeDocument.document_id)
        )
    ).all()
    if gone:
        await db.execute(
            delete(KnowledgeChunk).where(
                KnowledgeChunk.org_id == org_id, KnowledgeChunk.document_id.in_(gone)
            )
        )
    return len(gone)


async def withdraw(db: AsyncSession, org_id: UUID, document_id: UUID) -> int:
    return await take_out(db, org_id, KnowledgeDocument.document_id == document_id)


async def document(db: AsyncSession, org_id: UUID, document_id: UUID) -> tuple[KnowledgeDocument, SourceRef]:
    """A document with its text, searched or not. Raises NotFound."""
    row = (
        await db.execute(
            _with_source(KnowledgeDocument).where(
                KnowledgeDocument.org_id == org_id, KnowledgeDocument.document_id == document_id
            )
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_(NO_DOCUMENT))
    return row.KnowledgeDocument, ref(row.Source)


async def text_of(db: AsyncSession, org_id: UUID, source_id: str, version: int) -> str:
    """The stored text that a citation counts in. Raises NotFound."""
    found = await db.scalar(
        select(KnowledgeDocument.text).where(
            KnowledgeDocument.org_id == org_id,
            KnowledgeDocument.source_id == source_id,
            KnowledgeDocument.version == version,
        )
    )
    if found is None:
        raise NotFound(_(NO_DOCUMENT))
    return found


async def spans(
    db: AsyncSession, org_id: UUID, wanted: Sequence[tuple[str, int, int, int]]
) -> dict[tuple[str, int, int, int], str]:
    """(source, version, start, end) → the characters of the stored text; what is not there is left out."""
    if not wanted:
        return {}
    ask = (
        func.unnest(
            literal([one[0] for one in wanted], TEXTS),
            literal([one[1] for one in wanted], NUMBERS),
            literal([one[2] for one in wanted], NUMBERS),
            literal([one[3] for one in wanted], NUMBERS),
        )
        .table_valued(
            "source_id", column("version", Integer), column("start_at", Integer), column("end_at", Integer)
        )
        .render_derived()
    )
    rows = await db.execute(
        select(
            ask.c.source_id,
            ask.c.version,
            ask.c.start_at,
            ask.c.end_at,
            func.substr(
                KnowledgeDocument.text,
                ask.c.start_at + 1,
                func.greatest(ask.c.end_at - ask.c.start_at, 0),
            ).label("span"),
        )
        .select_from(ask)
        .join(
            KnowledgeDocument,
            (KnowledgeDocument.source_id == ask.c.source_id)
            & (KnowledgeDocument.version == ask.c.version)
            & (KnowledgeDocument.org_id == org_id),
        )
    )
    return {(row.source_id, row.version, row.start_at, row.end_at): row.span for row in rows}


async def listed(
    db: AsyncSession,
    org_id: UUID,
    *,
    words: str = "",
    all_versions: bool = False,
    after: str | None,
    limit: int,
) -> Page[Listed]:
    """Documents by source and version, without their texts."""
    count = (
        select(func.count())
        .where(
            KnowledgeChunk.org_id == KnowledgeDocument.org_id,
            KnowledgeChunk.document_id == KnowledgeDocument.document_id,
        )
        .correlate(KnowledgeDocument)
        .scalar_subquery()
    )
    statement = (
        _with_source(
            KnowledgeDocument,
            func.length(KnowledgeDocument.text).label("characters"),
            count.label("passages"),
        )
        .where(KnowledgeDocument.org_id == org_id)
        .options(defer(KnowledgeDocument.text, raiseload=True))
    )
    if not all_versions:
        statement = statement.where(KnowledgeDocument.withdrawn_at.is_(None))
    if words:
        statement = statement.where(KnowledgeDocument.title.icontains(words, autoescape=True))
    page = await keyset(
        db,
        statement,
        [KnowledgeDocument.source_id, KnowledgeDocument.version],
        [str, int],
        after=after,
        limit=limit,
        key=lambda row: [row.KnowledgeDocument.source_id, row.KnowledgeDocument.version],
        scalars=False,
    )
    return Page([_listed(row) for row in page.items], page.next)


def _listed(row: Row[Any]) -> Listed:
    one: KnowledgeDocument = row.KnowledgeDocument
    return Listed(
        document_id=one.document_id,
        source_id=one.source_id,
        version=one.version,
        title=one.title,
        kind=one.kind,
        characters=row.characters,
        passages=row.passages,
        source=ref(row.Source),
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        withdrawn_at=one.withdrawn_at,
    )


async def totals(db: AsyncSession, org_id: UUID, on: date) -> tuple[int, int]:
    """(documents that are searched, of these expired on the day)."""
    ends = func.coalesce(KnowledgeDocument.valid_to, Source.valid_to)
    row = (
        await db.execute(
            select(func.count(), func.count().filter(ends < on))
            .select_from(KnowledgeDocument)
            .join(
                Source,
                (Source.org_id == KnowledgeDocument.org_id)
                & (Source.source_id == KnowledgeDocument.source_id),
            )
            .where(KnowledgeDocument.org_id == org_id, KnowledgeDocument.withdrawn_at.is_(None))
        )
    ).one()
    return row[0], row[1]


async def organisations(db: AsyncSession, slug: str) -> list[tuple[UUID, str]]:
    """Organisations, or the one of this short name (role `assay_system`), by name."""
    statement = select(Organisation.id, Organisation.slug).order_by(Organisation.slug)
    if slug:
        statement = statement.where(Organisation.slug == slug)
    return [(row[0], row[1]) for row in await db.execute(statement)]
