"""The 2PL against published estimates, against brute force, and against parameters that are known."""

import time

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize

from assay.apps.veritas.items.irt import fit_2pl, quadrature
from tests.apps.veritas.items import lsat

Floats = NDArray[np.float64]


def answers(random: np.random.Generator, persons: int, a: Floats, b: Floats) -> Floats:
    theta = random.normal(size=(persons, 1))
    return (random.random((persons, len(a))) < 1 / (1 + np.exp(-a * (theta - b)))).astype(np.float64)


def test_lsat6_agrees_with_the_r_package_ltm_to_three_decimals() -> None:
    """ltm(LSAT ~ z1), Rizopoulos (2006), J. Stat. Software 17(5). Its search ends at a gradient of 0.024,
    ours at 1e-5, hence a thousandth of tolerance in the slopes and a standard error's hundredth in the
    difficulties."""
    fit = fit_2pl(lsat.persons(lsat.SECTION_6))
    assert fit is not None
    assert fit.loglik == pytest.approx(-2466.653, abs=5e-4)
    np.testing.assert_allclose(fit.a, [0.8254, 0.7229, 0.8905, 0.6886, 0.6575], atol=1e-3)
    np.testing.assert_allclose(fit.b, [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], atol=3e-3)
    assert fit.gradient < 1e-4


def test_lsat7_agrees_with_the_r_package_mirt() -> None:
    """mirt(LSAT7, 1), Chalmers (2012), J. Stat. Software 48(6): slopes and intercepts d = -a b."""
    fit = fit_2pl(lsat.persons(lsat.SECTION_7))
    assert fit is not None
    assert fit.loglik == pytest.approx(-2658.805, abs=5e-4)
    np.testing.assert_allclose(fit.a, [0.988, 1.081, 1.706, 0.765, 0.736], atol=2e-3)
    np.testing.assert_allclose(-fit.a * fit.b, [1.856, 0.808, 1.804, 0.486, 1.855], atol=2e-3)


def test_maximum_is_that_of_a_plain_likelihood_on_a_fine_grid() -> None:
    """The same model written out on 2,000 equal steps and climbed by another method, to five decimals."""
    scores = lsat.persons(lsat.SECTION_6)
    fit = fit_2pl(scores)
    theta = np.linspace(-8, 8, 2001)
    weight = np.exp(-(theta**2) / 2)
    weight /= weight.sum()
    patterns, count = np.unique(scores, axis=0, return_counts=True)

    def minus_loglik(parameters: Floats) -> float:
        chance = 1 / (1 + np.exp(-(parameters[:5, None] * theta + parameters[5:, None])))
        joint = np.prod(np.where(patterns[:, :, None] == 1, chance, 1 - chance), axis=1)
        return -float(count @ np.log(joint @ weight))

    found = optimize.minimize(minus_loglik, np.ones(10), method="BFGS", options={"gtol": 1e-4})
    assert fit is not None
    assert fit.loglik == pytest.approx(-found.fun, abs=1e-6)
    np.testing.assert_allclose(fit.a, found.x[:5], atol=5e-4)
    np.testing.assert_allclose(fit.b, -found.x[5:] / found.x[:5], atol=2e-3)


def test_known_parameters_are_recovered_within_their_standard_errors() -> None:
    random = np.random.default_rng(20)
    a, b = random.uniform(0.6, 2.0, 40), random.uniform(-1.5, 1.5, 40)
    fit = fit_2pl(answers(random, 4000, a, b))
    assert fit is not None
    assert np.abs(fit.a - a).mean() < 0.08
    assert np.abs(fit.b - b).mean() < 0.08
    off_a, off_b = np.abs(fit.a - a) / fit.a_error, np.abs(fit.b - b) / fit.b_error
    assert 0.6 < (off_a < 1).mean() < 0.85
    assert 0.5 < (off_b < 1).mean() < 0.85
    assert max(off_a.max(), off_b.max()) < 4.5


def test_three_decimals_do_not_depend_on_the_number_of_nodes() -> None:
    random = np.random.default_rng(3)
    a, b = random.uniform(0.8, 2.5, 60), random.normal(0, 1, 60)
    scores = answers(random, 300, a, b)
    fit, finer = fit_2pl(scores), fit_2pl(scores, nodes=901)
    assert fit is not None
    assert finer is not None
    np.testing.assert_allclose(fit.a, finer.a, atol=2e-4)
    np.testing.assert_allclose(fit.b, finer.b, atol=2e-4)


def test_nodes_integrate_the_normal_distribution() -> None:
    nodes, log_weights = quadrature()
    weights = np.exp(log_weights)
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ nodes**2 == pytest.approx(1.0)
    assert weights @ nodes**4 == pytest.approx(3.0)


def test_cells_not_seen_are_left_out_of_the_likelihood() -> None:
    """Half the class sees the first ten items, half the last ten, all the middle: estimates stay near the
    truth."""
    random = np.random.default_rng(8)
    a, b = np.full(30, 1.3), np.linspace(-1.5, 1.5, 30)
    scores = answers(random, 1200, a, b)
    scores[:600, 20:] = np.nan
    scores[600:, :10] = np.nan
    fit = fit_2pl(scores)
    assert fit is not None
    assert np.abs(fit.b - b).mean() < 0.09
    complete = fit_2pl(np.nan_to_num(scores))
    assert complete is not None
    assert np.abs(complete.b - b).mean() > 0.3


def test_reversed_item_gets_a_negative_slope() -> None:
    random = np.random.default_rng(4)
    scores = answers(random, 1500, np.full(10, 1.2), np.zeros(10))
    scores[:, 3] = 1 - scores[:, 3]
    fit = fit_2pl(scores)
    assert fit is not None
    assert fit.a[3] < -0.9
    assert (np.delete(fit.a, 3) > 0.9).all()


def test_item_without_variance_gets_no_estimate_and_changes_no_other() -> None:
    scores = lsat.persons(lsat.SECTION_6)
    plain, widened = fit_2pl(scores), fit_2pl(np.hstack([scores, np.zeros((1000, 1))]))
    assert plain is not None
    assert widened is not None
    assert np.isnan(widened.a[5])
    assert np.isnan(widened.b[5])
    np.testing.assert_allclose(widened.a[:5], plain.a, atol=1e-6)
    assert widened.loglik == pytest.approx(plain.loglik)


def test_slope_without_finite_maximum_is_no_estimate() -> None:
    """Twin items, answered alike by all, are told apart from the rest by an ever steeper curve."""
    random = np.random.default_rng(6)
    scores = answers(random, 60, np.full(6, 0.3), np.zeros(6))
    twins = (random.random((60, 1)) < 0.5).astype(np.float64)
    fit = fit_2pl(np.hstack([scores, twins, twins]))
    assert fit is not None
    assert np.isnan(fit.a[6:]).all()
    assert np.isfinite(fit.a[:6]).all()


def test_two_items_are_no_model() -> None:
    assert fit_2pl(lsat.persons(lsat.SECTION_6)[:, :2]) is None


def test_a_thousand_persons_and_sixty_items_are_analysed_in_seconds() -> None:
    random = np.random.default_rng(1)
    scores = answers(random, 1000, random.uniform(0.5, 2, 60), random.normal(size=60))
    before = time.process_time()
    fit_2pl(scores)
    assert time.process_time() - before < 15  # 0.4 on a machine that does nothing else
