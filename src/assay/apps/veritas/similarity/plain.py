"""The plain form, for classes too small for a curve of every option.

The chance of a right answer follows one curve shape for all items, shifted by the item's difficulty (Rasch
1960, by marginal maximum likelihood); those who miss the item spread over its wrong options in the shares
the class shows. That is omega's formula with fewer parameters: two for the class and item where `nominal`
has two for every option. The older g2 (Frary, Tideman & Watts 1977) bends a line through the mean score
instead and flags too many (Wollack 1997), so it is not used.
"""

import numpy as np
from scipy import optimize, special

from assay.apps.veritas.items.irt import quadrature
from assay.apps.veritas.similarity.curves import BLANK, GRID, Choices, Curves, Floats

NODES = 61
SMOOTHING = 0.5
"""Added to each count of an option: one nobody chose is rare, not impossible (Jeffreys)."""


def fit_plain(choices: Choices) -> Curves:
    """Curves of the plain form for `choices`. Blanks say nothing."""
    seen = (choices.codes != BLANK).astype(np.float64)
    right = choices.right.astype(np.float64)
    share = (right.sum(axis=0) + SMOOTHING) / (seen.sum(axis=0) + 2 * SMOOTHING)
    nodes, log_weights = quadrature(NODES)
    weights = np.exp(log_weights)

    def intercepts(slope: float) -> Floats:
        """Where each item's curve must lie so that its mean over the class is the share observed."""
        at = np.asarray(special.logit(share) * np.sqrt(1 + slope**2 / 2.89))
        for _ in range(15):
            chance = special.expit(slope * nodes + at[:, None])
            at = at + (share - chance @ weights) / ((chance * (1 - chance)) @ weights)
        return at

    def misfit(slope: float) -> float:
        logits = slope * nodes + intercepts(slope)[:, None]
        joint = right @ logits - seen @ np.logaddexp(0, logits) + log_weights
        return -float(special.logsumexp(joint, axis=1).sum())

    slope = float(optimize.minimize_scalar(misfit, bounds=(0.05, 3.0), method="bounded").x)
    chance = special.expit(slope * GRID[:, None] + intercepts(slope))[:, :, None]
    chances = chance * _shares(choices, right=True) + (1 - chance) * _shares(choices, right=False)
    # An item of which only right options are known has no wrong ones to spread over.
    return Curves("plain", np.asarray(chances / chances.sum(axis=2, keepdims=True)), len(choices.codes))


def _shares(choices: Choices, *, right: bool) -> Floats:
    """How those who were right (or wrong) spread over the options (items x options)."""
    width = choices.key.shape[1]
    counts = np.stack([(choices.codes == number).sum(axis=0) for number in range(width)], axis=1)
    among = choices.exists & (choices.key if right else ~choices.key)
    smooth = np.where(among, counts + SMOOTHING, 0.0)
    return np.asarray(smooth / np.maximum(smooth.sum(axis=1, keepdims=True), SMOOTHING))
