"""Whether two pictures show the same page: the same bytes, or nearly the same picture.

The perceptual hash is that of N. Krawetz, "Looks Like It" (2011): signs of the lowest frequencies of the
cosine transform against their median, here 16 x 16 of them, taken of the ink alone, so that light and
shadow do not count.
"""

import cv2
import numpy as np

from assay.apps.mathvidya.sheets.vision.ink import Ink
from assay.apps.mathvidya.sheets.vision.turning import Turn

SIDE = 16
FIELD = 128
ALIKE = 0.16
"""Share of differing bits up to which two pictures count as the same page."""


def fingerprint(ink: Ink, turn: Turn) -> str:
    """256 bits in hexadecimal; empty where nothing is written."""
    if not ink.writing.any():
        return ""
    page = np.rot90(ink.writing, turn.quarters).astype(np.float32)
    rows, columns = np.flatnonzero(page.any(axis=1)), np.flatnonzero(page.any(axis=0))
    page = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    field = cv2.resize(page, (FIELD, FIELD), interpolation=cv2.INTER_AREA)
    low = np.asarray(cv2.dct(cv2.GaussianBlur(field, (0, 0), 2)))[:SIDE, :SIDE].ravel()
    return np.packbits(low > np.median(low[1:])).tobytes().hex()


def difference(one: str, other: str) -> float:
    """Share of differing bits, 0 to 1; 1 where either is empty."""
    if not one or not other:
        return 1.0
    return (int(one, 16) ^ int(other, 16)).bit_count() / (SIDE * SIDE)


def is_alike(one: str, other: str) -> bool:
    return difference(one, other) <= ALIKE
