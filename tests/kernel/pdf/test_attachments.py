"""PDF/A-3: what the pages were made from is inside, said so, and a second rendering is the same bytes."""

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from assay.kernel import pdf

DATA = b'{"total":"1200.00"}'
ARCHIVED = pdf.Document(
    '#set document(title: "Invoice 7")\n#set text(lang: "en")\nTotal: 1200.00',
    made_at=datetime(2026, 11, 30, tzinfo=UTC),
    attachments=(pdf.Attachment("invoice.json", DATA, "application/json", 'The "data" \\ of the invoice'),),
    standard=pdf.Standard.PDF_A_3B,
)


def root_of(document: pdf.Document) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf.render(document))).trailer["/Root"]


def test_attachment_is_inside_with_its_kind_and_relation() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(ARCHIVED)))
    assert reader.attachments["invoice.json"] == [DATA]
    [file] = [one.get_object() for one in root_of(ARCHIVED)["/AF"]]
    assert (file["/AFRelationship"], file["/Desc"]) == ("/Source", 'The "data" \\ of the invoice')
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"


def test_document_says_that_it_is_pdf_a_3b_and_carries_its_colours() -> None:
    root = root_of(ARCHIVED)
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in said
    [intent] = [one.get_object() for one in root["/OutputIntents"]]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()


def test_same_source_and_attachments_give_same_bytes() -> None:
    assert pdf.render(ARCHIVED) == pdf.render(ARCHIVED)


def test_character_without_a_font_is_refused_in_an_archive() -> None:
    with pytest.raises(pdf.UnprintableError):
        pdf.render(pdf.Document("பித்தளை", standard=pdf.Standard.PDF_A_3B))


def test_without_a_standard_nothing_is_claimed() -> None:
    root = root_of(pdf.Document("Plain"))
    assert "/OutputIntents" not in root
    assert "/AF" not in root
