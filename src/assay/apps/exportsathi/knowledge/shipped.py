"""The pages that come with Assay, and the vectors of their passages, sentences and questions."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assay.apps.exportsathi.knowledge.chunking import chunks
from assay.apps.exportsathi.knowledge.reading import Read, markdown
from assay.apps.exportsathi.knowledge.rules import embedded, quotable
from assay.kernel.search.embedding import WIDTH, Vectors, embed
from assay.kernel.search.words import words

FOLDER = Path(__file__).parent / "content"
VECTORS = FOLDER / "vectors.npz"
SCALE = 127.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page with the publication it stands on. `slug` is the id of its source."""

    slug: str
    title: str
    publisher: str
    reference: str
    law: str
    """The publication: what the source is called."""
    url: str
    published: date | None
    checked_on: date | None
    valid_from: date | None
    valid_to: date | None
    is_verified: bool
    note: str
    read: Read
    asked: tuple[tuple[str, tuple[str, ...]], ...]
    """First words of a sentence, and how people ask for what it says."""

    def source(self) -> dict[str, Any]:
        """The row of its source, without the organisation."""
        return {
            "source_id": self.slug,
            "title": f"{self.title}. Our page, after: {self.law}",
            "publisher": self.publisher,
            "reference": self.reference,
            "url": self.url,
            "licence": "our own words",
            "published": self.published,
            "checked_on": self.checked_on,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "is_verified": self.is_verified,
            "sha256": digest(self.read.text),
            "rows": None,
            "note": self.note,
            "version": 1,
        }


@cache
def pages() -> tuple[Page, ...]:
    """All pages, by slug."""
    return tuple(page(path) for path in sorted(FOLDER.glob("*.md")))


def page(path: Path) -> Page:
    _nothing, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    given: Mapping[str, Any] = yaml.safe_load(front)
    return Page(
        slug=path.stem,
        title=given["title"],
        law=given["source"],
        publisher=given["publisher"],
        reference=given.get("reference", ""),
        url=given.get("url", ""),
        published=given.get("published"),
        checked_on=given.get("checked_on"),
        valid_from=given.get("valid_from"),
        valid_to=given.get("valid_to"),
        is_verified=given["is_verified"],
        note=given.get("note", ""),
        read=markdown(body),
        asked=tuple((one["of"], tuple(one["as"])) for one in given.get("asked", ())),
    )


@cache
def asked() -> dict[str, tuple[str, ...]]:
    """A sentence of the pages, on one line → the questions that it is known to answer."""
    found = {}
    for one in pages():
        for said in _sentences(one):
            forms = [forms for begins, forms in one.asked if said.startswith(begins)]
            if forms:
                found[said] = forms[0]
    return found


@cache
def asked_words() -> frozenset[str]:
    """Words of these questions."""
    return frozenset(word for forms in asked().values() for form in forms for word in words(form))


def _sentences(one: Page) -> list[str]:
    return [" ".join(chunk.text[a:b].split()) for chunk in chunks(one.read) for a, b in quotable(chunk.text)]


@cache
def known_vectors() -> dict[str, Vectors]:
    """sha256 of an embedded text → its vector, computed when the pages were written."""
    if not VECTORS.exists():
        return {}
    with np.load(VECTORS) as stored:
        digests = [bytes(one).hex() for one in stored["digests"]]
        return dict(zip(digests, stored["vectors"].astype(np.float32) / SCALE, strict=True))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def embed_known(texts: Sequence[str]) -> Vectors:
    """Vectors of texts, looked up where they were computed before. Blocks."""
    known = known_vectors()
    missing = [at for at, text in enumerate(texts) if digest(text) not in known]
    vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for at, text in enumerate(texts):
        vectors[at] = known.get(digest(text), 0.0)
    if missing:
        vectors[missing] = embed([texts[at] for at in missing])
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def embedded_texts() -> list[str]:
    """What is embedded of all pages: passages, their sentences, and the questions these answer."""
    texts = [form for forms in asked().values() for form in forms]
    for one in pages():
        for chunk in chunks(one.read):
            texts.append(embedded(one.title, chunk.text, chunk.heading))
            texts += [embedded(one.title, chunk.text[a:b]) for a, b in quotable(chunk.text)]
    return list(dict.fromkeys(texts))


def write_vectors() -> int:
    """Compute the vectors of changed pages (`python -m assay.apps.exportsathi.knowledge.shipped`)."""
    texts, known = embedded_texts(), known_vectors()
    fresh = [text for text in texts if digest(text) not in known]
    made = dict(zip(fresh, embed(fresh), strict=True)) if fresh else {}
    rows = [made[text] if text in made else known[digest(text)] for text in texts]
    np.savez_compressed(
        VECTORS,
        digests=np.array([list(bytes.fromhex(digest(text))) for text in texts], dtype=np.uint8),
        vectors=np.round(np.array(rows) * SCALE).astype(np.int8),
    )
    return len(texts)


if __name__ == "__main__":
    write_vectors()
