"""A picture of a page as an array: decoded within limits, turned, written anew."""

import io
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assay.kernel.files import documents

Pixels = NDArray[np.uint8]
"""Height x width of grey, or height x width x 3 of red, green and blue."""
LONGEST = 2400
"""Pixels of the longer side of a page that is kept: 205 to the inch on A4."""
QUALITY = 85


def load(data: bytes) -> tuple[Pixels, int]:
    """The picture in `data` in colour, upright as its camera says, at most LONGEST pixels long; and the
    pixels of its shorter side as it was sent.

    Raises WrongType (no picture, broken) or TooLarge (more pixels than one page can need).
    """
    found, _kind, size = documents.upright(data, longest=LONGEST)
    if found.mode == "RGBA":  # what shows through is paper
        paper = Image.new("RGBA", found.size, "white")
        found = Image.alpha_composite(paper, found)
    return as_pixels(np.asarray(found.convert("RGB"))), min(size)


def grey(page: Pixels) -> Pixels:
    return as_pixels(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)) if page.ndim == 3 else page


def turned(page: Pixels, quarters: int) -> Pixels:
    """`page` turned anticlockwise by so many quarters."""
    return np.ascontiguousarray(np.rot90(page, quarters % 4))


def scaled(page: Pixels, factor: float) -> Pixels:
    """`page` made larger or smaller."""
    if factor == 1:
        return page
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = (max(1, round(page.shape[1] * factor)), max(1, round(page.shape[0] * factor)))
    return as_pixels(cv2.resize(page, size, interpolation=how))


def to_jpeg(page: Pixels) -> bytes:
    """`page` as a JPEG without metadata."""
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def as_pixels(found: Any) -> Pixels:
    """What OpenCV gives, as what it is here."""
    return np.asarray(found, dtype=np.uint8)
