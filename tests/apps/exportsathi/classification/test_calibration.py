"""Confidence on evidence that was held out when it was fitted (bench/data/exportsathi_held_out.json)."""

import json
from pathlib import Path

import pytest
from bench.exportsathi_codes import Share, ece, read

from assay.apps.exportsathi.classification import deciding

DATA = Path(__file__).parents[4] / "bench" / "data"


def test_confidence_on_held_out_folds_is_off_by_less_than_five_points() -> None:
    held = json.loads((DATA / "exportsathi_held_out.json").read_text())
    weights = deciding.fitted()
    told = [
        (weights.confidence(share), bool(right))
        for share, right in zip(held["share"], held["right"], strict=True)
    ]
    assert len(told) > 1_000
    assert ece(told) < 0.05


def test_the_chart_of_confidence_shows_what_the_held_out_folds_say() -> None:
    held = json.loads((DATA / "exportsathi_held_out.json").read_text())
    weights = deciding.fitted()
    assert sum(n for _said, _right, n in weights.reliability) == len(held["share"])
    hits = sum(right * n for _said, right, n in weights.reliability)
    assert hits == pytest.approx(sum(held["right"]), abs=1)
    gap = sum(abs(said - right) * n for said, right, n in weights.reliability) / len(held["share"])
    assert gap < 0.05


def test_confidence_grows_with_the_share() -> None:
    weights = deciding.fitted()
    assert list(weights.shares) == sorted(weights.shares)
    assert list(weights.confidences) == sorted(weights.confidences)
    assert 0 < weights.threshold < 1


def test_a_perfect_and_a_wrong_forecast_have_their_errors() -> None:
    assert ece([(1.0, True)] * 5) == 0
    assert ece([(1.0, False)] * 5) == pytest.approx(1.0)


def test_the_interval_holds_the_share_and_narrows_with_the_number() -> None:
    small, large = Share(8, 10), Share(800, 1_000)
    assert small.interval[0] < 0.8 < small.interval[1]
    assert large.interval[1] - large.interval[0] < small.interval[1] - small.interval[0]


def test_labels_of_any_length_are_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"text": "tea", "code": "0902.10.00"}\n{"query": "rice", "code": "1006"}\n')
    assert read(path) == [("tea", "09021000"), ("rice", "1006")]
    assert len(read(DATA / "exportsathi_titles.txt")) > 300
