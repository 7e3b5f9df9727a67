"""Typst as a function: the same bytes, nothing read that was not given, faults that say where."""

import pypdfium2
import pytest

from assay.kernel import pdf

PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_same_source_gives_same_bytes() -> None:
    made = pdf.Document('Hello #image("dot.svg")', {"dot.svg": PIXEL})
    assert pdf.render(made) == pdf.render(made)
    assert "Hello" in text_of(pdf.render(made))


@pytest.mark.parametrize(
    "source",
    ['#read("/etc/hostname")', '#read("../secret.txt")', '#image("absent.svg")', "#let or = 1", "$ x"],
)
def test_what_cannot_be_set_is_told(source: str) -> None:
    with pytest.raises(pdf.UnprintableError):
        pdf.render(pdf.Document(source))


async def test_rendered_in_a_thread_as_well() -> None:
    made = pdf.Document("Once")
    assert await pdf.render_in_thread(made) == pdf.render(made)
