"""The selection rule: a pure function of the frozen policy and the committed scores.

Scores are whole ten-thousandths of a point (0 to 1,000,000), so that every machine finds the same list.

1. The aggregate is the mean of the given components under the policy's weights, halves rounded up.
2. Places follow the aggregate, then the tie-break components in turn (a missing one counts lowest), then a
   lot: the smaller SHA-256 of seed and pseudonym goes first.
3. Open seats (all seats less the vertical reserved ones) go by place to anyone. Vertical reserved seats
   then go, in the policy's order, by place within the category; seats nobody claims return to the open list.
4. Horizontal minimums are met last, in the policy's order: the best-placed holder without a seat takes the
   seat of the lowest-placed person who is not a holder, where the seat may be theirs and no minimum met
   before is undone.
5. The waitlist is the next places without a seat.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assay.apps.enigma.phases import ApplicationStatus
from assay.apps.enigma.policy import Component, Policy

MISSING = -1
OPEN = "open"
COMPONENTS = tuple(Component)
AT_ONCE = 10_000
"""Candidates whose numbers are Python's own at a time: they take seven times the room of an array's."""
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """`pseudonyms`, `categories` (n each); `scores` (n x 4, in the order of Component, or MISSING)."""

    pseudonyms: Sequence[str]
    scores: IntArray
    categories: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Per candidate, in the order given: aggregate, place (1 is best), seat or None, waitlist place."""

    aggregates: IntArray
    ranks: IntArray
    seats: Sequence[str | None]
    waitlist: Sequence[int | None]
    cut_off: int | None
    """Aggregate of the lowest-placed candidate on an open seat."""

    def status(self, index: int) -> ApplicationStatus:
        if self.seats[index] is not None:
            return ApplicationStatus.SELECTED
        waiting = self.waitlist[index] is not None
        return ApplicationStatus.WAITLISTED if waiting else ApplicationStatus.NOT_SELECTED


def seed_of(policy_hash: str, applications_hash: str) -> str:
    """The seed of the lot: fixed by what was frozen, before any score was known."""
    return hashlib.sha256(f"{policy_hash}:{applications_hash}".encode()).hexdigest()


