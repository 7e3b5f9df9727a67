"""The shipped index: evidence lines with their words and vectors, and the codes they speak for.

One file, `evidence.npz`, made by `assay exportsathi build-index`. It is loaded once for each process, on
first use, and never changes. Lines lie by group, then by code, so that the best line of a code is one pass.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assay.kernel.errors import Unavailable

FILE = Path(__file__).parent / "evidence.npz"

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

GROUPS = ("everyday", "nomenclature", "india")
"""Lines of like kind, ranked by themselves: everyday terms and search references; HS 2022; Indian lines."""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines `start:stop` of one group; `codes` have a line in it, each from its `first` on."""

    start: int
    stop: int
    codes: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Index:
    """What `evidence.npz` holds, ready to be multiplied.

    `words` is V x L, the weight of each term in each line; `length` the sum of a line's weights. `axes` turns
    a vector of meaning (384) into the narrower ones of the lines, `vectors` L x D.
    """

    release: str
    codes: tuple[str, ...]
    descriptions: tuple[str, ...]
    headings: dict[str, str]
    line_texts: tuple[str, ...]
    line_codes: Ints
    line_origins: tuple[str, ...]
    line_india: tuple[str, ...]
    india: tuple[tuple[str, str], ...]
    vocabulary: dict[str, int]
    words: Any
    length: Floats
    axes: Floats
    vectors: Floats
    groups: tuple[Group, ...]

    @cached_property
    def place(self) -> dict[str, int]:
        """Code → its place in `codes`."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def lines_with(self) -> Any:
        """V x C: how many lines of a code have each term."""
        count = len(self.line_texts)
        of = sparse.csr_matrix(
            (np.ones(count, dtype=np.float32), (np.arange(count), self.line_codes)),
            shape=(count, len(self.codes)),
        )
        present = self.words.copy()
        present.data[:] = 1.0
        return (present @ of).tocsr()

    @cached_property
    def terms_of(self) -> Any:
        """The words by line: V x L, a column each."""
        return self.words.tocsc()

    @cached_property
    def weight(self) -> Floats:
        """V: what a single word weighs, the same in all its lines; pairs weigh nothing."""
        single = np.array(["_" not in term for term in self.vocabulary], dtype=np.float32)
        first = self.words.data[np.minimum(self.words.indptr[:-1], len(self.words.data) - 1)]
        weights: Floats = first * single
        return weights

    @cached_property
    def under(self) -> Any:
        """V x C: the weight of each word that any line of a code has."""
        present = self.lines_with.copy()
        present.data[:] = 1.0
        return (sparse.diags(self.weight) @ present).tocsr()

    @cached_property
    def lines_under(self) -> dict[str, list[tuple[str, str]]]:
        """Subheading → its Indian lines (code, description)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for code, description in self.india:
            found.setdefault(code[:6], []).append((code, description))
        return found

    @cached_property
    def lines_of(self) -> dict[str, list[int]]:
        """Indian line → the evidence lines that are its own words."""
        found: dict[str, list[int]] = {}
        for number, code in enumerate(self.line_india):
            if code:
                found.setdefault(code, []).append(number)
        return found

    @cached_property
    def heading_starts(self) -> npt.NDArray[np.int64]:
        return _starts([code[:4] for code in self.codes])

    @cached_property
    def heading_of(self) -> npt.NDArray[np.int64]:
        """The place of each code's heading among the headings."""
        return _places([code[:4] for code in self.codes])

    @cached_property
    def chapter_starts(self) -> npt.NDArray[np.int64]:
        return _starts([code[:2] for code in self.codes])

    @cached_property
    def chapter_of(self) -> npt.NDArray[np.int64]:
        return _places([code[:2] for code in self.codes])

    def path(self, code: str) -> tuple[tuple[str, str], ...]:
        """(code, description) of chapter, heading and subheading."""
        above = [(code[:size], self.headings[code[:size]]) for size in (2, 4)]
        return (*above, (code, self.descriptions[self.place[code]]))


def _starts(names: list[str]) -> npt.NDArray[np.int64]:
    return np.array([at for at in range(len(names)) if at == 0 or names[at] != names[at - 1]], dtype=np.int64)


def _places(names: list[str]) -> npt.NDArray[np.int64]:
    changes = [int(at > 0 and names[at] != names[at - 1]) for at in range(len(names))]
    return np.cumsum(np.array(changes, dtype=np.int64))


def grouped(line_codes: Ints, line_groups: npt.NDArray[np.int8]) -> tuple[Group, ...]:
    """The groups of lines that lie by group, then by code."""
    groups = []
    for number in range(len(GROUPS)):
        at = np.flatnonzero(line_groups == number)
        start, stop = (int(at[0]), int(at[-1]) + 1) if len(at) else (0, 0)
        codes, first = np.unique(line_codes[start:stop], return_index=True)
        groups.append(Group(start, stop, codes.astype(np.int64), first.astype(np.int64)))
    return tuple(groups)


@cache
def load(path: Path = FILE) -> Index:
    """The index, read once for each process. Raises Unavailable where the file is missing or broken."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            held = {name: kept[name] for name in kept.files}
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable(
            "The index of tariff codes cannot be read. Make it with `assay exportsathi build-index`."
        ) from error
    texts = {name: tuple(_lines(held[name])) for name in held if name.startswith("text_")}
    shape = (len(texts["text_vocabulary"]), len(texts["text_lines"]))
    words = sparse.csr_matrix(
        (held["word_weight"].astype(np.float32), held["word_line"], held["word_start"]), shape=shape
    )
    headings = dict(zip(texts["text_heading_codes"], texts["text_headings"], strict=True))
    origins, which = texts["text_origins"], held["line_origin"]
    return Index(
        release=str(texts["text_release"][0]),
        codes=texts["text_codes"],
        descriptions=texts["text_descriptions"],
        headings=headings,
        line_texts=texts["text_lines"],
        line_codes=held["line_code"].astype(np.int32),
        line_origins=tuple(origins[number] for number in which.tolist()),
        line_india=texts["text_line_india"],
        india=tuple(zip(texts["text_india_codes"], texts["text_india"], strict=True)),
        vocabulary={term: place for place, term in enumerate(texts["text_vocabulary"])},
        words=words,
        length=held["length"],
        axes=held["axes"].astype(np.float32),
        vectors=held["vectors"].astype(np.float32) / 127.0,
        groups=grouped(held["line_code"].astype(np.int32), held["line_group"]),
    )


def _lines(packed: npt.NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode("utf-8").split("\n")
