"""Vectors of one corpus held in memory, for servers that cannot compare vectors themselves."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from assay.kernel.search.embedding import WIDTH, Vectors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Matrix(Generic[T]):
    """Keys, and their unit vectors as rows (len(keys), 384)."""

    keys: Sequence[T]
    vectors: Vectors

    @classmethod
    def of(cls, rows: Sequence[tuple[T, Sequence[float]]]) -> "Matrix[T]":
        vectors = np.array([vector for _key, vector in rows], dtype=np.float32).reshape(len(rows), WIDTH)
        return cls([key for key, _vector in rows], vectors)

    def nearest(self, vector: Sequence[float], limit: int) -> list[T]:
        """Keys by the cosine of their vector with `vector`, exactly, the nearest first."""
        if not self.keys:
            return []
        cosines = self.vectors @ np.asarray(vector, dtype=np.float32)
        few = min(limit, len(self.keys))
        best = np.argpartition(-cosines, few - 1)[:few]
        return [self.keys[index] for index in best[np.argsort(-cosines[best], kind="stable")]]


class Kept(Generic[T]):
    """The latest thing computed for each of a few keys, as long as its stamp is the same."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()

    def get(self, key: Hashable, stamp: Hashable) -> T | None:
        found = self._things.get(key)
        if found is None or found[0] != stamp:
            return None
        self._things.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, stamp: Hashable, thing: T) -> T:
        self._things[key] = (stamp, thing)
        self._things.move_to_end(key)
        while len(self._things) > self._most:
            self._things.popitem(last=False)
        return thing
