"""Classical item analysis against published figures and against the definitions, written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from assay.apps.veritas.items import classical
from tests.apps.veritas.items import lsat

Floats = NDArray[np.float64]

exams = arrays.arrays(
    np.float64,
    st.tuples(st.integers(4, 25), st.integers(3, 8)),
    elements=st.sampled_from([0.0, 1.0]),
)


def plain_correlation(x: Floats, y: Floats) -> float | None:
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def plain_alpha(scores: Floats) -> float | None:
    k = scores.shape[1]
    total = scores.sum(axis=1).var(ddof=1)
    return None if k < 2 or total == 0 else k / (k - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total)


def same(found: float, wanted: float | None) -> bool:
    return bool(np.isnan(found)) if wanted is None else found == pytest.approx(wanted, abs=1e-9)


def test_lsat6_has_the_published_alpha_and_correlations() -> None:
    """Published by descript() of the R package ltm (Rizopoulos 2006)."""
    scores = lsat.persons(lsat.SECTION_6)
    figures = classical.reliability(scores)
    assert round(figures.alpha, 4) == 0.2950
    assert figures.alpha_if_dropped.round(4).tolist() == [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]
    assert classical.difficulty(scores).round(3).tolist() == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert classical.item_total(scores).round(4).tolist() == [0.3620, 0.5668, 0.6184, 0.5344, 0.4354]
    assert classical.item_rest(scores).round(4).tolist() == [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]


def test_lsat7_has_the_published_means_and_alpha() -> None:
    scores = lsat.persons(lsat.SECTION_7)
    assert classical.difficulty(scores).tolist() == [0.828, 0.658, 0.772, 0.606, 0.843]
    assert round(classical.reliability(scores).alpha, 3) == 0.453


@given(exams)
@settings(max_examples=60, deadline=None)
def test_correlations_are_those_of_the_definition(scores: Floats) -> None:
    total = scores.sum(axis=1)
    pbis, rest = classical.item_total(scores), classical.item_rest(scores)
    for item in range(scores.shape[1]):
        assert same(pbis[item], plain_correlation(scores[:, item], total))
        assert same(rest[item], plain_correlation(scores[:, item], total - scores[:, item]))


@given(exams)
@settings(max_examples=60, deadline=None)
def test_alpha_and_alpha_if_dropped_are_those_of_the_definition(scores: Floats) -> None:
    figures = classical.reliability(scores)
    assert same(figures.alpha, plain_alpha(scores))
    for item in range(scores.shape[1]):
        assert same(figures.alpha_if_dropped[item], plain_alpha(np.delete(scores, item, axis=1)))
    if not np.isnan(figures.alpha):
        assert figures.low < figures.alpha < figures.high or figures.alpha == pytest.approx(1.0)
        assert figures.sem == pytest.approx(figures.sd * np.sqrt(1 - figures.alpha))


@given(exams, st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_order_of_persons_and_items_changes_nothing(scores: Floats, seed: int) -> None:
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(len(scores)), random.permutation(scores.shape[1])
    shuffled = scores[rows][:, columns]
    np.testing.assert_allclose(classical.item_rest(shuffled), classical.item_rest(scores)[columns], atol=1e-9)
    np.testing.assert_allclose(
        classical.reliability(shuffled).alpha, classical.reliability(scores).alpha, atol=1e-9
    )


def test_interval_of_alpha_covers_the_truth_as_often_as_it_says() -> None:
    """Ten parallel items of correlation 0.2: alpha = 10 * 0.2 / (1 + 9 * 0.2)."""
    truth, random, covered = 10 * 0.2 / (1 + 9 * 0.2), np.random.default_rng(7), 0
    for _ in range(1000):
        person = random.normal(size=(60, 1)) * np.sqrt(0.2)
        figures = classical.reliability(person + random.normal(size=(60, 10)) * np.sqrt(0.8))
        covered += figures.low <= truth <= figures.high
    assert 930 <= covered <= 970


def test_item_without_variance_has_no_discrimination_and_does_not_spoil_the_others() -> None:
    scores = lsat.persons(lsat.SECTION_6)
    widened = np.hstack([scores, np.ones((1000, 1))])
    assert np.isnan(classical.item_total(widened)[5])
    assert np.isnan(classical.item_rest(widened)[5])
    np.testing.assert_allclose(classical.item_rest(widened)[:5], classical.item_rest(scores), atol=1e-12)


def test_one_item_or_one_person_has_no_alpha() -> None:
    assert np.isnan(classical.reliability(np.array([[1.0], [0.0], [1.0]])).alpha)
    assert np.isnan(classical.reliability(np.array([[1.0, 0.0, 1.0]])).alpha)


def test_items_not_seen_are_left_out_pair_by_pair() -> None:
    """Two halves of a class see different third items; covariances come from those who saw both."""
    nan = np.nan
    scores = np.array(
        [[1, 1, 1, nan], [0, 1, 0, nan], [1, 0, 1, nan], [1, 1, nan, 0], [0, 0, nan, 0], [0, 1, nan, 1]]
    )
    assert classical.totals(scores).tolist() == [4, 4 / 3, 8 / 3, 8 / 3, 0, 8 / 3]
    matrix, shared = classical.covariances(scores)
    assert shared[2].tolist() == [3, 3, 3, 0]
    assert matrix[0, 2] == pytest.approx(np.cov(scores[:3, 0], scores[:3, 2])[0, 1])
    assert np.isnan(matrix[2, 3])
    assert np.isnan(classical.reliability(scores).alpha)
