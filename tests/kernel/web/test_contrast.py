"""WCAG 2.2 AA contrast of every pair of colours that the style sheets put together, light and dark.

Relative luminance and ratio as in WCAG 2.2, "contrast ratio".
"""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[3] / "src/assay/kernel/web/static/css/tokens.css").read_text()
COLOURS = {
    name: pair
    for name, *pair in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS)
}
TEXT = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "accent-strong", "bad")
        for ground in ("paper", "surface")
    ],
    *[(ink, "sunken") for ink in ("ink", "ink-soft")],
    *[(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info")],
    *[("ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent")],
    *[(tone, "surface") for tone in ("good", "warn", "info")],
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
]
PARTS = [
    *[(part, ground) for part in ("line-strong", "focus", "accent") for ground in ("paper", "surface")],
    *[(f"chart-{number}", "surface") for number in (1, 2, 3, 4)],
    ("accent", "sunken"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_reaches_4_5(front: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), PARTS)
def test_borders_marks_and_focus_reach_3(front: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[ground][theme]) >= 3
