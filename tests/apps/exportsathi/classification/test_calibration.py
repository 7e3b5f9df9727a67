"""What was fitted, against the texts that were held out (bench/data/exportsathi_held_out.json)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.exportsathi_codes import Share, ece, read
from bench.exportsathi_fit import HELD_OUT, curve, curves, digest, likeliest, reliability, tried, unsupported
from bench.exportsathi_texts import drawn
from numpy.typing import NDArray

from assay.apps.exportsathi.classification import deciding, scoring
from assay.apps.exportsathi.classification.index import load
from assay.apps.exportsathi.classification.wording import terms, weighted

DATA = Path(__file__).parents[4] / "bench" / "data"


@pytest.fixture(scope="module")
def held() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(HELD_OUT.read_text())
    return stored


def parts(
    held: dict[str, Any],
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """kind, fold, right, share and support of what was held out."""
    rows = held["texts"]
    return (
        np.array([row[0] for row in rows]),
        np.array([row[2] for row in rows]),
        np.array([row[3] for row in rows], dtype=bool),
        np.array([row[4] for row in rows], dtype=np.float32),
        np.array([row[5] for row in rows], dtype=np.float32),
    )


def test_confidence_on_held_out_folds_is_off_by_less_than_five_points(held: dict[str, Any]) -> None:
    kind, fold, right, shares, support = parts(held)
    _line, sure = curves(shares, support, right, fold)
    assert len(right) > 1_500
    assert set(kind) == {"name", "reference", "title", "bare title"}
    assert ece(list(zip(sure.tolist(), right.tolist(), strict=True))) < 0.05


def test_the_chart_of_confidence_shows_what_the_held_out_folds_say(held: dict[str, Any]) -> None:
    _kind, fold, right, shares, support = parts(held)
    _line, sure = curves(shares, support, right, fold)
    assert [tuple(one) for one in deciding.fitted().reliability] == reliability(sure, right)


def test_the_shipped_curve_is_the_one_fitted_to_what_was_held_out(held: dict[str, Any]) -> None:
    _kind, _fold, right, shares, support = parts(held)
    shipped, again = deciding.fitted().curve, curve(shares, support, right)
    assert (shipped.share, shipped.rest, shipped.support, shipped.always) == pytest.approx(
        (again.share, again.rest, again.support, again.always), abs=0.002
    )


def test_weights_are_fitted_to_the_shipped_index(held: dict[str, Any]) -> None:
    assert deciding.fitted().index == digest() == held["index"]


def test_texts_that_are_drawn_again_come_to_what_was_stored_of_them(held: dict[str, Any]) -> None:
    index = load()
    texts = drawn(index)
    rows = held["texts"]
    assert [[one.kind, one.code, one.fold] for one in texts] == [row[:3] for row in rows]
    few = texts[:32]
    weights = [scoring.vector_of(one) for one in held["features"]]
    found = tried(index, few, [scoring.ask(index, [one.text for one in few])], weights)
    assert found.right[:, 0].tolist() == [row[3] for row in rows[:32]]
    assert found.shares[:, 0] == pytest.approx([row[4] for row in rows[:32]], abs=0.01)
    assert found.support == pytest.approx([row[5] for row in rows[:32]], abs=0.001)


def test_maximum_likelihood_finds_the_weights_that_made_the_choices() -> None:
    chance = np.random.default_rng(5)
    features = chance.normal(size=(4_000, 12, 3)).astype(np.float32)
    scores = features @ np.array([1.5, 0.5, 0.0]) + chance.gumbel(size=(4_000, 12))
    found = likeliest(features, scores.argmax(axis=1))
    assert found[0] / found[1] == pytest.approx(3.0, rel=0.2)
    assert found[2] < 0.1


def test_a_name_is_asked_without_the_lines_of_its_words() -> None:
    index = load()
    for one in drawn(index, names=20, references=5):
        assert bool(one.own) or one.kind in ("title", "bare title")
        if one.kind in ("name", "reference"):
            assert one.code in {index.codes[index.line_codes[line]] for line in one.own}


def test_confidence_grows_with_the_share() -> None:
    weights = deciding.fitted()
    sure = weights.curve.confidence(np.linspace(0, 1, 50), 2.0)
    assert (np.diff(sure) >= 0).all()
    assert sure[0] >= 0
    assert sure[-1] <= 1
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


def test_words_that_only_a_held_out_line_has_support_no_code() -> None:
    index = load()
    one = next(one for one in drawn(index, names=60, references=0) if one.kind == "name" and one.own)
    asked = scoring.ask(index, [one.text])
    lost = unsupported(index, asked.words[0], one.own)
    place = index.place[one.code]
    others = {line for line, code in enumerate(index.line_codes.tolist()) if code == place} - set(one.own)
    said = {term for line in others for term in terms(index.line_texts[line])}
    kept = sum(
        float(index.weight[index.vocabulary[root]]) * counts
        for root, counts in weighted(one.text).items()
        if root in index.vocabulary and root in said
    )
    supported = scoring.support(index, asked)[0, place]
    assert supported - lost.get(place, 0.0) == pytest.approx(kept, rel=0.01, abs=0.01)
