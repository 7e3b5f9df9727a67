"""Whether copiers are found, and whether the power printed is the power there is."""

import numpy as np
import pytest

from assay.apps.veritas.items.sheet import Sheet
from assay.apps.veritas.items.table import SheetError
from assay.apps.veritas.similarity.curves import Choices
from assay.apps.veritas.similarity.indices import Persons, pair_p
from assay.apps.veritas.similarity.nominal import fit_nominal
from assay.apps.veritas.similarity.power import exam_power, pair_power
from assay.apps.veritas.similarity.rules import compare
from tests.apps.veritas.similarity import exams


def test_one_who_copied_most_of_a_long_exam_is_flagged_with_the_source() -> None:
    codes = exams.nominal(np.random.default_rng(1), 200, 60)
    codes[7, :48] = codes[3, :48]
    found = compare(exams.sheet(codes))
    assert found.flagged[0]
    assert {int(found.pairs.a[0]), int(found.pairs.b[0])} == {3, 7}
    assert found.q[0] < 0.001
    assert found.flagged.sum() == 1
    assert found.pair_powers[0][0.6] > 0.5


def test_honest_exams_get_hardly_a_flag() -> None:
    flags = [
        compare(exams.sheet(exams.nominal(np.random.default_rng(seed), 120, 40))).flagged.sum()
        for seed in range(4)
    ]
    assert sum(flags) == 0


def test_power_grows_with_the_share_copied_and_with_the_items() -> None:
    long = compare(exams.sheet(exams.nominal(np.random.default_rng(2), 150, 80))).power
    short = compare(exams.sheet(exams.nominal(np.random.default_rng(2), 150, 20))).power
    assert long[0.2] <= long[0.4] <= long[0.6]
    assert long[0.6] > 0.9
    assert short[0.6] < 0.3


def test_power_printed_is_the_share_of_copiers_found() -> None:
    """Another hundred exams' worth of copiers, made and tested by hand, at a level of one in a thousand."""
    random = np.random.default_rng(4)
    codes = exams.nominal(random, 300, 40)
    sheet = exams.sheet(codes)
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    curves = fit_nominal(choices)
    said = exam_power(choices, curves, threshold=0.001, shares=(0.4,), trials=600)[0.4]
    found = []
    for _ in range(300):
        source, copier = random.choice(300, 2, replace=False)
        answers = codes[copier].copy()
        places = random.choice(40, 16, replace=False)
        answers[places] = codes[source, places]
        persons = Persons.of(np.stack([answers, codes[source]]), choices.key, curves)
        found.append(pair_p(persons, np.array([0]), np.array([1]))[0] <= 0.001)
    assert 0.1 < said < 0.95
    assert np.mean(found) == pytest.approx(said, abs=0.11)


def test_same_answers_give_the_same_power() -> None:
    sheet = exams.sheet(exams.nominal(np.random.default_rng(4), 120, 30))
    assert sheet.key is not None
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    curves = fit_nominal(choices)
    first = pair_power(choices, curves, 3, 5, threshold=0.001)
    assert first == pair_power(choices, curves, 3, 5, threshold=0.001)


def test_short_exam_and_small_class_are_warned_of() -> None:
    found = compare(exams.sheet(exams.nominal(np.random.default_rng(6), 40, 20)))
    said = " ".join(found.warnings)
    assert found.curves.name == "plain"
    assert "20 items cannot carry a conviction" in said
    assert "clears nobody" in said
    assert "40 persons are too few" in said


def test_scores_without_options_and_a_single_person_are_refused() -> None:
    sheet = exams.sheet(exams.nominal(np.random.default_rng(6), 2, 10))
    with pytest.raises(SheetError, match="key"):
        compare(Sheet(sheet.persons, sheet.items, sheet.answers))
    with pytest.raises(SheetError, match="one person"):
        compare(Sheet(sheet.persons[:1], sheet.items, sheet.answers[:1], sheet.key))
