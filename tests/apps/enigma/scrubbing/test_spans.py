"""Fusing spans: nothing that a layer found is lost, whatever the others say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.enigma.scrubbing.spans import Label, Source, Span, merge

TEXT = "My friend Rahul Sharma lives at 12 MG Road, Pune 411001."


@st.composite
def some_spans(draw: st.DrawFn) -> list[Span]:
    spans = []
    for _ in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, len(TEXT) - 1))
        end = draw(st.integers(start + 1, len(TEXT)))
        spans.append(Span(start, end, draw(st.sampled_from(Label)), draw(st.sampled_from(Source))))
    return spans


@given(some_spans())
def test_merged_spans_cover_everything_and_never_overlap(spans: list[Span]) -> None:
    merged = merge(TEXT, spans)
    wanted = {i for s in spans for i in range(s.start, s.end)}
    got = [i for s in merged for i in range(s.start, s.end)]
    assert wanted <= set(got)
    assert len(got) == len(set(got))
    assert list(merged) == sorted(merged)


@given(some_spans())
def test_merging_again_changes_nothing(spans: list[Span]) -> None:
    merged = merge(TEXT, spans)
    assert merge(TEXT, merged) == merged


def test_parts_of_one_name_become_one_span() -> None:
    first, last = TEXT.index("Rahul"), TEXT.index("Sharma")
    merged = merge(
        TEXT,
        [Span(first, first + 5, Label.PERSON, Source.NAMES), Span(last, last + 6, Label.PERSON, Source.NER)],
    )
    assert [TEXT[s.start : s.end] for s in merged] == ["Rahul Sharma"]


def test_a_structured_identifier_names_the_fused_span() -> None:
    start = TEXT.index("12 MG")
    address = Span(start, start + 10, Label.ADDRESS, Source.PATTERN)
    person = Span(start + 3, len(TEXT), Label.PERSON, Source.NER)
    (fused,) = merge(TEXT, [person, address])
    assert (fused.label, fused.end) == (Label.ADDRESS, len(TEXT))


def test_a_reviewers_label_outranks_every_layer() -> None:
    spans = [Span(3, 15, Label.EMAIL, Source.PATTERN), Span(10, 15, Label.PERSON, Source.REVIEWER)]
    assert merge(TEXT, spans)[0].label is Label.PERSON


def test_a_span_past_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="past the end"):
        merge("short", [Span(2, 9, Label.ID, Source.PATTERN)])


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="start < end"):
        Span(3, 3, Label.ID, Source.PATTERN)
