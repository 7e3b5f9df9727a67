"""The distribution of a number of matches: a sum of unlike coins (generalised or Poisson binomial)."""

import numpy as np
from numpy.typing import NDArray

from assay.apps.veritas.similarity.curves import Floats

CHUNK = 1024
"""Pairs at a time: the running distribution of 60 items then fits the processor's cache."""


def tails(chances: Floats, observed: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """P(at least `observed` matches) and P(exactly so many), for each pair.

    `chances` (items x pairs) are the chances of a match on each item; `observed` (pairs). The distribution is
    built up item by item: Lord & Wingersky (1984), Appl. Psych. Measurement 8, 453-461.
    """
    items, pairs = chances.shape
    at_least, exactly = np.empty(pairs), np.empty(pairs)
    for start in range(0, pairs, CHUNK):
        part = slice(start, min(start + CHUNK, pairs))
        spread = np.zeros((items + 1, part.stop - part.start))
        moved = np.empty_like(spread)
        spread[0] = 1.0
        for item in range(items):
            reached, arriving = spread[: item + 1], moved[: item + 1]
            np.multiply(reached, chances[item, part], out=arriving)
            reached -= arriving
            spread[1 : item + 2] += arriving
        enough = np.arange(items + 1)[:, None] >= observed[part]
        at_least[part] = np.where(enough, spread, 0.0).sum(axis=0)
        exactly[part] = np.take_along_axis(spread, observed[part][None, :].astype(np.intp), axis=0)[0]
    return np.clip(at_least, 0.0, 1.0), np.clip(exactly, 0.0, 1.0)
