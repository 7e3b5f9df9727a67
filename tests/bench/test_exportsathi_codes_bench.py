"""What the benchmark of codes counts, on answers made by hand and on a file of three products."""

import json
from pathlib import Path

import pytest
from bench.exportsathi_codes import Share, ece, measure, read


def test_interval_of_a_share_holds_the_share_and_narrows_with_the_number() -> None:
    few, many = Share(5, 10), Share(500, 1000)
    assert few.interval[0] < few.value < few.interval[1]
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]
    # Wilson, 5 of 10: 0.2366 to 0.7634 (Newcombe, Statistics in Medicine 1998)
    assert few.interval == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_calibration_error_is_the_distance_between_told_and_true() -> None:
    assert ece([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == pytest.approx(0)
    assert ece([(0.9, False), (0.9, False)]) == pytest.approx(0.9)


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_labels_of_a_file_count_as_far_as_they_go(tmp_path: Path, suffix: str) -> None:
    rows = [
        {"text": "imitation jewellery necklace of alloy", "code": "7117.19"},
        {"text": "cotton t-shirt, knitted", "code": "6109"},
        {"text": "turmeric powder", "code": "09103030"},
    ]
    path = tmp_path / f"products{suffix}"
    path.write_text(json.dumps(rows) if suffix == ".json" else "\n".join(map(json.dumps, rows)))
    outcome = measure(read(path))
    assert outcome.accuracy[4, 10].of == 3
    assert outcome.accuracy[6, 1].of == 2
    assert outcome.accuracy[6, 10].hits == 2
    assert outcome.document()["4 digits, within 10"]["share"] == 1


def test_row_without_a_code_is_named(tmp_path: Path) -> None:
    path = tmp_path / "products.json"
    path.write_text(json.dumps([{"text": "a", "code": "610910"}, {"text": "b"}]))
    with pytest.raises(ValueError, match="Row 2"):
        read(path)
