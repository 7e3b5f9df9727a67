"""Omega and GBT for all pairs of an exam, in blocks of persons.

Omega (Wollack 1997, Appl. Psych. Measurement 21, 307-320), for a copier c and a source s, over the items both
answered: matches less what is expected of c given the answers of s, in standard deviations,

    omega = (M - sum p_i) / sqrt(sum p_i (1 - p_i)),   p_i = P(c chooses what s chose on item i | ability of
    c).

Either could be the copier, so a pair has two omegas; its index is the larger and its p twice the smaller.
The p of one direction is the larger of the normal tail (Wollack's) and the mid-p of the exact distribution
of M given s: on hard, short exams that distribution is skewed and the normal tail alone flags up to three
times too many (measured).

GBT (van der Linden & Sotaridona 2006, J. Educ. Behav. Stat. 31, 283-304): P(at least M matches) where the
chance of a match on item i is the sum over its options of both persons' chances. Exact up to REFINE.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assay.apps.veritas.similarity.curves import BLANK, Codes, Curves, Floats, one_hot
from assay.apps.veritas.similarity.matches import tails

FEWEST_COMMON = 5
"""Pairs that answered fewer items in common have no index."""
BLOCK_CELLS = 1_000_000
"""Pairs of a block: each array of a block then takes 8 MB."""
PART = 2048
"""Pairs whose chances are gathered at a time: 8 MB for 60 items of 4 options, twice."""
REFINE = 0.2
"""Above this p the exact distribution would change nothing that matters; the normal one stands."""


FEWEST_FOR_SPREAD = 200
"""Fewer omegas say nothing of their spread."""
Places = NDArray[np.int32] | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Persons:
    """What the indices need of each person: answers `codes` (n x k), and how likely each option was for
    someone of that ability, `chances` (n x k x options). `key` (k x options) marks right options."""

    codes: Codes
    chances: Floats
    key: NDArray[np.bool_]

    @classmethod
    def of(cls, codes: Codes, key: NDArray[np.bool_], curves: Curves) -> Self:
        return cls(codes, curves.chances[curves.abilities(codes)], key)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Indices of pairs, one array each. `a < b` are places of persons; `omega_ab` takes a for the copier of
    b.

    `omega` is the larger of the two; NaN where there is none. `expected`: matches expected in the direction
    of `omega`. `wrong`: matches on a wrong option.
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    common: NDArray[np.int16]
    matches: NDArray[np.int16]
    wrong: NDArray[np.int16]
    expected: Floats
    omega_ab: Floats
    omega_ba: Floats
    omega: Floats
    p: Floats
    gbt_p: Floats

    def take(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> "Pairs":
        return Pairs(*(getattr(self, field.name)[places] for field in fields(self)))


def calibrate(persons: Persons, *, sample: int = 400, seed: int = 1) -> float:
    """By how much omega spreads more among this exam's pairs than the model says; 1.0 if it does not.

    The 84.1 percentile of omega (one standard deviation up) over all pairs of `sample` persons. Nearly all
    pairs are honest, so the bulk shows the null distribution: Efron (2004), J. Am. Stat. Assoc. 99, 96-104.
    Above 1, honest persons share something that the model does not know, such as a teacher; omega is
    divided by it before it gets a p.
    """
    n = len(persons.codes)
    chosen = np.sort(np.random.default_rng(seed).choice(n, size=min(n, sample), replace=False))
    part = Persons(persons.codes[chosen], persons.chances[chosen], persons.key)
    found = [np.concatenate([block.omega_ab, block.omega_ba]) for block in _blocks(part)]
    omega = np.concatenate(found) if found else np.empty(0)
    omega = omega[~np.isnan(omega)]
    return max(1.0, float(np.percentile(omega, 84.1345))) if omega.size >= FEWEST_FOR_SPREAD else 1.0


def all_pairs(persons: Persons, spread: float = 1.0, *, keep: float = 1.0) -> Pairs:
    """Indices of all pairs with omega divided by `spread`; with `keep` below 1 only those whose omega or
    GBT has a p of at most `keep`."""
    kept = []
    for block in _blocks(persons):
        pairs = _with_p(persons, block, spread, keep)
        kept.append(pairs if keep >= 1 else pairs.take((pairs.p <= keep) | (pairs.gbt_p <= keep)))
    if not kept:
        return Pairs(*(np.empty(0, dtype) for dtype in ("i4", "i4", "i2", "i2", "i2", *("f8",) * 6)))
    return Pairs(*(np.concatenate([getattr(part, field.name) for part in kept]) for field in fields(Pairs)))


def _blocks(persons: Persons) -> Iterator[Pairs]:
    """Omegas of all pairs, a block of rows at a time; p and gbt_p still empty."""
    n, _, options = persons.chances.shape
    answered = (persons.codes != BLANK).astype(np.float64)
    chosen = one_hot(persons.codes, options)
    wrong = chosen * ~persons.key.ravel()
    chances = (persons.chances * answered[:, :, None]).reshape(n, -1)
    squares = chances**2
    rows = max(1, BLOCK_CELLS // max(n, 1))
    for start in range(0, n - 1, rows):
        here, there = slice(start, min(start + rows, n - 1)), slice(start + 1, n)
        first, second = np.nonzero(
            np.arange(here.start, here.stop)[:, None] < np.arange(there.start, there.stop)
        )
        at = (first, second)
        common = (answered[here] @ answered[there].T)[at]
        matches = (chosen[here] @ chosen[there].T)[at]
        expected_ab, expected_ba = (
            (chances[here] @ chosen[there].T)[at],
            (chosen[here] @ chances[there].T)[at],
        )
        variance_ab = expected_ab - (squares[here] @ chosen[there].T)[at]
        variance_ba = expected_ba - (chosen[here] @ squares[there].T)[at]
        omega_ab = _standardised(matches - expected_ab, variance_ab, common)
        omega_ba = _standardised(matches - expected_ba, variance_ba, common)
        larger = np.fmax(omega_ab, omega_ba)
        yield Pairs(
            a=(first + here.start).astype(np.int32),
            b=(second + there.start).astype(np.int32),
            common=common.astype(np.int16),
            matches=matches.astype(np.int16),
            wrong=(wrong[here] @ wrong[there].T)[at].astype(np.int16),
            expected=np.where(omega_ab == larger, expected_ab, expected_ba),
            omega_ab=omega_ab,
            omega_ba=omega_ba,
            omega=larger,
            p=np.ones(first.size),
            gbt_p=np.ones(first.size),
        )


def _standardised(excess: Floats, variance: Floats, common: NDArray[Any]) -> Floats:
    fits = (variance > 1e-6) & (common >= FEWEST_COMMON)
    return np.where(fits, excess / np.sqrt(np.where(fits, variance, 1.0)), np.nan)


def _with_p(persons: Persons, block: Pairs, spread: float, keep: float) -> Pairs:
    smaller = _smaller_p(persons, block.a, block.b, (block.omega_ab, block.omega_ba), spread, keep)
    # With a bound on p, pairs that omega finds usual are not worth an exact GBT.
    near = np.flatnonzero((block.common >= FEWEST_COMMON) & ((keep >= 1) | (smaller <= REFINE)))
    gbt_p = np.ones(block.a.size)
    gbt_p[near] = _gbt(persons, block.a[near], block.b[near], spread)
    return replace(block, p=np.minimum(1.0, 2 * smaller), gbt_p=gbt_p)


def pair_p(persons: Persons, first: Places, second: Places, spread: float = 1.0) -> Floats:
    """p of omega for the pairs (first[i], second[i]): the same as `all_pairs` gives them, pair by pair."""
    answered = persons.codes != BLANK
    both = answered[first] & answered[second]
    same = ((persons.codes[first] == persons.codes[second]) & both).sum(axis=1)
    omegas = []
    for copier, source in ((first, second), (second, first)):
        chosen = np.maximum(persons.codes[source], 0).astype(np.intp)[:, :, None]
        chance = np.take_along_axis(persons.chances[copier], chosen, axis=2)[:, :, 0] * both
        variance = (chance * (1 - chance)).sum(axis=1)
        omegas.append(_standardised(same - chance.sum(axis=1), variance, both.sum(axis=1)))
    return np.minimum(1.0, 2 * _smaller_p(persons, first, second, (omegas[0], omegas[1]), spread, 1.0))


def _smaller_p(
    persons: Persons, a: Places, b: Places, omegas: tuple[Floats, Floats], spread: float, keep: float
) -> Floats:
    """The smaller p of the two directions, not yet doubled."""
    found = []
    for omega, copier, source in zip(omegas, (a, b), (b, a), strict=True):
        p = _normal_tail(omega / spread)
        close = np.flatnonzero(p <= min(keep, REFINE))
        p[close] = np.maximum(p[close], _mid_p(persons, copier[close], source[close], spread))
        found.append(p)
    return np.minimum(*found)


def _normal_tail(omega: Floats) -> Floats:
    return np.asarray(np.where(np.isnan(omega), 1.0, special.ndtr(-np.where(np.isnan(omega), 0.0, omega))))


def _mid_p(persons: Persons, copier: Places, source: Places, spread: float) -> Floats:
    """Mid-p of the matches of each copier given the answers of the source."""
    out = np.empty(copier.size)
    for part in _parts(copier.size):
        theirs = persons.codes[source[part]]
        both = (theirs != BLANK) & (persons.codes[copier[part]] != BLANK)
        chosen = np.maximum(theirs, 0).astype(np.intp)[:, :, None]
        chance = np.take_along_axis(persons.chances[copier[part]], chosen, axis=2)[:, :, 0] * both
        matches = ((theirs == persons.codes[copier[part]]) & both).sum(axis=1)
        at_least, exactly = tails(np.ascontiguousarray(chance.T), matches)
        out[part] = at_least - exactly / 2
    return _widened(out, spread)


def _gbt(persons: Persons, first: Places, second: Places, spread: float) -> Floats:
    """P(at least the observed matches) of each pair, by chances alone; above REFINE by the normal
    distribution with continuity correction."""
    out = np.empty(first.size)
    for part in _parts(first.size):
        mine, theirs = persons.codes[first[part]], persons.codes[second[part]]
        both = (mine != BLANK) & (theirs != BLANK)
        chance = np.einsum("pko,pko->pk", persons.chances[first[part]], persons.chances[second[part]]) * both
        matches = ((mine == theirs) & both).sum(axis=1)
        variance = np.maximum((chance * (1 - chance)).sum(axis=1), 1e-12)
        tail = special.ndtr((chance.sum(axis=1) - matches + 0.5) / np.sqrt(variance))
        close = np.flatnonzero(tail <= REFINE)
        tail[close], _ = tails(np.ascontiguousarray(chance[close].T), matches[close])
        out[part] = tail
    return _widened(out, spread)


def _widened(p: Floats, spread: float) -> Floats:
    """`p` as if its normal deviate were `spread` times smaller; only where it is below one half."""
    if spread <= 1:
        return p
    return np.asarray(np.where(p < 0.5, special.ndtr(special.ndtri(p) / spread), p))


def _parts(size: int) -> Iterator[slice]:
    return (slice(start, min(start + PART, size)) for start in range(0, size, PART))
