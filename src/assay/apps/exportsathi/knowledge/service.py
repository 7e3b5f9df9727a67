"""Use cases of the knowledge: take in a file, list, withdraw, search, and show what was cited."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.knowledge import queries, reading, rules, shipped
from assay.apps.exportsathi.knowledge import search as searching
from assay.apps.exportsathi.knowledge.chunking import Chunk, chunks
from assay.apps.exportsathi.knowledge.reading import Kind, Read
from assay.apps.exportsathi.knowledge.rules import Listed, Passage
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import NotFound
from assay.kernel.ids import uuid5_of, uuid7
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready to be stored: its passages and their vectors."""

    title: str
    kind: Kind
    read: Read
    chunks: Sequence[Chunk]
    vectors: Sequence[Sequence[float]]
    to_machines: int
    """Passages that speak to machines: they are kept and never quoted."""


@dataclass(frozen=True, slots=True)
class Imported:
    document_id: UUID
    source_id: str
    version: int
    passages: int
    characters: int
    to_machines: int
    changed: bool
    """False: the text is the same as the one that is searched, and nothing was done."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a citation points at, with its surroundings."""

    document_id: UUID
    title: str
    source: SourceRef
    standing: Standing
    version: int
    withdrawn: bool
    before: str
    span: str
    after: str
    sha256: str


async def search(db: Session, org_id: UUID, query: str, on: date, limit: int = 10) -> list[Passage]:
    """Passages for `query`, the best first, each marked with how it stands on the day `on`."""
    return list((await searching.find(db, org_id, query, on, limit=limit)).passages)


def prepare(data: bytes, kind: Kind, title: str) -> Prepared:
    """Read, cut and embed a file. Blocks, and takes about 10 ms a passage: call it in a thread.

    Raises Invalid for a file that cannot be read.
    """
    return _prepared(reading.read(data, kind), kind, title)


def _prepared(read: Read, kind: Kind, title: str) -> Prepared:
    made = chunks(read)
    vectors = shipped.embed_known([rules.embedded(title, one.text, one.heading) for one in made])
    return Prepared(
        title=title,
        kind=kind,
        read=read,
        chunks=made,
        vectors=vectors.tolist(),
        to_machines=sum(rules.speaks_to_machines(one.text) for one in made),
    )


