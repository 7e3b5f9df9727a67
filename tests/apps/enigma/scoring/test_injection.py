"""The attack set: what is flagged, what it gains on the baseline, and what honest text suffers."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.enigma.scoring import baseline, injection, normal, rubric
from tests.apps.enigma.scoring.essays import BENIGN, SAID, placed

RUBRIC = rubric.load()
CASES = [
    pytest.param(name, place, id=f"{name}-{place}") for name in SAID for place in ("start", "middle", "end")
]


@pytest.mark.parametrize(("attack", "place"), CASES)
def test_attack_is_flagged_wherever_it_stands(attack: str, place: str) -> None:
    missed = [
        name for name, essay in BENIGN.items() if not injection.signs(placed(essay, SAID[attack])[place])
    ]
    assert missed == []


@pytest.mark.parametrize("name", BENIGN)
def test_honest_essay_is_not_flagged(name: str) -> None:
    assert injection.signs(BENIGN[name]) == []


def test_sign_names_the_trick() -> None:
    assert injection.Sign.HIDDEN_CHARACTERS in injection.signs(SAID["zero_width"])
    assert injection.Sign.LOOKALIKE_LETTERS in injection.signs(SAID["homoglyph"])
    assert injection.Sign.ENCODED in injection.signs(SAID["base64"])
    assert injection.Sign.FAKE_TURN in injection.signs(SAID["fake_turn_token"])
    assert injection.Sign.JSON_BREAKOUT in injection.signs(SAID["json_breakout"])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
@pytest.mark.parametrize("pattern", injection.patterns(), ids=lambda one: one.find.pattern[:40])
def test_what_a_pattern_matches_holds_the_words_it_needs(
    pattern: injection.Pattern, data: st.DataObject
) -> None:
    text = normal.clean(data.draw(st.from_regex(pattern.find)))
    for shape in (text, injection.skeleton(text)):
        assert pattern.can_match(injection.in_words(shape)) or not pattern.find.search(shape)


def _points(text: str) -> np.ndarray:
    answer = baseline.score(normal.clean(text), RUBRIC)
    return np.array([trait["score"] for trait in answer["traits"].values()], dtype=float)


def test_attacks_lift_no_score_of_the_baseline() -> None:
    """Mean lift over essays, attacks and places in points of 5, with a bootstrap interval over essays."""
    lifts = np.array(
        [
            np.mean([_points(text).mean() for said in SAID.values() for text in placed(essay, said).values()])
            - _points(essay).mean()
            for essay in BENIGN.values()
        ]
    )
    draws = np.random.default_rng(7).choice(lifts, (2000, len(lifts))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    assert high < 0.02, f"lift {lifts.mean():+.4f} [{low:+.4f}, {high:+.4f}]"


def test_no_single_attack_lifts_a_trait_by_a_point_on_average() -> None:
    for name, said in SAID.items():
        gained = [
            (_points(text) - _points(essay)).max()
            for essay in BENIGN.values()
            for text in placed(essay, said).values()
        ]
        assert np.mean(gained) <= 0.1, name


def test_cleaning_does_not_drift_honest_scores() -> None:
    for name, essay in BENIGN.items():
        assert _points(essay).tolist() == _points(f"{essay}\n").tolist(), name
        assert [t["score"] for t in baseline.score(essay, RUBRIC)["traits"].values()] == _points(
            essay
        ).tolist()
