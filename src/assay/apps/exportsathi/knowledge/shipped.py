"""The pages that come with Assay, and the vectors of their passages and sentences."""

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
from assay.kernel.search.embedding import Vectors

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

    def source(self) -> dict[str, Any]:
        """The row of its source, without the organisation."""
        return {
            "source_id": self.slug,
            "title": self.law,
            "publisher": self.publisher,
            "reference": self.reference,
            "url": self.url,
            "licence": "our own words",
            "published": self.published,
            "checked_on": self.checked_on,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "is_verified": self.is_verified,
            "sha256": hashlib.sha256(self.read.text.encode()).hexdigest(),
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
    )


@cache
def known_vectors() -> dict[str, Vectors]:
    """sha256 of an embedded text → its vector, computed when the pages were written."""
    if not VECTORS.exists():
        return {}
    with np.load(VECTORS) as stored:
        digests = [bytes(one).hex() for one in stored["digests"]]
        return dict(zip(digests, stored["vectors"].astype(np.float32) / SCALE, strict=True))


def embed_known(texts: Sequence[str]) -> Vectors:
    """Vectors of texts, looked up where they were computed before. Blocks."""
    from assay.kernel.search.embedding import WIDTH, embed

    known = known_vectors()
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    missing = [at for at, digest in enumerate(digests) if digest not in known]
    vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for at, digest in enumerate(digests):
        if digest in known:
            vectors[at] = known[digest]
    if missing:
        vectors[missing] = embed([texts[at] for at in missing])
    norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    unit: Vectors = vectors / norms
    return unit


def write_vectors() -> int:
    """Compute the vectors of all pages anew (`python -m assay.apps.exportsathi.knowledge.shipped`)."""
    from assay.kernel.search.embedding import embed

    texts = []
    for one in pages():
        for chunk in chunks(one.read):
            texts.append(embedded(one.title, chunk.text, chunk.heading))
            texts += [embedded(one.title, chunk.text[a:b]) for a, b in quotable(chunk.text)]
    texts = list(dict.fromkeys(texts))
    known = known_vectors()
    fresh = [t for t in texts if hashlib.sha256(t.encode()).hexdigest() not in known]
    made = dict(zip(fresh, embed(fresh), strict=True)) if fresh else {}
    rows = [made[t] if t in made else known[hashlib.sha256(t.encode()).hexdigest()] for t in texts]
    np.savez_compressed(
        VECTORS,
        digests=np.array([list(hashlib.sha256(t.encode()).digest()) for t in texts], dtype=np.uint8),
        vectors=np.round(np.array(rows) * SCALE).astype(np.int8),
    )
    return len(texts)


if __name__ == "__main__":
    write_vectors()