async def take_in(
    db: Session,
    actor: Actor,
    source_id: str,
    prepared: Prepared,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Imported:
    """Store a text as the next version of its source's. Raises NotFound where the source is not entered."""
    org_id = org_of(actor)
    await queries.source(db, org_id, source_id)
    newest = (await queries.newest(db, org_id, [source_id])).get(source_id)
    digest = rules.sha256_of(prepared.read.text)
    document, passages = _rows(org_id, source_id, (newest[0] if newest else 0) + 1, prepared)
    document |= {"valid_from": valid_from, "valid_to": valid_to}
    await queries.add(db, [document], passages)
    await audit.record(
        db,
        actor,
        Event.KNOWLEDGE_IMPORTED,
        entity="exportsathi-knowledge",
        entity_id=document["document_id"],
        details={
            "source": source_id,
            "version": document["version"],
            "passages": len(passages),
            "sha256": digest,
        },
    )
    return Imported(
        document_id=document["document_id"],
        source_id=source_id,
        version=document["version"],
        passages=len(passages),
        characters=len(prepared.read.text),
        to_machines=prepared.to_machines,
        changed=newest is None or newest[1] != digest,
    )


def _rows(
    org_id: UUID, source_id: str, version: int, prepared: Prepared
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    document_id = uuid5_of(org_id, "knowledge", source_id, version)
    text = prepared.read.text
    document: dict[str, Any] = {
        "org_id": org_id,
        "document_id": document_id,
        "source_id": source_id,
        "version": version,
        "title": prepared.title,
        "kind": prepared.kind.value,
        "text": text,
        "sha256": rules.sha256_of(text),
        "valid_from": None,
        "valid_to": None,
        "withdrawn_at": None,
    }
    rows = [
        {
            "org_id": org_id,
            "chunk_id": uuid7(),
            "document_id": document_id,
            "ordinal": one.ordinal,
            "start_at": one.start,
            "end_at": one.end,
            # Headings are searched with the passage, and so is the title.
            "heading": one.heading if prepared.title in one.heading else _under(prepared.title, one.heading),
            "text": one.text,
            "sha256": rules.sha256_of(one.text),
            "embedding": list(vector),
        }
        for one, vector in zip(prepared.chunks, prepared.vectors, strict=True)
    ]
    return document, rows


def _under(title: str, heading: str) -> str:
    return f"{title} › {heading}" if heading else title


async def set_up(db: Session, org_id: UUID, slugs: Sequence[str] | None = None) -> int:
    """Put the pages that come with Assay, or some of them, into an organisation; how many were missing.

    A page whose source is there already stays as the organisation has it.
    """
    wanted = [one for one in shipped.pages() if slugs is None or one.slug in slugs]
    there = await queries.newest(db, org_id, [one.slug for one in wanted])
    missing = [one for one in wanted if one.slug not in there]
    known = await queries.sources_there(db, org_id, [one.slug for one in missing])
    prepared = await asyncio.to_thread(
        lambda: [_prepared(one.read, Kind.MARKDOWN, one.title) for one in missing]
    )
    await queries.add_sources(
        db, [{"org_id": org_id, **one.source()} for one in missing if one.slug not in known]
    )
    documents, passages = [], []
    for one, text in zip(missing, prepared, strict=True):
        document, rows = _rows(org_id, one.slug, 1, text)
        documents.append(document | {"valid_from": one.valid_from, "valid_to": one.valid_to})
        passages += rows
    await queries.add(db, documents, passages)
    return len(missing)


async def set_up_own(db: Session, actor: Actor) -> int:
    """`set_up` for the organisation acted for."""
    number = await set_up(db, org_of(actor))
    await audit.record(
        db,
        actor,
        Event.KNOWLEDGE_IMPORTED,
        entity="exportsathi-knowledge",
        entity_id=org_of(actor),
        details={"source": "pages that come with Assay", "documents": number},
    )
    return number


async def listed(
    db: Session,
    actor: Actor,
    *,
    words: str = "",
    all_versions: bool = False,
    after: str | None,
    limit: int = 50,
) -> Page[Listed]:
    return await queries.listed(
        db, org_of(actor), words=words, all_versions=all_versions, after=after, limit=limit
    )


async def totals(db: Session, actor: Actor) -> tuple[int, int]:
    """(documents that are searched, of these no longer in force today)."""
    return await queries.totals(db, org_of(actor), day_in_india(clock.now()))


async def withdraw(db: Session, actor: Actor, document_id: UUID) -> None:
    """Search a document no more. Raises NotFound. Twice is once."""
    org_id = org_of(actor)
    document, _source = await queries.document(db, org_id, document_id)
    if not await queries.withdraw(db, org_id, document_id):
        return
    await audit.record(
        db,
        actor,
        Event.KNOWLEDGE_WITHDRAWN,
        entity="exportsathi-knowledge",
        entity_id=document_id,
        details={"source": document.source_id, "version": document.version},
    )


async def span(
    db: Session, actor: Actor, document_id: UUID, start: int, end: int, *, around: int = 600
) -> Span:
    """Characters `start` to `end` of a document with what stands around them. Raises NotFound."""
    document, source = await queries.document(db, org_of(actor), document_id)
    if not 0 <= start < end <= len(document.text):
        raise NotFound(_("The document has no such place."))
    on = day_in_india(clock.now())
    return Span(
        document_id=document_id,
        title=document.title,
        source=source,
        standing=rules.standing_of(source, document.valid_from, document.valid_to, on),
        version=document.version,
        withdrawn=document.withdrawn_at is not None,
        before=document.text[max(0, start - around) : start],
        span=document.text[start:end],
        after=document.text[end : end + around],
        sha256=rules.sha256_of(document.text[start:end]),
    )


async def stored(
    db: Session, org_id: UUID, wanted: Sequence[tuple[str, int, int, int]]
) -> Mapping[tuple[str, int, int, int], str]:
    """(source, version, start, end) → these characters of the stored text."""
    return await queries.spans(db, org_id, wanted)


async def organisation(db: Session, slug: str) -> UUID:
    """The organisation of this short name, or the only one. Raises NotFound; for commands."""
    found = await queries.organisations(db, slug)
    if len(found) == 1:
        return found[0][0]
    if slug or not found:
        raise NotFound(_("There is no organisation %(slug)s.") % {"slug": slug})
    names = ", ".join(name for _id, name in found)
    raise NotFound(_("Say which organisation: --org with one of %(names)s.") % {"names": names})
