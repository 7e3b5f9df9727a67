"""False-discovery control over all pairs of an exam."""

import numpy as np
from scipy import special

from assay.apps.veritas.similarity.curves import Floats
from assay.apps.veritas.similarity.terms import Control


def q_values(p: Floats, total: int, control: Control = Control.BH) -> Floats:
    """q for each of `p`: the smallest share of false flags at which it would be flagged, among `total` tests.

    `p` may leave out the larger of the tests: the q of those given is then exact as far as it is below the
    smallest p left out.
    """
    if p.size == 0:
        return np.empty(0)
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, p.size + 1)
    scaled = p[order] * _factor(total, control) / rank
    ascending = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    out = np.empty(p.size)
    out[order] = ascending
    return out


def first_threshold(level: float, total: int, control: Control = Control.BH) -> float:
    """The p that the most striking of `total` pairs must reach if no other does."""
    return level / _factor(total, control)


def _factor(total: int, control: Control) -> float:
    if control is Control.BH:
        return float(total)
    return total * float(special.digamma(total + 1) + np.euler_gamma)  # times 1 + 1/2 + ... + 1/total
