"""How well each subheading fits a text: what the words say, what the meaning says, and their neighbourhood.

`features` gives one row of numbers for each (text, code); `Weights`, fitted on evidence that was held out,
makes one score of them and a probability over all codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assay.apps.exportsathi.classification.index import Floats, Index
from assay.apps.exportsathi.classification.wording import clean, weighted
from assay.kernel.search.embedding import embed

NAMES = (
    "everyday words",
    "everyday coverage",
    "everyday meaning",
    "everyday both",
    "nomenclature words",
    "nomenclature meaning",
    "india words",
    "india meaning",
    "heading words",
    "heading meaning",
    "chapter words",
    "chapter meaning",
    "lines that agree",
    "words under it",
)
SUPPORT = NAMES.index("words under it")
_SHORT, _K, _B = 8.0, 1.2, 0.6


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts made ready: B x V weights of their words, B x D vectors of their meaning."""

    words: sparse.csr_matrix
    vectors: Floats


def ask(index: Index, texts: Sequence[str]) -> Asked:
    rows, columns, data = [], [], []
    for row, text in enumerate(texts):
        for term, weight in weighted(text).items():
            column = index.vocabulary.get(term)
            if column is not None:
                rows.append(row)
                columns.append(column)
                data.append(weight)
    shape = (len(texts), len(index.vocabulary))
    words = sparse.csr_matrix((data, (rows, columns)), shape=shape, dtype=np.float32)
    narrow = embed([clean(text) or text for text in texts]) @ index.axes
    narrow /= np.maximum(np.linalg.norm(narrow, axis=1, keepdims=True), 1e-9)
    return Asked(words, narrow.astype(np.float32))


def line_scores(index: Index, asked: Asked) -> tuple[Floats, Floats, Floats]:
    """For each text and line, B x L: matched weight, share of the line that is matched, cosine."""
    matched = (asked.words @ index.words).toarray()
    covered = np.minimum(matched / np.maximum(index.length, 1.0), 1.0)
    return matched, covered, asked.vectors @ index.vectors.T


def support(index: Index, asked: Asked) -> Floats:
    """B x C: the weight of a text's words that a code has anywhere in its lines, one word here, one there."""
    found: Floats = (asked.words @ index.under).toarray()
    return found


def features(index: Index, scores: tuple[Floats, Floats, Floats], supported: Floats) -> Floats:
    """B x C x F, in the order of NAMES, of `line_scores` and `support`."""
    matched, covered, meaning = scores
    made = np.zeros((len(matched), len(index.codes), len(NAMES)), dtype=np.float32)
    everyday, official, india = index.groups

    span = slice(everyday.start, everyday.stop)
    told = matched[:, span] * covered[:, span]
    best_told = _best(told, everyday.first)
    near = np.maximum(meaning[:, span], 0.0)
    made[:, everyday.codes, 0] = best_told
    made[:, everyday.codes, 1] = _best(covered[:, span], everyday.first)
    made[:, everyday.codes, 2] = _best(near, everyday.first)
    made[:, everyday.codes, 3] = _best(near * np.sqrt(told), everyday.first)
    many = np.add.reduceat(np.exp(0.5 * told) - 1 + np.exp(8 * (near - 0.5)), everyday.first, axis=1)
    made[:, everyday.codes, 12] = np.log1p(many)
    made[:, :, SUPPORT] = np.log1p(np.maximum(supported, 0.0))
    for at, group in ((4, official), (6, india)):
        span = slice(group.start, group.stop)
        length = index.length[span]
        lexical = matched[:, span] * (1 + _K) / (1 + _K * (1 - _B + _B * length / length.mean()))
        made[:, group.codes, at] = _best(lexical, group.first)
        made[:, group.codes, at + 1] = _best(np.maximum(meaning[:, span], 0.0), group.first)
    words = made[:, :, 0] + 0.3 * np.maximum(made[:, :, 4], made[:, :, 6])
    sense = np.max(made[:, :, (2, 5, 7)], axis=2)
    for at, starts, of in (
        (8, index.heading_starts, index.heading_of),
        (10, index.chapter_starts, index.chapter_of),
    ):
        made[:, :, at] = np.maximum.reduceat(words, starts, axis=1)[:, of]
        made[:, :, at + 1] = np.maximum.reduceat(sense, starts, axis=1)[:, of]
    return made


def _best(values: Floats, first: npt.NDArray[np.int64]) -> Floats:
    best: Floats = np.maximum.reduceat(values, first, axis=1)
    return best


def probabilities(made: Floats, weights: Floats) -> Floats:
    """B x C: how the weighted features divide one whole among all codes."""
    scores = made @ weights
    scores -= scores.max(axis=1, keepdims=True)
    shares = np.exp(scores)
    whole: Floats = shares / shares.sum(axis=1, keepdims=True)
    return whole


def vector_of(weights: dict[str, float]) -> Floats:
    """The weights in the order of NAMES; a feature without one counts nothing."""
    return np.array([weights.get(name, 0.0) for name in NAMES], dtype=np.float32)
