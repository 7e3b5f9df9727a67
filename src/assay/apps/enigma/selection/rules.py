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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assay.apps.enigma.phases import ApplicationStatus
from assay.apps.enigma.policy import Component, Policy

MISSING = -1
OPEN = "open"
COMPONENTS = tuple(Component)
AT_ONCE = 10_000
"""Candidates whose numbers are Python's own at a time: they take seven times the room of an array's."""
KEY = 8
"""Characters of a pseudonym that are sorted in an array; what they leave undecided is sorted in full."""
IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """`pseudonyms`, `categories` (n each); `scores` (n x 4, in the order of Component, or MISSING)."""

    pseudonyms: Sequence[str]
    scores: IntArray
    categories: Sequence[frozenset[str]]

    def holders(self, category: str) -> Mask:
        """Who is of `category` (n)."""
        held = (category in categories for categories in self.categories)
        return np.fromiter(held, dtype=np.bool_, count=len(self.categories))


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
    total = np.zeros(len(scores), dtype=np.int64)
    divisor = np.zeros(len(scores), dtype=np.int64)
    for column, weight in zip(scores.T, weights, strict=True):
        given = column != MISSING
        total += np.where(given, column, 0) * weight
        divisor += given * weight
    if (divisor == 0).any():
        raise ValueError("A candidate has no component with a weight.")
    return np.asarray((2 * total + divisor) // (2 * divisor), dtype=np.int64)


def lot(seed: str, pseudonym: str) -> bytes:
    return hashlib.sha256(f"{seed}:{pseudonym}".encode()).digest()


def order(candidates: Candidates, aggregates: IntArray, policy: Policy, seed: str) -> IntArray:
    """Indices of the candidates, best first."""
    columns = [COMPONENTS.index(component) for component in policy.tie_break]
    keys = [-aggregates, *(-candidates.scores[:, column] for column in columns)]
    placed = np.lexsort(keys[::-1])
    return _decide_ties(placed, keys, lambda index: lot(seed, candidates.pseudonyms[index]))


def _decide_ties(
    placed: IntArray, keys: Sequence[NDArray[Any]], decide: Callable[[int], str | bytes]
) -> IntArray:
    """`placed` (indices sorted by `keys`) with each run that all keys leave equal sorted by `decide`."""
    tied = np.zeros(len(placed) + 1, dtype=np.bool_)  # with the one before; none before the first
    tied[1:-1] = True
    for key in keys:
        ordered = key[placed]
        tied[1:-1] &= ordered[1:] == ordered[:-1]
    first, last = np.flatnonzero(~tied[:-1] & tied[1:]), np.flatnonzero(tied[:-1] & ~tied[1:])
    for start, stop in zip(first.tolist(), (last + 1).tolist(), strict=True):
        placed[start:stop] = sorted(placed[start:stop].tolist(), key=decide)
    return placed


def select(candidates: Candidates, policy: Policy, *, seats: int, seed: str) -> Outcome:
    """Apply the rule above. The order in which the candidates come changes nothing."""
    count = len(candidates.pseudonyms)
    weights = [policy.weights[component] for component in COMPONENTS]
    aggregates = aggregate(candidates.scores, weights)
    placed = order(candidates, aggregates, policy, seed)
    ranks = np.empty(count, dtype=np.int64)
    ranks[placed] = np.arange(1, count + 1)

    hall = _Hall.of(candidates, policy, placed)
    hall.fill(policy, seats)
    hall.meet_minimums(policy)

    waitlist: list[int | None] = [None] * count
    for place, index in enumerate(hall.standing()[: policy.waitlist].tolist(), 1):
        waitlist[index] = place
    on_open = aggregates[hall.seat == hall.code(OPEN)]
    named = [hall.names[code] for code in hall.seat.tolist()]
    return Outcome(aggregates, ranks, named, waitlist, int(on_open.min()) if len(on_open) else None)


@dataclass(frozen=True, slots=True)
class _Hall:
    """Who sits where. `placed`: indices, best first; `seat`: per candidate the place in `names` of the seat
    taken, 0 for none; `holders`: per reserved category, who is of it."""

    placed: IntArray
    names: tuple[str | None, ...]
    seat: NDArray[np.int16]
    holders: dict[str, Mask]

    @classmethod
    def of(cls, candidates: Candidates, policy: Policy, placed: IntArray) -> "_Hall":
        vertical = [reserved.category for reserved in policy.reserved if reserved.kind == "vertical"]
        holders = {reserved.category: candidates.holders(reserved.category) for reserved in policy.reserved}
        return cls(placed, (None, OPEN, *vertical), np.zeros(len(placed), dtype=np.int16), holders)

    def code(self, name: str) -> int:
        return self.names.index(name)

    def standing(self, who: Mask | None = None) -> IntArray:
        """Candidates without a seat, best first; of those in `who` alone, where given."""
        free = self.seat == 0 if who is None else (self.seat == 0) & who
        found: IntArray = self.placed[free[self.placed]]
        return found

    def fill(self, policy: Policy, seats: int) -> None:
        vertical = [reserved for reserved in policy.reserved if reserved.kind == "vertical"]
        free = max(0, seats - sum(reserved.seats for reserved in vertical))
        self.seat[self.placed[:free]] = self.code(OPEN)
        unclaimed = 0
        for reserved in vertical:
            takers = self.standing(self.holders[reserved.category])[: reserved.seats]
            self.seat[takers] = self.code(reserved.category)
            unclaimed += reserved.seats - len(takers)
        self.seat[self.standing()[:unclaimed]] = self.code(OPEN)

    def meet_minimums(self, policy: Policy) -> None:
        met: list[tuple[str, int]] = []
        for minimum in (reserved for reserved in policy.reserved if reserved.kind == "horizontal"):
            short = minimum.seats - self._seated(minimum.category)
            for incoming in self.standing(self.holders[minimum.category]).tolist() if short > 0 else ():
                outgoing = self._who_yields(incoming, minimum.category, met)
                if outgoing is not None:
                    self.seat[incoming], self.seat[outgoing] = self.seat[outgoing], 0
                    short -= 1
                if short == 0:
                    break
            met.append((minimum.category, minimum.seats))

    def _seated(self, category: str) -> int:
        return int(np.count_nonzero(self.seat[self.holders[category]]))

    def _who_yields(self, incoming: int, category: str, met: Sequence[tuple[str, int]]) -> int | None:
        """The lowest-placed holder of a seat outside `category` that `incoming` may take, or None."""
        theirs = [
            code
            for code, name in enumerate(self.names)
            if name is not None and (name == OPEN or self.holders[name][incoming])
        ]
        may = np.isin(self.seat, theirs) & ~self.holders[category]
        for protected, minimum in met:
            if not self.holders[protected][incoming] and self._seated(protected) <= minimum:
                may &= ~self.holders[protected]
        found = self.placed[may[self.placed]]
        return int(found[-1]) if len(found) else None


def inputs_hash(candidates: Candidates) -> str:
    """SHA-256 (hex) over one line a candidate, sorted by pseudonym."""
    digest = hashlib.sha256()
    by_name = _by_name(candidates.pseudonyms)
    for start in range(0, len(by_name), AT_ONCE):
        some = by_name[start : start + AT_ONCE]
        for index, scores in zip(some.tolist(), candidates.scores[some].tolist(), strict=True):
            digest.update(line(candidates.pseudonyms[index], scores, candidates.categories[index]))
    return digest.hexdigest()


def _by_name(pseudonyms: Sequence[str]) -> IntArray:
    """Indices in the order of `pseudonyms`. A million names at once would be the dearest thing here."""
    heads = np.fromiter((name[:KEY] for name in pseudonyms), dtype=f"U{KEY}", count=len(pseudonyms))
    return _decide_ties(np.argsort(heads, kind="stable"), [heads], pseudonyms.__getitem__)


def line(pseudonym: str, scores: Sequence[int], categories: frozenset[str]) -> bytes:
    return f"{pseudonym}:{','.join(map(str, scores))}:{'|'.join(sorted(categories))}\n".encode()


def outcome_hash(candidates: Candidates, outcome: Outcome) -> str:
    """SHA-256 (hex) over pseudonym, place, aggregate, seat and waitlist place, in the order of places."""
    digest = hashlib.sha256()
    placed = np.argsort(outcome.ranks, kind="stable")
    for start in range(0, len(placed), AT_ONCE):
        some = placed[start : start + AT_ONCE]
        ranks, aggregates = outcome.ranks[some].tolist(), outcome.aggregates[some].tolist()
        for index, rank, points in zip(some.tolist(), ranks, aggregates, strict=True):
            digest.update(
                f"{candidates.pseudonyms[index]}:{rank}:{points}:"
                f"{outcome.seats[index] or '-'}:{outcome.waitlist[index] or '-'}\n".encode()
            )
    return digest.hexdigest()
