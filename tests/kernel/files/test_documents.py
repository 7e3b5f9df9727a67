"""Pictures written anew, PDFs counted, and what is neither refused."""

import io
from uuid import UUID

import pytest
from PIL import Image
from pypdf import PdfWriter

from assay.kernel.access import system_actor
from assay.kernel.db.session import Database
from assay.kernel.errors import TooLarge
from assay.kernel.files import WrongType, documents, save_document
from assay.kernel.files.store import FileStore

ORIENTATION, GPS = 0x0112, 0x8825


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else None).save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_metadata_goes_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    made = Image.open(io.BytesIO(documents.reencode(picture("JPEG", exif=exif.tobytes()))))
    assert made.format == "JPEG"
    assert made.size == (20, 40)
    assert not made.getexif()


def test_what_hangs_behind_a_picture_is_dropped() -> None:
    hidden = b"<script>alert(1)</script>PK\x03\x04"
    assert hidden not in documents.reencode(picture("PNG") + hidden)


@pytest.mark.parametrize(("mode", "expected"), [("RGBA", "RGBA"), ("L", "L"), ("P", "RGB"), ("1", "L")])
def test_a_png_keeps_what_it_can_show(mode: str, expected: str) -> None:
    assert Image.open(io.BytesIO(documents.reencode(picture("PNG", mode)))).mode == expected


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nno", picture("PNG")[:60], b"", b"\xff\xd8\xffbroken"])
def test_a_broken_picture_is_refused(data: bytes) -> None:
    with pytest.raises(WrongType, match="cannot be read"):
        documents.reencode(data)


def test_a_picture_of_too_many_pixels_is_refused_undecoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "MAX_PIXELS", 799)
    with pytest.raises(TooLarge, match="megapixels"):
        documents.reencode(picture("PNG"))


def test_pages_are_counted_up_to_the_limit() -> None:
    assert documents.count_pages(pdf(3), 3) == 3
    with pytest.raises(TooLarge, match="4 pages; 3 are taken"):
        documents.count_pages(pdf(4), 3)


@pytest.mark.parametrize(
    ("data", "message"),
    [(pdf(1, password="x"), "locked"), (b"%PDF-1.7\nbroken", "cannot be read"), (pdf(0), "no pages")],
)
def test_a_pdf_that_nobody_could_read_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(WrongType, match=message):
        documents.count_pages(data, 10)


async def test_a_picture_is_kept_as_written_anew(database: Database, store: FileStore, org: UUID) -> None:
    sent = picture("PNG") + b"tail"
    kept = await save_document(
        database, store, system_actor(org, "test"), name="a.png", stream=sent, allowed=("image/png",)
    )
    stored = b"".join([chunk async for chunk in store.open(kept.key)])
    assert (kept.content_type, stored) == ("image/png", documents.reencode(sent))


async def test_another_kind_by_content_is_refused_whatever_its_name(
    database: Database, store: FileStore, org: UUID
) -> None:
    with pytest.raises(WrongType):
        await save_document(database, store, system_actor(org, "test"), name="a.png", stream=b"MZ\x00\x01")
