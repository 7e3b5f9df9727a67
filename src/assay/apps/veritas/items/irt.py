"""The two-parameter logistic model by marginal maximum likelihood.

    logit P(right | theta) = a (theta - b) = a theta + c,    theta ~ N(0, 1)

Bock & Aitkin (1981), Psychometrika 46, 443-459: the ability is integrated out over Gauss-Hermite nodes; EM
cycles bring the parameters near, a quasi-Newton search on the same marginal likelihood ends at a gradient
of practically nothing (Rizopoulos 2006, J. Stat. Software 17(5), finishes EM in the same way). No prior
lies on the items, so an item whose likelihood has no finite maximum has no estimate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Floats = NDArray[np.float64]

NODES = 301
"""Gauss-Hermite nodes; about 90 carry weight. Their distance, 0.18, must stay below twice the posterior
standard deviation of an ability for three stable decimals; 0.1 is what 60 items of slope 2.5 reach."""
EM_CYCLES = 20
STEEPEST = 20.0
"""A slope that runs to this limit has no finite maximum; such an item gets no estimate."""
FEWEST_ITEMS = 3
"""Two items have three free cell frequencies and four parameters."""
_STEEP_ENOUGH = STEEPEST - 0.01


@dataclass(frozen=True, slots=True)
class TwoPl:
    """Estimates per item (k each; NaN where there is none) and the marginal log-likelihood.

    `a_error` and `b_error` are standard errors from the cross products of the persons' scores.
    `gradient` is the largest absolute derivative at the end, zero at a maximum.
    """

    a: Floats
    b: Floats
    a_error: Floats
    b_error: Floats
    loglik: float
    gradient: float


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Different answer patterns: right and seen (patterns x items, 0/1), how many persons, node positions."""

    right: Floats
    seen: Floats
    count: Floats
    nodes: Floats
    log_weights: Floats


def quadrature(count: int = NODES) -> tuple[Floats, Floats]:
    """Nodes and log weights for the standard normal; nodes lighter than 1e-16 are left out."""
    nodes, weights = special.roots_hermitenorm(count)
    weights = weights / weights.sum()
    heavy = weights > 1e-16
    return np.asarray(nodes[heavy]), np.log(weights[heavy])


def fit_2pl(scores: Floats, *, nodes: int = NODES) -> TwoPl | None:
    """The 2PL for `scores` (persons x items; 1 right, 0 wrong, NaN not seen).

    Items without variance get NaN and take no part; with fewer than three others there is no model: None.
    """
    usable = np.array([np.unique(column[~np.isnan(column)]).size == 2 for column in scores.T], dtype=bool)
    if usable.sum() < FEWEST_ITEMS:
        return None
    data = _patterns(scores[:, usable], nodes)
    a, c = _start(data)
    for _ in range(EM_CYCLES):
        a, c = _em_cycle(data, a, c)
    k = len(a)
    found = optimize.minimize(
        _objective,
        np.concatenate([a, c]),
        args=(data,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-STEEPEST, STEEPEST)] * k + [(None, None)] * k,
        options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-15, "gtol": 1e-6, "maxcor": 30},
    )
    a, c = found.x[:k], found.x[k:]
    if a.sum() < 0:  # the mirror image fits as well: ability is what most items ask for
        a = -a
    bounded = np.abs(a) > _STEEP_ENOUGH
    a_error, b_error = _errors(data, a, c)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = np.where(bounded | (a == 0), np.nan, -c / a)
    free = np.concatenate([~bounded, ~bounded])
    gradient = np.abs(_objective(np.concatenate([a, c]), data)[1][free])
    return TwoPl(
        a=_spread(np.where(bounded, np.nan, a), usable),
        b=_spread(b, usable),
        a_error=_spread(np.where(bounded, np.nan, a_error), usable),
        b_error=_spread(np.where(bounded, np.nan, b_error), usable),
        loglik=-float(found.fun),
        gradient=float(gradient.max(initial=0.0)),
    )


def _spread(values: Floats, usable: NDArray[np.bool_]) -> Floats:
    out = np.full(usable.size, np.nan)
    out[usable] = values
    return out


