"""Where the paper is and where the ink: shadows, ruled lines and noise taken out.

All of it works at one scale, `SHORT_SIDE` pixels across the page (120 to the inch on A4), so that numbers of
different cameras compare.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assay.apps.mathvidya.sheets.vision.picture import Pixels, as_pixels, scaled

SHORT_SIDE = 1000
INK_BELOW = 0.88
"""Share of the paper's own brightness below which a spot is ink."""
SPECK = 12
"""Pixels: smaller dark spots are noise or dust."""
RULE = 160
"""Pixels: a straight run this long is a ruled line; bars of fractions are shorter."""
RULE_ANGLES = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
"""Degrees by which ruled lines may be off the picture's edges."""
RULE_FILLED = 0.85
"""Share of a run that must be dark."""
RULE_THICK = 6
LIGHT_BESIDE = 0.6
"""So many pixels above and below it, less than this share of the run may be dark."""
RULE_BELOW = 0.93
"""Ruled lines are fainter than ink, and blur makes them fainter still."""
NOISE_TIMES = 5
"""Ink must be this many standard deviations of noise darker than its paper."""
RIM = 0.03
"""Share of the paper's side next to its edge that is not looked at: edges cast shadows."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ink:
    """A page at the common scale. `flat` has the paper at 255 everywhere; `paper` says where paper is."""

    grey: Pixels
    flat: Pixels
    background: Pixels
    paper: Mask
    marks: Mask
    """Everything darker than its paper."""
    writing: Mask
    """The marks without ruled lines and specks."""
    writing_only: Pixels
    """`flat` with ruled lines painted over."""
    factor: float
    """Pixels here for one of the picture."""


def find(grey: Pixels, without: list[tuple[tuple[float, float], ...]] | None = None) -> Ink:
    """The ink of a page; the quadrilaterals of `without` (in the picture's pixels) are left out."""
    factor = SHORT_SIDE / min(grey.shape)
    page = scaled(grey, factor)
    background = _background(page)
    flat = as_pixels(cv2.divide(page, background, scale=255))
    paper = _paper(background)
    for quad in without or []:
        _cut_out(paper, np.array(quad) * factor)
    smooth = as_pixels(cv2.GaussianBlur(flat, (3, 3), 0))
    marks = (smooth < 255 * min(INK_BELOW, 1 - NOISE_TIMES * _noise(smooth, paper))) & paper
    rules = _rules(smooth < 255 * RULE_BELOW) & paper
    writing = _without_specks(marks & ~rules)
    painted = np.where(rules & ~_grown(writing, 5), np.uint8(255), flat)
    return Ink(page, flat, background, paper, marks, writing, painted, factor)


def _noise(smooth: Pixels, paper: Mask) -> float:
    """Standard deviation of what the camera adds, as a share of the paper's brightness."""
    left = smooth.astype(np.int16) - as_pixels(cv2.medianBlur(smooth, 5))
    values = np.abs(left[paper])
    # The median of whole grey levels would be 0 or 1: the mean below the far tail is finer.
    return float(values[values <= 20].mean()) * 1.25 / 255 if values.size else 0.0


def _background(page: Pixels) -> Pixels:
    """The paper's brightness at each spot: ink is painted over by what surrounds it."""
    small = as_pixels(cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    smooth = cv2.medianBlur(as_pixels(closed), 21)
    large = cv2.resize(smooth, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.maximum(as_pixels(large), 1)


def _paper(background: Pixels) -> Mask:
    """The sheet on its table: the largest bright area, where it is clearly brighter than the rest."""
    small = as_pixels(cv2.resize(background, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))
    level, bright = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    whole = np.ones(background.shape, dtype=np.bool_)
    dark_side, bright_side = small[small <= level], small[small > level]
    if dark_side.size and bright_side.size and bright_side.mean() > 1.6 * dark_side.mean():
        found, _tree = cv2.findContours(as_pixels(bright), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        sheet = max(found, key=cv2.contourArea)
        if cv2.contourArea(sheet) > 0.25 * small.size:
            drawn = np.zeros(small.shape, np.uint8)
            cv2.drawContours(drawn, [cv2.convexHull(sheet)], -1, (255,), -1)
            large = cv2.resize(drawn, (background.shape[1], background.shape[0]))
            whole = as_pixels(large) > 127
    rim = round(RIM * min(background.shape))
    padded = np.pad(whole.astype(np.uint8), 1)
    inner = cv2.erode(padded, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8), borderValue=0)
    return as_pixels(inner)[1:-1, 1:-1] > 0


def _rules(dark: Mask) -> Mask:
    """Ruled lines: straight runs, one pixel high, that are dark nearly all along. Writing is not."""
    whole = dark.astype(np.uint8)
    found = _runs(whole) | _runs(np.ascontiguousarray(whole.T)).T
    return _grown(np.ascontiguousarray(found) > 0, 3)


def _runs(dark: Pixels) -> Pixels:
    """Those along the rows, or nearly: the picture is sheared, not each run turned."""
    height, width = dark.shape
    found = np.zeros_like(dark)
    for degrees in RULE_ANGLES:
        slope = np.tan(np.deg2rad(degrees))
        shear = np.array([[1, 0, 0], [slope, 1, -slope * width / 2]])
        lying = cv2.warpAffine(dark, shear, (width, height), flags=cv2.INTER_NEAREST)
        filled = cv2.boxFilter(lying, cv2.CV_16S, (RULE, 1), normalize=False)
        hit = (np.asarray(filled) >= round(RULE * RULE_FILLED)).astype(np.uint8)
        if hit.any():
            hit &= _light_beside(np.asarray(filled))
            line = cv2.dilate(hit, np.ones((1, RULE), np.uint8))
            back = cv2.warpAffine(
                line, shear, (width, height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
            )
            found |= as_pixels(back)
    return found


def _light_beside(filled: NDArray[np.int16]) -> Pixels:
    """Where it is light above and below: a line of dense writing is thicker than a rule."""
    light = (filled < RULE * LIGHT_BESIDE).astype(np.uint8)
    above, below = np.roll(light, RULE_THICK, axis=0), np.roll(light, -RULE_THICK, axis=0)
    return above & below


def _without_specks(marks: Mask) -> Mask:
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(marks.astype(np.uint8), connectivity=8)
    keep = np.asarray(stats[:, cv2.CC_STAT_AREA] >= SPECK)
    keep[0] = False
    return np.asarray(keep[labels], dtype=np.bool_) if count > 1 else np.zeros_like(marks)


def _grown(mask: Mask, size: int) -> Mask:
    return as_pixels(cv2.dilate(mask.astype(np.uint8), np.ones((size, size), np.uint8))) > 0


def _cut_out(paper: Mask, quad: NDArray[np.float64]) -> None:
    """Take a code and its quiet zone out of the paper."""
    middle = quad.mean(axis=0)
    grown = (middle + (quad - middle) * 1.35).round().astype(np.int32)
    drawn = np.zeros(paper.shape, np.uint8)
    cv2.fillPoly(drawn, [grown], (255,))
    paper[drawn > 0] = False
