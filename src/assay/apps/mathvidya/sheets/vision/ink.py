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
BLOCK = 41
INK_BELOW = 0.88
"""Share of the paper's own brightness below which a spot is ink."""
SPECK = 12
"""Pixels: smaller dark spots are noise or dust."""
RULE = 60
"""Pixels: a straight run this long is a ruled line, not writing."""
LONG_RULE = 0.22
"""Of the page's shorter side: a thin mark this long is a ruled line even where it is not straight."""
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
    smooth = cv2.GaussianBlur(flat, (3, 3), 0)
    marks = (smooth < round(255 * INK_BELOW)) & paper
    return Ink(page, flat, background, paper, marks, _writing(marks), factor)


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


def _writing(marks: Mask) -> Mask:
    """Marks without ruled lines (straight runs, and long thin ones that bend with the paper) and specks."""
    whole = marks.astype(np.uint8)
    thick = cv2.dilate(whole, np.ones((3, 3), np.uint8))
    rules = np.zeros_like(whole)
    for size in ((RULE, 1), (1, RULE)):
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        rules |= as_pixels(runs)
    rules = as_pixels(cv2.dilate(rules, np.ones((3, 3), np.uint8)))
    rest = whole & ~(rules * np.uint8(255))
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(rest, connectivity=8)
    keep = np.ones(count, dtype=np.bool_)
    keep[0] = False
    area = stats[:, cv2.CC_STAT_AREA]
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep &= area >= SPECK
    keep &= ~((longest > LONG_RULE * min(marks.shape)) & (area < 8 * longest))
    return np.asarray(keep[labels], dtype=np.bool_)


def _cut_out(paper: Mask, quad: NDArray[np.float64]) -> None:
    """Take a code and its quiet zone out of the paper."""
    middle = quad.mean(axis=0)
    grown = (middle + (quad - middle) * 1.35).round().astype(np.int32)
    drawn = np.zeros(paper.shape, np.uint8)
    cv2.fillPoly(drawn, [grown], (255,))
    paper[drawn > 0] = False
