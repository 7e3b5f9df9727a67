"""Make `evidence.npz` from the sources: `assay exportsathi build-index`.

Vectors of lines that the present index has are kept, so that a new term costs seconds; `--anew` makes all
again. The same sources give the same words byte for byte. Vectors are rounded to whole numbers of -127 to
127; another kind of processor may round a few differently. `release` is the digest of the lines alone.
"""

import hashlib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assay.apps.exportsathi.classification.index import FILE, Floats
from assay.apps.exportsathi.classification.lines import Line, Origin, evidence
from assay.apps.exportsathi.classification.wording import clean, terms
from assay.apps.exportsathi.nomenclature.files import everything
from assay.kernel.search.embedding import embed

WIDTH = 128
"""Numbers in a line's vector: a third of the model's, by the directions in which the lines differ most."""
_GROUP = {Origin.EVERYDAY: 0, Origin.REFERENCES: 0, Origin.NOMENCLATURE: 1, Origin.INDIAN: 2}
_PAIR = 0.6


def build(path: Path = FILE, *, anew: bool = False, lines: list[Line] | None = None) -> str:
    """Write the index; returns the sha256 of the file. Anew: about six minutes of processor time."""
    lines = in_order(lines or evidence())
    codes = [code for code in everything() if code.level == 6]
    place = {code.code: number for number, code in enumerate(codes)}
    line_code = np.array([place[line.code] for line in lines], dtype=np.int16)
    vocabulary, words, length = words_of(lines, line_code)
    axes, vectors = _vectors(lines, None if anew else path)
    origins = list(Origin)
    above = [code for code in everything() if code.level in (2, 4)]
    india = [code for code in everything() if code.level == 8 and code.is_current]
    digest = hashlib.sha256("\n".join(f"{line.code}\t{line.text}\t{line.origin}" for line in lines).encode())
    texts = {
        "release": [digest.hexdigest()[:12]],
        "codes": [code.code for code in codes],
        "descriptions": [code.description for code in codes],
        "heading_codes": [code.code for code in above],
        "headings": [code.description for code in above],
        "lines": [line.text for line in lines],
        "line_india": [line.india for line in lines],
        "india_codes": [code.code for code in india],
        "india": [code.description for code in india],
        "origins": [origin.value for origin in origins],
        "vocabulary": vocabulary,
    }
    packed: dict[str, Any] = {f"text_{name}": _packed(values) for name, values in texts.items()}
    np.savez_compressed(
        path,
        line_code=line_code,
        line_origin=np.array([origins.index(line.origin) for line in lines], dtype=np.int8),
        line_group=np.array([_GROUP[line.origin] for line in lines], dtype=np.int8),
        word_weight=words.data.astype(np.float16),
        word_line=words.indices.astype(np.int32),
        word_start=words.indptr.astype(np.int32),
        length=length,
        axes=axes.astype(np.float16),
        vectors=vectors,
        **packed,
    )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _packed(values: list[str]) -> npt.NDArray[np.uint8]:
    assert not any("\n" in value for value in values)
    return np.frombuffer("\n".join(values).encode(), dtype=np.uint8)


def in_order(lines: list[Line]) -> list[Line]:
    """By group, then by code: so the best line of a code is one pass."""
    return sorted(lines, key=lambda line: (_GROUP[line.origin], line.code))


def words_of(
    lines: list[Line], line_code: npt.NDArray[np.int16]
) -> tuple[list[str], sparse.csr_matrix, Floats]:
    """Vocabulary, V x L weights and the sum of each line's.

    A term weighs by how few subheadings it occurs under, not how few lines: what we have written most about
    is no less telling for that.
    """
    found = [list(dict.fromkeys(terms(line.text))) for line in lines]
    under: Counter[str] = Counter()
    for term, _code in {
        (term, code) for line, code in zip(found, line_code.tolist(), strict=True) for term in line
    }:
        under[term] += 1
    lines_with = Counter(chain.from_iterable(found))
    vocabulary = sorted(term for term in under if "_" not in term or lines_with[term] > 0)
    number = {term: place for place, term in enumerate(vocabulary)}
    total = len(set(line_code.tolist()))
    weight = {
        term: float(np.log(1 + total / count)) * (_PAIR if "_" in term else 1.0)
        for term, count in under.items()
    }
    rows = [number[term] for line in found for term in line]
    columns = [at for at, line in enumerate(found) for _ in line]
    data = [weight[term] for line in found for term in line]
    shape = (len(vocabulary), len(lines))
    matrix = sparse.csr_matrix((data, (rows, columns)), shape=shape, dtype=np.float32)
    matrix.sort_indices()
    return vocabulary, matrix, np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel()


def _vectors(lines: list[Line], kept_in: Path | None) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Axes 384 x D, and L x D in whole numbers of -127 to 127."""
    kept: dict[str, int] = {}
    if kept_in is not None and kept_in.exists():
        with np.load(kept_in, allow_pickle=False) as present:
            axes, had = present["axes"].astype(np.float32), present["vectors"]
            names = present["text_lines"].tobytes().decode().split("\n")
        kept = {text: number for number, text in enumerate(names)}
    missing = list(dict.fromkeys(line.text for line in lines if line.text not in kept))
    full = embed([clean(text) or text for text in missing])
    if not kept:
        axes, had = _axes(full), np.zeros((0, WIDTH), dtype=np.int8)
    all_vectors = np.concatenate([had, whole(full @ axes)])
    kept |= {text: len(had) + number for number, text in enumerate(missing)}
    return axes, all_vectors[[kept[line.text] for line in lines]]


def whole(vectors: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int8]:
    """Unit vectors in whole numbers of -127 to 127."""
    unit = vectors / np.maximum(np.linalg.norm(vectors.astype(np.float32), axis=1, keepdims=True), 1e-9)
    whole: npt.NDArray[np.int8] = np.rint(unit * 127).astype(np.int8)
    return whole


def _axes(full: Floats) -> Floats:
    """The directions in which the vectors differ most, 384 x WIDTH."""
    _values, directions = np.linalg.eigh(full.T.astype(np.float64) @ full.astype(np.float64))
    axes = directions[:, ::-1][:, :WIDTH]
    # The sign of an axis is free: fix it, so that the same lines give the same file.
    fixed = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(WIDTH)])
    # And that of a number too small to keep: added to nothing, no zero is negative.
    return np.asarray(fixed.astype(np.float16) + np.float16(0), dtype=np.float32)
