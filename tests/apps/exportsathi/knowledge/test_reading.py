"""Files made plain, and cut into passages that are exactly characters of what is stored."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.exportsathi.knowledge import chunking, reading, shipped
from assay.apps.exportsathi.knowledge.reading import Kind
from assay.apps.exportsathi.knowledge.rules import quotable
from assay.kernel import pdf
from assay.kernel.errors import Invalid

NOTES = Path("../shared/data/export/itc_hs_schedule2_notes.csv")


def said(text: str) -> list[str]:
    return [text[a:b] for a, b in chunking.sentences(text)]


def test_sentences_end_where_they_end() -> None:
    text = (
        "The cap is ₹4.70 per kg, i.e. little. See Rule 89(4). M/s. Rao pays Rs. 500.\n\n"
        "- One\n- Two (No. 5)\n1. Three"
    )
    assert said(text) == [
        "The cap is ₹4.70 per kg, i.e. little.",
        "See Rule 89(4).",
        "M/s. Rao pays Rs. 500.",
        "One",
        "Two (No. 5)",
        "Three",
    ]


@given(st.text(alphabet="aB1. ,\n-()?!é₹", max_size=400))
def test_offsets_are_exact_whatever_the_text(text: str) -> None:
    read = reading.markdown(text)
    for chunk in chunking.chunks(read):
        assert read.text[chunk.start : chunk.end] == chunk.text
        assert len(chunk.text) <= chunking.MOST
    for start, end in chunking.sentences(read.text):
        assert 0 <= start < end <= len(read.text)


def test_a_long_paragraph_is_split_at_sentences_and_nothing_is_lost() -> None:
    paragraph = " ".join(f"Sentence number {n} says that much and no more." for n in range(80))
    made = chunking.chunks(reading.read(paragraph.encode(), Kind.TEXT))
    assert len(made) > 3
    assert all(one.text.endswith("more.") for one in made)
    assert " ".join(one.text for one in made) == paragraph


def test_markdown_keeps_headings_apart_and_unwraps_paragraphs() -> None:
    read = reading.read(
        b"# Top\n\nOne line\nand its end.\n\n## Below\n\n- **bold** [link](x)\n- two\n", Kind.MARKDOWN
    )
    assert [(one.heading, read.text[one.start : one.end]) for one in read.sections] == [
        ("Top", "One line and its end."),
        ("Top › Below", "- bold link\n- two"),
    ]


def test_html_shows_what_a_reader_sees() -> None:
    html = (
        "<h2>Fees</h2><p>Paid <b>once</b>.</p><ul><li>a<li>b</ul><table><tr><th>x<td>1</table>"
        "<div hidden>no</div>"
    )
    text = reading.read(html.encode(), Kind.HTML).text
    assert "Paid once." in text
    assert "- a" in text
    assert "x | 1" in text
    assert "no" not in text.split("\n")


def test_csv_with_long_cells_and_with_short_ones() -> None:
    long = reading.read(f"chapter,notes_text\n01,{'word ' * 60}\n".encode(), Kind.CSV)
    assert long.sections[0].heading == "chapter 01"
    short = reading.read(b"code,rate\n0904,3.9\n0910,4.1\n", Kind.CSV)
    assert [short.text[s.start : s.end] for s in short.sections] == [
        "code: 0904; rate: 3.9",
        "code: 0910; rate: 4.1",
    ]


@pytest.mark.parametrize(
    ("data", "kind"), [(b"", Kind.TEXT), (b"\xff\xfe\x00", Kind.MARKDOWN), (b"%PDF-1.7 broken", Kind.PDF)]
)
def test_what_cannot_be_read_says_so_at_the_file(data: bytes, kind: Kind) -> None:
    with pytest.raises(Invalid) as refused:
        reading.read(data, kind)
    assert "file" in refused.value.fields


def test_pdf_text_is_read_page_by_page() -> None:
    data = pdf.render(pdf.Document("First page holds a fee of 500.\n#pagebreak()\nSecond page.", {}))
    read = reading.read(data, Kind.PDF)
    assert [one.heading for one in read.sections] == ["page 1", "page 2"]
    assert "fee of 500" in read.text


def test_the_notes_of_schedule_2_are_cut_exactly() -> None:
    if not NOTES.exists():
        pytest.skip("The public data is not beside the project.")
    read = reading.read(NOTES.read_bytes(), Kind.CSV)
    made = chunking.chunks(read)
    assert len(read.sections) > 90
    assert len(made) > 500
    assert all(read.text[one.start : one.end] == one.text for one in made)


def test_shipped_pages_are_dated_sourced_and_have_their_vectors() -> None:
    pages = shipped.pages()
    assert len(pages) >= 45
    known = shipped.known_vectors()
    for one in pages:
        assert one.publisher
        assert one.law
        assert one.reference, one.slug
        if one.is_verified:
            assert one.checked_on, f"{one.slug} says it was checked, and not when"
    for text in shipped.embedded_texts():
        assert shipped.digest(text) in known, text


def test_each_sentence_of_the_shipped_pages_knows_questions_that_it_answers() -> None:
    known = shipped.asked()
    for page in shipped.pages():
        cut = [(one.text, place) for one in chunking.chunks(page.read) for place in quotable(one.text)]
        told = [" ".join(text[a:b].split()) for text, (a, b) in cut]
        begins = [begins for begins, _forms in page.asked]
        assert [sum(one.startswith(begin) for one in told) for begin in begins] == [1] * len(told), page.slug
        forms = [form for one in told for form in known[one]]
        assert all(form == form.strip() and len(form) > 5 for form in forms), page.slug
        assert len(set(forms)) == len(forms), page.slug


def test_a_number_or_a_letter_before_a_full_stop_ends_a_sentence_but_not_the_mark_of_a_list() -> None:
    text = "It applies to chapters 61 and 62. It is filed on form CSB-V. Then it ends.\n\n1. First of all."
    assert said(text) == [
        "It applies to chapters 61 and 62.",
        "It is filed on form CSB-V.",
        "Then it ends.",
        "First of all.",
    ]
