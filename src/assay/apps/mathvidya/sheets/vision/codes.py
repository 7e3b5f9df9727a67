"""The QR code of a page, read by two readers that know nothing of each other.

The cheap looks come first; a page that gives nothing away is looked at larger, sharper, in black and white,
by quarters and turned before it counts as unread. Where one reader has found the code, the other reads the
same spot: their agreement is recorded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from assay.apps.mathvidya.sheets.vision.picture import Pixels, as_pixels, scaled

Corners = tuple[tuple[float, float], ...]
"""Top left, top right, bottom right, bottom left of the code as it was printed; x and y in pixels."""
Matrix = NDArray[np.float64]
Page = TypeVar("Page")
Parse = Callable[[str], Page | None]
"""What a code's text says; None where the code is not one of ours."""

FIRST = "plain"
SHORT_SIDE = 1100
"""Pixels of the first look: a code of 2.5 cm has then five pixels a module on A4."""
SPOT = 480
"""Pixels of a code's longer side where it is read again."""
MARGIN = 0.35
BLOCK, LIFT = 51, 12
"""Of the adaptive threshold: pixels of the neighbourhood, and how much darker than it ink is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader found in one look."""

    text: str
    corners: Corners


Reader = Callable[[Pixels], list[Seen]]


@dataclass(frozen=True, slots=True)
class Code(Generic[Page]):
    """A code of ours: what it says, where it stands, which readers read it, and by which look."""

    page: Page
    text: str
    corners: Corners
    readers: tuple[str, ...]
    look: str


@dataclass(frozen=True, slots=True)
class Codes(Generic[Page]):
    """All codes on one page. `others` are texts of codes that are not ours; `disputed`, that the two readers
    read different things at one spot."""

    ours: tuple[Code[Page], ...]
    others: tuple[str, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A picture to be searched, and the way from its points back to the page's."""

    name: str
    pixels: Pixels
    back: Matrix


def by_zxing(pixels: Pixels) -> list[Seen]:
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(pixels),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [Seen(one.text, _corners(one.position)) for one in found if one.text]


def by_opencv(pixels: Pixels) -> list[Seen]:
    try:
        found: Any = cv2.QRCodeDetector().detectAndDecodeMulti(pixels)
    except cv2.error:  # it gives up loudly on some pictures
        return []
    _any, texts, points, _straight = found
    if points is None:
        return []
    return [
        Seen(text, tuple((float(x), float(y)) for x, y in quad))
        for text, quad in zip(texts, points, strict=False)
        if text
    ]


READERS: dict[str, Reader] = {"zxing": by_zxing, "opencv": by_opencv}


def read(grey: Pixels, parse: Parse[Page], readers: dict[str, Reader] = READERS) -> Codes[Page]:
    """The codes of ours on a page, by the first look that shows any.

    Where the first reader has found one in the first look it looks once more at the full size: another page
    beside this one would be small.
    """
    others: dict[str, None] = {}
    ours: dict[str, Code[Page]] = {}
    for look in looks(grey):
        for name, reader in readers.items():
            for seen in reader(look.pixels):
                page = parse(seen.text)
                if page is None:
                    others[seen.text] = None
                elif seen.text not in ours:
                    at = _mapped(seen.corners, look.back)
                    ours[seen.text] = Code(page, seen.text, at, (name,), look.name)
            if ours:
                break
        if ours and look.name != FIRST:
            return _compared(grey, list(ours.values()), tuple(others), readers)
    return Codes((), tuple(others))


def looks(grey: Pixels) -> Iterator[Look]:
    """Ways to look at a page, from the cheapest on."""
    short = min(grey.shape)
    first = min(1.0, SHORT_SIDE / short)
    small = scaled(grey, first)
    yield Look(FIRST, small, _scale(1 / first))
    yield Look("full", grey, _scale(1))
    yield Look("threshold", threshold(small), _scale(1 / first))
    yield Look("sharpened", sharpened(small), _scale(1 / first))
    yield Look("half", scaled(small, 0.5), _scale(2 / first))
    yield from _quarters(grey)
    for degrees in (30, 60):
        yield _rotated(small, degrees, 1 / first)


def threshold(pixels: Pixels) -> Pixels:
    """Black and white by each spot's own surroundings, which undoes shadows."""
    smooth = cv2.GaussianBlur(pixels, (3, 3), 0)
    return as_pixels(
        cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, BLOCK, LIFT)
    )


def sharpened(pixels: Pixels) -> Pixels:
    """Edges raised: what is a little out of focus comes back."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 3)
    return as_pixels(cv2.addWeighted(pixels, 2.5, soft, -1.5, 0))


def _quarters(grey: Pixels) -> Iterator[Look]:
    """Overlapping quarters of the page, each shown large and in black and white."""
    height, width = grey.shape
    tall, wide = round(height * 0.6), round(width * 0.6)
    factor = max(1.0, min(2.0, 2 * SHORT_SIDE / min(tall, wide)))
    for number, (top, left) in enumerate(
        [(0, 0), (0, width - wide), (height - tall, 0), (height - tall, width - wide)]
    ):
        part = scaled(grey[top : top + tall, left : left + wide], factor)
        back = _scale(1 / factor, left, top)
        yield Look(f"quarter {number + 1}", part, back)
        yield Look(f"quarter {number + 1}, threshold", threshold(part), back)


def _rotated(pixels: Pixels, degrees: float, back: float) -> Look:
    height, width = pixels.shape
    size = int(np.hypot(height, width))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turn[:, 2] += [(size - width) / 2, (size - height) / 2]
    shown = as_pixels(cv2.warpAffine(pixels, turn, (size, size), borderValue=(255,)))
    forward = np.vstack([turn, [0, 0, 1]])
    return Look(f"turned {degrees:g}°", shown, _scale(back) @ np.linalg.inv(forward))


def _compared(
    grey: Pixels, ours: list[Code[Page]], others: tuple[str, ...], readers: dict[str, Reader]
) -> Codes[Page]:
    """Each code read again at its spot by the readers that have not read it."""
    disputed, both = False, []
    for code in ours:
        spot = _spot(grey, code.corners)
        agreeing = list(code.readers)
        for name in readers.keys() - {*agreeing}:
            texts = {seen.text for shown in (spot, threshold(spot)) for seen in readers[name](shown)}
            if code.text in texts:
                agreeing.append(name)
            elif texts:
                disputed = True
        both.append(replace(code, readers=tuple(agreeing)))
    return Codes(tuple(both), others, disputed)


def _spot(grey: Pixels, corners: Corners) -> Pixels:
    """The code and its margin, cut out and brought to a size that suits both readers."""
    at = np.array(corners)
    (left, top), (right, bottom) = at.min(axis=0), at.max(axis=0)
    side = max(right - left, bottom - top, 1)
    rim = MARGIN * side
    height, width = grey.shape
    cut = grey[
        max(0, int(top - rim)) : min(height, int(bottom + rim)) or 1,
        max(0, int(left - rim)) : min(width, int(right + rim)) or 1,
    ]
    return scaled(cut, SPOT / side) if cut.size else grey


def _corners(position: Any) -> Corners:
    return tuple(
        (float(one.x), float(one.y))
        for one in (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    )


def _scale(factor: float, left: float = 0, top: float = 0) -> Matrix:
    return np.array([[factor, 0, left], [0, factor, top], [0, 0, 1]], dtype=np.float64)


def _mapped(corners: Corners, back: Matrix) -> Corners:
    points = np.hstack([np.array(corners), np.ones((len(corners), 1))]) @ back.T
    return tuple((float(x / w), float(y / w)) for x, y, w in points)
