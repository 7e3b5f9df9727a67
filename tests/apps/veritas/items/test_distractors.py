"""Distractor tables and the alarm for a wrong key."""

import numpy as np
import pytest

from assay.apps.veritas.items.distractors import Option, suspected_key
from assay.apps.veritas.items.key import Key
from assay.apps.veritas.items.rules import analyse
from assay.apps.veritas.items.sheet import Sheet
from assay.apps.veritas.items.terms import Flag, Model


def exam(persons: int = 300, items: int = 12, seed: int = 1) -> Sheet:
    """Options A (right) to D; wrong ones at random."""
    random = np.random.default_rng(seed)
    theta = random.normal(size=(persons, 1))
    right = random.random((persons, items)) < 1 / (1 + np.exp(-1.3 * (theta - random.normal(size=items))))
    answers = np.where(right, "A", random.choice(["B", "C", "D"], size=(persons, items)))
    names = tuple(f"q{number}" for number in range(items))
    return Sheet(
        tuple(map(str, range(persons))), names, answers.astype(np.str_), Key.of(dict.fromkeys(names, "A"))
    )


def option(name: str, chosen: int, pbis: float, *, right: bool = False) -> Option:
    return Option(name, right, chosen, chosen / 100, pbis, 5.0)


def test_table_counts_every_option_and_no_answer() -> None:
    sheet = exam()
    sheet.answers[:7, 2] = ""
    table = analyse(sheet, model=Model.NONE).items[2].options
    assert table[0].option == "A"
    assert table[-1].option == ""
    assert table[-1].chosen == 7
    for row in table:
        assert row.chosen == (sheet.answers[:, 2] == row.option).sum()
    assert sum(row.share for row in table) == pytest.approx(1.0)


def test_correlation_of_the_key_is_the_corrected_point_biserial_of_the_item() -> None:
    for item in analyse(exam(), model=Model.NONE).items:
        assert item.options[0].pbis_rest == pytest.approx(item.pbis_rest)
        assert item.options[0].rest_mean > item.options[1].rest_mean


def test_wrong_key_raises_the_alarm_and_names_the_option() -> None:
    sheet = exam()
    assert sheet.key is not None
    miskeyed = Sheet(
        sheet.persons,
        sheet.items,
        sheet.answers,
        Key({**sheet.key.options, "q4": frozenset({"B"})}),
    )
    analysis = analyse(miskeyed, model=Model.NONE)
    assert [item.id for item in analysis.items if Flag.MISKEY in item.flags] == ["q4"]
    assert analysis.items[4].suspected_key == "A"
    assert any("q4" in warning and "option A" in warning for warning in analysis.warnings)


def test_right_keys_raise_no_alarm() -> None:
    for seed in range(5):
        assert not any(item.suspected_key for item in analyse(exam(seed=seed), model=Model.NONE).items)


def test_two_right_options_are_both_right() -> None:
    sheet = exam()
    assert sheet.key is not None
    both = Sheet(sheet.persons, sheet.items, sheet.answers, Key({**sheet.key.options, "q0": frozenset("AB")}))
    item = analyse(both, model=Model.NONE).items[0]
    assert item.difficulty == pytest.approx(np.isin(sheet.answers[:, 0], ["A", "B"]).mean())
    assert [row.right for row in item.options] == [True, True, False, False]


def test_option_of_a_handful_or_by_chance_raises_no_alarm() -> None:
    key = option("A", 60, 0.02, right=True)
    assert suspected_key([key, option("B", 40, 0.30)]) == "B"
    assert suspected_key([key, option("B", 4, 0.50), option("C", 36, -0.1)]) is None
    assert suspected_key([key, option("B", 40, 0.10)]) is None
    assert suspected_key([option("A", 60, 0.35, right=True), option("B", 40, 0.30)]) is None


def test_leaving_it_out_is_no_option_to_suspect() -> None:
    assert suspected_key([option("A", 60, 0.0, right=True), option("", 40, 0.4)]) is None
