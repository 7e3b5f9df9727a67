"""Made-up exams whose copiers are known."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assay.apps.veritas.items.key import Key
from assay.apps.veritas.items.sheet import Sheet

Codes = NDArray[np.int16]
LETTERS = np.array([*"ABCDEF", ""])
"""Option A is right; -1, the last, is no answer."""


def draw(random: np.random.Generator, chances: NDArray[np.float64]) -> Codes:
    """One option for each person and item by `chances` (persons x items x options)."""
    until = chances.cumsum(axis=2)[:, :, :-1]
    return np.asarray((random.random((*chances.shape[:2], 1)) > until).sum(axis=2), dtype=np.int16)


def nominal(
    random: np.random.Generator,
    persons: int,
    items: int,
    *,
    options: int = 4,
    ease: float = 0.5,
    slope: float = 1.0,
    classes: int = 1,
    apart: float = 0.0,
) -> Codes:
    """Honest answers by the nominal response model. `classes` differ by `apart` in how they like each
    option."""
    theta = random.normal(size=(persons, 1, 1))
    lambda_ = np.hstack(
        [random.uniform(0.5, 1.5, (items, 1)), random.normal(-0.3, 0.4, (items, options - 1))]
    )
    zeta = np.hstack([random.normal(ease, 1, (items, 1)), random.normal(-0.3, 0.8, (items, options - 1))])
    taught = random.normal(0, apart, (classes, items, options))[random.integers(0, classes, persons)]
    return draw(random, special.softmax(zeta + slope * lambda_ * theta + taught, axis=2))


def guessing(random: np.random.Generator, persons: int, items: int) -> Codes:
    """Honest answers by the 3PL with distractors of their own: a model that is not the one fitted."""
    theta = random.normal(size=(persons, 1))
    a, b = random.lognormal(0.1, 0.3, items), random.normal(-0.3, 1, items)
    floor = random.uniform(0.1, 0.25, items)
    right = floor + (1 - floor) * special.expit(1.7 * a * (theta - b))
    wrong = special.softmax(
        random.normal(0, 1, (items, 4)) + random.normal(0, 0.5, (items, 4)) * theta[:, :, None], axis=2
    )
    return draw(random, np.concatenate([right[:, :, None], (1 - right)[:, :, None] * wrong], axis=2))


def sheet(codes: Codes) -> Sheet:
    items = tuple(f"q{number}" for number in range(codes.shape[1]))
    persons = tuple(f"s{number}" for number in range(len(codes)))
    return Sheet(persons, items, LETTERS[codes], Key.of(dict.fromkeys(items, "A")))
