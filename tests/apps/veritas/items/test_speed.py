"""Omitted or not reached, and whether time was short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from assay.apps.veritas.items.speed import not_reached, speededness


@given(arrays.arrays(np.bool_, st.tuples(st.integers(1, 8), st.integers(1, 10))))
@settings(max_examples=80, deadline=None)
def test_not_reached_is_every_blank_after_the_last_answer(blank: NDArray[np.bool_]) -> None:
    found = not_reached(blank)
    for row, late in zip(blank, found, strict=True):
        answered = [place for place, empty in enumerate(row) if not empty]
        last = max(answered, default=-1)
        assert late.tolist() == [place > last for place in range(len(row))]


def test_exam_everybody_finished_is_not_speeded() -> None:
    blank = np.zeros((50, 20), dtype=bool)
    blank[:5, 19] = True
    speed = speededness(blank, (~blank).astype(float))
    assert speed.speeded is False
    assert speed.finished == pytest.approx(0.9)
    assert speed.reached_three_quarters == 1.0


def test_exam_a_third_did_not_finish_is_speeded() -> None:
    blank = np.zeros((60, 20), dtype=bool)
    blank[:20, 14:] = True
    scores = np.ones((60, 20))
    scores[:, 0] = 0
    scores[blank] = 0
    speed = speededness(blank, scores)
    assert speed.speeded is True
    assert speed.finished == pytest.approx(2 / 3)
    assert speed.reached_three_quarters == pytest.approx(2 / 3)
    assert speed.quotient == pytest.approx(120 / (120 + 60))
    assert speed.variance_ratio == pytest.approx(1.0)


def test_three_quarters_is_counted_in_items_reached() -> None:
    blank = np.zeros((10, 20), dtype=bool)
    blank[:, 15:] = True
    assert speededness(blank, np.zeros((10, 20))).reached_three_quarters == 1.0
    blank[:, 14:] = True
    assert speededness(blank, np.zeros((10, 20))).reached_three_quarters == 0.0


def test_who_answered_nothing_was_not_slow() -> None:
    blank = np.zeros((10, 5), dtype=bool)
    blank[0] = True
    assert speededness(blank, np.ones((10, 5))).finished == 1.0


def test_scores_without_a_blank_tell_nothing() -> None:
    blank = np.zeros((10, 5), dtype=bool)
    assert speededness(blank, np.ones((10, 5)), blanks_show=False).speeded is None
