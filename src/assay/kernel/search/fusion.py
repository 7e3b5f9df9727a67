"""Several rankings made into one, without comparing their scores."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""


def fuse(
    rankings: Mapping[str, Sequence[T]], *, weights: Mapping[str, float] | None = None
) -> list[tuple[T, float]]:
    """Reciprocal rank fusion: each item scores the sum of `weight / (K + rank)`; the best first.

    Equal scores stay in the order in which the rankings named them.
    """
    scores: dict[T, float] = {}
    for name, ranking in rankings.items():
        weight = 1.0 if weights is None else weights.get(name, 1.0)
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (K + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
