"""The shipped index against its sources: all words, and a sample of the vectors, which cost minutes."""

import hashlib

import numpy as np
import pytest

from assay.apps.exportsathi.classification import index as shipped
from assay.apps.exportsathi.classification.build import in_order, whole, words_of
from assay.apps.exportsathi.classification.index import Index
from assay.apps.exportsathi.classification.lines import Line, evidence
from assay.apps.exportsathi.classification.wording import clean
from assay.kernel.search.embedding import embed


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return in_order(evidence())


@pytest.fixture(scope="module")
def index() -> Index:
    return shipped.load()


def test_the_shipped_index_has_the_lines_of_the_sources(lines: list[Line], index: Index) -> None:
    assert [line.text for line in lines] == list(index.line_texts)
    assert [line.code for line in lines] == [index.codes[place] for place in index.line_codes.tolist()]
    told = hashlib.sha256("\n".join(f"{one.code}\t{one.text}\t{one.origin}" for one in lines).encode())
    assert index.release == told.hexdigest()[:12]


def test_the_shipped_index_has_the_words_of_the_sources(lines: list[Line], index: Index) -> None:
    places = np.array([index.place[line.code] for line in lines], dtype=np.int16)
    vocabulary, words, length = words_of(lines, places)
    assert vocabulary == list(index.vocabulary)
    assert (words.indices == index.words.indices).all()
    assert words.data.astype(np.float16).astype(np.float32) == pytest.approx(index.words.data)
    assert length == pytest.approx(index.length)


def test_the_shipped_vectors_are_those_of_their_lines(lines: list[Line], index: Index) -> None:
    some = range(7, len(lines), len(lines) // 24)
    made = whole(embed([clean(lines[at].text) or lines[at].text for at in some]) @ index.axes) / 127.0
    # Another kind of processor may round a few numbers differently.
    assert (made * index.vectors[list(some)]).sum(axis=1).min() > 0.99
