"""Pictures and PDFs that people send: re-encoded or counted before they are kept.

A picture is decoded and written anew, so that nothing rides along: no metadata (a photo tells where it was
taken), no second file behind the first, no bytes that only a careless decoder understands. A PDF is kept as
it came, since its author may have signed it, but must open, be unlocked and be short enough.
"""

import asyncio
import io
from collections.abc import Collection

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database
from assay.kernel.errors import TooLarge
from assay.kernel.files.errors import WrongType
from assay.kernel.files.service import FileInfo, save
from assay.kernel.files.sniff import HEAD_BYTES, JPEG, PDF, PNG, check_type, sniff
from assay.kernel.files.store import FileStore, Measured, Stream

MAX_BYTES = 20 << 20
MAX_PIXELS = 50_000_000
"""Decoded, that is 150 MB: what one request may cost."""
MAX_PAGES = 50
TOO_MANY_PIXELS = f"This picture has more than {MAX_PIXELS // 1_000_000} megapixels."
QUALITY = 88
UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError)
"""What Pillow raises on broken pictures."""


async def save_document(
    database: Database,
    store: FileStore,
    actor: Actor,
    *,
    name: str,
    stream: Stream,
    allowed: Collection[str] = (JPEG, PNG, PDF),
    max_bytes: int = MAX_BYTES,
    max_pages: int = MAX_PAGES,
) -> FileInfo:
    """Store a picture (re-encoded) or a PDF (counted) as a new file of the actor's organisation.

    Held in memory as a whole. Raises WrongType (another kind, broken, locked) or TooLarge (bytes, pixels,
    pages); then nothing is kept.
    """
    measured = Measured(stream, max_bytes=max_bytes)
    data = b"".join([chunk async for chunk in measured])
    content_type = sniff(data[:HEAD_BYTES])
    check_type(content_type, allowed)
    if content_type == PDF:
        await asyncio.to_thread(count_pages, data, max_pages)
    else:
        data = await asyncio.to_thread(reencode, data)
    return await save(database, store, actor, name=name, stream=data, allowed=allowed, max_bytes=len(data))


def reencode(data: bytes) -> bytes:
    """The picture in `data`, upright and without metadata: a JPEG stays a JPEG, all else becomes a PNG.

    Raises WrongType for what is no picture or breaks off, TooLarge beyond `MAX_PIXELS`.
    """
    bare, kind, _size = upright(data)
    out = io.BytesIO()
    if kind == JPEG:
        bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    else:
        bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def upright(data: bytes, *, longest: int | None = None) -> tuple[Image.Image, str, tuple[int, int]]:
    """The picture in `data`, decoded, turned as its metadata says and rid of them; its content type; and
    width and height as it was sent.

    Where `longest` is given, a picture whose longer side has more pixels is made smaller.
    Raises WrongType for what is no picture or breaks off, TooLarge beyond `MAX_PIXELS`.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise TooLarge(TOO_MANY_PIXELS)
            size = picture.size
            kind = JPEG if picture.format == "JPEG" else PNG
            if longest is not None:
                # A JPEG is decoded at a half, a quarter or an eighth, where that is still enough.
                picture.draft(None, (longest, longest))
            turned = ImageOps.exif_transpose(picture)
            bare = turned.convert("RGB" if kind == JPEG else _mode(turned))
            if longest is not None:
                bare.thumbnail((longest, longest), Image.Resampling.BICUBIC)
    except Image.DecompressionBombError as error:
        raise TooLarge(TOO_MANY_PIXELS) from error
    except UNREADABLE as error:
        raise WrongType("This picture cannot be read. Save it again as JPEG or PNG.") from error
    bare.info.clear()
    return bare, kind, size


def count_pages(data: bytes, most: int) -> int:
    """The pages of a PDF. Raises WrongType (broken, locked, empty) or TooLarge (more than `most`)."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise WrongType("This PDF is locked. Send it without a password.")
        pages = len(reader.pages)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WrongType("This PDF cannot be read. Save it again, or send pictures of the pages.") from error
    if pages == 0:
        raise WrongType("This PDF has no pages.")
    if pages > most:
        raise TooLarge(f"This PDF has {pages} pages; {most} are taken.")
    return pages


def _mode(picture: Image.Image) -> str:
    """What a PNG can hold of it: transparency where there is any."""
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return "RGBA" if transparent else ("L" if picture.mode in ("1", "L") else "RGB")
