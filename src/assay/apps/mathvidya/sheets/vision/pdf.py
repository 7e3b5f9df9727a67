"""A scanned PDF taken apart into pictures of its pages, after a look at what that would cost."""

import io
import threading
import zlib
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, StreamObject

from assay.apps.mathvidya.sheets.vision.picture import LONGEST, Pixels, as_pixels
from assay.kernel.errors import TooLarge
from assay.kernel.files import WrongType, documents

SCALE = 200 / 72
"""Pixels a point: 200 to the inch."""
MOST_UNPACKED = 400 << 20
"""Bytes of all packed streams of a PDF together: 20 pages of A4 in colour at 150 to the inch are 130 MB."""
DEEPEST = 1
"""How often a stream may be packed; twice has no use but to hide how large it is."""
CHUNK = 1 << 16
MOST_PAGES = 1000
"""Of a PDF that is drawn: how many are taken is asked before."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not made for threads."""
PACKED = {"/FlateDecode", "/Fl"}
BROKEN = "This PDF cannot be read. Save it again, or send pictures of the pages."
BOMB = "This PDF unpacks to far more than pages can hold. Scan the pages again."


def check(data: bytes, most: int) -> int:
    """The number of pages of a PDF that is safe to draw, found without drawing any.

    Raises WrongType (broken, locked, empty) or TooLarge (more than `most` pages, or it unpacks too far).
    """
    pages = documents.count_pages(data, most)
    left = MOST_UNPACKED
    for packed in _packed_streams(data):
        left -= _unpacked_size(packed, left)
        if left <= 0:
            raise TooLarge(BOMB)
    return pages


def pages(data: bytes) -> Iterator[Pixels]:
    """Pictures of the pages in colour, in order, one drawn at a time. The PDF was checked before.

    Raises WrongType where drawing fails, TooLarge where a picture inside has too many pixels.
    """
    for number in range(documents.count_pages(data, MOST_PAGES)):
        yield _drawn(data, number)


def _drawn(data: bytes, number: int) -> Pixels:
    with _ONE_AT_A_TIME:
        return _drawn_alone(data, number)


def _drawn_alone(data: bytes, number: int) -> Pixels:
    try:
        document = pdfium.PdfDocument(data)
        page = document[number]
        pixels = 0
        for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
            width, height = picture.get_px_size()
            pixels += width * height
            if pixels > documents.MAX_PIXELS:
                raise TooLarge(BOMB)
        width, height = page.get_size()
        scale = min(SCALE, LONGEST / max(width, height, 1))
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        drawn = np.array(bitmap.to_numpy())
        page.close()
        document.close()
    except pdfium.PdfiumError as error:
        raise WrongType(BROKEN) from error
    return as_pixels(drawn[:, :, :3] if drawn.ndim == 3 else np.stack([drawn] * 3, axis=2))


def _packed_streams(data: bytes) -> Iterator[bytes]:
    """The deflated streams of a PDF as they lie in it."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        for number in [one for generation in reader.xref.values() for one in generation]:
            found = reader.get_object(number)
            if not isinstance(found, StreamObject):
                continue
            filters = found.get("/Filter")
            names = [str(one) for one in filters] if isinstance(filters, ArrayObject) else [str(filters)]
            packed = sum(one in PACKED for one in names)
            if packed > DEEPEST:
                raise TooLarge(BOMB)
            if packed and names[0] in PACKED:
                yield found._data
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WrongType(BROKEN) from error


def _unpacked_size(packed: bytes, most: int) -> int:
    """How large the stream is unpacked, in bytes; counted up to `most` and never held as a whole."""
    unpack, size = zlib.decompressobj(), 0
    rest = packed
    try:
        while rest and size < most and not unpack.eof:
            size += len(unpack.decompress(rest, CHUNK * 16))
            rest = unpack.unconsumed_tail
    except zlib.error:
        return size
    return size
