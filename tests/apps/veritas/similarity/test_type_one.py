"""How often honest pairs are called unusual: never more than the level says, over 40,000 pairs in each case.

Parameters and abilities are estimated from the very answers that are tested, as in use. Pairs of one exam
share persons, so each case is several exams.
"""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from assay.apps.veritas.similarity.curves import Choices
from assay.apps.veritas.similarity.indices import Pairs, Persons, all_pairs, calibrate
from assay.apps.veritas.similarity.nominal import fit_nominal
from assay.apps.veritas.similarity.plain import fit_plain
from tests.apps.veritas.similarity import exams

LEVELS = (0.05, 0.01, 0.001)
Random = np.random.Generator


def compared(codes: exams.Codes) -> Pairs:
    sheet = exams.sheet(codes)
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    curves = (fit_nominal if len(codes) >= 100 else fit_plain)(choices)
    persons = Persons.of(choices.codes, choices.key, curves)
    return all_pairs(persons, calibrate(persons))


def rates(make: Callable[[Random], exams.Codes], times: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Share of honest pairs at or below each level, by index."""
    random = np.random.default_rng(seed)
    found = [compared(make(random)) for _ in range(times)]
    p = {"omega": np.concatenate([pairs.p for pairs in found])}
    p["gbt"] = np.concatenate([pairs.gbt_p for pairs in found])
    assert p["omega"].size >= 40_000
    return {name: np.array([(values <= level).mean() for level in LEVELS]) for name, values in p.items()}


def blanks(random: Random, persons: int, items: int) -> exams.Codes:
    """Omitted answers here and there, and a third who did not reach the end."""
    codes = exams.nominal(random, persons, items)
    codes[random.random(codes.shape) < 0.05] = -1
    for person in range(0, persons, 3):
        codes[person, items - random.integers(1, items // 4) :] = -1
    return codes


CASES: dict[str, tuple[Callable[[Random], exams.Codes], int]] = {
    "nominal model, 40 items": (lambda random: exams.nominal(random, 202, 40), 2),
    "another model than the one fitted": (lambda random: exams.guessing(random, 202, 40), 2),
    "hard and short": (lambda random: exams.nominal(random, 202, 15, options=6, ease=-2.0, slope=0.6), 2),
    "easy": (lambda random: exams.nominal(random, 202, 30, ease=2.0), 2),
    "blanks": (lambda random: blanks(random, 202, 40), 2),
    "small classes, plain form": (lambda random: exams.nominal(random, 60, 40), 23),
    "small classes, another model": (lambda random: exams.guessing(random, 40, 25), 52),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_honest_pairs_are_flagged_no_more_often_than_the_level_says(case: str) -> None:
    make, times = CASES[case]
    for name, found in rates(make, times, seed=12).items():
        assert (found <= LEVELS).all(), f"{name}: {found} at {LEVELS}"


def test_normal_tail_alone_would_flag_too_many_on_a_hard_exam() -> None:
    """Why the exact distribution is looked at too: there the tail of the normal is too thin."""
    codes = exams.nominal(np.random.default_rng(3), 500, 15, options=6, ease=-2.0, slope=0.6)
    pairs = compared(codes)
    alone = (pairs.omega > 3.2905).mean()  # both directions at 0.001
    assert alone > 0.001
    assert (pairs.p <= 0.001).mean() <= 0.001


def test_classes_taught_apart_widen_omega_and_the_spread_takes_it_back() -> None:
    """Two classes with tastes of their own: the model is wrong, and the exam's own pairs say so."""
    codes = exams.nominal(np.random.default_rng(3), 300, 40, classes=2, apart=1.2)
    sheet = exams.sheet(codes)
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    persons = Persons.of(choices.codes, choices.key, fit_nominal(choices))
    spread = calibrate(persons)
    assert spread > 1.1
    raw, widened = all_pairs(persons), all_pairs(persons, spread)
    assert (raw.p <= 0.001).mean() > 0.002
    assert (widened.p <= 0.001).mean() < (raw.p <= 0.001).mean() / 3
    assert (widened.p <= 0.01).mean() <= 0.01
    assert (widened.p >= raw.p).all()
