"""How likely each option is at each ability: what the indices of similarity are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]

BLANK = -1
GRID: Floats = np.round(np.arange(-4.0, 4.0001, 0.05), 2)
"""Abilities that are told apart. A step is a tenth of the standard error of an ability in a long exam."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Chosen options (persons x items) as numbers, BLANK for none. `key` (items x options) marks right
    options.

    `options[item]` lists the options in the order of their numbers: those of the key, then any that was
    chosen.
    """

    codes: Codes
    options: tuple[tuple[str, ...], ...]
    key: NDArray[np.bool_]

    @classmethod
    def of(cls, answers: NDArray[np.str_], items: Sequence[str], key: Mapping[str, frozenset[str]]) -> Self:
        """From answers (persons x items, empty for none) and the right options of each item."""
        codes = np.full(answers.shape, BLANK, dtype=np.int16)
        options: list[tuple[str, ...]] = []
        for column, item in enumerate(items):
            right = sorted(key[item])
            wrong = sorted({str(value) for value in np.unique(answers[:, column])} - {""} - set(right))
            options.append((*right, *wrong))
            for number, name in enumerate(options[-1]):
                codes[answers[:, column] == name, column] = number
        width = max(map(len, options))
        marks = [[name in key[item] for name in names] for item, names in zip(items, options, strict=True)]
        return cls(codes, tuple(options), np.array([row + [False] * (width - len(row)) for row in marks]))

    @property
    def exists(self) -> NDArray[np.bool_]:
        """Which of the numbers stand for an option (items x options)."""
        count = np.array([len(names) for names in self.options])
        return np.asarray(np.arange(self.key.shape[1]) < count[:, None], dtype=np.bool_)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which answers are right (persons x items)."""
        chosen = np.maximum(self.codes, 0)
        right = self.key[np.arange(self.codes.shape[1]), chosen] & (self.codes != BLANK)
        return np.asarray(right, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Curves:
    """`chances` (abilities x items x options): how likely an option is for one of that ability who answers.

    `name` says by which model; `persons` on how many persons it rests.
    """

    name: str
    chances: Floats
    persons: int

    def abilities(self, codes: Codes) -> NDArray[np.intp]:
        """The most likely place in GRID for each person (rows of `codes`); blanks do not count.

        Maximum likelihood, not a posterior mean: shrinking able persons to the middle would make their right
        answers look like a coincidence. All right ends at the top of GRID, where nothing is surprising.
        """
        grid, items, options = self.chances.shape
        likely = np.log(np.maximum(self.chances, 1e-12)).reshape(grid, items * options)
        out = np.empty(len(codes), dtype=np.intp)
        for start in range(0, len(codes), 4096):
            part = slice(start, start + 4096)
            out[part] = (one_hot(codes[part], options) @ likely.T).argmax(axis=1)
        return out


def one_hot(codes: Codes, options: int) -> Floats:
    """`codes` (n x k) as 0/1 (n x k*options); a blank is all zeros."""
    n, k = codes.shape
    hot = (codes[:, :, None] == np.arange(options)).reshape(n, k * options)
    return np.asarray(hot, dtype=np.float64)
