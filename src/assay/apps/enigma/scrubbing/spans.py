"""Spans over an input text, and the one rule for combining them: layers only add.

A span is a half-open range `[start, end)` of code points of the *input* text. Every layer of the scrubber
proposes spans; `merge` fuses what overlaps or touches and never drops a covered code point, so no layer can
undo what an earlier one found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What a span holds. The value is the word readers see in the placeholder."""

    PERSON = "PERSON"
    SCHOOL = "SCHOOL"
    ORGANISATION = "ORGANISATION"
    PLACE = "PLACE"
    ADDRESS = "ADDRESS"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    URL = "URL"
    HANDLE = "HANDLE"
    ID = "ID"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    CASTE = "CASTE"
    RELIGION = "RELIGION"
    PRONOUN = "PRONOUN"


class Source(StrEnum):
    """The layer that proposed a span, in the order in which layers run."""

    KNOWN = "known"
    PATTERN = "pattern"
    PRESIDIO = "presidio"
    NAMES = "names"
    VICARY = "vicary"
    NER = "ner"
    ECHO = "echo"
    CATEGORY = "category"
    REVIEWER = "reviewer"


_SOURCE_RANK = {source: rank for rank, source in enumerate(Source)}
# A reviewer's own marking names the span, whatever a layer called it.
_SOURCE_RANK[Source.REVIEWER] = -1

#: Labels whose text has a shape of its own: they name a fused span even when a name was found inside it.
_STRUCTURED = frozenset(
    {Label.ADDRESS, Label.EMAIL, Label.PHONE, Label.URL, Label.HANDLE, Label.ID, Label.DATE_OF_BIRTH}
)

#: Labels whose neighbours of the same label are one entity when only this lies between them.
_JOINED_BY = {
    Label.PERSON: frozenset({" ", "-", ". ", "."}),
    Label.PLACE: frozenset({" ", "-"}),
    Label.SCHOOL: frozenset({" "}),
    Label.ADDRESS: frozenset({" ", ", ", ",", "\n", ",\n", " - ", "-"}),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `[start, end)` of the input text, what they hold and which layer said so."""

    start: int
    end: int
    label: Label
    source: Source

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"A span needs 0 <= start < end, not {self.start}..{self.end}.")

    @property
    def length(self) -> int:
        return self.end - self.start


def merge(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Fuse overlapping spans and neighbouring parts of one name; the result is sorted and disjoint.

    Every code point covered by an input span is covered by the output. The label of a fused span is that of
    a structured identifier in it, else of its longest member, ties going to the earliest layer. White space
    at the rim of a member never widens the result beyond what the layer proposed.

    Raises ValueError when a span reaches past the end of `text`.
    """
    merged: list[list[Span]] = []
    end = -1
    for span in sorted(spans):
        if span.end > len(text):
            raise ValueError(f"A span ends at {span.end}, past the end of the text at {len(text)}.")
        if merged and (span.start < end or _continues(text, merged[-1], end, span)):
            merged[-1].append(span)
            end = max(end, span.end)
        else:
            merged.append([span])
            end = span.end
    return tuple(_fuse(group) for group in merged)


def covered(spans: Iterable[Span], size: int) -> bytearray:
    """A mask of `size` bytes, 1 where a span covers that code point."""
    mask = bytearray(size)
    for span in spans:
        mask[span.start : span.end] = b"\x01" * (min(span.end, size) - span.start)
    return mask


def _continues(text: str, group: list[Span], end: int, span: Span) -> bool:
    between = text[end : span.start]
    if _fuse(group).label is not span.label or between not in _JOINED_BY.get(span.label, frozenset()):
        return False
    # A dot joins after an initial (`R. Sharma`); elsewhere it ends a sentence.
    return "." not in between or text[max(0, end - 2) : end - 1].strip(" .(") == ""


def _fuse(group: list[Span]) -> Span:
    best = min(
        group,
        key=lambda s: (
            s.source is not Source.REVIEWER,
            # A town of the known address says nothing of what it stands in: `Delhi Public School, Pune`.
            s.label not in _STRUCTURED or (s.label, s.source) == (Label.ADDRESS, Source.KNOWN),
            -s.length,
            _SOURCE_RANK[s.source],
            s.start,
        ),
    )
    return Span(min(s.start for s in group), max(s.end for s in group), best.label, best.source)