def _patterns(scores: Floats, nodes: int) -> _Patterns:
    codes = np.where(np.isnan(scores), 2, scores).astype(np.int8)
    unique, count = np.unique(codes, axis=0, return_counts=True)
    where, log_weights = quadrature(nodes)
    return _Patterns(
        right=(unique == 1).astype(np.float64),
        seen=(unique != 2).astype(np.float64),
        count=count.astype(np.float64),
        nodes=where,
        log_weights=log_weights,
    )


def _start(data: _Patterns) -> tuple[Floats, Floats]:
    share = (data.count @ data.right + 0.5) / (data.count @ data.seen + 1)
    return np.ones(len(share)), special.logit(
        share
    ) * 1.16  # 1.16: the slope of 1 flattens the margin by as much


def _logits(data: _Patterns, a: Floats, c: Floats) -> Floats:
    return a[:, None] * data.nodes + c[:, None]


def _posterior(data: _Patterns, logits: Floats) -> tuple[Floats, Floats]:
    """Posterior weights (patterns x nodes) and the log-likelihood of each pattern."""
    joint = data.right @ logits - data.seen @ np.logaddexp(0, logits) + data.log_weights
    top = joint.max(axis=1, keepdims=True)
    np.exp(joint - top, out=joint)
    total = joint.sum(axis=1, keepdims=True)
    joint /= total
    return joint, (top + np.log(total))[:, 0]


def _em_cycle(data: _Patterns, a: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Expected counts at the nodes, then one logistic regression for each item (all at once)."""
    posterior, _ = _posterior(data, _logits(data, a, c))
    weighted = posterior * data.count[:, None]
    right, seen = data.right.T @ weighted, data.seen.T @ weighted
    for _ in range(3):
        chance = special.expit(_logits(data, a, c))
        rest, weight = right - seen * chance, seen * chance * (1 - chance)
        g_a, g_c = rest @ data.nodes, rest.sum(axis=1)
        # The smallest ridge keeps the step finite where an item separates the persons.
        h_aa, h_ac = weight @ data.nodes**2 + 1e-8, weight @ data.nodes
        h_cc = weight.sum(axis=1) + 1e-8
        determinant = h_aa * h_cc - h_ac**2
        step_a = (h_cc * g_a - h_ac * g_c) / determinant
        step_c = (h_aa * g_c - h_ac * g_a) / determinant
        a = np.clip(a + np.clip(step_a, -1, 1), -STEEPEST, STEEPEST)
        c = c + np.clip(step_c, -1, 1)
    return a, c


def _objective(parameters: Floats, data: _Patterns) -> tuple[float, Floats]:
    """Minus the marginal log-likelihood and its gradient (Fisher's identity)."""
    k = len(parameters) // 2
    logits = _logits(data, parameters[:k], parameters[k:])
    posterior, loglik = _posterior(data, logits)
    posterior *= data.count[:, None]
    rest = data.right.T @ posterior - (data.seen.T @ posterior) * special.expit(logits)
    return -float(data.count @ loglik), -np.concatenate([rest @ data.nodes, rest.sum(axis=1)])


def _errors(data: _Patterns, a: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Standard errors of a and b; NaN where the information is singular or negative."""
    k = len(a)
    logits = _logits(data, a, c)
    chance = special.expit(logits)
    posterior, _ = _posterior(data, logits)
    mean = posterior @ data.nodes
    by_a = data.right * mean[:, None] - data.seen * (posterior @ (chance * data.nodes).T)
    by_c = data.right - data.seen * (posterior @ chance.T)
    scores = np.hstack([by_a, by_c])
    information = scores.T @ (scores * data.count[:, None])
    try:
        covariance = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        return np.full(k, np.nan), np.full(k, np.nan)
    var_a, var_c = np.diag(covariance)[:k], np.diag(covariance)[k:]
    both = np.diag(covariance[:k, k:])
    with np.errstate(divide="ignore", invalid="ignore"):
        b = -c / a
        return np.sqrt(var_a), np.sqrt((var_c + b**2 * var_a + 2 * b * both) / a**2)
