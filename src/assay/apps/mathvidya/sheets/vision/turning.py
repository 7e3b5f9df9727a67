"""Which way up a page lies: by the corners of its code, else by its lines of writing, else unknown.

Of the lines two things are asked. Which way they run: rows of ink and gaps alternate across the lines, not
along them. And which end is up: lines begin at one margin and end anywhere, and letters reach up (b, d, f, h,
k, l, t, capitals, digits) more often than down (g, j, p, q, y). Where the two answers differ, or neither is
clear, the page stays as it is and is said to be unknown.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assay.apps.mathvidya.sheets.vision.codes import Corners
from assay.apps.mathvidya.sheets.vision.ink import Mask
from assay.apps.mathvidya.sheets.vision.picture import as_pixels

SMALL = 500
"""Pixels of the shorter side at which lines are looked for."""
SLANTS = range(-6, 7, 2)
"""Degrees by which a page may lie crooked."""
CLEARLY = 1.6
"""By how much rows must alternate more one way than the other."""
FEWEST_LINES = 4
MARGIN_CLEAR = 0.35
REACH_CLEAR = 0.08

Profile = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Turn:
    """Quarters anticlockwise that bring the page upright, and what says so: "code", "writing" or ""."""

    quarters: int
    by: str

    @property
    def known(self) -> bool:
        return bool(self.by)


UNKNOWN = Turn(0, "")


def by_code(corners: Corners) -> Turn:
    """A code is printed upright, so its upper edge says which way the page lies."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    angle = math.atan2((by - ay) + (cy - dy), (bx - ax) + (cx - dx))
    return Turn(round(angle / (math.pi / 2)) % 4, "code")


def by_writing(writing: Mask) -> Turn:
    """What the lines of writing say."""
    factor = SMALL / min(writing.shape)
    small = cv2.resize(
        writing.astype(np.uint8) * np.uint8(255), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA
    )
    page = as_pixels(small).astype(np.float64) / 255
    lying, standing = _straightened(page), _straightened(np.rot90(page))
    if lying[0] > CLEARLY * standing[0]:
        half, quarters = _half_turn(lying[1]), 0
    elif standing[0] > CLEARLY * lying[0]:
        half, quarters = _half_turn(standing[1]), 1
    else:
        return UNKNOWN
    if half is None:
        return UNKNOWN
    return Turn((quarters + half) % 4, "writing")


def _straightened(page: Profile) -> tuple[float, Profile]:
    """How strongly rows alternate at the best slant, and the page at it."""
    best = (-1.0, page)
    for degrees in SLANTS:
        shown = _slanted(page, degrees)
        rows = shown.sum(axis=1)
        total = float(rows.sum())
        score = float((np.diff(rows) ** 2).sum()) / (total**2) * len(rows) if total else 0.0
        if score > best[0]:
            best = (score, shown)
    return best


def _slanted(page: Profile, degrees: float) -> Profile:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, turn, (width, height)), dtype=np.float64)


def _half_turn(page: Profile) -> int | None:
    """0 upright, 2 upside down, None where it cannot be said. Lines run along the rows."""
    lines = _lines(page.sum(axis=1))
    if len(lines) < FEWEST_LINES:
        return None
    votes = [_by_margin(page, lines), _by_reach(page, lines)]
    said = {vote for vote in votes if vote is not None}
    return said.pop() if len(said) == 1 else None


def _lines(rows: Profile) -> list[tuple[int, int]]:
    """First and last row (exclusive) of each line of writing."""
    smooth = np.convolve(rows, np.ones(3) / 3, mode="same")
    written = smooth > max(1.0, 0.15 * float(np.percentile(smooth, 95)))
    edges = np.flatnonzero(np.diff(np.pad(written.astype(np.int8), 1)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(top, bottom) for top, bottom in pairs if 4 <= bottom - top <= 60]


def _by_margin(page: Profile, lines: list[tuple[int, int]]) -> int | None:
    """Lines begin together and end apart."""
    starts, ends = [], []
    for top, bottom in lines:
        columns = np.flatnonzero(page[top:bottom].sum(axis=0) > 0.5)
        if columns.size:
            starts.append(int(columns[0]))
            ends.append(int(columns[-1]))
    if len(starts) < FEWEST_LINES:
        return None
    left, right = _spread(starts), _spread(ends)
    lean = (right - left) / max(right + left, 1.0)
    if abs(lean) < MARGIN_CLEAR or max(left, right) < 0.05 * page.shape[1]:
        return None
    return 0 if lean > 0 else 2


def _spread(values: list[int]) -> float:
    """Mean distance from the median: one stray line does not decide."""
    found = np.array(values, dtype=np.float64)
    return float(np.abs(found - np.median(found)).mean())


def _by_reach(page: Profile, lines: list[tuple[int, int]]) -> int | None:
    """More ink above a line's body than below it."""
    leans = []
    for top, bottom in lines:
        rows = page[top:bottom].sum(axis=1)
        body = np.flatnonzero(rows > 0.5 * rows.max())
        above, below = float(rows[: body[0]].sum()), float(rows[body[-1] + 1 :].sum())
        leans.append((above - below) / max(float(rows.sum()), 1.0))
    lean = float(np.median(leans))
    if abs(lean) < REACH_CLEAR:
        return None
    return 0 if lean > 0 else 2
