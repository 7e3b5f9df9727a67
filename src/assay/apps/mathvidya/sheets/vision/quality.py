"""How well a page can be read, in numbers: sharpness, contrast, light, how much is written.

Sharpness is the variance of the Laplacian (Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield
microscopy") at the common scale, with three changes. It is measured on tiles with writing only, and given as
it would be at a standard spread of brightness, so that neither the amount of writing nor the colour of the
pen counts. What noise adds is measured on empty tiles and taken off. And of all directions the worst counts:
a shaken hand blurs along its own movement only.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assay.apps.mathvidya.sheets.vision.ink import Ink

TILE = 50
INKED = 0.015
"""Share of a tile that must be writing for its sharpness to be counted."""
FEWEST_TILES = 3
STANDARD_SPREAD = 50
"""Standard deviation of brightness, in grey levels, at which sharpness is given."""
DIRECTIONS = 8
HESSIAN = (
    np.array([[0, 0, 0], [1, -2, 1], [0, 0, 0]], np.float32),
    np.array([[0, 1, 0], [0, -2, 0], [0, 1, 0]], np.float32),
    np.array([[0.25, 0, -0.25], [0, 0, 0], [-0.25, 0, 0.25]], np.float32),
)
"""Second derivatives: across, down, and mixed."""


@dataclass(frozen=True, slots=True)
class Measures:
    """`sharpness` and `contrast` are None where there is nothing written to measure them on."""

    short_side: int
    """Pixels of the picture's shorter side as it was sent."""
    ink: float
    """Share of the paper that is written on."""
    sharpness: float | None
    contrast: float | None
    """How much darker than its paper the ink is: 0 to 1."""
    light: float
    """Brightness of the paper: 0 to 1."""
    evenness: float
    """Of the light: brightness of the darkest part of the paper by the brightest."""


def measure(ink: Ink, short_side: int) -> Measures:
    paper = ink.background[ink.paper]
    written = int(ink.writing.sum())
    area = int(ink.paper.sum())
    low, middle, high = np.percentile(paper, [5, 50, 95]) if paper.size else (0.0, 0.0, 1.0)
    return Measures(
        short_side=short_side,
        ink=written / area if area else 0.0,
        sharpness=sharpness(ink),
        contrast=contrast(ink),
        light=float(middle) / 255,
        evenness=float(low) / max(1.0, float(high)),
    )


def sharpness(ink: Ink) -> float | None:
    """Of the worst direction, median over written tiles; None where too little is written."""
    page = np.asarray(cv2.GaussianBlur(ink.writing_only.astype(np.float32), (3, 3), 0), np.float32)
    on_paper = _tiles(ink.paper.astype(np.float32)).mean(axis=(2, 3)) > 0.99
    written = on_paper & (_tiles(ink.writing.astype(np.float32)).mean(axis=(2, 3)) > INKED)
    if written.sum() < FEWEST_TILES:
        return None
    empty = on_paper & (_tiles(ink.marks.astype(np.float32)).mean(axis=(2, 3)) == 0)
    spread = _above_noise(_tiles(page).var(axis=(2, 3)), written, empty)
    across, down, skew = (np.asarray(cv2.filter2D(page, -1, one), np.float32) for one in HESSIAN)
    products = [across * across, down * down, skew * skew, across * down, across * skew, down * skew]
    moments = [_tiles(one).mean(axis=(2, 3)) for one in products]
    worst = min(
        float(np.median(_above_noise(_along(moments, angle), written, empty) / np.maximum(spread, 1)))
        for angle in np.linspace(0, np.pi, DIRECTIONS, endpoint=False)
    )
    return worst * STANDARD_SPREAD**2


def _along(moments: list[NDArray[np.float32]], angle: float) -> NDArray[np.float32]:
    """Mean square of the second derivative in a direction, of each tile."""
    xx, yy, xy, x_y, x_xy, y_xy = moments
    c, s = np.cos(angle), np.sin(angle)
    square = c**4 * xx + s**4 * yy + 4 * c * c * s * s * xy
    return np.asarray(square + 2 * c * c * s * s * x_y + 4 * c**3 * s * x_xy + 4 * c * s**3 * y_xy)


def _above_noise(
    values: NDArray[np.float32], written: NDArray[np.bool_], empty: NDArray[np.bool_]
) -> NDArray[np.float32]:
    noise = float(np.median(values[empty])) if empty.any() else 0.0
    return np.asarray(np.maximum(values[written] - noise, 0), np.float32)


def contrast(ink: Ink) -> float | None:
    """How dark the strokes' cores are against the paper; None where nothing is written."""
    values = ink.flat[ink.writing]
    if values.size < TILE:
        return None
    return float(1 - np.percentile(values, 20) / 255)


def _tiles(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """rows x columns x TILE x TILE; what is left over at the far edges is dropped."""
    rows, columns = values.shape[0] // TILE, values.shape[1] // TILE
    cut = values[: rows * TILE, : columns * TILE]
    return cut.reshape(rows, TILE, columns, TILE).swapaxes(1, 2)
