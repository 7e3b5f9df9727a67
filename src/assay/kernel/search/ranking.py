"""Rankings in PostgreSQL: by words, spelling and meaning. Each is one statement: keys, best first.

A caller names its columns once in a `Corpus`; what may be seen is part of `within`. The three lists are made
one by `fusion.fuse`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, cast, func, literal, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import UserDefinedType

from assay.kernel.search.embedding import WIDTH

_ENGLISH: ColumnElement[Any] = literal_column("'english'::regconfig")
_PLAIN = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where passages lie: the column of the key, of the `tsvector`, of the text, of the vector (`real[]`).

    `within` says which rows are looked at; every statement carries it.
    """

    key: Any
    words: Any
    text: Any
    vector: Any
    within: ColumnElement[bool]


class Vector(UserDefinedType[Any]):
    """pgvector's type, as far as it is cast to."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return f"vector({WIDTH})"


def by_words(corpus: Corpus, weights: Mapping[str, float], limit: int) -> Select[Any]:
    """Rows that hold any of the words, by the sum of the weights of those they hold, then by density.

    `weights` maps a word to what it is worth, such as its inverse document frequency: `ts_rank` alone takes
    every word for as telling as the next. There must be one word at least.
    """
    queries = {word: func.plainto_tsquery(_ENGLISH, word) for word in weights}
    score: ColumnElement[Any] = literal(0.0)
    for word, query in queries.items():
        score = score + case((corpus.words.op("@@")(query), weights[word]), else_=0.0)
    anyone = func.websearch_to_tsquery(_ENGLISH, " or ".join(_plain(word) for word in weights))
    return (
        select(corpus.key)
        .where(corpus.within, corpus.words.op("@@")(anyone))
        .order_by((score + func.ts_rank(corpus.words, anyone, 1)).desc(), corpus.key)
        .limit(limit)
    )


def by_spelling(corpus: Corpus, words: Sequence[str], limit: int) -> Select[Any]:
    """Rows with words spelled like `words` (pg_trgm, at least one), the most alike first.

    What counts as alike is `pg_trgm.word_similarity_threshold` of the server (0.6).
    """
    alike: ColumnElement[bool] = corpus.text.op("%>")(words[0])
    score: ColumnElement[Any] = func.word_similarity(words[0], corpus.text)
    for word in words[1:]:
        alike = alike | corpus.text.op("%>")(word)
        score = score + func.word_similarity(word, corpus.text)
    return select(corpus.key).where(corpus.within, alike).order_by(score.desc(), corpus.key).limit(limit)


def by_meaning(corpus: Corpus, vector: Sequence[float], limit: int) -> Select[Any]:
    """Rows by the cosine of their vector with `vector`, exactly; needs the extension `vector`."""
    there = cast(corpus.vector, Vector())
    asked = cast("[" + ",".join(f"{x:.7g}" for x in vector) + "]", Vector())
    return select(corpus.key).where(corpus.within).order_by(there.op("<=>")(asked), corpus.key).limit(limit)


async def has_vector(db: AsyncSession) -> bool:
    """Whether the server compares vectors itself in this database."""
    return bool(await db.scalar(text("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')")))


def _plain(word: str) -> str:
    """Without what `websearch_to_tsquery` takes for an operator."""
    return _PLAIN.sub(" ", word).strip().lower()
