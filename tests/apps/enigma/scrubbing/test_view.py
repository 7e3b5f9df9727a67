"""The folded view finds names however they are typed, and leads back to the input."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.enigma.scrubbing.spans import Label, Source
from assay.apps.enigma.scrubbing.view import View


@pytest.mark.parametrize(
    "typed",
    ["José", unicodedata.normalize("NFD", "José"), "J\u200bosé", "Ｊｏｓｅ", "Jоsе", "Jo\u00adse"],
    ids=["accent", "combining", "zero-width", "full-width", "cyrillic", "soft-hyphen"],
)
def test_a_disguised_name_folds_to_plain_letters_and_back(typed: str) -> None:
    source = f"👩🏽‍🔬 met {typed}, then left."
    view = View(source)
    at = view.text.index("Jose")
    span = view.span(at, at + 4, Label.PERSON, Source.KNOWN)
    assert source[span.start : span.end] == typed


@given(st.text(max_size=60), st.data())
def test_every_range_of_the_view_lies_within_the_input(source: str, data: st.DataObject) -> None:
    view = View(source)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    span = view.span(start, end, Label.PERSON, Source.NAMES)
    assert 0 <= span.start < span.end <= len(source)
    assert view.mask([span])[start:end] == b"\x01" * (end - start)
