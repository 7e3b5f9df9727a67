"""How passages are found: by words, spelling and meaning, fused; the same wherever vectors are compared."""

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assay.apps.exportsathi.knowledge import queries
from assay.apps.exportsathi.knowledge.rules import Passage
from assay.kernel.db.session import Session
from assay.kernel.search import fusion, ranking
from assay.kernel.search.embedding import embed
from assay.kernel.search.vectors import Kept, Matrix
from assay.kernel.search.words import Vocabulary, stem, telling

DEEP = 40
"""How many each ranking gives to be fused."""
COMMON = 0.12
"""A word that more passages than this share hold finds too much to tell, where rarer ones are asked for."""
WEIGHTS = {"words": 1.0, "spelling": 0.6, "meaning": 0.9}
_ORGANISATIONS = 8

_vocabularies: Kept[Vocabulary] = Kept(_ORGANISATIONS)
_matrices: Kept[Matrix[UUID]] = Kept(_ORGANISATIONS)


@dataclass(frozen=True, slots=True)
class Found:
    """The passages, and what they were looked for by. `corrected`: word as asked → as it was read."""

    passages: Sequence[Passage]
    words: Sequence[str]
    corrected: dict[str, str]
    vocabulary: Vocabulary
    in_all: int


async def find(
    db: Session,
    org_id: UUID,
    query: str,
    on: date,
    *,
    limit: int,
    also: Sequence[str] = (),
    spelled: Container[str] = (),
    vectors_in_database: bool | None = None,
) -> Found:
    """Passages for a question, the best first; those that no longer hold are marked, not left out.

    `also` are words that speak for a passage without having been asked (synonyms, a product).
    `spelled` are words that are right as they are, though no passage holds them.
    `vectors_in_database` None: where the server can.
    """
    stamp = await queries.stamp(db, org_id)
    vocabulary = await _vocabulary(db, org_id, stamp)
    asked = telling(query)
    unknown = [word for word in asked if len(word) > 3 and word.isalpha() and not vocabulary.knows(word)]
    misspelt = [word for word in unknown if word not in spelled]
    corrected = {word: known for word in misspelt if (known := vocabulary.nearest(word))}
    vector = (await asyncio.to_thread(embed, [query]))[0].tolist()
    corpus = queries.corpus(org_id)
    rankings: dict[str, list[UUID]] = {}
    weights = _weights([corrected.get(word, word) for word in asked], also, vocabulary)
    if weights:
        rankings["words"] = await queries.ranked(db, ranking.by_words(corpus, weights, DEEP))
    if unknown:
        rankings["spelling"] = await queries.ranked(db, ranking.by_spelling(corpus, unknown, DEEP))
    in_database = await ranking.has_vector(db) if vectors_in_database is None else vectors_in_database
    if in_database:
        rankings["meaning"] = await queries.ranked(db, ranking.by_meaning(corpus, vector, DEEP))
    else:
        rankings["meaning"] = (await _matrix(db, org_id, stamp)).nearest(vector, DEEP)
    fused = fusion.fuse(rankings, weights=WEIGHTS)[:limit]
    passages = await queries.passages(db, org_id, dict(fused), on)
    return Found(passages, asked, corrected, vocabulary, stamp[0])


def _weights(asked: Sequence[str], also: Sequence[str], vocabulary: Vocabulary) -> dict[str, float]:
    """What each word that occurs is worth; common ones only count where nothing rarer is asked."""
    known = {word: vocabulary.weight(stem(word)) for word in asked if vocabulary.knows(word)}
    known |= {
        word: 0.6 * vocabulary.weight(stem(word))
        for word in also
        if word not in known and vocabulary.knows(word)
    }
    most = COMMON * max(vocabulary.passages, 1)
    rare = {word: weight for word, weight in known.items() if vocabulary.stems[stem(word)] <= most}
    return rare if len(rare) >= 2 else known


async def _vocabulary(db: Session, org_id: UUID, stamp: tuple[int, UUID | None]) -> Vocabulary:
    kept = _vocabularies.get(org_id, stamp)
    if kept is not None:
        return kept
    made = Vocabulary.of(stamp[0], await queries.word_counts(db, org_id))
    return _vocabularies.put(org_id, stamp, made)


async def _matrix(db: Session, org_id: UUID, stamp: tuple[int, UUID | None]) -> Matrix[UUID]:
    kept = _matrices.get(org_id, stamp)
    if kept is not None:
        return kept
    return _matrices.put(org_id, stamp, Matrix.of(await queries.vectors(db, org_id)))
