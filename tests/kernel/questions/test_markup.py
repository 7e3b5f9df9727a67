"""Texts: one reading, one spelling, and nothing that reaches a page unescaped."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel.questions import markup
from assay.kernel.questions.document import Figure
from assay.kernel.questions.markup import Bold, Break, Italic, Math, Picture, Words, read
from assay.kernel.questions.render import excerpt, inline, paragraphs


def test_paragraphs_breaks_and_marks() -> None:
    assert read("One **two** *three*\nfour\n\n\n$x_1$ and $$y$$") == (
        (Words("One "), Bold((Words("two"),)), Words(" "), Italic((Words("three"),)), Break(), Words("four")),
        (Math("x_1"), Words(" and "), Math("y", display=True)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6 today.",
        "2*3*4 = 24",
        "2 * 3 * 4",
        "a_b_c",
        "5 $ or more $ a day",
        "**open",
        "* item",
    ],
)
def test_prices_and_products_are_no_marks(text: str) -> None:
    assert read(text) == ((Words(text),),)


def test_a_backslash_takes_the_meaning_away() -> None:
    assert read(r"\*no\* \$x\$ \\") == ((Words(r"*no* $x$ \ ".strip()),),)


def test_figures_are_found_with_their_words() -> None:
    assert markup.pictures("See **![a **cat**](figure:cat)**\n\n![](figure:dog)")[-1] == Picture("dog", "")


@given(st.text(alphabet="ab 2*$\\!\n[](figure:x)é<&", max_size=80))
def test_the_canonical_spelling_reads_the_same_and_is_stable(text: str) -> None:
    once = markup.canonical(text)
    assert read(once) == read(text)
    assert markup.canonical(once) == once


def test_the_page_gets_no_markup_of_the_text() -> None:
    html = paragraphs('<script>alert(1)</script> **<b>** $<img onerror="x">$ *"*')
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;") == 5
    assert 'data-tex="&lt;img onerror=&#34;x&#34;&gt;"' in html


def test_a_figure_is_an_image_with_its_words_or_its_words_alone() -> None:
    figure = Figure(name="cat", key="k/1", alt="A cat")
    known = paragraphs("![](figure:cat)", {"cat": figure}, lambda one: f"/files/{one.key}")
    assert known == '<p><img class="question-figure" src="/files/k/1" alt="A cat"></p>'
    assert "<img" not in paragraphs("![a dog](figure:dog)")
    assert "a dog" in paragraphs("![a dog](figure:dog)")


def test_an_option_has_no_paragraphs_of_its_own() -> None:
    assert inline("one\n\ntwo") == "one<br>two"


def test_a_text_made_to_be_slow_is_read_at_once() -> None:
    began = time.perf_counter()
    for hostile in ("*a " * 6000, "$a" * 9000, "**a" * 6000, "![" * 9000, "$$" * 9000, "\\" * 19_999):
        read(hostile)
    assert time.perf_counter() - began < 5


def test_an_excerpt_cuts_no_formula_in_two_and_shows_no_figure() -> None:
    text = "The figure ![a line](figure:one) shows $\\frac{7}{3}$ of **all** <b>.\n\nFind the rest of it."
    assert excerpt(text) == (
        'The figure  shows <span class="math" data-tex="\\frac{7}{3}">\\frac{7}{3}</span> of '
        "<strong>all</strong> &lt;b&gt;. Find the rest of it. "
    )
    assert excerpt(text, 20).endswith("</span>…")
    assert excerpt("one two three", 8) == "one two…"
