"""The nominal response model: every option of an item has a curve of its own.

    P(option o | theta) = exp(zeta_o + lambda_o theta) / sum over the options,   theta ~ N(0, 1)

Bock (1972), Psychometrika 37, 29-51; estimated by marginal maximum likelihood with EM (Bock & Aitkin 1981).
Weak normal priors on zeta and lambda keep options finite that a handful chose, and settle the free
constant.
"""

import numpy as np
from scipy import special

from assay.apps.veritas.items.irt import quadrature
from assay.apps.veritas.similarity.curves import GRID, Choices, Curves, Floats, one_hot

FEWEST_PERSONS = 100
"""Fewer persons do not carry the curves: Wollack & Cohen (1998), Appl. Psych. Measurement 22, 144-152,
found omega to hold its level with parameters estimated from 100; below, `plain` is used."""
NODES = 61
CYCLES = 60
CLOSE = 1e-3
ZETA_PRIOR, LAMBDA_PRIOR = 1 / 3.0**2, 1 / 1.0**2
"""Precisions: intercepts within about ±6, slopes within about ±2."""


def fit_nominal(choices: Choices) -> Curves:
    """Curves of the nominal response model for `choices`. Blanks say nothing (missing at random)."""
    exists = choices.exists
    k, options = exists.shape
    nodes, log_weights = quadrature(NODES)
    seen = one_hot(choices.codes, options)
    chosen = seen.sum(axis=0).reshape(k, options)
    zeta = np.where(exists, np.log(chosen + 0.5), -np.inf)
    zeta -= np.where(exists, zeta, 0.0).sum(axis=1, keepdims=True) / exists.sum(axis=1, keepdims=True)
    lambda_ = np.where(choices.key, 0.7, -0.7 / np.maximum((exists & ~choices.key).sum(axis=1), 1)[:, None])
    lambda_ = np.where(exists, lambda_, 0.0)
    before = _chances(zeta, lambda_, nodes)
    for _ in range(CYCLES):
        joint = seen @ np.log(np.maximum(before, 1e-300)).reshape(-1, k * options).T + log_weights
        posterior = special.softmax(joint, axis=1)
        counts = (posterior.T @ seen).reshape(-1, k, options)
        zeta, lambda_ = _regress(zeta, lambda_, counts, nodes, exists)
        after = _chances(zeta, lambda_, nodes)
        moved = float(np.abs(after - before).max(axis=(1, 2)) @ np.exp(log_weights))
        before = after
        if moved < CLOSE:
            break
    return Curves("nominal", _chances(zeta, lambda_, GRID), len(choices.codes))


def _chances(zeta: Floats, lambda_: Floats, abilities: Floats) -> Floats:
    """Chance of each option (abilities x items x options)."""
    return np.asarray(special.softmax(zeta + lambda_ * abilities[:, None, None], axis=2))


def _regress(
    zeta: Floats,
    lambda_: Floats,
    counts: Floats,
    nodes: Floats,
    exists: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> tuple[Floats, Floats]:
    """One Newton step of the multinomial regression of each item on the nodes, all items at once."""
    k, options = exists.shape
    chances = _chances(zeta, lambda_, nodes)
    total = counts.sum(axis=2)
    rest = counts - total[:, :, None] * chances
    finite = np.where(exists, zeta, 0.0)
    slope = np.concatenate(
        [
            rest.sum(axis=0) - ZETA_PRIOR * finite,
            np.einsum("q,qko->ko", nodes, rest) - LAMBDA_PRIOR * lambda_,
        ],
        axis=1,
    )
    curve = np.zeros((k, 2 * options, 2 * options))
    eye = np.eye(options)
    weighted = chances * total[:, :, None]
    for (row, column), power in {(0, 0): 0, (0, 1): 1, (1, 1): 2}.items():
        at = nodes**power
        block = eye * np.einsum("q,qko->ko", at, weighted)[:, None, :]
        block -= np.einsum("q,qko,qkp->kop", at, weighted, chances, optimize=True)
        rows, columns = (
            slice(row * options, (row + 1) * options),
            slice(column * options, (column + 1) * options),
        )
        curve[:, rows, columns] = block
        if row != column:
            curve[:, columns, rows] = block
    curve += np.diag([ZETA_PRIOR] * options + [LAMBDA_PRIOR] * options)
    step = np.clip(np.linalg.solve(curve, slope[:, :, None])[:, :, 0], -1.0, 1.0)
    zeta = np.where(exists, finite + step[:, :options], -np.inf)
    return zeta, np.where(exists, lambda_ + step[:, options:], 0.0)
