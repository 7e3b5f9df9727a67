"""Classical item analysis: what can be said of an exam and its items without a model.

`scores` is everywhere persons x items with NaN where an item was not seen (another draw from a pool). With
NaN, a person's total is the mean over the items seen times the number of items, and covariances are taken
over the persons who saw both items. Without NaN these are the plain definitions.
A figure that does not exist (no variance, one item, one person) is NaN here and null in print.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of the exam with its interval, and what follows from it.

    `alpha_if_dropped` (k): alpha of the exam without that item. `sem`: standard error of measurement, in
    points.
    """

    alpha: float
    low: float
    high: float
    level: float
    alpha_if_dropped: Floats
    mean: float
    sd: float
    sem: float


def totals(scores: Floats) -> Floats:
    """Total score of each person (n); NaN for one who saw no item."""
    return np.asarray(_means(scores, axis=1) * scores.shape[1])


def rest_totals(scores: Floats) -> Floats:
    """Total over the other items, for each person and item (n x k)."""
    seen = ~np.isnan(scores)
    filled = np.where(seen, scores, 0.0)
    others = seen.sum(axis=1, keepdims=True) - seen
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (filled.sum(axis=1, keepdims=True) - filled) / others
    return np.where(others > 0, mean * (scores.shape[1] - 1), np.nan)


def difficulty(scores: Floats) -> Floats:
    """Mean score of each item (k): for 0/1 the share who got it right, so a high figure is an easy item."""
    return _means(scores, axis=0)


def item_total(scores: Floats) -> Floats:
    """Point-biserial of each item with the total that contains it (k)."""
    return correlations(scores, np.broadcast_to(totals(scores)[:, None], scores.shape))


def item_rest(scores: Floats) -> Floats:
    """Corrected point-biserial: with the total of the other items (k)."""
    return correlations(scores, rest_totals(scores))


def correlations(left: Floats, right: Floats) -> Floats:
    """Pearson correlation of each column of `left` with the same column of `right`, over rows where both are
    given; NaN where either does not vary."""
    both = ~(np.isnan(left) | np.isnan(right))
    n = both.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.where(both, left - _means(np.where(both, left, np.nan), axis=0), 0.0)
        y = np.where(both, right - _means(np.where(both, right, np.nan), axis=0), 0.0)
        xx, yy = (x**2).sum(axis=0), (y**2).sum(axis=0)
        # A column of equal values leaves rounding behind, not zero; compare with the size of the values.
        flat = (xx <= _rounding(left, both)) | (yy <= _rounding(right, both)) | (n < 2)
        return np.where(flat, np.nan, np.clip((x * y).sum(axis=0) / np.sqrt(xx * yy), -1.0, 1.0))


def covariances(scores: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Sample covariance (n - 1) of each two items (k x k) over the persons who saw both, and their number."""
    seen = ~np.isnan(scores)
    mask = seen.astype(np.float64)
    centred = np.where(seen, scores - np.where(seen.any(axis=0), difficulty(scores), 0.0), 0.0)
    n = mask.T @ mask
    with np.errstate(divide="ignore", invalid="ignore"):
        sums = centred.T @ mask
        matrix = (centred.T @ centred - sums * sums.T / n) / (n - 1)
    return np.where(n > 1, matrix, np.nan), n.astype(np.int64)


def reliability(scores: Floats, *, level: float = 0.95) -> Reliability:
    """Cronbach's alpha, its interval at `level`, alpha if dropped, SEM.

    alpha = k/(k-1) (1 - sum of item variances / variance of totals): Cronbach (1951), Psychometrika 16,
    297-334. The interval is exact for compound-symmetric normal scores: (1 - alpha)/(1 - estimate) follows
    F with n-1 and (n-1)(k-1) degrees of freedom: Feldt, Woodruff & Salih (1987), Appl. Psych. Measurement
    11, 93-103. With items not seen by all, n is the smallest number of persons two items share. SEM = sd
    sqrt(1 - alpha).
    """
    k = scores.shape[1]
    matrix, shared = covariances(scores)
    variances, whole = np.diag(matrix), float(matrix.sum())
    alpha = _alpha(float(variances.sum()), whole, k)
    low = high = np.nan
    n = int(shared.min(initial=len(scores)))
    if not np.isnan(alpha) and n > 1:
        tail, df, df_rest = (1 - level) / 2, n - 1, (n - 1) * (k - 1)
        low = 1 - (1 - alpha) * float(special.fdtri(df, df_rest, 1 - tail))
        high = 1 - (1 - alpha) * float(special.fdtri(df, df_rest, tail))
    without = [
        _alpha(
            float(variances.sum() - variances[j]), whole - float(2 * matrix[j].sum() - matrix[j, j]), k - 1
        )
        for j in range(k)
    ]
    total = totals(scores)
    total = total[~np.isnan(total)]
    sd = float(total.std(ddof=1)) if total.size > 1 else np.nan
    return Reliability(
        alpha=alpha,
        low=low,
        high=high,
        level=level,
        alpha_if_dropped=np.array(without),
        mean=float(total.mean()) if total.size else np.nan,
        sd=sd,
        sem=sd * float(np.sqrt(1 - alpha)),
    )


def _alpha(item_variance: float, total_variance: float, k: int) -> float:
    if k < 2 or np.isnan(total_variance) or total_variance <= 1e-12 * max(item_variance, 1e-300):
        return np.nan
    return k / (k - 1) * (1 - item_variance / total_variance)


def _means(values: Floats, axis: int) -> Floats:
    given = ~np.isnan(values)
    count = given.sum(axis=axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, np.where(given, values, 0.0).sum(axis=axis) / count, np.nan)


def _rounding(values: Floats, both: Bools) -> Floats:
    largest = np.abs(np.where(both, values, 0.0)).max(axis=0, initial=0.0)
    return np.asarray(both.sum(axis=0) * (1e-13 * np.maximum(largest, 1e-300)) ** 2 * 100)
