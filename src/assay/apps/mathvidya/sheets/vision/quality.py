"""How well a page can be read, in numbers: sharpness, contrast, light, how much is written.

Sharpness is the variance of the Laplacian (Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield
microscopy") at the common scale, over tiles with writing only, divided by the variance of brightness there:
so it depends neither on how much is written nor on how dark the pen is. What noise adds is measured on the
empty tiles and taken off.
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
    """The Laplacian's variance by the brightness's, median over written tiles; None where none is written."""
    flat = cv2.GaussianBlur(ink.flat.astype(np.float32), (3, 3), 0)
    laplacian = np.asarray(cv2.Laplacian(flat, cv2.CV_32F, ksize=3))
    inked = _tiles(ink.writing.astype(np.float32)).mean(axis=(2, 3))
    on_paper = _tiles(ink.paper.astype(np.float32)).mean(axis=(2, 3)) > 0.99
    edges, spread = _tiles(laplacian).var(axis=(2, 3)), _tiles(np.asarray(flat)).var(axis=(2, 3))
    written = on_paper & (inked > INKED)
    if written.sum() < FEWEST_TILES:
        return None
    empty = on_paper & (_tiles(ink.marks.astype(np.float32)).mean(axis=(2, 3)) == 0)
    noise_edges = float(np.median(edges[empty])) if empty.any() else 0.0
    noise_spread = float(np.median(spread[empty])) if empty.any() else 0.0
    ratio = np.maximum(edges[written] - noise_edges, 0) / np.maximum(spread[written] - noise_spread, 1)
    return float(np.median(ratio))


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
