"""What the test can see: the chance that a copier of a given share of the items is flagged in this exam.

A flag without this figure is not worth reading: where copying half the exam is found one time in five, nine
flags that are false weigh as much as the one that is right, and no flag clears nobody.

Copying is played through on the exam's own answers: a person takes over the source's answers on a random
share of the items, the ability is estimated anew, and the pair is tested as all pairs are. Random numbers
are seeded, so the same answers give the same figures.
"""

from collections.abc import Sequence

import numpy as np

from assay.apps.veritas.similarity.curves import BLANK, Choices, Codes, Curves
from assay.apps.veritas.similarity.indices import Persons, pair_p

SHARES = (0.2, 0.4, 0.6)
TRIALS = 200
"""The standard error of a power of one half is then 0.035."""


def exam_power(
    choices: Choices,
    curves: Curves,
    *,
    threshold: float,
    spread: float = 1.0,
    shares: Sequence[float] = SHARES,
    trials: int = TRIALS,
    seed: int = 1,
) -> dict[float, float]:
    """Chance of a p of at most `threshold`, by share copied, for two persons of the exam drawn at random."""
    random = np.random.default_rng(seed)
    n = len(choices.codes)
    if n < 2:
        return dict.fromkeys(shares, 0.0)
    copier = random.integers(0, n, trials)
    source = (copier + random.integers(1, n, trials)) % n
    return {
        share: _flagged(
            choices, curves, choices.codes[copier], choices.codes[source], share, threshold, spread, random
        )
        for share in shares
    }


def pair_power(
    choices: Choices,
    curves: Curves,
    copier: int,
    source: int,
    *,
    threshold: float,
    spread: float = 1.0,
    shares: Sequence[float] = SHARES,
    trials: int = TRIALS,
    seed: int = 1,
) -> dict[float, float]:
    """Chance that someone of the `copier`'s estimated ability is flagged for copying from `source`, by
    share copied.

    The copier's own answers are drawn from the curves at that ability (blanks stay blank). If the copier
    did copy from an abler person, the ability is overestimated and the power with it understated.
    """
    random = np.random.default_rng([seed, copier, source])
    mine = choices.codes[copier]
    chances = curves.chances[curves.abilities(mine[None])[0]]
    drawn = (
        (random.random((trials, len(mine), 1)) > chances.cumsum(axis=1)[:, :-1]).sum(axis=2).astype(np.int16)
    )
    honest = np.where(mine == BLANK, BLANK, drawn).astype(np.int16)
    theirs = np.broadcast_to(choices.codes[source], honest.shape)
    return {
        share: _flagged(choices, curves, honest, theirs, share, threshold, spread, random) for share in shares
    }


def _flagged(
    choices: Choices,
    curves: Curves,
    honest: Codes,
    theirs: Codes,
    share: float,
    threshold: float,
    spread: float,
    random: np.random.Generator,
) -> float:
    trials, items = honest.shape
    count = round(share * items)
    copied = random.random((trials, items)).argsort(axis=1) < count
    answers = np.where(copied & (theirs != BLANK), theirs, honest).astype(np.int16)
    persons = Persons.of(np.concatenate([answers, theirs]), choices.key, curves)
    first = np.arange(trials)
    p = pair_p(persons, first, first + trials, spread)
    return float((p <= threshold).mean())
