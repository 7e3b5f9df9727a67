"""The whole analysis: missing answers, flags, warnings."""

import numpy as np
import pytest

from assay.apps.veritas.items.report import document, rounded
from assay.apps.veritas.items.rules import analyse
from assay.apps.veritas.items.sheet import Sheet, read_sheet
from assay.apps.veritas.items.terms import Flag, Missing, Model
from tests.apps.veritas.items import lsat


def scores(rows: list[str]) -> Sheet:
    """A sheet of 0/1 answers, `-` for none."""
    answers = np.array([[cell.replace("-", "") for cell in row] for row in rows], dtype=np.str_)
    items = tuple(f"q{number}" for number in range(answers.shape[1]))
    return Sheet(tuple(map(str, range(len(rows)))), items, answers)


def test_missing_answers_are_wrong_unless_told_otherwise() -> None:
    sheet = scores(["11-", "1-1", "011", "001"])
    wrong, ignored = (
        analyse(sheet, model=Model.NONE),
        analyse(sheet, model=Model.NONE, missing=Missing.IGNORE),
    )
    assert [item.difficulty for item in wrong.items] == [0.5, 0.5, 0.75]
    assert [item.difficulty for item in ignored.items] == [0.5, pytest.approx(2 / 3), 1.0]
    assert [item.n for item in wrong.items] == [4, 4, 4]
    assert [item.n for item in ignored.items] == [4, 3, 3]


def test_omitted_and_not_reached_are_told_apart() -> None:
    items = analyse(scores(["11-", "1-1", "0--", "011"]), model=Model.NONE).items
    assert [item.omitted for item in items] == [0, 1, 0]
    assert [item.not_reached for item in items] == [0, 1, 2]
    assert items[1].difficulty == 0.5
    assert items[1].difficulty_reached == pytest.approx(2 / 3)
    assert items[2].difficulty_reached == 1.0


def test_item_without_variance_is_null_and_flagged() -> None:
    analysis = analyse(scores(["1101", "1011", "1001", "1110", "1000", "1100"]))
    first = analysis.items[0]
    assert (first.pbis, first.pbis_rest, first.a, first.b) == (None, None, None, None)
    assert first.difficulty == 1.0
    assert Flag.NO_VARIANCE in first.flags
    assert any("q0" in warning for warning in analysis.warnings)


def test_negative_discrimination_is_flagged() -> None:
    sheet = read_sheet(lsat.as_csv(lsat.SECTION_7))
    sheet.answers[:, 2] = np.where(sheet.answers[:, 2] == "1", "0", "1")
    item = analyse(sheet).items[2]
    assert item.pbis_rest is not None
    assert item.pbis_rest < 0
    assert Flag.NEGATIVE in item.flags
    assert item.a is not None
    assert item.a < 0


def test_small_classes_are_warned_of() -> None:
    few = analyse(scores(["110", "011", "100", "001", "111", "000", "101", "010"]))
    said = " ".join(few.warnings)
    assert "Only 8 persons" in said
    assert "2PL rests on 8 persons" in said
    many = analyse(read_sheet(lsat.as_csv(lsat.SECTION_6)))
    assert many.warnings == ()


def test_too_few_items_for_a_model_leave_it_out() -> None:
    analysis = analyse(scores(["11", "01", "10", "00"] * 30))
    assert analysis.loglik is None
    assert any("No 2PL" in warning for warning in analysis.warnings)


def test_nothing_that_is_no_number_is_printed() -> None:
    for rows in (["1"], ["0", "0"], ["10", "10"], ["---", "111"], ["1-", "-1"]):
        for missing in Missing:
            printed = str(document(analyse(scores(rows), missing=missing)))
            assert "nan" not in printed.lower().replace("finished", "")
            assert "inf" not in printed.lower()


def test_rounding_knows_no_minus_zero() -> None:
    assert str(rounded(-1e-12)) == "0.0"
    assert rounded(float("nan")) is None
    assert rounded(float("inf")) is None
    assert rounded(None) is None
