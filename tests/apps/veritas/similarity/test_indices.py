"""Omega and GBT as their definitions say, for all pairs at once."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from assay.apps.veritas.similarity import indices
from assay.apps.veritas.similarity.curves import GRID, Choices, Curves
from assay.apps.veritas.similarity.discovery import first_threshold, q_values
from assay.apps.veritas.similarity.indices import Persons, all_pairs, pair_p
from assay.apps.veritas.similarity.matches import tails
from assay.apps.veritas.similarity.nominal import fit_nominal
from assay.apps.veritas.similarity.plain import fit_plain
from assay.apps.veritas.similarity.terms import Control
from tests.apps.veritas.similarity import exams

Floats = NDArray[np.float64]


def some_persons(seed: int = 1, persons: int = 12, items: int = 10) -> Persons:
    random = np.random.default_rng(seed)
    codes = exams.nominal(random, persons, items)
    codes[random.random(codes.shape) < 0.1] = -1
    chances = special.softmax(random.normal(size=(persons, items, 4)), axis=2)
    return Persons(codes, chances, np.tile([True, False, False, False], (items, 1)))


def distribution(chances: list[float]) -> list[float]:
    """P(0), P(1), ... matches by counting every outcome."""
    out = [0.0] * (len(chances) + 1)
    for outcome in itertools.product((0, 1), repeat=len(chances)):
        parts = [chance if hit else 1 - chance for hit, chance in zip(outcome, chances, strict=True)]
        out[sum(outcome)] += float(np.prod(parts))
    return out


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_number_of_matches_has_the_distribution_of_every_outcome_counted(
    chances: list[float], observed: int
) -> None:
    observed = min(observed, len(chances))
    at_least, exactly = tails(np.array(chances)[:, None], np.array([observed]))
    spread = distribution(chances)
    assert exactly[0] == pytest.approx(spread[observed], abs=1e-12)
    assert at_least[0] == pytest.approx(sum(spread[observed:]), abs=1e-12)


def test_all_pairs_are_what_the_definition_says_one_by_one() -> None:
    persons = some_persons()
    pairs = all_pairs(persons)
    assert pairs.a.size == 12 * 11 // 2
    for place, (a, b) in enumerate(zip(pairs.a, pairs.b, strict=True)):
        both = [k for k in range(10) if persons.codes[a, k] >= 0 and persons.codes[b, k] >= 0]
        matches = sum(persons.codes[a, k] == persons.codes[b, k] for k in both)
        assert (pairs.common[place], pairs.matches[place]) == (len(both), matches)
        assert pairs.wrong[place] == sum(persons.codes[a, k] == persons.codes[b, k] > 0 for k in both)
        if len(both) < indices.FEWEST_COMMON:
            assert np.isnan(pairs.omega[place])
            continue
        omegas, ps = [], []
        for copier, source in ((a, b), (b, a)):
            chances = [float(persons.chances[copier, k, persons.codes[source, k]]) for k in both]
            variance = sum(chance * (1 - chance) for chance in chances)
            omegas.append((matches - sum(chances)) / variance**0.5)
            spread = distribution(chances)
            middle = sum(spread[matches:]) - spread[matches] / 2
            normal = float(special.ndtr(-omegas[-1]))
            ps.append(max(normal, middle) if normal <= indices.REFINE else normal)
        assert (pairs.omega_ab[place], pairs.omega_ba[place]) == pytest.approx(omegas)
        assert pairs.omega[place] == pytest.approx(max(omegas))
        assert pairs.p[place] == pytest.approx(min(1.0, 2 * min(ps)))
        by_chance = [float(persons.chances[a, k] @ persons.chances[b, k]) for k in both]
        exact = sum(distribution(by_chance)[matches:])
        assert pairs.gbt_p[place] == pytest.approx(exact, abs=1e-9 if exact < 0.15 else 0.08)


def test_pairs_one_by_one_get_the_p_of_all_pairs() -> None:
    persons = some_persons(persons=40, items=20)
    for spread in (1.0, 1.3):
        pairs = all_pairs(persons, spread)
        np.testing.assert_allclose(pair_p(persons, pairs.a, pairs.b, spread), pairs.p, atol=1e-12)


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    persons = some_persons(persons=30, items=15)
    whole = all_pairs(persons)
    monkeypatch.setattr(indices, "BLOCK_CELLS", 70)
    parts = all_pairs(persons)
    np.testing.assert_array_equal(whole.a, parts.a)
    np.testing.assert_allclose(whole.p, parts.p, atol=1e-12)


def test_pairs_kept_below_a_p_are_those_of_all() -> None:
    persons = some_persons(persons=60, items=20)
    whole, kept = all_pairs(persons), all_pairs(persons, keep=0.05)
    wanted = (whole.p <= 0.05) | (whole.gbt_p <= 0.05)
    striking = kept.p <= 0.05
    assert {(a, b) for a, b in zip(kept.a, kept.b, strict=True)} <= set(
        zip(whole.a[wanted], whole.b[wanted], strict=True)
    )
    np.testing.assert_allclose(np.sort(kept.p[striking]), np.sort(whole.p[whole.p <= 0.05]), atol=1e-12)


def test_pair_with_little_in_common_has_no_index() -> None:
    persons = some_persons()
    persons.codes[0] = -1
    persons.codes[1, 4:] = -1
    pairs = all_pairs(persons)
    lonely = (pairs.a == 0) | ((pairs.a == 1) & (pairs.common < 5))
    assert np.isnan(pairs.omega[lonely]).all()
    assert (pairs.p[lonely] == 1).all()
    assert (pairs.gbt_p[lonely] == 1).all()


def test_two_who_have_all_right_are_not_unusual() -> None:
    codes = exams.nominal(np.random.default_rng(2), 300, 30, ease=1.5)
    codes[:2] = 0
    sheet = exams.sheet(codes)
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    persons = Persons.of(choices.codes, choices.key, fit_nominal(choices))
    assert all_pairs(persons).p[0] > 0.2


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(Control))
@settings(max_examples=60, deadline=None)
def test_q_is_the_step_up_rule_written_out(p: list[float], control: Control) -> None:
    m = len(p)
    factor = 1.0 if control is Control.BH else sum(1 / rank for rank in range(1, m + 1))
    ascending = sorted(p)
    for value, q in zip(p, q_values(np.array(p), m, control), strict=True):
        below = [min(1.0, a * m * factor / (r + 1)) for r, a in enumerate(ascending) if a >= value]
        assert q == pytest.approx(min(below))


def test_first_flag_needs_the_level_over_the_number_of_pairs() -> None:
    needed = first_threshold(0.05, 1000, Control.BY)
    assert q_values(np.array([needed]), 1000, Control.BY)[0] == pytest.approx(0.05)
    assert first_threshold(0.05, 1000) == pytest.approx(0.05 / 1000)


@pytest.mark.parametrize("fit", [fit_nominal, fit_plain])
def test_curves_are_chances_and_right_answers_rise_with_ability(fit: object) -> None:
    codes = exams.nominal(np.random.default_rng(5), 150, 20)
    codes[:, 3] = 0  # an item that all got right
    sheet = exams.sheet(codes)
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    curves: Curves = fit(choices)  # type: ignore[operator]
    assert curves.chances.shape == (GRID.size, 20, 4)
    np.testing.assert_allclose(curves.chances.sum(axis=2), 1.0)
    assert (curves.chances[~np.broadcast_to(choices.exists, curves.chances.shape)] == 0).all()
    rise = curves.chances[-1, :, 0] - curves.chances[0, :, 0]
    assert (np.delete(rise, 3) > 0).all()
    assert rise[3] == 0


def test_nominal_curves_come_near_those_that_made_the_answers() -> None:
    random = np.random.default_rng(9)
    lambda_ = np.hstack([random.uniform(0.6, 1.4, (12, 1)), random.normal(-0.4, 0.3, (12, 3))])
    zeta = random.normal(0, 0.7, (12, 4))
    theta = random.normal(size=(3000, 1, 1))
    codes = exams.draw(random, special.softmax(zeta + lambda_ * theta, axis=2))
    sheet = exams.sheet(codes)
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    assert all(options == ("A", "B", "C", "D") for options in choices.options)
    middle = np.abs(GRID) <= 1.5
    truth = special.softmax(zeta + lambda_ * GRID[middle][:, None, None], axis=2)
    assert np.abs(fit_nominal(choices).chances[middle] - truth).mean() < 0.02