def aggregate(scores: IntArray, weights: Sequence[int]) -> IntArray:
    """Weighted means (n) of `scores` (n x 4) over the components given, halves rounded up."""
    given = scores != MISSING
    weight = np.asarray(weights, dtype=np.int64)
    total = (np.where(given, scores, 0) * weight).sum(axis=1)
    divisor = (given * weight).sum(axis=1)
    if (divisor == 0).any():
        raise ValueError("A candidate has no component with a weight.")
    return np.asarray((2 * total + divisor) // (2 * divisor), dtype=np.int64)


def lot(seed: str, pseudonym: str) -> bytes:
    return hashlib.sha256(f"{seed}:{pseudonym}".encode()).digest()


def order(candidates: Candidates, aggregates: IntArray, policy: Policy, seed: str) -> IntArray:
    """Indices of the candidates, best first."""
    columns = [COMPONENTS.index(component) for component in policy.tie_break]
    keys = [-aggregates, *(-candidates.scores[:, column] for column in columns)]
    by_scores = np.lexsort(keys[::-1])
    if len(by_scores) < 2:
        return by_scores.astype(np.int64)
    tied = np.ones(len(by_scores) - 1, dtype=bool)
    for key in keys:
        ordered = key[by_scores]
        tied &= ordered[1:] == ordered[:-1]
    placed = by_scores.tolist()
    start = 0
    for position in [*np.flatnonzero(~tied).tolist(), len(placed) - 1]:
        if position > start:
            group = placed[start : position + 1]
            group.sort(key=lambda index: lot(seed, candidates.pseudonyms[index]))
            placed[start : position + 1] = group
        start = position + 1
    return np.asarray(placed, dtype=np.int64)


def select(candidates: Candidates, policy: Policy, *, seats: int, seed: str) -> Outcome:
    """Apply the rule above. The order in which the candidates come changes nothing."""
    count = len(candidates.pseudonyms)
    weights = [policy.weights[component] for component in COMPONENTS]
    aggregates = aggregate(candidates.scores, weights) if count else np.zeros(0, dtype=np.int64)
    placed = order(candidates, aggregates, policy, seed).tolist()
    ranks = np.empty(count, dtype=np.int64)
    ranks[placed] = np.arange(1, count + 1)

    seat: list[str | None] = [None] * count
    _fill(placed, candidates, policy, seats, seat)
    _meet_minimums(placed, candidates, policy, seat)

    waitlist: list[int | None] = [None] * count
    waiting = (index for index in placed if seat[index] is None)
    for place, index in zip(range(1, policy.waitlist + 1), waiting, strict=False):
        waitlist[index] = place
    on_open = [int(aggregates[index]) for index in placed if seat[index] == OPEN]
    return Outcome(aggregates, ranks, seat, waitlist, min(on_open) if on_open else None)


def _fill(
    placed: list[int], candidates: Candidates, policy: Policy, seats: int, seat: list[str | None]
) -> None:
    vertical = [reserved for reserved in policy.reserved if reserved.kind == "vertical"]
    free = max(0, seats - sum(reserved.seats for reserved in vertical))
    for index in placed[:free]:
        seat[index] = OPEN
    unclaimed = seats - free if not vertical else 0
    for reserved in vertical:
        left = reserved.seats
        for index in placed:
            if left == 0:
                break
            if seat[index] is None and reserved.category in candidates.categories[index]:
                seat[index] = reserved.category
                left -= 1
        unclaimed += left
    for index in placed:
        if unclaimed == 0:
            break
        if seat[index] is None:
            seat[index] = OPEN
            unclaimed -= 1


def _meet_minimums(placed: list[int], candidates: Candidates, policy: Policy, seat: list[str | None]) -> None:
    met: list[tuple[str, int]] = []
    for minimum in (reserved for reserved in policy.reserved if reserved.kind == "horizontal"):
        holders = [i for i in placed if seat[i] is not None and minimum.category in candidates.categories[i]]
        short = minimum.seats - len(holders)
        for incoming in placed:
            if short <= 0:
                break
            if seat[incoming] is not None or minimum.category not in candidates.categories[incoming]:
                continue
            outgoing = _who_yields(placed, candidates, seat, incoming, minimum.category, met)
            if outgoing is not None:
                seat[incoming], seat[outgoing] = seat[outgoing], None
                short -= 1
        met.append((minimum.category, minimum.seats))


def _who_yields(
    placed: list[int],
    candidates: Candidates,
    seat: list[str | None],
    incoming: int,
    category: str,
    met: list[tuple[str, int]],
) -> int | None:
    """The lowest-placed holder of a seat outside `category` that `incoming` may take, or None."""
    for outgoing in reversed(placed):
        taken = seat[outgoing]
        if taken is None or category in candidates.categories[outgoing]:
            continue
        if taken not in {OPEN, *candidates.categories[incoming]}:
            continue
        undone = any(
            protected in candidates.categories[outgoing]
            and protected not in candidates.categories[incoming]
            and sum(s is not None and protected in candidates.categories[i] for i, s in enumerate(seat))
            <= minimum
            for protected, minimum in met
        )
        if not undone:
            return outgoing
    return None


def inputs_hash(candidates: Candidates) -> str:
    """SHA-256 (hex) over one line a candidate, sorted by pseudonym."""
    digest = hashlib.sha256()
    by_name = sorted(range(len(candidates.pseudonyms)), key=candidates.pseudonyms.__getitem__)
    for start in range(0, len(by_name), AT_ONCE):
        some = by_name[start : start + AT_ONCE]
        for index, scores in zip(some, candidates.scores[some].tolist(), strict=True):
            digest.update(line(candidates.pseudonyms[index], scores, candidates.categories[index]))
    return digest.hexdigest()


def line(pseudonym: str, scores: Sequence[int], categories: frozenset[str]) -> bytes:
    return f"{pseudonym}:{','.join(map(str, scores))}:{'|'.join(sorted(categories))}\n".encode()


def outcome_hash(candidates: Candidates, outcome: Outcome) -> str:
    """SHA-256 (hex) over pseudonym, place, aggregate, seat and waitlist place, in the order of places."""
    digest = hashlib.sha256()
    for index in np.argsort(outcome.ranks, kind="stable").tolist():
        digest.update(
            f"{candidates.pseudonyms[index]}:{outcome.ranks[index]}:{outcome.aggregates[index]}:"
            f"{outcome.seats[index] or '-'}:{outcome.waitlist[index] or '-'}\n".encode()
        )
    return digest.hexdigest()
